"""When people are reminded of a deadline."""

from datetime import datetime, timedelta

REMINDER_DAYS = (30, 7, 1)
"""Days before the deadline. Each mark is one mail for each person, at most once."""


ON_THE_DAY = 0
"""The mark of the letter that says that a deadline has passed."""


def reminders_due(deadline: datetime, *, sent: frozenset[int], now: datetime) -> int | None:
    """Return the mark, in days before the deadline, whose reminder is due, or None.

    When several marks have passed unsent, only the nearest to the deadline is due: two mails
    at once would say one thing twice. From the deadline on nothing is due.
    """
    if now >= deadline:
        return None
    reached = [days for days in REMINDER_DAYS if now >= deadline - timedelta(days=days)]
    nearest = min(reached, default=None)
    return None if nearest in sent else nearest
