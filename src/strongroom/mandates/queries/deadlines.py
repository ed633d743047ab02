"""The days on which terms end, of which mandate, and how many people are still asked for something by then."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from strongroom.accounts.queries import Protection, list_protected_people
from strongroom.catalog.queries import list_publishers, people_by_project
from strongroom.foundation.days import utc_day
from strongroom.foundation.names import NormalizedName
from strongroom.mandates.queries.people import satisfies
from strongroom.mandates.queries.terms import list_terms
from strongroom.mandates.rules.scopes import EVERY_PROJECT, Scope
from strongroom.mandates.rules.strengths import Strength
from strongroom.mandates.rules.terms import Term

PROJECTS_ENOUGH = 5
"""Of how many projects a sum of people does not tell who of them can be attacked."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day on which terms of one mandate end: of how many projects, and how many of their people lack what it asks for.

    What owners ask for themselves is one for all of them that ask for the same from the same day on.
    Of fewer than `PROJECTS_ENOUGH` projects `people` is None: a sum over few, told to everybody, is about single people.

    Args:
        mandate_id: None where owners ask.
        target: Name of the organization, or empty.
        projects: None where it is on every publisher.
    """

    on: date
    scope: Scope
    target: str
    strength: Strength
    mandate_id: int | None
    projects: int | None
    people: int | None


def list_deadlines() -> list[Deadline]:
    """Return the deadlines of all running terms, the first day first; a person is counted once for each."""
    ending: dict[tuple[date, int, Strength], list[Term]] = {}
    for term in list_terms():
        number = 0 if term.scope is Scope.OWN else term.mandate_id
        ending.setdefault((utc_day(term.deadline), number, term.strength), []).append(term)
    people = _people_of({term.project for terms in ending.values() for term in terms})
    held = list_protected_people()
    return [_deadline(ending[key], people, held) for key in sorted(ending)]


def _people_of(names: set[NormalizedName]) -> Mapping[NormalizedName, Collection[int]]:
    """Return who may publish each of these."""
    found: dict[NormalizedName, Collection[int]] = dict(people_by_project(names - {EVERY_PROJECT}))
    return found | {EVERY_PROJECT: list_publishers()} if EVERY_PROJECT in names else found


def _deadline(
    terms: Collection[Term],
    people: Mapping[NormalizedName, Collection[int]],
    held: Mapping[int, Protection],
) -> Deadline:
    """Return what is told of terms that end together and ask for the same."""
    names, one = {term.project for term in terms}, next(iter(terms))
    concerned = set[int]().union(*(people.get(name, ()) for name in names))
    lacking = [who for who in concerned if not satisfies(held.get(who, Protection.NONE), one)]
    is_own, is_for_all = one.scope is Scope.OWN, EVERY_PROJECT in names
    return Deadline(
        on=utc_day(one.deadline),
        scope=one.scope,
        target="" if is_own else one.target,
        strength=one.strength,
        mandate_id=None if is_own else one.mandate_id,
        projects=None if is_for_all else len(names),
        people=len(lacking) if is_for_all or len(names) >= PROJECTS_ENOUGH else None,
    )
