"""How downloads fall with the rank on an index of PyPI's size.

At the head as they were read from PyPI in April 2026, behind it as C / (rank + 100) ** 1.98, fitted to the same ranks.
"""

import math
from bisect import bisect_right

RANKS = 700_000
"""Projects that were downloaded then."""

WEEK = (1.1, 1.15, 1.15, 1.1, 1.05, 0.7, 0.75)
"""Factor of each day of the week, from Monday on."""

MIRRORED = 0.03
"""Share of the projects of which mirrors fetch something every day."""

_HEAD = (
    (1, 62_700_000),
    (100, 10_100_000),
    (1_000, 560_000),
    (5_000, 26_800),
    (10_000, 4_930),
    (15_000, 1_900),
)
_TAIL = 57 * 100_100**1.98

TAIL_BEGINS_BELOW = _HEAD[-1][1]
"""Downloads a day; behind that rank nothing was read."""


def daily_downloads(rank: float) -> float:
    """Return the downloads a day at a rank, from 1; between two ranks that were read by powers."""
    place = bisect_right(_HEAD, (rank, math.inf))
    if place in (0, len(_HEAD)):
        return _HEAD[0][1] if place == 0 else _TAIL / (rank + 100) ** 1.98
    (rank_before, before), (rank_after, after) = _HEAD[place - 1], _HEAD[place]
    share = math.log(rank / rank_before) / math.log(rank_after / rank_before)
    return before * math.pow(after / before, share)
