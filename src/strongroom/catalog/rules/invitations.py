"""How long what was offered to somebody can be accepted: a role on a project, or a place in an organization."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from strongroom.catalog.errors import InvitationLapsed

LASTS = timedelta(days=14)
"""Long enough for a holiday; short enough that nobody takes on a role that was offered for another time."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A role that was offered to somebody and waits for consent."""

    user_id: int
    username: str
    role: str
    invited_at: datetime
    invited_by: str

    @property
    def expires_at(self) -> datetime:
        """From then on it can no longer be accepted."""
        return expires_at(self.invited_at)

    def has_expired(self, now: datetime) -> bool:
        """It can no longer be accepted."""
        return now >= self.expires_at


def expires_at(invited_at: datetime) -> datetime:
    """Return the instant from which an invitation can no longer be accepted."""
    return invited_at + LASTS


def check_in_time(invited_at: datetime, *, now: datetime) -> None:
    """Let an invitation be accepted that has not expired.

    Raises:
        InvitationLapsed: it has.
    """
    if now >= expires_at(invited_at):
        raise InvitationLapsed(
            f"The invitation expired on {expires_at(invited_at):%Y-%m-%d}.",
            next_step="Ask to be invited again.",
        )
