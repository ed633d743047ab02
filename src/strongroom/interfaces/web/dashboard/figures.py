"""The dashboard's numbers, gathered for its page and for the JSON of everything."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from strongroom.catalog.queries import people_by_project
from strongroom.criticality.queries import Explanation, RunRecord, list_runs
from strongroom.interfaces.web.dashboard.definitions import Figure
from strongroom.interfaces.web.dashboard.resolution import Point
from strongroom.mandates.queries import (
    Deadline,
    Figures,
    MandateRecord,
    figures_now,
    list_deadlines,
    list_figures,
    list_mandates,
    required_from,
    uploads_of,
)

RUNS_SHOWN = 12
"""Of the newest runs."""

History = list[tuple[date, Figures]]
"""The figures of days, oldest first; of days on which none were kept there are none."""


@dataclass(frozen=True, slots=True)
class CriticalProject:
    """A critical project, how many people it has, and from which day on they need a second factor."""

    name: str
    since: date | None
    rank: int | None
    downloads: int | None
    rules: tuple[str, ...]
    people: int
    required_from: date | None


@dataclass(frozen=True, slots=True)
class State:
    """How far the protection has come at one instant. The last day of the history is today, as it is now."""

    as_of: datetime
    history: History
    mandates: list[MandateRecord]
    deadlines: list[Deadline]
    runs: list[RunRecord]

    @property
    def figures(self) -> Figures:
        """The figures as they are."""
        return self.history[-1][1]

    @property
    def run(self) -> RunRecord | None:
        """The newest run."""
        return self.runs[-1] if self.runs else None


def state_at(now: datetime, *, since: date) -> State:
    """Return the figures as they are, with those of earlier days from this one on."""
    return State(
        as_of=now,
        history=history_at(now, since=since),
        mandates=list_mandates(),
        deadlines=list_deadlines(),
        runs=list_runs(limit=RUNS_SHOWN),
    )


def history_at(now: datetime, *, since: date) -> History:
    """Return the figures of each day that were kept from this day on, and those of today as they are."""
    today = now.date()
    kept = [(on, earlier) for on, earlier in list_figures(since=since) if on < today]
    return [*kept, (today, replace(figures_now(), uploads=uploads_of([today])[today]))]


def points_of(figure: Figure, history: History) -> list[Point]:
    """Return one figure's numbers of each day; days on which none of them was kept are left out."""
    points = ((on, tuple(part.read(day) for part in figure.parts)) for on, day in history)
    return [(on, values) for on, values in points if any(value is not None for value in values)]


def with_people(explanations: Sequence[Explanation]) -> list[CriticalProject]:
    """Return these critical projects, each with how many people it has.

    Not how many of them hold a second factor: of a single project that is said to its own people and to operators, for
    it would name those worth an attack while it still works.
    """
    names = [one.name for one in explanations]
    people, required = people_by_project(names), required_from(names)
    return [
        CriticalProject(
            one.name,
            one.since,
            one.rank,
            one.downloads,
            one.rules,
            people=len(people.get(one.name, ())),
            required_from=required.get(one.name),
        )
        for one in explanations
    ]
