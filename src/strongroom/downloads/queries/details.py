"""Downloads of a project by file and by client, from the detail store."""

from collections.abc import Collection, Iterator

from django.conf import settings
from django.db.models import F

from strongroom.downloads.errors import DetailStoreUnfit
from strongroom.downloads.models import DetailDay
from strongroom.downloads.store import Breakdown, DetailStore, open_store
from strongroom.foundation.names import NormalizedName
from strongroom.foundation.periods import Window

VALUES_SHOWN = 100
"""Of each dimension, the ones with most downloads."""


def chosen_store() -> DetailStore | None:
    """Return the detail store of this index, or None if it keeps no details.

    Raises:
        DetailStoreUnfit: it cannot be used here.
    """
    return open_store(settings.STRONGROOM_DETAIL_URL) if settings.STRONGROOM_DETAIL_URL else None


def get_store() -> DetailStore:
    """Return the detail store of this index.

    Raises:
        DetailStoreUnfit: it keeps no details, or its store cannot be used here.
    """
    store = chosen_store()
    if store is None:
        raise DetailStoreUnfit(
            "This index keeps no details of downloads.",
            next_step="Install strongroom[details], or set STRONGROOM_DETAIL_URL.",
        )
    return store


def iterate_totals_of_details(
    window: Window, *, classes: Collection[str]
) -> Iterator[tuple[NormalizedName, int]]:
    """Yield each name with details in the window and their downloads by these classes, in the order of code points.

    Raises:
        DetailsUnreachable: the store cannot be asked now.
        DetailStoreUnfit: there is none, or it cannot be used here.
    """
    return get_store().totals(window, classes=classes)


def find_breakdown(name: NormalizedName, window: Window, *, classes: Collection[str]) -> Breakdown | None:
    """Return a project's downloads by clients of these classes, told apart in every way; None if no details are kept.

    Raises:
        DetailsUnreachable: the store cannot be asked now.
        DetailStoreUnfit: it cannot be used here.
    """
    store = chosen_store()
    return store.breakdown(name, window, classes=classes, limit=VALUES_SHOWN) if store else None


def count_unbuilt_days(window: Window) -> int:
    """Return how many days of the window have changes that the store does not hold yet."""
    days = DetailDay.objects.filter(day__range=(window.first_day, window.last_day))
    return days.filter(changes__gt=F("built")).count()
