"""Spans of working days."""

from collections.abc import Collection
from datetime import date, timedelta

SATURDAY = 5


def add_working_days(start: date, days: int, *, holidays: Collection[date] = ()) -> date:
    """Return the day that lies this many working days after `start`; weekends and holidays do not count."""
    day = start
    while days > 0:
        day += timedelta(days=1)
        if day.weekday() < SATURDAY and day not in holidays:
            days -= 1
    return day
