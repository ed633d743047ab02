"""Who there is."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import FilteredRelation, Q, QuerySet

from strongroom.accounts.errors import PersonNotFound
from strongroom.accounts.models import User
from strongroom.accounts.queries.factors import Protection


@dataclass(frozen=True, slots=True)
class Person:
    """An account, as others see it. `address` is the verified primary address, or empty."""

    user_id: int
    username: str
    address: str
    is_active: bool
    protection: Protection

    @property
    def is_protected(self) -> bool:
        """A second factor is enrolled, of whatever kind."""
        return self.protection is not Protection.NONE


def list_people(user_ids: Collection[int]) -> list[Person]:
    """Return these people, by user name."""
    return [
        Person(user_id, username, address or "", is_active, _strongest(has_key=has_key, has_app=has_app))
        for user_id, username, address, is_active, has_key, has_app in _people().filter(pk__in=user_ids)
    ]


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


def list_operators() -> list[Person]:
    """Return the operators of this index whose accounts are open, by user name."""
    operators = User.objects.filter(is_operator=True, is_active=True).values_list("pk", flat=True)
    return list_people(list(operators))


def count_people() -> int:
    """Return the number of active accounts."""
    return User.objects.filter(is_active=True).count()


@cache
def _people() -> QuerySet[Any, Any]:
    """Return rows of (id, user name, verified primary address or None, is active, has a key, has an app).

    Every permit reads one of them. Building the query costs more than running it, so it is built once. Joins
    do, without subqueries: threads may share it.
    """
    verified = Q(emailaddress__primary=True, emailaddress__verified=True)
    people = User.objects.annotate(
        address=FilteredRelation("emailaddress", condition=verified),
        app=FilteredRelation("totp_apps", condition=Q(totp_apps__confirmed_at__isnull=False)),
        has_key=Q(security_keys__isnull=False),
        has_app=Q(app__isnull=False),
    )
    rows = people.values_list("pk", "username", "address__email", "is_active", "has_key", "has_app")
    # Somebody with two keys is still one person.
    return rows.distinct().order_by("username")


def _strongest(*, has_key: bool, has_app: bool) -> Protection:
    if has_key:
        return Protection.PHISHING_RESISTANT
    return Protection.TOTP if has_app else Protection.NONE
