"""How often which project is downloaded on which day.

Rates fall with the rank as in 2026 (`ranks`), and are a quarter of the rates of then: that gives an index of the size of July
2022 some twenty billion downloads a month. A smaller index has the same shape, its ranks stretched. A day's downloads are the
rate, times a factor of the day of the week, times a factor of the project and the week, with the scatter of a count.
"""

import math
from collections.abc import Iterator
from datetime import date, timedelta

from strongroom.simulation.rules.chance import deviation, fraction
from strongroom.simulation.rules.population import ATOMICWRITES_RATE, place_of_atomicwrites
from strongroom.simulation.rules.ranks import MIRRORED, RANKS, WEEK, daily_downloads
from strongroom.simulation.rules.size import Size

HISTORY_WEEKS = 26
"""Counted before the first day, each as one count of a Monday: the window of the first run is not empty."""

_SINCE = 0.24
"""Of the rates of April 2026."""
_SWING = 0.25
"""Standard deviation of the logarithm of the factor of project and week."""
_SWINGS, _SCATTERS = 2**12, 2**14
_SWING_OF, _SCATTER_OF = range(2)


class Traffic:
    """How often is downloaded what, by place and day."""

    def __init__(self, size: Size) -> None:
        stretch = RANKS / size.projects
        self.rates = [_SINCE * daily_downloads((place + 0.5) * stretch) for place in range(size.projects)]
        self.atomicwrites_at = place_of_atomicwrites(self.rates)
        self.rates[self.atomicwrites_at] = ATOMICWRITES_RATE
        self._mirrored = int(size.projects * MIRRORED)
        self._places = [(place, rate, math.sqrt(rate)) for place, rate in enumerate(self.rates)]
        seed = size.seed
        self._swings = [math.exp(_SWING * deviation(seed, _SWING_OF, one)) for one in range(_SWINGS)]
        self._scatters = [deviation(seed, _SCATTER_OF, one) for one in range(_SCATTERS)]
        self._shift = int(fraction(seed, _SCATTER_OF) * _SCATTERS)

    @property
    def steps(self) -> int:
        """How often the projects are gone through before the first day: to be made, and to be counted."""
        return 1 + HISTORY_WEEKS

    def installers(self, day: date) -> list[tuple[int, int]]:
        """Return (place, downloads) of a day, of all that were downloaded."""
        return self._counted(day, days=1, usual=WEEK[day.weekday()])

    def mirrors(self, fetched: list[tuple[int, int]]) -> list[tuple[int, int]]:
        """Return what mirrors have fetched on a day of these downloads; it is shown, and does not count."""
        return [(place, downloads // 40 + 1) for place, downloads in fetched if place < self._mirrored]

    def history(self, first_day: date) -> Iterator[tuple[date, list[tuple[int, int]]]]:
        """Yield the weeks before the first day, oldest first: a day, and (place, downloads) of the week."""
        for weeks in range(HISTORY_WEEKS, 0, -1):
            day = first_day - timedelta(days=7 * weeks)
            yield day, self._counted(day, days=7, usual=1.0)

    def _counted(self, day: date, *, days: int, usual: float) -> list[tuple[int, int]]:
        number = day.toordinal()
        week, swings = number // 7 * 104_729, self._swings
        shift, scatters = number * 40_503 + self._shift, self._scatters
        factor, root_of_days = days * usual, math.sqrt(days)
        return [
            (place, downloads)
            for place, rate, root in self._places
            if (
                downloads := int(
                    rate * factor * swings[place * 7_919 + week & _SWINGS - 1]
                    + root * root_of_days * scatters[place * 2_654_435_761 + shift & _SCATTERS - 1]
                    + 0.5
                )
            )
            > 0
        ]
