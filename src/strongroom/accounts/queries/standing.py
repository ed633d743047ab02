"""How accounts stand."""

from strongroom.accounts.models import User
from strongroom.accounts.rules.standing import AccountStanding


def standing_of(user: User) -> AccountStanding:
    """Return how the account of this row stands; for this room, which has the row."""
    return AccountStanding(user.username, user.frozen_at, user.frozen_because, user.closed_at)
