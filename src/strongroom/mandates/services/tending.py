"""Keep a mandate in step with the designations, the people and the calendar.

`tend` does whatever is due and nothing twice, so it may run at any time: nightly, after a
designation, by an operator's hand. What it does is decided by dates; `permit` reads the
same dates and never waits for it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings

from strongroom.accounts.queries import Person
from strongroom.criticality.queries import designated_since
from strongroom.foundation.actors import Actor
from strongroom.infra.db import write
from strongroom.infra.journal.services import Fact, append
from strongroom.infra.outbox.services import enqueue
from strongroom.mandates.models import Mandate, MandatedProject, Obligation, ProtectionFigure
from strongroom.mandates.queries import (
    LETTERS,
    enrol_url,
    figures_now,
    find_mandate,
    list_bound_people,
    list_terms,
    satisfies,
)
from strongroom.mandates.rules import letters
from strongroom.mandates.rules.permit import Term
from strongroom.mandates.rules.reminders import reminders_due
from strongroom.mandates.rules.timeline import Phase, deadline


@dataclass(frozen=True, slots=True)
class Tended:
    """What one tending did, by project or user name."""

    announced: tuple[str, ...] = ()
    lapsed: tuple[str, ...] = ()
    enforced: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    unreachable: tuple[str, ...] = ()


def tend(*, by: Actor, now: datetime) -> Tended:
    """Open and close terms, tell people, remind them, and record what came into force."""
    with write():
        if find_mandate() is None:
            return Tended()
        mandate = Mandate.objects.get(ended_at=None)
        critical = designated_since().keys()
        lapsed = _close_terms(mandate, critical, by, now)
        announced = _open_terms(mandate, critical, by, now)
        enforced = _enforce_terms(mandate, by, now)
        told, unreachable = _tell_people(mandate, set(enforced), now)
    return Tended(tuple(announced), tuple(lapsed), tuple(enforced), tuple(told), tuple(unreachable))


def record_figures(*, on: date) -> None:
    """Keep the day's figures for the dashboard, replacing those taken earlier on that day."""
    now = figures_now()
    ProtectionFigure.objects.update_or_create(
        on=on,
        defaults={
            "critical_projects": now.critical_projects,
            "people_bound": now.people_bound,
            "bound_with_phishing_resistant": now.bound_with_phishing_resistant,
            "bound_with_totp_only": now.bound_with_totp_only,
            "voluntary": now.voluntary,
            "people": now.people,
        },
    )


def _close_terms(mandate: Mandate, critical: Iterable[str], by: Actor, now: datetime) -> list[str]:
    ended = mandate.projects.filter(lapsed_at=None).exclude(name__in=list(critical))
    names = list(ended.values_list("name", flat=True))
    ended.update(lapsed_at=now)
    for name in names:
        append(
            Fact("mandate.lapsed_for_project", project=name, reason="The designation ended."), by=by, at=now
        )
    return names


def _open_terms(mandate: Mandate, critical: Iterable[str], by: Actor, now: datetime) -> list[str]:
    running = set(mandate.projects.filter(lapsed_at=None).values_list("name", flat=True))
    names = sorted(set(critical) - running)
    until = deadline(now, notice_days=mandate.notice_days)
    for name in names:
        MandatedProject.objects.create(mandate=mandate, name=name, announced_at=now, deadline=until)
        append(
            Fact("mandate.announced_for_project", project=name, data={"deadline": until.isoformat()}),
            by=by,
            at=now,
        )
    return names


def _enforce_terms(mandate: Mandate, by: Actor, now: datetime) -> list[str]:
    due = mandate.projects.filter(lapsed_at=None, enforcement_told_at=None, deadline__lte=now)
    names = list(due.order_by("name").values_list("name", flat=True))
    due.update(enforcement_told_at=now)
    for name in names:
        append(Fact("mandate.enforced_for_project", project=name), by=by, at=now)
    return names


def _tell_people(mandate: Mandate, enforced: set[str], now: datetime) -> tuple[list[str], list[str]]:
    """Write each bound person the one mail that is due, if any; return who was written to and who has no address."""
    told, unreachable = [], []
    terms = {term.project: term for term in list_terms()}
    for person, rights in list_bound_people(list(terms.values())):
        mine = [terms[right.project] for right in rights]
        obligation, _ = Obligation.objects.get_or_create(
            mandate=mandate, user_id=person.user_id, defaults={"opened_at": now}
        )
        letter = _letter_due(person, obligation, mine, enforced, now)
        if letter is None:
            continue
        if not person.address:
            unreachable.append(person.username)
            continue
        enqueue(
            person.address,
            subject=f"[{settings.STRONGROOM_NAME}] {letter.subject}",
            text=letter.text,
            at=now,
            topic=LETTERS,
        )
        obligation.save()
        told.append(person.username)
    return told, unreachable


def _letter_due(
    person: Person, obligation: Obligation, terms: list[Term], enforced: set[str], now: datetime
) -> letters.Letter | None:
    """Return the letter that is due, and mark it in the obligation. A person gets one letter at a time."""
    reader = _reader(person, terms)
    closed = [term for term in terms if term.project in enforced and not satisfies(person.protection, term)]
    if closed:
        obligation.told_projects = sorted({*obligation.told_projects, *(term.project for term in terms)})
        return letters.enforcement(reader, closed)
    untold = [term for term in terms if term.project not in obligation.told_projects]
    if untold:
        obligation.told_projects = sorted({*obligation.told_projects, *(term.project for term in untold)})
        return letters.announcement(reader, untold)
    return _reminder_due(reader, obligation, terms, now)


def _reminder_due(
    reader: letters.Reader, obligation: Obligation, terms: list[Term], now: datetime
) -> letters.Letter | None:
    if reader.satisfied:
        return None
    for term in terms:
        if term.phase(now) is not Phase.ANNOUNCED:
            continue
        sent = {tuple(mark) for mark in obligation.reminders_sent}
        marks = frozenset(days for ends, days in sent if ends == term.deadline.isoformat())
        mark = reminders_due(term.deadline, sent=marks, now=now)
        if mark is not None:
            obligation.reminders_sent = [*obligation.reminders_sent, [term.deadline.isoformat(), mark]]
            together = [one for one in terms if one.deadline == term.deadline]
            # A reminder that goes out late says how many days are really left.
            return letters.reminder(reader, together, days=(term.deadline.date() - now.date()).days)
    return None


def _reader(person: Person, terms: list[Term]) -> letters.Reader:
    return letters.Reader(
        username=person.username,
        satisfied=all(satisfies(person.protection, term) for term in terms),
        index_name=settings.STRONGROOM_NAME,
        index_url=settings.STRONGROOM_URL,
        enrol_url=enrol_url(),
    )
