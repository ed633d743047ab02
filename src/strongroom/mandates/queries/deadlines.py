"""The days on which terms end, and how many people are still asked for something by then."""

from dataclasses import dataclass
from datetime import date

from strongroom.accounts.queries import Protection, list_protected_people
from strongroom.catalog.queries import list_publishers, people_by_project
from strongroom.foundation.names import NormalizedName
from strongroom.mandates.queries.people import satisfies
from strongroom.mandates.queries.terms import list_terms
from strongroom.mandates.rules.scopes import EVERY_PROJECT

PROJECTS_ENOUGH = 5
"""Of how many projects a sum of people does not tell who of them can be attacked."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day on which terms end: of how many projects, and how many of their people lack what is asked for.

    Of fewer than `PROJECTS_ENOUGH` projects `people` is None: a sum over few, told to everybody, is about single people.
    """

    on: date
    projects: int
    people: int | None


def list_deadlines() -> list[Deadline]:
    """Return the deadlines of all running terms, the first day first; a person is counted once for each day."""
    terms, held = list_terms(), list_protected_people()
    names = {term.project for term in terms}
    people = people_by_project(names - {EVERY_PROJECT})
    everybody = set(list_publishers()) if EVERY_PROJECT in names else set()
    projects: dict[date, set[NormalizedName]] = {}
    asked: dict[date, set[int]] = {}
    for term in terms:
        on = term.deadline.date()
        concerned = everybody if term.project == EVERY_PROJECT else people.get(term.project, set())
        lacking = {one for one in concerned if not satisfies(held.get(one, Protection.NONE), term)}
        projects.setdefault(on, set()).add(term.project)
        asked.setdefault(on, set()).update(lacking)
    return [
        Deadline(on, len(named), len(asked[on]) if _is_told(named) else None)
        for on, named in sorted(projects.items())
    ]


def _is_told(names: set[NormalizedName]) -> bool:
    return EVERY_PROJECT in names or len(names) >= PROJECTS_ENOUGH
