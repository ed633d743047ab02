"""The shape of a ranking in few points, to be drawn: downloads against rank, both by their logarithms."""

from collections.abc import Iterable
from math import log10

from strongroom.criticality.rules.ranking import Step

_STEP = 0.04
"""Of a power of ten, in either direction: closer points fall on each other on any screen. Six powers of ten in ranks
and nine in downloads make fewer than four hundred points."""


def thinned(steps: Iterable[Step]) -> list[Step]:
    """Return the first step and the last, and between them each that is far enough from the one before, in order."""
    kept: list[Step] = []
    last = None
    for last in steps:
        if not kept or _apart(kept[-1], last):
            kept.append(last)
    return [*kept, last] if last is not None and kept[-1] != last else kept


def _apart(one: Step, other: Step) -> bool:
    ranks, downloads = other.rank / one.rank, one.downloads / other.downloads
    return log10(ranks) >= _STEP or log10(downloads) >= _STEP
