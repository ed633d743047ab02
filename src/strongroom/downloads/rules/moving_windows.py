"""How totals of one window become those of another: by the days that leave and those that come, as long as they are few."""

from collections.abc import Iterator
from datetime import date, timedelta

from strongroom.foundation.periods import Window

_DAY = timedelta(days=1)


def moves(held: Window, wanted: Window) -> bool:
    """Say whether to move the window is less work than to add everything up anew.

    A day that is moved costs twice as much as one that is added up with all others, as measured.
    """
    changed = sum(span.days for span in (*days_only_in(held, wanted), *days_only_in(wanted, held)))
    return changed * 2 <= wanted.days


def moved(held: Window, wanted: Window, *, most_days: int) -> Window:
    """Return the window with each end brought so many days nearer to the wanted one, which it overlaps."""
    return Window(
        _nearer(held.first_day, wanted.first_day, most_days),
        _nearer(held.last_day, wanted.last_day, most_days),
    )


def days_only_in(one: Window, other: Window) -> Iterator[Window]:
    """Yield the days of the one that the other has not: no span of days, one, or two."""
    before = min(one.last_day, other.first_day - _DAY)
    if one.first_day <= before:
        yield Window(one.first_day, before)
    after = max(one.first_day, other.last_day + _DAY)
    if after <= one.last_day and after > before:
        yield Window(after, one.last_day)


def _nearer(day: date, goal: date, most_days: int) -> date:
    step = timedelta(days=most_days)
    return max(day - step, min(day + step, goal))
