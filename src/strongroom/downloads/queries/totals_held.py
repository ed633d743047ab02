"""The totals of the window that are kept (services/totals.py), read without adding anything up."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from django.db.models import F

from strongroom.downloads.errors import TotalsMoved
from strongroom.downloads.models import TotalsWindow, WindowTotal
from strongroom.downloads.rules.client_classes import CODES
from strongroom.foundation.names import NormalizedName
from strongroom.foundation.periods import Window
from strongroom.infra.orders import by_code_point

_ROWS_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class TotalsHeld:
    """Of which days and classes of clients totals are kept; `whole` once that of every name is there."""

    window: Window
    classes: frozenset[str]
    whole: bool


def find_totals_held() -> TotalsHeld | None:
    """Return of what totals are kept, or None before the first run."""
    row = _held()
    if row is None:
        return None
    classes = frozenset(client_class for client_class, code in CODES.items() if code in row.classes)
    return TotalsHeld(Window(row.first_day, row.last_day), classes, row.held_to == TotalsWindow.ALL_NAMES)


def iterate_totals() -> Iterator[tuple[NormalizedName, int]]:
    """Yield each name that has counted downloads in the window, and their number, by name in the order of code points.

    All are as they were at the first of them, whatever is counted meanwhile.

    Raises:
        TotalsMoved: before the first, if they are not whole, or not those of the window of a moment before.
    """
    before = _held()
    rows = WindowTotal.objects.annotate(text=F("name__name")).order_by(by_code_point("name__name"))
    found = rows.values_list("text", "downloads").iterator(_ROWS_AT_ONCE)
    first = next(found, None)
    _refuse_moved(before, _held())
    if first is not None:
        for name, downloads in chain([first], found):
            yield NormalizedName(name), downloads


def total_in_window(name: NormalizedName) -> int:
    """Return the counted downloads of a name in the window."""
    return WindowTotal.objects.filter(name__name=name).values_list("downloads", flat=True).first() or 0


def _held() -> TotalsWindow | None:
    return TotalsWindow.objects.first()


def _refuse_moved(before: TotalsWindow | None, after: TotalsWindow | None) -> None:
    """Refuse what was opened between the two. Totals that were forgotten and added up anew have another key."""
    if before is None and after is None:
        return
    if (
        before is None
        or after is None
        or _same(before) != _same(after)
        or after.held_to != TotalsWindow.ALL_NAMES
    ):
        raise TotalsMoved(
            "The totals of the window are being moved or added up.",
            next_step="Wait for it to end, and try again.",
        )


def _same(row: TotalsWindow) -> tuple[object, ...]:
    return row.pk, row.first_day, row.last_day, row.classes
