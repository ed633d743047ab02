"""Who there is."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db.models import FilteredRelation, Q, QuerySet

from strongroom.accounts.errors import PersonNotFound
from strongroom.accounts.models import User
from strongroom.accounts.queries.factors import Protection
from strongroom.infra.statements import prepared


@dataclass(frozen=True, slots=True)
class Person:
    """An account, as others see it. `address` is the verified primary address, or empty.

    Args:
        hands_until: Until when the account waits, or waited, because it may be in other hands; None if it never was.
    """

    user_id: int
    username: str
    address: str
    is_active: bool
    protection: Protection
    hands_until: datetime | None = None

    @property
    def is_protected(self) -> bool:
        """A second factor counts, of whatever kind."""
        return self.protection is not Protection.NONE

    @property
    def holds_factor(self) -> bool:
        """A second factor is enrolled here, which a sign-in asks for."""
        return self.protection not in {Protection.NONE, Protection.PROVIDER}


def list_people(user_ids: Collection[int]) -> list[Person]:
    """Return these people, by user name."""
    people = [
        Person(
            user_id,
            username,
            address or "",
            is_active,
            _strongest(key=key, app=app, provider=provider),
            until,
        )
        for user_id, username, address, is_active, key, app, provider, until in _people(user_ids)
    ]
    # Not by the database: for the sake of the order SQLite would go through all names of the index.
    return sorted(people, key=lambda person: person.username)


def get_person(user_id: int) -> Person:
    """Return one person.

    Raises:
        PersonNotFound: if there is no such account.
    """
    people = list_people([user_id])
    if not people:
        raise PersonNotFound("There is no such account.")
    return people[0]


def get_person_named(username: str) -> Person:
    """Return the person of that user name, in whatever case it is written.

    Raises:
        PersonNotFound: if there is no such account.
    """
    user_id = User.objects.filter(username=username.lower()).values_list("pk", flat=True).first()
    if user_id is None:
        raise PersonNotFound(
            f"There is no account named {username[:60]!r}.", next_step="Check the spelling of the user name."
        )
    return get_person(user_id)


def find_person_signing_in(named: str) -> int | None:
    """Return whom somebody means who signs in by a user name, or by a confirmed address; None for nobody."""
    given = named.strip().lower()
    if "@" in given:
        confirmed = EmailAddress.objects.filter(email=given, verified=True).first()
        return None if confirmed is None else int(confirmed.user_id)
    return User.objects.filter(username=given).values_list("pk", flat=True).first()


def count_people() -> int:
    """Return the number of active accounts."""
    return User.objects.filter(is_active=True).count()


def joined_at(user_ids: Collection[int]) -> dict[int, datetime]:
    """Return when each of these accounts was made."""
    return dict(User.objects.filter(pk__in=user_ids).values_list("pk", "date_joined"))


@prepared
def _people(user_ids: Collection[int]) -> QuerySet[Any, Any]:
    """Return rows of (id, user name, verified primary address or None, is active, key, app, vouched for, hands until).

    Every permit reads one of them. Building the query costs more than running it, so it is built once. Joins
    do, without subqueries: threads may share it.
    """
    verified = Q(emailaddress__primary=True, emailaddress__verified=True)
    people = User.objects.filter(pk__in=user_ids).annotate(
        address=FilteredRelation("emailaddress", condition=verified),
        app=FilteredRelation("totp_apps", condition=Q(totp_apps__confirmed_at__isnull=False)),
        has_key=Q(security_keys__isnull=False),
        has_app=Q(app__isnull=False),
        vouched=Q(provider_factor__isnull=False),
    )
    columns = "pk", "username", "address__email", "is_active", "has_key", "has_app", "vouched", "hands_until"
    rows = people.values_list(*columns)
    # Somebody with two keys is still one person.
    return rows.distinct()


def _strongest(*, key: bool, app: bool, provider: bool) -> Protection:
    if key:
        return Protection.PHISHING_RESISTANT
    if app:
        return Protection.TOTP
    counts = provider and settings.STRONGROOM_PROVIDER_SECOND_FACTOR
    return Protection.PROVIDER if counts else Protection.NONE
