"""Compare the totals that are kept with what the counts add up to."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from strongroom.downloads.queries import (
    TotalsHeld,
    find_totals_held,
    iterate_totals,
    total_in_window,
    total_of,
    totals,
)
from strongroom.foundation.names import NormalizedName
from strongroom.infra.db import while_nobody_writes


@dataclass(frozen=True, slots=True)
class WrongTotal:
    """A total, and what the counts add up to."""

    name: NormalizedName
    kept: int
    counted: int


def find_wrong_totals(*, most: int) -> list[WrongTotal]:
    """Return the totals that differ from what the counts add up to, `most` of them at most; none before the first run.

    Raises:
        TotalsMoved: if they are being moved or added up.
    """
    held = find_totals_held()
    if held is None:
        return []
    compared = (_compared(name, held) for name in _suspects(held))
    return list(islice((one for one in compared if one.kept != one.counted), most))


def _suspects(held: TotalsHeld) -> Iterator[NormalizedName]:
    """Yield the names whose total seems wrong: something may have been counted between two looks."""
    counted = totals(held.window, classes=held.classes)
    for name, kept in iterate_totals(held.window, classes=held.classes):
        if counted.pop(name, 0) != kept:
            yield name
    yield from (name for name, downloads in counted.items() if downloads)


def _compared(name: NormalizedName, held: TotalsHeld) -> WrongTotal:
    """Look at a total and its counts while nobody counts."""
    with while_nobody_writes():
        kept = total_in_window(name, held.window, classes=held.classes)
        counted = total_of(name, held.window, classes=held.classes)
    return WrongTotal(name, kept, counted)
