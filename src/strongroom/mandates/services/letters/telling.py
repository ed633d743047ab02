"""Write to the people whom a mandate binds: who is written what, and when.

Everybody gets one letter at a time. Whoever waits for the letter of an announcement gets no other one before.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.conf import settings

from strongroom.accounts.queries import Person
from strongroom.accounts.services import Mail, MailKind, write_to_people
from strongroom.catalog.queries import list_people_who_may_publish
from strongroom.foundation.letters import Letter
from strongroom.foundation.names import NormalizedName
from strongroom.mandates.models import LetterKind, Mandate, MandateLetter, Obligation
from strongroom.mandates.queries import list_terms_of, satisfies
from strongroom.mandates.queries.concerned import Audience, Bound, bound_among
from strongroom.mandates.rules import letters
from strongroom.mandates.rules.reminders import ON_THE_DAY, reminders_due
from strongroom.mandates.rules.requirement_letters import Asked
from strongroom.mandates.rules.strengths import Strength
from strongroom.mandates.rules.terms import Term
from strongroom.mandates.rules.timeline import Phase
from strongroom.mandates.services.letters.keeping import Words, mail, new_letter, save_mail

_LASTING = (LetterKind.ANNOUNCEMENT, LetterKind.ENFORCEMENT)
"""Kinds that are still worth mailing when an address is confirmed later; a reminder is not."""


@dataclass(frozen=True, slots=True)
class _UnderMandate:
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


@dataclass(frozen=True, slots=True)
class _Looked:
    """What was found of some people: those bound, the letters that are due, and letters that wait for an address that is there."""

    bound: Bound
    obligations: Mapping[int, Obligation]
    due: Mapping[int, _Due]
    unmailed: Sequence[MandateLetter]


def who_is_due(mandate: Mandate, user_ids: Collection[int], *, now: datetime) -> tuple[list[int], list[str]]:
    """Return which of these people have to be written to now, by id, and who of those bound has no address, by name.

    It may be asked outside the writers' queue; `tell` looks again.
    """
    looked = _look(mandate, user_ids, now)
    due = {*looked.due, *(row.user_id for row in looked.unmailed)}
    return sorted(due), [person.username for person, _ in looked.bound.values() if not person.address]


def tell(mandate: Mandate, user_ids: Collection[int], *, now: datetime) -> list[str]:
    """Write each of these people the one letter that is due, if any, in the running write transaction; return who was mailed.

    Whoever has no address finds the letter when signed in, and gets it by mail when there is one.
    """
    looked = _look(mandate, user_ids, now)
    people = {user_id: person for user_id, (person, _) in looked.bound.items()}
    written = [
        new_letter(people[user_id], due.kind, due.terms, due.words) for user_id, due in looked.due.items()
    ]
    for row in written:
        row.mandate, row.told_at = mandate, now
    addresses = {user_id: person.address for user_id, person in people.items()}
    mailed, again = mail(written, addresses, at=now), mail(looked.unmailed, addresses, at=now)
    save_mail(again)
    MandateLetter.objects.bulk_create(written, batch_size=200)
    save_obligations([looked.obligations[user_id] for user_id in looked.due])
    return [people[row.user_id].username for row in (*mailed, *again)]


def tell_everybody(mandate: Mandate, *, now: datetime) -> None:
    """Write to all people of a mandate on few projects, in the running write transaction."""
    tell(mandate, Audience(terms_of(mandate)).everybody(), now=now)


def terms_of(mandate: Mandate) -> dict[NormalizedName, Term]:
    """Return the running terms of one mandate, by project; the soonest deadline first."""
    return {term.project: term for term in list_terms_of(mandate.pk)}


def obligations_of(mandate: Mandate, user_ids: Collection[int], *, at: datetime) -> dict[int, Obligation]:
    """Return the obligation of each of these people under a mandate, by the person's id; new ones are not saved."""
    known = {row.user_id: row for row in mandate.obligations.filter(user_id__in=user_ids)}
    return {
        user_id: known.get(user_id) or Obligation(mandate=mandate, user_id=user_id, opened_at=at)
        for user_id in user_ids
    }


def save_obligations(rows: Iterable[Obligation]) -> None:
    """Save what these people were told of, whether their obligations are new or not."""
    Obligation.objects.bulk_create(
        (
            Obligation(
                mandate_id=row.mandate_id,
                user_id=row.user_id,
                opened_at=row.opened_at,
                told_projects=row.told_projects,
                reminders_sent=row.reminders_sent,
            )
            for row in rows
        ),
        batch_size=200,
        update_conflicts=True,
        unique_fields=["mandate", "user"],
        update_fields=["told_projects", "reminders_sent"],
    )


def mark_told(obligation: Obligation, terms: Sequence[Term]) -> None:
    """Note in an obligation that its person was told of these terms. It is not saved."""
    obligation.told_projects = sorted({*obligation.told_projects, *(term.project for term in terms)})


def _look(mandate: Mandate, user_ids: Collection[int], now: datetime) -> _Looked:
    bound = bound_among(user_ids, terms_of(mandate))
    obligations = obligations_of(mandate, bound.keys(), at=now)
    waiting, enforced = _waiting(mandate, bound.keys()), _newly_enforced(mandate)
    due: dict[int, _Due] = {}
    for user_id, (person, terms) in bound.items():
        one = _UnderMandate(person, terms, obligations[user_id])
        letter = None if user_id in waiting else _letter_due(one, mandate.reason, enforced, now)
        if letter is not None:
            due[user_id] = letter
    reached = {user_id for user_id, (person, _) in bound.items() if person.address}
    return _Looked(bound, obligations, due, _unmailed(mandate, reached - due.keys()))


def _waiting(mandate: Mandate, user_ids: Collection[int]) -> set[int]:
    rows = MandateLetter.objects.filter(announcement__mandate=mandate, told_at=None, user_id__in=user_ids)
    return set(rows.values_list("user_id", flat=True))


def _newly_enforced(mandate: Mandate) -> set[str]:
    """Return the projects whose terms came into force since the last round began in which everybody was looked at."""
    terms = mandate.projects.filter(lapsed_at=None, enforcement_told_at__isnull=False)
    if mandate.told_at is not None:
        terms = terms.filter(enforcement_told_at__gt=mandate.told_at)
    return set(terms.values_list("name", flat=True))


def _unmailed(mandate: Mandate, user_ids: Collection[int]) -> list[MandateLetter]:
    """Return the newest letter to each of these people that no mail ever carried, but for those of an announcement."""
    rows = MandateLetter.objects.filter(
        mandate=mandate,
        user_id__in=user_ids,
        announcement=None,
        outbox_id=None,
        kind__in=_LASTING,
        told_at__isnull=False,
    )
    return list({row.user_id: row for row in rows.order_by("told_at")}.values())


def _letter_due(one: _UnderMandate, reason: str, enforced: set[str], now: datetime) -> _Due | None:
    """Return the letter that is due, and mark it in the obligation. A person gets one letter at a time."""
    lacking = [term for term in one.terms if not satisfies(one.person.protection, term)]
    closed = [term for term in lacking if term.project in enforced and ON_THE_DAY not in _marks(one, term)]
    if closed:
        mark_told(one.obligation, one.terms)
        for deadline in {term.deadline for term in closed}:
            _mark(one, deadline, ON_THE_DAY)
        return _Due(LetterKind.ENFORCEMENT, closed, letters.enforcement)
    untold = [term for term in one.terms if term.project not in one.obligation.told_projects]
    if untold:
        mark_told(one.obligation, untold)
        return _Due(LetterKind.ANNOUNCEMENT, untold, announcing(reason, now=now))
    return _reminder_due(one, now) if lacking else None


def asked_by(mandate: Mandate) -> Asked:
    """Return what the owners of a project ask for, as letters about it say it."""
    factor = Strength(mandate.strength).words
    return Asked(NormalizedName(mandate.target), factor, settings.STRONGROOM_URL)


def tell_of_requirement(mandate: Mandate, letter: Letter, *, now: datetime) -> None:
    """Write to everybody who may publish a project what became of what its owners ask for."""
    name = NormalizedName(mandate.target)
    why, thread = f"you may publish {name}", f"project/{name}"
    readers = [one.username for one in list_people_who_may_publish(names=[name])]
    mails = [Mail(one, MailKind.MANDATES, letter.subject, letter.text, why, thread) for one in readers]
    write_to_people(mails, at=now)


def announcing(reason: str, *, now: datetime) -> Words:
    """Return what makes the letters that announce a mandate now, given its reason."""
    return partial(letters.announcement, reason=reason, now=now)


def _reminder_due(one: _UnderMandate, now: datetime) -> _Due | None:
    for term in one.terms:
        if term.phase(now) is Phase.ENFORCED:
            continue
        mark = reminders_due(term.deadline, sent=_marks(one, term), now=now)
        if mark is not None:
            _mark(one, term.deadline, mark)
            together = [other for other in one.terms if other.deadline == term.deadline]
            # A reminder that goes out late says how many days are really left.
            return _Due(LetterKind.REMINDER, together, partial(letters.reminder, now=now))
    return None


def _marks(one: _UnderMandate, term: Term) -> frozenset[int]:
    """Return what was sent to somebody about the deadline of a term: how many days before."""
    ends = term.deadline.isoformat()
    return frozenset(days for of, days in one.obligation.reminders_sent if of == ends)


def _mark(one: _UnderMandate, deadline: datetime, days: int) -> None:
    one.obligation.reminders_sent = [*one.obligation.reminders_sent, [deadline.isoformat(), days]]
