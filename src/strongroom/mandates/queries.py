"""Mandates, terms and obligations, as frozen records; and the figures of the dashboard."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from strongroom.accounts.queries import (
    Person,
    Protection,
    count_people,
    list_people,
    list_protected_people,
    list_unreachable,
)
from strongroom.catalog.queries import Collaborator, list_people_who_may_publish
from strongroom.criticality.queries import designated_since
from strongroom.foundation.names import NormalizedName
from strongroom.infra.outbox.queries import Letter, list_letters
from strongroom.infra.personal_data import PersonalTable
from strongroom.infra.statements import prepared
from strongroom.mandates.models import Mandate, MandatedProject, Obligation, ProtectionFigure, Strength
from strongroom.mandates.rules.permit import Term
from strongroom.mandates.rules.timeline import Phase

LETTERS = "mandate"
"""Topic of the mandate's mails in the outbox."""

PERSONAL_TABLES = (
    PersonalTable(
        "obligations",
        Obligation,
        ("mandate__scope", "opened_at", "told_projects", "reminders_sent", "lapsed_at"),
    ),
)
"""What the tables of this room say of one person."""


@dataclass(frozen=True, slots=True)
class MandateRecord:
    """A mandate as announced."""

    id: int
    scope: str
    phishing_resistant: bool
    notice_days: int
    announced_at: datetime
    announced_by: str
    reason: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What one project asks of one person."""

    project: NormalizedName
    role: str
    critical_since: date | None
    term: Term | None
    phase: Phase | None
    satisfied: bool


@dataclass(frozen=True, slots=True)
class UnreachableMaintainer:
    """Somebody who may publish critical projects and whom mail does not reach; since when, as far as it is known."""

    username: str
    why: str
    since: datetime | None
    projects: tuple[NormalizedName, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """The dashboard's numbers. People are counted once, however many projects or roles they have."""

    critical_projects: int
    people_bound: int
    bound_with_phishing_resistant: int
    bound_with_totp_only: int
    voluntary: int
    people: int

    @property
    def bound_protected(self) -> int:
        """People bound who hold any second factor."""
        return self.bound_with_phishing_resistant + self.bound_with_totp_only

    @property
    def bound_unprotected(self) -> int:
        """People bound who hold none."""
        return self.people_bound - self.bound_protected


def find_mandate() -> MandateRecord | None:
    """Return the mandate on critical projects that is announced or in force, if there is one."""
    row = Mandate.objects.filter(ended_at=None).first()
    if row is None:
        return None
    return MandateRecord(
        id=row.pk,
        scope=row.scope,
        phishing_resistant=row.strength == Strength.PHISHING_RESISTANT,
        notice_days=row.notice_days,
        announced_at=row.announced_at,
        announced_by=row.announced_by,
        reason=row.reason,
    )


def list_terms(names: Collection[str] | None = None) -> list[Term]:
    """Return the running terms, of these projects or of all, by deadline and name."""
    return [
        Term(
            NormalizedName(name),
            announced_at,
            deadline,
            phishing_resistant=strength == Strength.PHISHING_RESISTANT,
        )
        for name, announced_at, deadline, strength in _terms(names)
    ]


def find_term(name: NormalizedName) -> Term | None:
    """Return the running term of one project, if there is one."""
    return next(iter(list_terms([name])), None)


def may_ask_more_than(protection: Protection) -> bool:
    """Say whether somebody so protected may lack what a running mandate asks for: if not, no term binds them."""
    if protection is Protection.PHISHING_RESISTANT:
        return False
    asked_for = {strength for (strength,) in _running()}
    return bool(asked_for) if protection is Protection.NONE else Strength.PHISHING_RESISTANT in asked_for


@prepared
def _terms(names: Collection[str] | None) -> QuerySet[Any, Any]:
    rows = MandatedProject.objects.filter(lapsed_at=None, mandate__ended_at=None)
    if names is not None:
        rows = rows.filter(name__in=names)
    columns = "name", "announced_at", "deadline", "mandate__strength"
    return rows.order_by("deadline", "name").values_list(*columns)


@prepared
def _running() -> QuerySet[Any, Any]:
    return Mandate.objects.filter(ended_at=None).values_list("strength")


def list_bound_people(terms: Collection[Term]) -> list[tuple[Person, list[Collaborator]]]:
    """Return each person who may publish one of the terms' projects, once, with those rights."""
    rights: dict[int, list[Collaborator]] = {}
    for right in list_people_who_may_publish(names=[term.project for term in terms]):
        rights.setdefault(right.user_id, []).append(right)
    return [(person, rights[person.user_id]) for person in list_people(list(rights))]


def list_people_at_stake() -> dict[int, list[NormalizedName]]:
    """Return everybody who may publish a critical project, or one with a term, by user id, with these projects.

    Whoever gets hold of one of these accounts can change what everybody depends on.
    """
    at_stake: dict[int, list[NormalizedName]] = {}
    for right in list_people_who_may_publish(names=_names_at_stake()):
        at_stake.setdefault(right.user_id, []).append(right.project)
    return at_stake


def list_companions(user_id: int) -> dict[str, list[NormalizedName]]:
    """Return who else may publish the projects at stake of a person, by user name, with these projects."""
    own = {right.project for right in list_people_who_may_publish(user_ids=[user_id])}
    companions: dict[str, list[NormalizedName]] = {}
    for right in list_people_who_may_publish(names=own.intersection(_names_at_stake())):
        if right.user_id != user_id:
            companions.setdefault(right.username, []).append(right.project)
    return companions


def list_unreachable_maintainers(*, now: datetime) -> list[UnreachableMaintainer]:
    """Return the people at stake whom mail does not reach, by user name, with their projects."""
    at_stake = list_people_at_stake()
    return [
        UnreachableMaintainer(one.username, one.why, one.since, tuple(at_stake[one.user_id]))
        for one in list_unreachable(list(at_stake), now=now)
    ]


def _names_at_stake() -> set[NormalizedName]:
    return {*designated_since(), *(term.project for term in list_terms())}


def list_asked(person: Person, *, now: datetime) -> list[Asked]:
    """Return every project of a person with what is asked of them there, the soonest deadline first."""
    rights = list_people_who_may_publish(user_ids=[person.user_id])
    names = [right.project for right in rights]
    terms = {term.project: term for term in list_terms(names)}
    critical = designated_since()
    asked = [
        _asked(person, right, terms.get(right.project), critical.get(right.project), now) for right in rights
    ]
    return sorted(
        asked, key=lambda one: (one.term is None, one.term.deadline if one.term else now, one.project)
    )


def _asked(
    person: Person, right: Collaborator, term: Term | None, since: date | None, now: datetime
) -> Asked:
    return Asked(
        project=right.project,
        role=right.role,
        critical_since=since,
        term=term,
        phase=term.phase(now) if term else None,
        satisfied=term is None or satisfies(person.protection, term),
    )


def satisfies(protection: Protection, term: Term) -> bool:
    """Somebody so protected holds what the term asks for."""
    return protection is Protection.PHISHING_RESISTANT or (
        protection is not Protection.NONE and not term.phishing_resistant
    )


def figures_now() -> Figures:
    """Return the dashboard's numbers as they are."""
    critical = designated_since()
    bound = {right.user_id for right in list_people_who_may_publish(names=list(critical))}
    protected = list_protected_people()
    strong = {
        user_id for user_id, protection in protected.items() if protection is Protection.PHISHING_RESISTANT
    }
    return Figures(
        critical_projects=len(critical),
        people_bound=len(bound),
        bound_with_phishing_resistant=len(bound & strong),
        bound_with_totp_only=len(bound & protected.keys() - strong),
        voluntary=len(protected.keys() - bound),
        people=count_people(),
    )


def list_figures(*, limit: int = 400) -> list[tuple[date, Figures]]:
    """Return the newest stored daily figures, oldest first."""
    rows = ProtectionFigure.objects.order_by("-on")[:limit]
    return [(row.on, _figures(row)) for row in rows][::-1]


def list_letters_to(person: Person) -> list[Letter]:
    """Return the mandate's letters to a person, newest first: the copies that the letters promise."""
    return list_letters(person.address, topics=[LETTERS]) if person.address else []


def enrol_url() -> str:
    """Return the page where a second factor is enrolled, as mails and refusals name it."""
    return f"{settings.STRONGROOM_URL}/account/second-factor/"


def _figures(row: ProtectionFigure) -> Figures:
    return Figures(
        critical_projects=row.critical_projects,
        people_bound=row.people_bound,
        bound_with_phishing_resistant=row.bound_with_phishing_resistant,
        bound_with_totp_only=row.bound_with_totp_only,
        voluntary=row.voluntary,
        people=row.people,
    )
