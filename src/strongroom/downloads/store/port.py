"""What every detail store does."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Protocol

from strongroom.downloads.errors import PieceDamaged
from strongroom.downloads.rules.details import Dimension
from strongroom.foundation.names import NormalizedName
from strongroom.foundation.periods import Window


@dataclass(frozen=True, slots=True)
class Breakdown:
    """Downloads of a project over a window.

    Args:
        downloads: In all.
        parts: For each dimension the values with most downloads, most first. What is missing to `downloads` is of others.
    """

    downloads: int = 0
    parts: Mapping[Dimension, Sequence[tuple[str, int]]] = field(default_factory=dict)


def check_total(found: int, wanted: int) -> None:
    """Refuse a day, before it is put in place, that is not what it should be.

    Raises:
        PieceDamaged: it is not.
    """
    if found != wanted:
        raise PieceDamaged(f"The pieces of the day hold {found:,} downloads, not {wanted:,}.")


class DetailStore(Protocol):
    """A detail store. Every method raises DetailsUnreachable where it cannot be asked."""

    def replace_day(self, day: date, pieces: Sequence[Path], *, downloads: int) -> None:
        """Let a day consist of what these files say, added up; of nothing where there are none.

        Args:
            downloads: That they hold together.

        Raises:
            PieceDamaged: one of them cannot be read, or they hold another number; the day stays as it was.
        """

    def copies(self) -> Sequence["DetailStore"]:
        """Return the places that each hold all of it, as stores: one that was away, or was not reached, may hold less."""

    def copy_day(self, day: date, to: Path) -> None:
        """Write a day into a file that `replace_day` takes."""

    def days(self) -> list[date]:
        """Return the days of which there is anything, in order."""

    def sums(self, window: Window) -> dict[date, Counter[str]]:
        """Return the downloads of each day by class of client; days of which there is nothing are left out."""

    def totals(self, window: Window, *, classes: Collection[str]) -> Iterator[tuple[NormalizedName, int]]:
        """Yield the downloads of each project by clients of these classes, by name in the order of code points."""

    def breakdown(
        self, name: NormalizedName, window: Window, *, classes: Collection[str], limit: int
    ) -> Breakdown:
        """Return a project's downloads by clients of these classes, by every dimension.

        Args:
            limit: Values of each dimension, at most.
        """
