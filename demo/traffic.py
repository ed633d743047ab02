"""How often the demonstration's projects were downloaded: invented, plausible, the same for the same day.

A few projects have most of the downloads (as Zipf found of words), machines rest at weekends, new
projects begin small, a release is fetched more often in its first days, some projects grow or fade.
All days are counted backwards from the day of preparation: 1 is yesterday.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

WINDOW_DAYS = 183
OPENED = 300
"""Days since the index opened; nothing was downloaded before."""

_WEEKEND = 0.55
"""Downloads on a Saturday or Sunday, as part of a working day's."""

_WORKDAYS = 5
_OTHERS = {"unknown": 0.03, "browser": 0.002}
"""Downloads by clients that do not count, as part of the installers'."""

_MIRROR_DAYS = 3
"""Mirrors look in every third day, each at everything, much or little used."""


def dice(seed: str) -> random.Random:
    """Return chances that are always the same for the same word."""
    return random.Random(seed)  # noqa: S311 - nothing here is to be a secret


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """How the downloads of one project went.

    Args:
        total: By installers, in the last 183 days.
        since: Day on which it was first published.
        growth: Part of yesterday's level that it gained with each day; negative where it fades.
        unrest: How much a day differs from what it should be: 0.1 is a tenth, more or less.
        releases: Days of releases that many fetched at once.
    """

    name: str
    total: float
    since: int = OPENED
    growth: float = 0.0
    unrest: float = 0.12
    releases: tuple[int, ...] = ()

    def levels(self, today: date) -> dict[int, float]:
        """Return the downloads by installers on each day, before they are rounded."""
        chance = dice(self.name)
        shape = {day: self._level(day, today, chance) for day in range(1, self.since)}
        in_window = sum(level for day, level in shape.items() if day <= WINDOW_DAYS)
        return {day: level * self.total / in_window for day, level in shape.items()}

    def _level(self, day: int, today: date, chance: random.Random) -> float:
        trend = max(0.1, 1 - self.growth * day)
        rest = _WEEKEND if (today - timedelta(days=day)).weekday() >= _WORKDAYS else 1.0
        youth = min(1.0, (self.since - day) / 21)
        rush = 1 + sum(0.9 * 0.7 ** (release - day) for release in self.releases if release >= day)
        return trend * rest * youth * rush * chance.lognormvariate(0, self.unrest)


def in_window(levels: dict[int, float], *, ending: int = 1) -> float:
    """Return the downloads of the 183 days up to and including the day `ending`."""
    return sum(level for day, level in levels.items() if ending <= day < ending + WINDOW_DAYS)


def overtaking(course: Course, *, other: Course, on: int, today: date) -> Course:
    """Return the course with such a total that a run `on` that day first sees it just ahead of the `other`."""
    own = in_window(course.levels(today), ending=on + 1)
    ahead = 1.001 * in_window(other.levels(today), ending=on + 1)
    return replace(course, total=course.total * ahead / own)


def daily_counts(course: Course, today: date) -> Iterator[tuple[date, str, int]]:
    """Yield (day, client class, downloads) wherever there were any."""
    chance = dice(f"{course.name}: others")
    for day, level in course.levels(today).items():
        on = today - timedelta(days=day)
        expected = {"installer": level, **{kind: level * part for kind, part in _OTHERS.items()}}
        if (day + len(course.name)) % _MIRROR_DAYS == 0:
            expected["mirror"] = 6 + chance.random() * 8
        for kind, amount in expected.items():
            downloads = int(amount + chance.random())
            if downloads:
                yield on, kind, downloads
