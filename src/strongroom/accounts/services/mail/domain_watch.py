"""Watch the domains of addresses that could reset the password of somebody who matters (the ctx attack).

Who matters is known above; the job hands it down, as it hands down whom to tell of a lapsed address. Domains are
looked at one by one, the network outside of any transaction, and no longer at a stretch than the worker can spare.
"""

import logging
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from allauth.account.models import EmailAddress

from strongroom.accounts.models import AddressHistory, User, WatchedDomain
from strongroom.accounts.rules import address_letters, domains
from strongroom.accounts.rules.domains import Doubt, Finding, Reading
from strongroom.accounts.rules.mail import Mail, MailKind
from strongroom.accounts.services.mail.addresses import confirmed_addresses, let_lapse, tell_of_expiry
from strongroom.accounts.services.mailing import write_to_people
from strongroom.foundation.actors import Actor
from strongroom.foundation.dns_answers import Answer, Outcome
from strongroom.infra.db import write
from strongroom.infra.rdap import Registration

WATCH = Actor.system("domain-watch")

_BEGUN_ANEW = (
    "Its domain was registered anew after the address had been confirmed: it may belong to somebody else."
)

log = logging.getLogger(__name__)


def nobody(user_id: int) -> Mapping[str, Collection[str]]:  # noqa: ARG001 - the signature of `Sources.companions_of`
    """Return no companions."""
    return {}


@dataclass(frozen=True, slots=True)
class Sources:
    """Whom the watch asks.

    Args:
        ask: The DNS, for records of a name and kind.
        find_registration: The registry; None where none is configured.
        companions_of: Who is told of a lapsed address of somebody: user names, and the critical projects they share.
    """

    ask: Callable[[str, str], Answer]
    find_registration: Callable[[str], Registration | None] | None = None
    companions_of: Callable[[int], Mapping[str, Collection[str]]] = nobody


def choose_domains(user_ids: Collection[int], *, now: datetime) -> None:
    """Watch the domains of all confirmed addresses of these people, and no others."""
    rows = EmailAddress.objects.filter(user_id__in=user_ids, user__is_active=True, verified=True)
    wanted = {domains.domain_of(address) for address in rows.values_list("email", flat=True)} - {""}
    with write():
        watched = set(WatchedDomain.objects.values_list("domain", flat=True))
        WatchedDomain.objects.filter(domain__in=watched - wanted).delete()
        WatchedDomain.objects.bulk_create(
            WatchedDomain(domain=domain, watched_since=now, due_at=now) for domain in sorted(wanted - watched)
        )


def check_due_domains(sources: Sources, *, now: datetime, spare_seconds: float) -> int:
    """Look at domains that are due, the longest waiting first, until the time is spent; return how many were looked at."""
    until, looked = time.monotonic() + spare_seconds, 0
    due = WatchedDomain.objects.filter(due_at__lte=now).order_by("due_at", "pk")
    for domain in list(due.values_list("domain", flat=True)[:500]):
        _check(domain, sources, now)
        looked += 1
        if time.monotonic() >= until:
            break
    return looked


def read_domain(domain: str, ask: Callable[[str, str], Answer]) -> Reading:
    """Ask the DNS what mail to a domain would meet, with no more questions than are needed."""
    exchangers = ask(domain, "MX")
    hosts = []
    for host in domains.mail_hosts(domain, exchangers):
        found = ask(host, "A")
        hosts.append(found if found.outcome is Outcome.FOUND else domains.either([found, ask(host, "AAAA")]))
        if not hosts[-1].is_absence:
            break
    is_absent = exchangers.outcome is not Outcome.UNCLEAR and all(host.is_absence for host in hosts)
    top = ask(domains.top_level_of(domain), "NS") if is_absent else exchangers
    return Reading(exchangers, tuple(hosts), top)


def _check(domain: str, sources: Sources, now: datetime) -> None:
    reading = read_domain(domain, sources.ask)
    finding = domains.finding_of(reading)
    registration = (
        sources.find_registration(domain)
        if sources.find_registration is not None and finding is not Finding.UNCLEAR
        else None
    )
    with write():
        row = WatchedDomain.objects.filter(domain=domain).first()
        if row is not None:
            _note(row, reading, registration, now)
            _draw_conclusions(row, sources, now)


def _note(row: WatchedDomain, reading: Reading, registration: Registration | None, now: datetime) -> None:
    """Keep what was found out."""
    finding = domains.finding_of(reading)
    doubt = Doubt(row.absent_since, row.absences).after(finding, now=now)
    row.absent_since, row.absences = doubt.since, doubt.looks
    row.checked_at, row.seen = now, domains.words_for(reading)
    row.due_at = domains.due_after(finding, now=now)
    if registration is not None:
        row.registered_at, row.expires_at = registration.registered_at, registration.expires_at
    row.save()


def _draw_conclusions(row: WatchedDomain, sources: Sources, now: datetime) -> None:
    """Let addresses lapse, or tell of an end that is near."""
    has_lapsed = Doubt(row.absent_since, row.absences).is_certain(now)
    if not has_lapsed and row.registered_at is None and row.expires_at is None:
        return
    addresses = _addresses_at(row.domain)
    if has_lapsed:
        log.warning("the mail domain of %s confirmed addresses has lapsed: %s", len(addresses), row.domain)
        _let_lapse(addresses, row.seen, sources, now)
        row.delete()
        return
    stale = [address for address in addresses if _is_older_than_registration(address, row)]
    _let_lapse(stale, _BEGUN_ANEW, sources, now)
    if domains.is_expiry_to_tell(row.expires_at, told=row.expiry_told, now=now):
        _tell_of_expiry([address for address in addresses if address not in stale], row, now)


def _addresses_at(domain: str) -> list[EmailAddress]:
    """Return the confirmed addresses of everybody at a domain."""
    rows = EmailAddress.objects.filter(email__endswith=f"@{domain}", verified=True)
    return list(rows.select_related("user", "history").order_by("pk"))


def _is_older_than_registration(address: EmailAddress, row: WatchedDomain) -> bool:
    history: AddressHistory | None = getattr(address, "history", None)
    known = history.confirmed_at if history is not None else None
    # An address at a domain that we watch was confirmed when the watch began.
    return domains.changed_hands(row.registered_at, confirmed_at=known or row.watched_since)


def _let_lapse(addresses: Collection[EmailAddress], because: str, sources: Sources, now: datetime) -> None:
    """Let them lapse together: no letter about one goes to another that goes with it."""
    own: dict[int, list[EmailAddress]] = {}
    for address in addresses:
        own.setdefault(address.user_id, []).append(address)
    for user_id, theirs in own.items():
        let_lapse(theirs, because=because, by=WATCH, now=now)
        _tell_companions(theirs[0].user, sources.companions_of(user_id), now)


def _tell_companions(user: User, companions: Mapping[str, Collection[str]], now: datetime) -> None:
    is_unreachable = not confirmed_addresses(user)
    subject, why = (
        f"An address of {user.username} has lapsed",
        f"you share critical projects with {user.username}",
    )
    mails = []
    for username, projects in companions.items():
        text = address_letters.lapsed_for_companions(
            user.username, ", ".join(projects), is_unreachable=is_unreachable
        )
        mails.append(Mail(username, MailKind.OWNERS, subject, text, why))
    write_to_people(mails, at=now)


def _tell_of_expiry(addresses: Collection[EmailAddress], row: WatchedDomain, now: datetime) -> None:
    row.expiry_told = row.expires_at
    row.save(update_fields=["expiry_told"])
    people = {address.user_id: address.user for address in addresses}
    if row.expires_at is None or len(people) > domains.OWN_DOMAIN_PEOPLE:
        return
    for user in people.values():
        tell_of_expiry(user, row.domain, row.expires_at, now=now)
