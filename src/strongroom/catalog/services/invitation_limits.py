"""How often somebody may invite.

Each invitation is a letter that cannot be switched off, to anybody whose user name is known; and one that was taken back
could be sent again.
"""

from datetime import datetime, timedelta

from strongroom.foundation.actors import Actor
from strongroom.infra.throttle.services import Limit, count_attempts

_DAY = timedelta(days=1)
TO_ONE = Limit(5, _DAY)
"""From one person to another, to whatever."""

IN_ALL = Limit(100, _DAY)


def count_invitation(by: Actor, user_id: int, *, now: datetime) -> None:
    """Count that somebody invites an account.

    Raises:
        TooManyAttempts: they have done so too often today.
    """
    count_attempts({f"invites:{by}": IN_ALL, f"invites:{by}:{user_id}": TO_ONE}, now=now)
