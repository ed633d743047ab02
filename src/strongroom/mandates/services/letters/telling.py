"""Write to the people whom a mandate binds: who is written what, and when.

Everybody gets one letter at a time. Whoever waits for the letter of an announcement gets no other one before.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from strongroom.accounts.queries import Person
from strongroom.accounts.services import Mail, MailKind, write_to_people
from strongroom.catalog.queries import list_people_who_may_publish
from strongroom.foundation.names import NormalizedName
from strongroom.mandates.models import LetterKind, Mandate, MandateLetter, Obligation, Strength
from strongroom.mandates.queries import list_bound_people, list_terms_of, satisfies
from strongroom.mandates.queries.concerned import terms_for
from strongroom.mandates.rules import letters
from strongroom.mandates.rules.reminders import reminders_due
from strongroom.mandates.rules.requirement_letters import Asked
from strongroom.mandates.rules.terms import Term
from strongroom.mandates.rules.timeline import Phase
from strongroom.mandates.rules.words import factor_words
from strongroom.mandates.services.letters.keeping import Words, mail, new_letter, save_mail

_LASTING = (LetterKind.ANNOUNCEMENT, LetterKind.ENFORCEMENT)
"""Kinds that are still worth mailing when an address is confirmed later; a reminder is not."""


@dataclass(frozen=True, slots=True)
class _Bound:
    """Somebody under a mandate, with the terms that bind them."""

    person: Person
    terms: list[Term]
    obligation: Obligation


@dataclass(frozen=True, slots=True)
class _Due:
    """The letter that somebody gets now."""

    kind: LetterKind
    terms: Sequence[Term]
    words: Words


def tell_people(mandate: Mandate, enforced: set[str], now: datetime) -> tuple[list[str], list[str]]:
    """Write each bound person the one letter that is due, if any; return who was mailed and who has no address.

    Whoever has none finds the letter when signed in, and gets it by mail when there is an address.
    """
    terms = terms_of(mandate)
    bound = list_bound_people(terms.values())
    obligations = open_obligations(mandate, [person.user_id for person, _ in bound], at=now)
    waiting = set(_waiting(mandate))
    written = []
    for person, rights in bound:
        if person.user_id in waiting:
            continue
        one = _Bound(person, terms_for(rights, terms), obligations[person.user_id])
        due = _letter_due(one, mandate.reason, enforced, now)
        if due is not None:
            written.append(new_letter(person, due.kind, due.terms, due.words))
    mailed = _send(mandate, written, {person.user_id: person.address for person, _ in bound}, now)
    Obligation.objects.bulk_update(
        [obligations[row.user_id] for row in written], ["told_projects", "reminders_sent"], batch_size=200
    )
    names = {person.user_id: person.username for person, _ in bound}
    return [names[row.user_id] for row in mailed], [one.username for one, _ in bound if not one.address]


def terms_of(mandate: Mandate) -> dict[NormalizedName, Term]:
    """Return the running terms of one mandate, by project; the soonest deadline first."""
    return {term.project: term for term in list_terms_of(mandate.pk)}


def open_obligations(mandate: Mandate, user_ids: Collection[int], *, at: datetime) -> dict[int, Obligation]:
    """Return the obligation of each of these people under a mandate, by the person's id; open those that are missing."""
    known = {row.user_id: row for row in mandate.obligations.all()}
    missing = [one for one in user_ids if one not in known]
    opened = Obligation.objects.bulk_create(
        Obligation(mandate=mandate, user_id=user_id, opened_at=at) for user_id in missing
    )
    return known | {row.user_id: row for row in opened}


def mark_told(obligation: Obligation, terms: Sequence[Term]) -> None:
    """Note in an obligation that its person was told of these terms. It is not saved."""
    obligation.told_projects = sorted({*obligation.told_projects, *(term.project for term in terms)})


def _waiting(mandate: Mandate) -> list[int]:
    return list(mandate.letters.filter(told_at=None).values_list("user_id", flat=True))


def _send(
    mandate: Mandate, written: list[MandateLetter], addresses: dict[int, str], now: datetime
) -> list[MandateLetter]:
    """Keep new letters and mail them, and those that waited for an address; return those that are mailed."""
    for row in written:
        row.mandate, row.told_at = mandate, now
    mailed = mail(written, addresses, at=now)
    reached = [user_id for user_id, address in addresses.items() if address]
    unmailed = _unmailed(mandate, {*reached} - {row.user_id for row in written})
    again = mail(unmailed, addresses, at=now)
    save_mail(again)
    MandateLetter.objects.bulk_create(written, batch_size=200)
    return [*mailed, *again]


def _unmailed(mandate: Mandate, user_ids: Collection[int]) -> list[MandateLetter]:
    """Return the newest letter to each of these people that no mail ever carried, but for those of an announcement."""
    rows = mandate.letters.filter(announcement=None, outbox_id=None, kind__in=_LASTING, told_at__isnull=False)
    newest = {row.user_id: row for row in rows.order_by("told_at")}
    return [row for user_id, row in newest.items() if user_id in user_ids]


def _letter_due(one: _Bound, reason: str, enforced: set[str], now: datetime) -> _Due | None:
    """Return the letter that is due, and mark it in the obligation. A person gets one letter at a time."""
    lacking = [term for term in one.terms if not satisfies(one.person.protection, term)]
    closed = [term for term in lacking if term.project in enforced]
    if closed:
        mark_told(one.obligation, one.terms)
        return _Due(LetterKind.ENFORCEMENT, closed, letters.enforcement)
    untold = [term for term in one.terms if term.project not in one.obligation.told_projects]
    if untold:
        mark_told(one.obligation, untold)
        return _Due(LetterKind.ANNOUNCEMENT, untold, announcing(reason))
    return _reminder_due(one.obligation, one.terms, now) if lacking else None


def asked_by(mandate: Mandate) -> Asked:
    """Return what the owners of a project ask for, as letters about it say it."""
    factor = factor_words(phishing_resistant=mandate.strength == Strength.PHISHING_RESISTANT)
    return Asked(NormalizedName(mandate.target), factor, settings.STRONGROOM_URL)


def tell_of_requirement(mandate: Mandate, letter: letters.Letter, *, now: datetime) -> None:
    """Write to everybody who may publish a project what became of what its owners ask for."""
    name = NormalizedName(mandate.target)
    why, thread = f"you may publish {name}", f"project/{name}"
    readers = [one.username for one in list_people_who_may_publish(names=[name])]
    mails = [Mail(one, MailKind.MANDATES, letter.subject, letter.text, why, thread) for one in readers]
    write_to_people(mails, at=now)


def announcing(reason: str) -> Words:
    """Return what makes the letters that announce a mandate, given its reason."""

    def words(reader: letters.Reader, terms: Sequence[Term]) -> letters.Letter:
        return letters.announcement(reader, terms, reason=reason)

    return words


def _reminder_due(obligation: Obligation, terms: list[Term], now: datetime) -> _Due | None:
    for term in terms:
        if term.phase(now) is Phase.ENFORCED:
            continue
        sent = {tuple(mark) for mark in obligation.reminders_sent}
        marks = frozenset(days for ends, days in sent if ends == term.deadline.isoformat())
        mark = reminders_due(term.deadline, sent=marks, now=now)
        if mark is not None:
            obligation.reminders_sent = [*obligation.reminders_sent, [term.deadline.isoformat(), mark]]
            together = [one for one in terms if one.deadline == term.deadline]
            return _Due(LetterKind.REMINDER, together, _reminding(term, now))
    return None


def _reminding(term: Term, now: datetime) -> Words:
    # A reminder that goes out late says how many days are really left.
    days = (term.deadline.date() - now.date()).days

    def words(reader: letters.Reader, terms: Sequence[Term]) -> letters.Letter:
        return letters.reminder(reader, terms, days=days)

    return words
