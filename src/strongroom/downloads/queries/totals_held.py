"""The totals of the window that are kept (services/totals.py), read without adding anything up."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import cast

from django.db.models import Exists, F, Subquery

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
    row = TotalsWindow.objects.first()
    return _of(row) if row is not None else None


def _of(row: TotalsWindow) -> TotalsHeld:
    classes = frozenset(client_class for client_class, code in CODES.items() if code in row.classes)
    return TotalsHeld(Window(row.first_day, row.last_day), classes, row.held_to == TotalsWindow.ALL_NAMES)


def iterate_totals(window: Window, *, classes: Collection[str]) -> Iterator[tuple[NormalizedName, int]]:
    """Yield each name that has counted downloads in the window, and their number, by name in the order of code points.

    All are as they were at the first of them, whatever is counted or moved meanwhile.

    Raises:
        TotalsMoved: before the first, if what is kept is not whole, or is of another window or other classes.
    """
    wanted = TotalsWindow.objects.filter(
        first_day=window.first_day,
        last_day=window.last_day,
        classes=sorted(CODES[client_class] for client_class in classes),
        held_to=TotalsWindow.ALL_NAMES,
    )
    # One statement asks what the totals are of, and what they are: nobody can move them between the two.
    kept = WindowTotal.objects.filter(Exists(wanted)).annotate(text=F("name__name"))
    rows = kept.order_by(by_code_point("name__name")).values_list("text", "downloads").iterator(_ROWS_AT_ONCE)
    first = next(rows, None)
    if first is not None:
        # As they come: to rename each of some hundred thousand costs as much as to read it.
        yield from cast("Iterator[tuple[NormalizedName, int]]", chain([first], rows))
    elif not wanted.exists():
        raise TotalsMoved(
            f"The totals from {window.first_day} to {window.last_day} are not there: they are being moved or added up.",
            next_step="Wait for it to end, and try again.",
        )


def total_in_window(name: NormalizedName, window: Window, *, classes: Collection[str]) -> int:
    """Return the total that is kept of a name.

    Raises:
        TotalsMoved: if what is kept is not whole, or is of another window or other classes.
    """
    total = WindowTotal.objects.filter(name__name=name).values("downloads")
    # One statement asks what the totals are of, and what this one is.
    row = TotalsWindow.objects.annotate(total=Subquery(total)).first()
    if row is None or _of(row) != TotalsHeld(window, frozenset(classes), whole=True):
        raise TotalsMoved(
            f"The total of {name} from {window.first_day} to {window.last_day} is not there.",
            why="The totals are of other days or clients, or are being moved or added up.",
            next_step="Wait for it to end, and try again.",
        )
    return row.total or 0
