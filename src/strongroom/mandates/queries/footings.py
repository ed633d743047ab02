"""How somebody stands on projects: which ways out are open to them now, and who could take a project over.

It is the one question (`rules.permit`), asked of many projects and people at once: a few statements, and one more for each
person whose account waits.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.conf import settings

from strongroom.accounts.queries import Person, list_people
from strongroom.catalog.queries import (
    Collaborator,
    ProjectRecord,
    are_owners_without,
    list_people_who_may_publish,
    projects_named,
)
from strongroom.foundation.actors import Actor
from strongroom.foundation.names import NormalizedName
from strongroom.foundation.permits import Action
from strongroom.mandates.errors import NotAllowed
from strongroom.mandates.queries.askers import asker_of
from strongroom.mandates.queries.people import Asked, list_asked
from strongroom.mandates.queries.terms import enrol_url
from strongroom.mandates.rules.permit import Asker, Question, decide

WAYS_OUT = (Action.HAND_OVER, Action.ARCHIVE, Action.LEAVE, Action.CONTEST)


@dataclass(frozen=True, slots=True)
class Footing:
    """How somebody stands on a project.

    Args:
        closed: The ways out that the one question closes to them now, each with its refusal.
        heirs: User names of the others there who could take it over now.
        is_owned_without: Somebody would own it if they gave up the role that is their own.
    """

    own: Collaborator
    closed: Mapping[Action, NotAllowed]
    heirs: tuple[str, ...]
    is_owned_without: bool


@dataclass(frozen=True, slots=True)
class _Place:
    """A project with its people.

    Args:
        askers: Everybody who may publish any of the projects that are looked at, by user id, without a role.
    """

    asked: Asked
    project: ProjectRecord
    rights: Sequence[Collaborator]
    people: Mapping[int, Person]
    askers: Mapping[int, Asker]
    now: datetime


def footings_of(person: Person, asked: Sequence[Asked], *, now: datetime) -> dict[NormalizedName, Footing]:
    """Return how a person stands on each of these projects; those that they have left meanwhile are left out."""
    return {
        place.asked.project: _footing(own, place)
        for place in _places(asked, now)
        for own in place.rights
        if own.user_id == person.user_id
    }


def heirs_of(person: Person, name: NormalizedName, *, now: datetime) -> tuple[str, ...]:
    """Return the user names of those who could take a project over from this person now."""
    asked = [one for one in list_asked(person, now=now) if one.project == name]
    footings = footings_of(person, asked, now=now)
    return footings[name].heirs if footings else ()


def _places(asked: Sequence[Asked], now: datetime) -> list[_Place]:
    rights: dict[NormalizedName, list[Collaborator]] = {one.project: [] for one in asked}
    for right in list_people_who_may_publish(names=list(rights)):
        rights[right.project].append(right)
    ids = {right.user_id for several in rights.values() for right in several}
    people = {one.user_id: one for one in list_people(ids)}
    askers = {user_id: asker_of(one, None, now=now) for user_id, one in people.items()}
    projects = projects_named(list(rights))
    return [
        _Place(one, projects[one.project], rights[one.project], people, askers, now)
        for one in asked
        if one.project in projects
    ]


def _footing(own: Collaborator, place: _Place) -> Footing:
    refusals = {action: _refusal(own, action, place) for action in WAYS_OUT}
    return Footing(
        own=own,
        closed={action: refusal for action, refusal in refusals.items() if refusal is not None},
        heirs=tuple(
            right.username
            for right in place.rights
            if right.user_id != own.user_id and _could_take_over(right, place)
        ),
        is_owned_without=are_owners_without(place.rights, user_id=own.user_id),
    )


def _could_take_over(right: Collaborator, place: _Place) -> bool:
    """Somebody there may take on a role, and holds a second factor, which handing over asks for without any mandate."""
    return place.people[right.user_id].is_protected and _refusal(right, Action.ACCEPT_ROLE, place) is None


def _refusal(right: Collaborator, action: Action, place: _Place) -> NotAllowed | None:
    question = Question(
        by=Actor.person(user_id=right.user_id, name=right.username),
        action=action,
        project=right.project,
        now=place.now,
        asker=replace(place.askers[right.user_id], role=right.role),
        exists=True,
        status=place.project.status,
        terms=place.asked.terms,
        enrol_url=enrol_url(),
        read_only=settings.STRONGROOM_READ_ONLY,
        is_critical=place.asked.critical_since is not None,
        project_id=place.project.project_id,
    )
    try:
        decide(question)
    except NotAllowed as refusal:
        return refusal
    return None
