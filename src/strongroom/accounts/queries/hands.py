"""Accounts that may have got into other hands."""

from datetime import datetime

from strongroom.accounts.models import HandsChange
from strongroom.accounts.rules.hands import ChangeOfHands, HandsCause, cause_of, find_running

__all__ = ["ChangeOfHands", "find_running_change"]


def find_running_change(
    user_id: int, *, now: datetime, cause: HandsCause | None = None
) -> ChangeOfHands | None:
    """Return the change of hands that keeps a person from changing critical projects now; None if there is none.

    Args:
        cause: Look for changes by this cause only.
    """
    rows = HandsChange.objects.filter(user_id=user_id, ends_at__gt=now)
    if cause is not None:
        rows = rows.filter(cause=cause)
    changes = (ChangeOfHands(cause_of(row.cause), row.changed_at, row.ends_at) for row in rows)
    return find_running(changes, now=now)
