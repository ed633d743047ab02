"""Mandates and their terms, as frozen records."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from strongroom.accounts.queries import Protection
from strongroom.foundation.days import utc_day
from strongroom.foundation.names import NormalizedName
from strongroom.infra.statements import prepared
from strongroom.mandates.errors import NoMandate
from strongroom.mandates.models import Mandate, MandatedProject
from strongroom.mandates.queries.demanded import demanded
from strongroom.mandates.rules.scopes import EVERY_PROJECT, Scope
from strongroom.mandates.rules.strengths import Strength
from strongroom.mandates.rules.terms import Term
from strongroom.mandates.rules.timeline import brown_out_days
from strongroom.mandates.rules.words import notice_words


@dataclass(frozen=True, slots=True)
class MandateRecord:
    """A mandate as announced. The arguments are explained at the table (`models.Mandate`)."""

    id: int
    scope: Scope
    target: str
    named: tuple[NormalizedName, ...]
    strength: Strength
    notice_days: int
    brown_out_days: tuple[int, ...]
    announced_at: datetime
    announced_by: str
    reason: str
    for_ever: bool
    counted_from: datetime | None = None

    @property
    def last_told_on(self) -> date:
        """The day (UTC) from which its notice counts at the earliest: on it the last letter goes, or went, out."""
        return utc_day(self.counted_from or self.announced_at)

    def notice(self, today: date) -> str:
        """Return how long its notice is and from when on it counts, in words."""
        is_in_batches = self.last_told_on > utc_day(self.announced_at)
        return notice_words(
            self.scope,
            days=self.notice_days,
            last_told_on=self.last_told_on if is_in_batches else None,
            today=today,
        )


def get_mandate(mandate_id: int) -> MandateRecord:
    """Return a mandate that is announced or in force.

    Raises:
        NoMandate: there is none of that number, or it has ended.
    """
    row = Mandate.objects.filter(pk=mandate_id, ended_at=None).first()
    if row is None:
        raise NoMandate(
            f"No mandate {mandate_id} is running.",
            next_step="See `strongroom mandate show` for their numbers.",
        )
    return _record(row)


def list_mandates() -> list[MandateRecord]:
    """Return the mandates of operators that are announced or in force, the oldest first."""
    rows = Mandate.objects.filter(ended_at=None).exclude(scope=Scope.OWN)
    return [_record(row) for row in rows.order_by("announced_at", "pk")]


def mandates_numbered(numbers: Collection[int]) -> dict[int, MandateRecord]:
    """Return the mandates of these numbers, those of owners included, by number; ended ones are left out."""
    rows = Mandate.objects.filter(pk__in=numbers, ended_at=None)
    return {row.pk: _record(row) for row in rows}


def list_requirements(project: NormalizedName | None = None) -> list[MandateRecord]:
    """Return what owners ask for on their own projects, on this one or on all, by project."""
    rows = Mandate.objects.filter(ended_at=None, scope=Scope.OWN)
    if project is not None:
        rows = rows.filter(target=project)
    return [_record(row) for row in rows.order_by("target", "announced_at", "pk")]


def list_terms(names: Collection[str] | None = None) -> list[Term]:
    """Return the running terms, of these projects or of all, by deadline and name.

    A mandate on every publisher has one term, whatever the number of projects: it is among them, with `EVERY_PROJECT`
    in the place of the name.
    """
    return _listed(None if names is None else {*names, EVERY_PROJECT}, None)


def list_terms_of(mandate_id: int) -> list[Term]:
    """Return the running terms of one mandate, by deadline and name."""
    return _listed(None, mandate_id)


def _listed(names: Collection[str] | None, of_mandate: int | None) -> list[Term]:
    return [
        Term(
            NormalizedName(name),
            announced_at,
            deadline,
            strength=Strength(strength),
            scope=Scope(scope),
            target=target,
            brown_outs=brown_out_days(deadline, days_before=days),
            mandate_id=mandate_id,
        )
        for name, announced_at, deadline, strength, scope, target, days, mandate_id in _terms(
            names, of_mandate
        )
    ]


def terms_by_project(names: Collection[NormalizedName]) -> dict[NormalizedName, list[Term]]:
    """Return the running terms of each of these projects that has any, by deadline; those of every publisher included."""
    terms = list_terms(names)
    everywhere = [term for term in terms if term.project == EVERY_PROJECT]
    found = {name: list(everywhere) for name in names} if everywhere else {}
    for term in terms:
        if term.project != EVERY_PROJECT:
            found.setdefault(term.project, []).append(term)
    if everywhere:
        for each in found.values():
            each.sort(key=lambda term: term.deadline)
    return found


def required_from(names: Collection[NormalizedName]) -> dict[NormalizedName, date]:
    """Return of each of these projects that is under a mandate the day (UTC) from which on the first one is in force."""
    return {name: utc_day(terms[0].deadline) for name, terms in terms_by_project(names).items()}


def may_ask_more_than(protection: Protection) -> bool:
    """Say whether somebody so protected may lack what a running mandate asks for: if not, no term binds them."""
    if protection is Protection.PHISHING_RESISTANT:
        return False
    strongest_alone = None if protection is Protection.NONE else str(Strength.PHISHING_RESISTANT)
    return bool(_one_running(strongest_alone))


@prepared
def _terms(names: Collection[str] | None, mandate_id: int | None) -> QuerySet[Any, Any]:
    rows = MandatedProject.objects.filter(lapsed_at=None, mandate__ended_at=None)
    if names is not None:
        rows = rows.filter(name__in=names)
    if mandate_id is not None:
        rows = rows.filter(mandate_id=mandate_id)
    demand = "mandate__strength", "mandate__scope", "mandate__target", "mandate__brown_out_days", "mandate_id"
    return rows.order_by("deadline", "name", "mandate_id").values_list(
        "name", "announced_at", "deadline", *demand
    )


@prepared
def _one_running(strength: str | None) -> QuerySet[Any, Any]:
    rows = Mandate.objects.filter(ended_at=None)
    if strength is not None:
        rows = rows.filter(strength=strength)
    return rows.values_list("pk")[:1]


def enrol_url() -> str:
    """Return the page where a second factor is enrolled, as mails and refusals name it."""
    return f"{settings.STRONGROOM_URL}/account/second-factor/"


def obligations_url() -> str:
    """Return the page that tells its reader everything that is asked of them, as mails name it."""
    return f"{settings.STRONGROOM_URL}/account/obligations/"


def _record(row: Mandate) -> MandateRecord:
    return MandateRecord(
        **demanded(row),
        id=row.pk,
        announced_at=row.announced_at,
        announced_by=row.announced_by,
        for_ever=row.for_ever,
        counted_from=row.counted_from,
    )
