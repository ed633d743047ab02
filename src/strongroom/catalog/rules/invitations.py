"""How long an invitation can be accepted."""

from datetime import datetime, timedelta

LASTS = timedelta(days=14)
"""Long enough for a holiday; short enough that nobody takes on a role that was offered for another time."""


def expires_at(invited_at: datetime) -> datetime:
    """Return the instant from which the invitation can no longer be accepted."""
    return invited_at + LASTS


def has_expired(invited_at: datetime, *, now: datetime) -> bool:
    """The invitation can no longer be accepted."""
    return now >= expires_at(invited_at)
