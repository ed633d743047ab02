"""Open, enforce and lapse the terms of mandates."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from django.db.models import QuerySet

from strongroom.catalog.queries import list_people_who_may_publish
from strongroom.foundation.actors import Actor
from strongroom.foundation.names import NormalizedName
from strongroom.infra.journal.services import Fact, append
from strongroom.mandates.models import Mandate, MandatedProject, Obligation
from strongroom.mandates.rules.scopes import EVERY_PROJECT, Scope
from strongroom.mandates.rules.terms import deadline_on_return
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


def places_ended() -> dict[Place, int]:
    """Return the terms of mandates that have ended, which end with them, and of which that is still to be recorded."""
    rows = MandatedProject.objects.filter(lapsed_at=None, mandate__ended_at__isnull=False)
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
    """Begin terms with the full notice of each mandate: from now on, or from when its last letters went out.

    A name that came back has the deadline that it had, where its people left at will; and its people are told once more.
    """
    opened = sorted(places)
    earlier = _lapsed_deadlines({mandate_id for mandate_id, _ in opened})
    for place in opened:
        mandate_id, name = place
        mandate = mandates[mandate_id]
        fresh = deadline(max(now, mandate.counted_from or now), notice_days=mandate.notice_days)
        until = deadline_on_return(Scope(mandate.scope), fresh=fresh, earlier=earlier.get(place, ()))
        open_term(mandate, name, until=until, by=by, now=now)
    _forget_told(place for place in opened if place in earlier)
    return opened


def _lapsed_deadlines(mandate_ids: Collection[int]) -> dict[Place, list[datetime]]:
    """Return the deadlines of the terms under these mandates that have lapsed, by mandate and project."""
    rows = MandatedProject.objects.filter(mandate_id__in=mandate_ids, lapsed_at__isnull=False)
    deadlines: dict[Place, list[datetime]] = {}
    for mandate_id, name, until in rows.values_list("mandate_id", "name", "deadline"):
        deadlines.setdefault((mandate_id, name), []).append(until)
    return deadlines


def _forget_told(places: Iterable[Place]) -> None:
    """Let the people of these projects not count as told: what they were told of was an earlier term."""
    for mandate_id, name in places:
        user_ids = {one.user_id for one in list_people_who_may_publish(names=[NormalizedName(name)])}
        told = Obligation.objects.filter(mandate_id=mandate_id, user_id__in=user_ids)
        for row in told:
            row.told_projects = [other for other in row.told_projects if other != name]
        Obligation.objects.bulk_update(told, ["told_projects"], batch_size=200)


def open_term(mandate: Mandate, name: str, *, until: datetime, by: Actor, now: datetime) -> None:
    """Begin the term of one project."""
    MandatedProject.objects.create(mandate=mandate, name=name, announced_at=now, deadline=until)
    # What owners give as a reason stands in the fact of their asking.
    reason = "" if mandate.scope == Scope.OWN else mandate.reason
    kind = "mandate.announced_for_project"
    append(fact(kind, mandate, name, reason=reason, deadline=until.isoformat()), by=by, at=now)


def enforce_terms(mandates: Mapping[int, Mandate], *, by: Actor, now: datetime, most: int) -> list[Place]:
    """Record of so many terms at most that their deadlines have passed; return which."""
    due = list(_due(now).values_list("pk", "mandate_id", "name")[:most])
    MandatedProject.objects.filter(pk__in=[pk for pk, _, _ in due]).update(enforcement_told_at=now)
    places = sorted((mandate_id, name) for _, mandate_id, name in due)
    for mandate_id, name in places:
        append(fact("mandate.enforced_for_project", mandates[mandate_id], name), by=by, at=now)
    return places


def has_terms_to_enforce(now: datetime) -> bool:
    """Say whether a deadline has passed since it was last recorded."""
    return _due(now).exists()


def _due(now: datetime) -> QuerySet[MandatedProject]:
    return MandatedProject.objects.filter(
        lapsed_at=None, mandate__ended_at=None, enforcement_told_at=None, deadline__lte=now
    )


def fact(kind: str, mandate: Mandate, name: str, *, reason: str = "", **data: str) -> Fact:
    """Return what the journal keeps of a term: public where it is one project's."""
    said = {"scope": str(mandate.scope), "strength": str(mandate.strength), **data}
    if name == EVERY_PROJECT:
        return Fact(kind, subject=str(mandate.scope), reason=reason, data=said)
    return Fact(kind, project=name, reason=reason, data=said)


def names_of(places: Collection[Place]) -> tuple[str, ...]:
    """Return the names of projects in these places, as people read them."""
    return tuple(dict.fromkeys(name or "every project" for _, name in places))
