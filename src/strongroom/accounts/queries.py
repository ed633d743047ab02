"""What other rooms may know of people."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from allauth.account.models import EmailAddress

from strongroom.accounts.errors import PersonNotFound
from strongroom.accounts.models import SecurityKey, TotpApp, User


class Protection(StrEnum):
    """The strongest second factor somebody holds."""

    NONE = "none"
    TOTP = "totp"
    PHISHING_RESISTANT = "phishing-resistant"


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


def protection_of(user_ids: Collection[int]) -> dict[int, Protection]:
    """Return the protection of each of these people."""
    protection = dict.fromkeys(user_ids, Protection.NONE)
    apps = TotpApp.objects.filter(user_id__in=user_ids, confirmed_at__isnull=False)
    protection.update(dict.fromkeys(apps.values_list("user_id", flat=True), Protection.TOTP))
    keys = SecurityKey.objects.filter(user_id__in=user_ids)
    protection.update(dict.fromkeys(keys.values_list("user_id", flat=True), Protection.PHISHING_RESISTANT))
    return protection


def list_people(user_ids: Collection[int]) -> list[Person]:
    """Return these people, by user name."""
    protection = protection_of(user_ids)
    addresses = dict(
        EmailAddress.objects.filter(user_id__in=user_ids, primary=True, verified=True).values_list("user_id", "email")
    )
    return [
        Person(user.pk, user.username, addresses.get(user.pk, ""), user.is_active, protection[user.pk])
        for user in User.objects.filter(pk__in=user_ids).order_by("username")
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
        raise PersonNotFound(f"There is no account named {username[:60]!r}.", next_step="Check the spelling of the user name.")
    return get_person(user_id)


def count_people() -> int:
    """Return the number of active accounts."""
    return User.objects.filter(is_active=True).count()


def list_protected_people() -> dict[int, Protection]:
    """Return everybody active who holds a second factor, with its strength."""
    holders = set(TotpApp.objects.filter(confirmed_at__isnull=False).values_list("user_id", flat=True))
    holders |= set(SecurityKey.objects.values_list("user_id", flat=True))
    active = User.objects.filter(pk__in=holders, is_active=True).values_list("pk", flat=True)
    return protection_of(list(active))
