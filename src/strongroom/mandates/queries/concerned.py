"""Whom mandates concern, a portion of people at a time, and what has changed since a draft named them.

Under a mandate on every publisher that is everybody who ever published: whatever goes through all of them reads a portion,
outside the writers' queue where it can, and holds no more than numbers of the others (ADR 17).
"""

from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice
from typing import TypeVar

from strongroom.accounts.queries import Person, Protection, list_people, list_protected_people
from strongroom.catalog.queries import list_people_who_may_publish, list_publishers, people_by_project
from strongroom.foundation.names import NormalizedName
from strongroom.mandates.models import MandateLetter
from strongroom.mandates.queries.announcements import AnnouncementRecord
from strongroom.mandates.queries.people import meets, satisfies
from strongroom.mandates.queries.scopes import names_in_scope
from strongroom.mandates.rules.demands import Demand, terms_asked
from strongroom.mandates.rules.drafts import Addressed, Difference, compare
from strongroom.mandates.rules.scopes import EVERY_PROJECT, Scope
from strongroom.mandates.rules.terms import Term

AT_ONCE = 5_000
"""People or names in one query: databases take some ten thousand values, and each is asked for three times."""

_T = TypeVar("_T")
Bound = Mapping[int, tuple[Person, list[Term]]]
"""People by their ids, with the terms that bind them."""


class Audience:
    """Everybody who may publish one of these projects, in the order of their ids.

    Of every project, each portion is read when it is asked for. Of projects that are named, all ids are held.
    """

    def __init__(self, names: Collection[NormalizedName]) -> None:
        self._ids = None if EVERY_PROJECT in names else _people_of(names)

    def after(self, user_id: int, *, count: int) -> list[int]:
        """Return the ids of the next people."""
        if self._ids is None:
            return list_publishers(after=user_id, count=count)
        first = bisect_right(self._ids, user_id)
        return self._ids[first : first + count]

    def everybody(self) -> list[int]:
        """Return all ids."""
        return list_publishers() if self._ids is None else self._ids


def audience_of(demand: Demand) -> Audience:
    """Return whom a demand would bind now."""
    return Audience(names_in_scope(demand.scope, target=demand.target, named=demand.named))


def bound_among(user_ids: Collection[int], terms: Mapping[NormalizedName, Term]) -> Bound:
    """Return those of these people whom these terms, by project, bind; as many people as `AT_ONCE` at most."""
    mine = _terms_of_each(user_ids, terms) if user_ids and terms else {}
    return {person.user_id: (person, mine[person.user_id]) for person in list_people(mine.keys())}


def addressed(person: Person, terms: Sequence[Term]) -> Addressed:
    """Return what a letter about these terms takes for true of its reader."""
    return Addressed(
        frozenset(term.project for term in terms),
        all(satisfies(person.protection, term) for term in terms),
    )


def demand_of(record: AnnouncementRecord) -> Demand:
    """Return what an announcement asks for."""
    organization = (NormalizedName(record.target),) if record.scope is Scope.ORGANIZATION else ()
    return Demand(
        reason=record.reason,
        notice_days=record.notice_days,
        scope=record.scope,
        targets=record.named or organization,
        strength=record.strength,
        brown_out_days=record.brown_out_days,
    )


def share_made(record: AnnouncementRecord) -> float:
    """Return for which share of the people concerned the letters of an announcement are made, from 0 to 1."""
    if record.made_to is None:
        return 1.0
    everybody = audience_of(demand_of(record)).everybody()
    return bisect_right(everybody, record.made_to) / len(everybody) if everybody else 1.0


def difference_of(record: AnnouncementRecord) -> Difference:
    """Return what has changed since the letters of a draft were made."""
    demand = demand_of(record)
    is_uniform = demand.scope is Scope.EVERY_PUBLISHER
    present = (
        _everybody_addressed(demand) if is_uniform else _people_addressed(demand, record.letters_made_at)
    )
    made = _uniformly_made_for(record.id) if is_uniform else dict(_made_for(record.id))
    other = [one for one in made.keys() | present.keys() if made.get(one) != present.get(one)]
    names = {person.user_id: person.username for some in portions(other) for person in list_people(some)}
    found = compare(
        {names[one]: made[one] for one in other if one in made},
        {names[one]: present[one] for one in other if one in present},
    )
    return replace(found, is_uniform=is_uniform)


def portions(values: Collection[_T], size: int = AT_ONCE) -> Iterator[list[_T]]:
    """Yield these values, `size` of them at a time."""
    waiting = iter(values)
    while some := list(islice(waiting, size)):
        yield some


def _terms_of_each(user_ids: Collection[int], terms: Mapping[NormalizedName, Term]) -> dict[int, list[Term]]:
    """Return the terms of one mandate that bind each of these people, of those bound; the one of every project alone."""
    if EVERY_PROJECT in terms:
        return {user_id: [terms[EVERY_PROJECT]] for user_id in list_publishers(among=user_ids)}
    mine: dict[int, list[Term]] = {}
    for right in list_people_who_may_publish(user_ids=user_ids):
        if right.project in terms:
            mine.setdefault(right.user_id, []).append(terms[right.project])
    return mine


def _people_of(names: Collection[NormalizedName]) -> list[int]:
    found: set[int] = set()
    for some in portions(names):
        found.update(*people_by_project(some).values())
    return sorted(found)


def _people_addressed(demand: Demand, at: datetime) -> dict[int, Addressed]:
    names = names_in_scope(demand.scope, target=demand.target, named=demand.named)
    # Whom they bind, and by which projects, does not depend on dates.
    terms = terms_asked(demand, names, announced_at=at, until=at)
    return {
        user_id: addressed(person, bound_by)
        for some in portions(Audience(names).everybody())
        for user_id, (person, bound_by) in bound_among(some, terms).items()
    }


_UNIFORMLY = {flag: Addressed(frozenset([EVERY_PROJECT]), flag) for flag in (False, True)}
"""What letters to every publisher take for true of their readers."""


def _everybody_addressed(demand: Demand) -> dict[int, Addressed]:
    """Return the same for every publisher, without a look at each of their projects."""
    held = list_protected_people()
    return {
        one: _UNIFORMLY[meets(held.get(one, Protection.NONE), demand.strength)] for one in list_publishers()
    }


def _made_for(announcement_id: int) -> Iterator[tuple[int, Addressed]]:
    """Yield what each letter takes for true of its reader, by the reader's id."""
    rows = MandateLetter.objects.filter(announcement_id=announcement_id)
    alike: dict[tuple[str, bool], Addressed] = {}
    for user_id, projects, satisfied in rows.values_list("user_id", "projects", "satisfied").iterator():
        key = "\n".join(projects), satisfied
        if key not in alike:
            alike[key] = Addressed(frozenset(projects), satisfied)
        yield user_id, alike[key]


def _uniformly_made_for(announcement_id: int) -> dict[int, Addressed]:
    """Return the same of letters to every publisher, without a look at the projects that each does not name."""
    rows = MandateLetter.objects.filter(announcement_id=announcement_id)
    return {
        user_id: _UNIFORMLY[flag] for user_id, flag in rows.values_list("user_id", "satisfied").iterator()
    }
