"""Who is downloaded most: cohort, ranks, ties and the cut-off.

All arithmetic is exact: shares are decimals and are multiplied as fractions, so that
1 % of 700 projects is 7 and never 7.000000000000001.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import NamedTuple

from strongroom.foundation.names import NormalizedName


class Ranked(NamedTuple):
    """A project's place; those with the same downloads share one.

    A named tuple, because a run makes one for every project of the index.
    """

    name: NormalizedName
    downloads: int
    rank: int


def cohort_size(population: int, *, share: Decimal) -> int:
    """Return how many of `population` projects the share asks for: rounded up, 0 for an empty index."""
    return ceil(population * Fraction(share))


def band_size(cohort: int, *, keep_factor: Decimal) -> int:
    """Return the last rank at which a standing designation holds: rounded down, "within 1.25 k"."""
    return floor(cohort * Fraction(keep_factor))


def rank(counts: Mapping[NormalizedName, int]) -> tuple[Ranked, ...]:
    """Return every name with its rank, most downloads first, then by name.

    Ties share the better rank and the ranks behind them stay free: 1, 2, 2, 4.
    """
    # Two stable sorts; one sort by pairs takes twice as long for a whole index.
    names = sorted(counts)
    names.sort(key=counts.__getitem__, reverse=True)
    ranking = []
    shared, previous = 0, None
    for position, name in enumerate(names, start=1):
        downloads = counts[name]
        if downloads != previous:
            shared, previous = position, downloads
        ranking.append(Ranked(name, downloads, shared))
    return tuple(ranking)


def cut_off(ranking: Sequence[Ranked], *, size: int, minimum: int) -> int:
    """Return the least downloads that place a project at rank `size` or better.

    It is the count of the project at that place, so all that tie with it are in. Where fewer
    projects are ranked, or where that count is lower, it is the minimum.
    """
    last_in = ranking[size - 1].downloads if 0 < size <= len(ranking) else 0
    return max(last_in, minimum)
