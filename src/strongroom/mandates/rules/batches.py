"""On which days the letters of an announcement go out.

One batch on each working day, Monday to Friday, between 08:00 and 16:00 UTC: whoever has a question gets an answer on
the same day, and nobody finds a demand in their mailbox on a Friday night. A batch goes out in portions, so part of today's may
wait still. All instants are aware.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice

OPENS, CLOSES = time(8), time(16)
"""In UTC, half-open: a batch that has not begun by then waits for the next working day."""

_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Batches:
    """How far the letters of one announcement have come.

    Args:
        waiting: Letters that have not gone out.
        size: Letters that go out on one day, at most.
        last_on: Day of the newest batch; None before the first.
        left: Letters of that batch that have not gone out. What is left on another day waits for the batches to come.
    """

    waiting: int
    size: int
    last_on: date | None = None
    left: int = 0


def letters_due(batches: Batches, *, now: datetime) -> int:
    """Return how many letters go out now: the rest of today's batch, or a new one; one begins each working day, within the hours."""
    today = now.astimezone(UTC)
    if batches.last_on == today.date():
        return _rest(batches, today.date())
    is_open = _is_working_day(today.date()) and OPENS <= today.time() < CLOSES
    return min(batches.size, batches.waiting) if is_open else 0


def days_of(batches: Batches, *, now: datetime) -> list[date]:
    """Return the days on which the letters that wait go out, if nobody pauses them; none if none waits."""
    today = now.astimezone(UTC).date()
    rest = _rest(batches, today)
    new = -(-(batches.waiting - rest) // batches.size)
    return [*([today] if rest else []), *islice(_days_from(batches, now), new)]


def last_day(batches: Batches, *, now: datetime) -> date:
    """Return the day of the last batch: one to come, or the newest; today if there never was a letter."""
    days = days_of(batches, now=now)
    return days[-1] if days else batches.last_on or now.astimezone(UTC).date()


def _rest(batches: Batches, today: date) -> int:
    """Return how many letters of the batch of today have not gone out."""
    return min(batches.left, batches.waiting) if batches.last_on == today else 0


def _days_from(batches: Batches, now: datetime) -> Iterator[date]:
    moment = now.astimezone(UTC)
    is_over = moment.time() >= CLOSES or batches.last_on == moment.date()
    day = moment.date() + timedelta(days=1 if is_over else 0)
    while True:
        if _is_working_day(day):
            yield day
        day += timedelta(days=1)


def _is_working_day(day: date) -> bool:
    return day.weekday() < _SATURDAY
