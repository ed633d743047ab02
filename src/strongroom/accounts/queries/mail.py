"""Where people are written to, and what of; and whom no mail reaches."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from allauth.account.models import EmailAddress

from strongroom.accounts.models import AddressHistory, DeclinedMail, WatchedDomain
from strongroom.accounts.queries.people import Person, list_people
from strongroom.accounts.rules.domains import domain_of
from strongroom.accounts.rules.mail import MailKind
from strongroom.infra.outbox.queries import Undelivered, list_undelivered


@dataclass(frozen=True, slots=True)
class Address:
    """A mail address of somebody."""

    address: str
    is_verified: bool
    is_primary: bool


@dataclass(frozen=True, slots=True)
class LapsedAddress:
    """An address that was confirmed and does not count any more, and what was seen of its domain."""

    address: str
    since: datetime | None
    because: str


@dataclass(frozen=True, slots=True)
class DoubtfulDomain:
    """A watched domain that took no mail, since when, and what was seen when it was looked at last."""

    domain: str
    since: datetime | None
    seen: str
    checked_at: datetime | None


@dataclass(frozen=True, slots=True)
class Unreachable:
    """Somebody whom mail does not reach, why, and since when as far as it is known."""

    user_id: int
    username: str
    why: str
    since: datetime | None


def list_addresses(user_id: int) -> list[Address]:
    """Return the mail addresses of a person, the primary one first."""
    rows = EmailAddress.objects.filter(user_id=user_id).order_by("-primary", "email")
    return [Address(row.email, row.verified, row.primary) for row in rows]


def list_lapsed_addresses(user_ids: Collection[int]) -> dict[int, list[LapsedAddress]]:
    """Return the lapsed addresses of these people, the last one to lapse first; people without one are left out."""
    rows = AddressHistory.objects.filter(
        address__user_id__in=user_ids, address__verified=False, lapsed_at__isnull=False
    )
    lapsed: dict[int, list[LapsedAddress]] = {}
    for row in rows.select_related("address").order_by("-lapsed_at", "-pk"):
        one = LapsedAddress(row.address.email, row.lapsed_at, row.lapsed_because)
        lapsed.setdefault(row.address.user_id, []).append(one)
    return lapsed


def find_person_to_reset(address: str) -> int | None:
    """Return whose password may be reset by mail to this address, if anybody's.

    Only a confirmed address does it; not one whose domain is in doubt.
    """
    rows = EmailAddress.objects.filter(email=address.lower(), verified=True, user__is_active=True)
    owner = rows.values_list("user_id", flat=True).first()
    return None if is_in_doubt(address) else owner


def is_in_doubt(address: str) -> bool:
    """Say whether the domain of an address was seen to take no mail the last time: what is mailed there proves nothing."""
    return WatchedDomain.objects.filter(domain=domain_of(address), absent_since__isnull=False).exists()


def list_doubtful_domains() -> list[DoubtfulDomain]:
    """Return the watched domains that took no mail the last time, the longest in doubt first."""
    rows = WatchedDomain.objects.filter(absent_since__isnull=False).order_by("absent_since", "domain")
    return [
        DoubtfulDomain(*facts) for facts in rows.values_list("domain", "absent_since", "seen", "checked_at")
    ]


def list_unreachable(user_ids: Collection[int], *, now: datetime) -> list[Unreachable]:
    """Return those of these people whom mail does not reach, by user name."""
    people = list_people(user_ids)
    lapsed = list_lapsed_addresses([person.user_id for person in people if not person.address])
    bounced = {
        one.address: one
        for one in list_undelivered([person.address for person in people if person.address], now=now)
    }
    unreachable = []
    for person in people:
        why = _why_unreached(person, lapsed=lapsed.get(person.user_id), bounce=bounced.get(person.address))
        if why:
            unreachable.append(Unreachable(person.user_id, person.username, *why))
    return unreachable


def _why_unreached(
    person: Person, *, lapsed: list[LapsedAddress] | None, bounce: Undelivered | None
) -> tuple[str, datetime | None] | None:
    """Return the reason, and since when; None if mail reaches the person as far as we know."""
    if lapsed:
        return f"The address has lapsed. {lapsed[0].because}", lapsed[0].since
    if not person.address:
        return "No address is confirmed.", None
    return (f"Mail comes back: {bounce.said}", bounce.since) if bounce else None


def list_declined_mail(user_id: int) -> set[MailKind]:
    """Return the kinds of mail that a person has switched off."""
    declined = set(DeclinedMail.objects.filter(user_id=user_id).values_list("kind", flat=True))
    return {kind for kind in MailKind if kind in declined}
