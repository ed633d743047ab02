"""Carry days from one detail store to another."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from strongroom.downloads.errors import DetailsDiffer
from strongroom.downloads.services.details.building import only_builder
from strongroom.downloads.store import DetailStore, PieceFolder
from strongroom.foundation.periods import Window


@dataclass(frozen=True, slots=True)
class Moved:
    """What became of the days: carried over, equal before, and left alone because the target has more of them."""

    carried: int = 0
    equal: int = 0
    newer: int = 0


def move_days(
    source: DetailStore, target: DetailStore, pieces: PieceFolder, *, advance: Callable[[int], object]
) -> Moved:
    """Let the target hold every day of the source; the source keeps them.

    Each day is replaced as a whole and compared, so this may be interrupted and run again: what is equal in every copy is passed
    over. Downloads of a day only ever grow, so a target that holds more of a day has the newer one. Meanwhile nobody builds.

    Args:
        advance: Called with 1 after each day.

    Raises:
        DetailsUnreachable: one of the two cannot be asked.
        DetailsDiffer: a day is not the same after it was carried over.
    """
    outcomes: Counter[str] = Counter()
    with only_builder(pieces):
        for day in source.days():
            outcomes[_move(source, target, pieces, day)] += 1
            advance(1)
    return Moved(**outcomes)


def _move(source: DetailStore, target: DetailStore, pieces: PieceFolder, day: date) -> str:
    wanted, held = _sums(source, day), [_sums(copy, day) for copy in target.copies()]
    if all(sums == wanted for sums in held):
        return "equal"
    if any(sums.total() > wanted.total() for sums in held):
        return "newer"
    carried = pieces.unfinished()
    try:
        source.copy_day(day, carried)
        target.replace_day(day, [carried], downloads=wanted.total())
    finally:
        carried.unlink(missing_ok=True)
    for copy in target.copies():
        if (found := _sums(copy, day)) != wanted:
            raise DetailsDiffer(
                f"{day} has {found.total():,} downloads after it was carried over, not {wanted.total():,}.",
                next_step="Run the command again; if it stays so, look into the target.",
            )
    return "carried"


def _sums(store: DetailStore, day: date) -> Counter[str]:
    return store.sums(Window(day, day)).get(day, Counter())
