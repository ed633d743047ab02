"""A person as the one question needs to know them."""

from datetime import datetime

from strongroom.accounts.queries import ChangeOfHands, Person, find_running_change
from strongroom.mandates.queries.people import factor_of
from strongroom.mandates.rules.permit import Asker


def asker_of(person: Person, role: str | None, *, now: datetime) -> Asker:
    """Return a person who has this role on a project; one statement, if the account waits, and none otherwise."""
    hands = _changed_hands(person, now)
    return Asker(
        username=person.username,
        role=role,
        is_active=person.is_active,
        address_verified=bool(person.address),
        factor=factor_of(person.protection),
        changed_hands_until=hands.ends_at if hands else None,
        changed_hands_because=hands.cause.words if hands else "",
    )


def _changed_hands(person: Person, now: datetime) -> ChangeOfHands | None:
    """Return the change for which the account has to wait; the person's row says whether there may be one."""
    if person.hands_until is None or person.hands_until <= now:
        return None
    return find_running_change(person.user_id, now=now)
