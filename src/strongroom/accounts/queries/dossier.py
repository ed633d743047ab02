"""What operators see of an account at one glance. No whole address, nothing that opens it."""

from dataclasses import dataclass
from datetime import datetime

from strongroom.accounts.models import HandsChange, Session, User
from strongroom.accounts.queries.mail import Address, list_addresses
from strongroom.accounts.queries.operators import roles_of
from strongroom.accounts.queries.people import Person, get_person_named
from strongroom.accounts.queries.standing import standing_of
from strongroom.accounts.rules.addresses import shortened
from strongroom.accounts.rules.hands import ChangeOfHands, cause_of
from strongroom.accounts.rules.operators import Role
from strongroom.accounts.rules.standing import AccountStanding

HANDS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Dossier:
    """An account, as operators see it.

    Args:
        addresses: Shortened: enough to compare with what somebody writes, not enough to write to.
        sessions: How many browsers are signed in.
        hands: The newest changes of hands, newest first.
    """

    person: Person
    joined_at: datetime
    standing: AccountStanding
    addresses: tuple[Address, ...]
    sessions: int
    roles: frozenset[Role]
    hands: tuple[ChangeOfHands, ...]


def dossier_of(username: str, *, now: datetime) -> Dossier:
    """Return what operators see of an account.

    Raises:
        PersonNotFound: if there is nobody of that name.
    """
    person = get_person_named(username)
    user = User.objects.get(pk=person.user_id)
    changes = HandsChange.objects.filter(user=user).order_by("-changed_at", "-pk")[:HANDS_SHOWN]
    return Dossier(
        person=person,
        joined_at=user.date_joined,
        standing=standing_of(user),
        addresses=tuple(
            Address(shortened(one.address), one.is_verified, one.is_primary)
            for one in list_addresses(user.pk)
        ),
        sessions=Session.objects.filter(user=user, expire_date__gt=now).count(),
        roles=roles_of(user.pk),
        hands=tuple(ChangeOfHands(cause_of(row.cause), row.changed_at, row.ends_at) for row in changes),
    )
