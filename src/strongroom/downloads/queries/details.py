"""Downloads of a project by file and by client, from the detail store."""

from collections.abc import Collection

from django.conf import settings
from django.db.models import F

from strongroom.downloads.models import DetailDay
from strongroom.downloads.rules.details import Dimension
from strongroom.downloads.store import Breakdown, DetailStore, open_store
from strongroom.foundation.names import NormalizedName
from strongroom.foundation.periods import Window

__all__ = ["Breakdown", "Dimension", "chosen_store", "count_unbuilt_days", "find_breakdown"]

VALUES_SHOWN = 100
"""Of each dimension, the ones with most downloads."""


def chosen_store() -> DetailStore | None:
    """Return the detail store of this index, or None if it keeps no details.

    Raises:
        DetailStoreUnfit: it cannot be used here.
    """
    return open_store(settings.STRONGROOM_DETAIL_URL) if settings.STRONGROOM_DETAIL_URL else None


def find_breakdown(
    name: NormalizedName, window: Window, *, classes: Collection[str], limit: int = VALUES_SHOWN
) -> Breakdown | None:
    """Return a project's downloads by clients of these classes, told apart in every way; None if no details are kept.

    Raises:
        DetailsUnreachable: the store cannot be asked now.
        DetailStoreUnfit: it cannot be used here.
    """
    store = chosen_store()
    return store.breakdown(name, window, classes=classes, limit=limit) if store else None


def count_unbuilt_days(window: Window) -> int:
    """Return of how many days of the window the store does not hold all yet."""
    days = DetailDay.objects.filter(day__range=(window.first_day, window.last_day))
    return days.filter(changes__gt=F("built")).count()
