"""Years of days at the resolution of a picture: by day, week or month.

What is counted at an instant is that of the last day of the span; what happens is added up.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from enum import Enum
from itertools import groupby

Values = tuple[int | None, ...]
Point = tuple[date, Values]

DAYS_BY_DAY = 120
DAYS_BY_WEEK = 1100
"""The longest stretches drawn so: some 160 points at most, as many as a picture shows."""


class Span(Enum):
    """What one point of a picture stands for."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"

    @classmethod
    def for_days(cls, days: int) -> "Span":
        """Return the finest span that leaves few enough points of so many days."""
        if days <= DAYS_BY_DAY:
            return cls.DAY
        return cls.WEEK if days <= DAYS_BY_WEEK else cls.MONTH

    def first_day(self, day: date) -> date:
        """Return the day on which the span around `day` begins; weeks begin on Mondays."""
        if self is Span.WEEK:
            return day - timedelta(days=day.weekday())
        return day.replace(day=1) if self is Span.MONTH else day

    def next_first_day(self, day: date) -> date:
        """Return the day on which the span after the one around `day` begins."""
        longest = {Span.DAY: 1, Span.WEEK: 7, Span.MONTH: 31}[self]
        return self.first_day(self.first_day(day) + timedelta(days=longest))


def at_resolution(days: Sequence[Point], span: Span, *, happens: bool, today: date) -> list[Point]:
    """Return one point for each span that has a day.

    Args:
        days: In the order of time; a value that is None was not kept on that day.
        happens: The values of a span are added up, and the point stands at its first day. A span that is not over is
            left out: it would look like a fall. Else the last day of the span stands for it.
    """
    return list(_added_up(days, span, today) if happens else _last_of_each(days, span))


def _last_of_each(days: Sequence[Point], span: Span) -> Iterator[Point]:
    for _, several in groupby(days, key=lambda point: span.first_day(point[0])):
        *_, last = several
        yield last


def _added_up(days: Sequence[Point], span: Span, today: date) -> Iterator[Point]:
    for first, several in groupby(days, key=lambda point: span.first_day(point[0])):
        if span.next_first_day(first) <= today:
            yield first, tuple(map(_sum, zip(*(values for _, values in several), strict=True)))


def _sum(values: Values) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None
