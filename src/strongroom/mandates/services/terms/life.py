"""Open, enforce and lapse the terms of mandates."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from strongroom.foundation.actors import Actor
from strongroom.infra.journal.services import Fact, append
from strongroom.mandates.models import Mandate, MandatedProject
from strongroom.mandates.rules.scopes import EVERY_PROJECT, Scope
from strongroom.mandates.rules.timeline import deadline

Place = tuple[int, str]
"""A mandate's number and the name of a project."""

_LEFT = {
    Scope.CRITICAL_PROJECTS: "The designation ended.",
    Scope.PROJECTS: "It was taken off the list of named projects.",
    Scope.ORGANIZATION: "It left the organization.",
}
"""Why a project is in scope no more; the other scopes are never left."""


def places_running() -> dict[Place, int]:
    """Return the running terms: the number of each, by its mandate and project."""
    rows = MandatedProject.objects.filter(lapsed_at=None, mandate__ended_at=None)
    return {(mandate_id, name): pk for pk, mandate_id, name in rows.values_list("pk", "mandate_id", "name")}


def lapse_terms(
    terms: Mapping[Place, int], mandates: Mapping[int, Mandate], *, by: Actor, now: datetime, reason: str = ""
) -> list[Place]:
    """End these terms, and say why: for the reason given, or because the project is in scope no more."""
    MandatedProject.objects.filter(pk__in=terms.values()).update(lapsed_at=now)
    for mandate_id, name in sorted(terms):
        why = reason or _LEFT[Scope(mandates[mandate_id].scope)]
        append(fact("mandate.lapsed_for_project", mandates[mandate_id], name, reason=why), by=by, at=now)
    return sorted(terms)


def open_terms(
    places: Iterable[Place], mandates: Mapping[int, Mandate], *, by: Actor, now: datetime
) -> list[Place]:
    """Begin terms with the full notice of each mandate: from now on, or from when its last letters went out."""
    opened = sorted(places)
    for mandate_id, name in opened:
        mandate = mandates[mandate_id]
        counted_from = max(now, mandate.counted_from or now)
        open_term(
            mandate, name, until=deadline(counted_from, notice_days=mandate.notice_days), by=by, now=now
        )
    return opened


def open_term(mandate: Mandate, name: str, *, until: datetime, by: Actor, now: datetime) -> None:
    """Begin the term of one project."""
    MandatedProject.objects.create(mandate=mandate, name=name, announced_at=now, deadline=until)
    opened = fact("mandate.announced_for_project", mandate, name, deadline=until.isoformat())
    append(opened, by=by, at=now)


def enforce_terms(mandates: Mapping[int, Mandate], *, by: Actor, now: datetime) -> list[Place]:
    """Record which deadlines have passed since it was last recorded."""
    due = MandatedProject.objects.filter(
        lapsed_at=None, mandate__ended_at=None, enforcement_told_at=None, deadline__lte=now
    )
    places = sorted(due.values_list("mandate_id", "name"))
    MandatedProject.objects.filter(pk__in=due.values("pk")).update(enforcement_told_at=now)
    for mandate_id, name in places:
        append(fact("mandate.enforced_for_project", mandates[mandate_id], name), by=by, at=now)
    return places


def fact(kind: str, mandate: Mandate, name: str, *, reason: str = "", **data: str) -> Fact:
    """Return what the journal keeps of a term: public where it is one project's."""
    said = {"scope": str(mandate.scope), **data}
    if name == EVERY_PROJECT:
        return Fact(kind, subject=str(mandate.scope), reason=reason, data=said)
    return Fact(kind, project=name, reason=reason, data=said)


def names_of(places: Collection[Place]) -> tuple[str, ...]:
    """Return the names of projects in these places, as people read them."""
    return tuple(dict.fromkeys(name or "every project" for _, name in places))
