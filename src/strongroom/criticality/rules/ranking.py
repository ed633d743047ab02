"""Who is downloaded most: cohort, ranks, ties and the cut-off.

All arithmetic is exact: shares are decimals and are multiplied as fractions, so that
1 % of 700 projects is 7 and never 7.000000000000001.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate
from math import ceil, floor
from typing import NamedTuple


class Step(NamedTuple):
    """A number of downloads that some project has, and the rank of all that have it."""

    downloads: int
    rank: int


def cohort_size(population: int, *, share: Decimal) -> int:
    """Return how many of `population` projects the share asks for: rounded up, 0 for an empty index."""
    return ceil(population * Fraction(share))


def band_size(cohort: int, *, keep_factor: Decimal) -> int:
    """Return the last rank at which a standing designation holds: rounded down, "within 1.25 k"."""
    return floor(cohort * Fraction(keep_factor))


class Ranking:
    """The order of numbers, most first. Zero has no rank.

    It keeps each number once: a rank follows from a number, so nobody needs to be carried along.
    """

    def __init__(self, numbers: Iterable[int]) -> None:
        how_many = Counter(numbers)
        del how_many[0]
        self._ascending = sorted(how_many)
        # Best first, and one more: the rank behind all of them.
        self._ranks = list(accumulate((how_many[number] for number in reversed(self._ascending)), initial=1))

    def __len__(self) -> int:
        return self._ranks[-1] - 1

    def rank(self, number: int) -> int | None:
        """Return one more than how many are above `number`; None for zero.

        So ties share the better rank, and the ranks behind them stay free: 1, 2, 2, 4.
        """
        better = len(self._ascending) - bisect_right(self._ascending, number)
        return self._ranks[better] if number > 0 else None

    def cut_off(self, *, size: int, minimum: int) -> int:
        """Return the least number that is at rank `size` or better.

        It is the number at that place, so all that tie with it are in. Where fewer are ranked,
        or where that number is lower, it is the minimum.
        """
        last_in = self._ascending[-bisect_right(self._ranks, size)] if 0 < size <= len(self) else 0
        return max(last_in, minimum)

    def steps(self) -> Iterator[Step]:
        """Yield each number once, with its rank, best first."""
        return map(Step, reversed(self._ascending), self._ranks)
