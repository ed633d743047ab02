"""What other rooms may know of people."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db.models import FilteredRelation, Q, QuerySet

from strongroom.accounts.errors import PersonNotFound
from strongroom.accounts.models import ApiToken, DeclinedMail, RecoveryCode, SecurityKey, TotpApp, User
from strongroom.accounts.rules import token_uses
from strongroom.accounts.rules.mail import MailKind
from strongroom.accounts.rules.token_ends import revocation
from strongroom.accounts.rules.token_uses import TokenUse


class Protection(StrEnum):
    """The strongest second factor somebody holds."""

    NONE = "none"
    TOTP = "totp"
    PHISHING_RESISTANT = "phishing-resistant"


class FactorKind(StrEnum):
    """What a second factor is."""

    TOTP = "app"
    KEY = "key"


@dataclass(frozen=True, slots=True)
class Factor:
    """A second factor that somebody holds. `is_passkey`: it can sign in without a password."""

    kind: FactorKind
    id: int
    name: str
    created_at: datetime
    last_used_at: datetime | None
    is_passkey: bool = False


@dataclass(frozen=True, slots=True)
class Token:
    """An API token as its owner sees it. `projects` is None where it is for all; `read_only`: it cannot upload.

    Args:
        last_use: None where it was never used, and of tokens that only download: readers keep no record.
        revoked_because: The end of the sentence "It was revoked because ...", or empty.
    """

    id: str
    name: str
    projects: tuple[str, ...] | None
    created_at: datetime
    expires_at: datetime | None
    last_use: TokenUse | None
    revoked_at: datetime | None
    revoked_because: str
    read_only: bool

    def is_usable(self, now: datetime) -> bool:
        """Neither revoked nor expired."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)

    @property
    def revocation(self) -> str:
        """When and why it was revoked, as a sentence; empty if it was not."""
        return "" if self.revoked_at is None else revocation(self.revoked_at, because=self.revoked_because)


@dataclass(frozen=True, slots=True)
class LiveToken:
    """An API token that was not revoked, of an account that is not closed. That it expires is written in itself."""

    id: str
    user_id: int
    username: str
    projects: tuple[str, ...] | None
    read_only: bool


@dataclass(frozen=True, slots=True)
class Address:
    """A mail address of somebody."""

    address: str
    is_verified: bool
    is_primary: bool


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


def list_protected_people() -> dict[int, Protection]:
    """Return everybody active who holds a second factor, with its strength."""
    holders = set(TotpApp.objects.filter(confirmed_at__isnull=False).values_list("user_id", flat=True))
    holders |= set(SecurityKey.objects.values_list("user_id", flat=True))
    active = User.objects.filter(pk__in=holders, is_active=True).values_list("pk", flat=True)
    return protection_of(list(active))


def list_factors(user_id: int) -> list[Factor]:
    """Return the second factors of a person, keys first, then by name."""
    keys = SecurityKey.objects.filter(user_id=user_id).order_by("name")
    apps = TotpApp.objects.filter(user_id=user_id, confirmed_at__isnull=False).order_by("name")
    return [
        *(
            Factor(FactorKind.KEY, row.pk, row.name, row.created_at, row.last_used_at, row.is_passkey)
            for row in keys
        ),
        *(Factor(FactorKind.TOTP, row.pk, row.name, row.created_at, row.last_used_at) for row in apps),
    ]


def count_recovery_codes(user_id: int) -> int:
    """Return how many recovery codes a person has not used yet."""
    return RecoveryCode.objects.filter(user_id=user_id, used_at=None).count()


def list_tokens(user_id: int) -> list[Token]:
    """Return every API token of a person, revoked and expired ones too, newest first."""
    rows = ApiToken.objects.filter(user_id=user_id).order_by("-created_at", "id")
    return [_token(row) for row in rows]


def find_token(token_id: str) -> Token | None:
    """Return the API token with this id, whoever has it and whether or not it is accepted; None if there is none."""
    row = ApiToken.objects.filter(pk=token_id).first()
    return _token(row) if row else None


def find_revocation(token_id: str) -> str:
    """Return when and why an API token was revoked, as a sentence; empty if it was not, or there is none."""
    rows = ApiToken.objects.filter(pk=token_id).values_list("revoked_at", "revoked_because")
    return next((revocation(at, because=because) for at, because in rows if at is not None), "")


def last_use_of(row: ApiToken) -> TokenUse | None:
    """Return what is known of the last use; for this room's services, which have the row."""
    if row.last_used_at is None:
        return None
    return token_uses.unpack(row.uses, at=row.last_used_at, client=row.last_client)


def list_live_tokens(usernames: Collection[str]) -> list[LiveToken]:
    """Return the API tokens of these people that are accepted until they expire, by id."""
    rows = _live_tokens().filter(user__username__in=usernames).select_related("user").order_by("id")
    return [
        LiveToken(
            row.id,
            row.user_id,
            row.user.username,
            None if row.projects is None else tuple(row.projects),
            row.read_only,
        )
        for row in rows
    ]


def list_token_owners(*, after: str, limit: int) -> list[str]:
    """Return the user names of those who have live tokens, from behind `after` on."""
    names = _live_tokens().filter(user__username__gt=after).values_list("user__username", flat=True)
    return list(names.order_by("user__username").distinct()[:limit])


def list_addresses(user_id: int) -> list[Address]:
    """Return the mail addresses of a person, the primary one first."""
    rows = EmailAddress.objects.filter(user_id=user_id).order_by("-primary", "email")
    return [Address(row.email, row.verified, row.primary) for row in rows]


def list_declined_mail(user_id: int) -> set[MailKind]:
    """Return the kinds of mail that a person has switched off."""
    declined = set(DeclinedMail.objects.filter(user_id=user_id).values_list("kind", flat=True))
    return {kind for kind in MailKind if kind in declined}


def security_keys_work() -> bool:
    """Browsers offer security keys to sites with a name only, not to bare IP addresses (WebAuthn, 5.1.3)."""
    try:
        ip_address(urlsplit(settings.STRONGROOM_URL).hostname or "")
    except ValueError:
        return True
    return False


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


def _live_tokens() -> QuerySet[ApiToken]:
    return ApiToken.objects.filter(revoked_at=None, user__is_active=True)


def _token(row: ApiToken) -> Token:
    return Token(
        id=row.id,
        name=row.name,
        projects=None if row.projects is None else tuple(row.projects),
        created_at=row.created_at,
        expires_at=row.expires_at,
        last_use=last_use_of(row),
        revoked_at=row.revoked_at,
        revoked_because=row.revoked_because,
        read_only=row.read_only,
    )
