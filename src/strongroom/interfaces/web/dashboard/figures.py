"""The dashboard's numbers, gathered once for the page and for its JSON twin.

Keys of `/dashboard.json` (all counts are whole numbers; days are UTC, `YYYY-MM-DD`):

as_of
    Instant of the figures, ISO 8601.
figures
    critical_projects: names whose designation is in force; people_bound: people who may publish at
    least one of them, each counted once; bound_with_phishing_resistant, bound_with_totp_only,
    bound_without: how those are protected, adding up to people_bound; voluntary: people who hold a
    second factor although nothing asks for it; people: active accounts.
history
    The same figures day by day, each with `on`, oldest first.
mandate
    null, or announced_on, notice_days, strength (`any` or `phishing-resistant`), reason.
deadlines
    One entry for each day on which terms end: on, projects, people_still_asked.
run
    null, or the newest run: on, first_day, last_day (the window), population, cut_off_rank,
    cut_off_downloads, policy_version, inputs_sha256.
projects
    Each critical project: name, since, rank (null without counted downloads), downloads in the
    window, rules, people, people_protected.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from strongroom.accounts.queries import Protection, protection_of
from strongroom.catalog.queries import list_people_who_may_publish
from strongroom.criticality.queries import Explanation, RunRecord, list_critical, list_runs
from strongroom.foundation.names import NormalizedName
from strongroom.mandates.queries import (
    Figures,
    MandateRecord,
    Term,
    figures_now,
    find_mandate,
    list_bound_people,
    list_figures,
    list_terms,
    satisfies,
)
from strongroom.mandates.services import EVERY_PROJECT

RUNS_SHOWN = 12
"""Of the newest runs."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day on which terms end: of how many projects, and how many of their people lack what is asked for."""

    on: date
    projects: int
    people: int


@dataclass(frozen=True, slots=True)
class CriticalProject:
    """A critical project with the protection of its people."""

    name: str
    since: date | None
    rank: int | None
    downloads: int | None
    rules: tuple[str, ...]
    people: int
    people_protected: int


@dataclass(frozen=True, slots=True)
class State:
    """How far the protection has come at one instant."""

    as_of: datetime
    figures: Figures
    history: list[tuple[date, Figures]]
    mandate: MandateRecord | None
    deadlines: list[Deadline]
    runs: list[RunRecord]
    critical: list[Explanation]

    @property
    def run(self) -> RunRecord | None:
        """The newest run."""
        return self.runs[-1] if self.runs else None


def state_at(now: datetime) -> State:
    """Return the figures as they are, with those of earlier days."""
    figures, today = figures_now(), now.date()
    history = [(on, earlier) for on, earlier in list_figures() if on < today]
    return State(
        as_of=now,
        figures=figures,
        history=[*history, (today, figures)],
        mandate=find_mandate(),
        deadlines=_deadlines(),
        runs=list_runs(limit=RUNS_SHOWN),
        critical=list_critical(),
    )


def with_people(explanations: Sequence[Explanation]) -> list[CriticalProject]:
    """Return these critical projects, each with how many people it has and how many of them are protected."""
    rights = list_people_who_may_publish(names=[one.name for one in explanations])
    protection = protection_of({right.user_id for right in rights})
    people: dict[str, list[bool]] = {}
    for right in rights:
        people.setdefault(right.project, []).append(protection[right.user_id] is not Protection.NONE)
    return [_critical_project(one, people.get(one.name, [])) for one in explanations]


def as_json(state: State) -> dict[str, Any]:
    """Return the content of `/dashboard.json`; the keys are explained above."""
    return {
        "as_of": state.as_of.isoformat(timespec="seconds"),
        "figures": _figures_json(state.figures),
        "history": [{"on": on.isoformat(), **_figures_json(figures)} for on, figures in state.history],
        "mandate": _mandate_json(state.mandate),
        "deadlines": [
            {"on": one.on.isoformat(), "projects": one.projects, "people_still_asked": one.people}
            for one in state.deadlines
        ],
        "run": _run_json(state.run),
        "projects": [_project_json(one) for one in with_people(state.critical)],
    }


def _deadlines() -> list[Deadline]:
    terms = list_terms()
    by_name: dict[NormalizedName, list[Term]] = {}
    for term in terms:
        by_name.setdefault(term.project, []).append(term)
    asked: dict[date, set[int]] = {}
    for person, rights in list_bound_people(terms):
        for right in rights:
            for term in (*by_name.get(right.project, ()), *by_name.get(EVERY_PROJECT, ())):
                if not satisfies(person.protection, term):
                    asked.setdefault(term.deadline.date(), set()).add(person.user_id)
    days = [term.deadline.date() for term in terms]
    return [Deadline(on, days.count(on), len(asked.get(on, ()))) for on in sorted(set(days))]


def _critical_project(one: Explanation, protected: Sequence[bool]) -> CriticalProject:
    return CriticalProject(
        one.name, one.since, one.rank, one.downloads, one.rules, len(protected), sum(protected)
    )


def _figures_json(figures: Figures) -> dict[str, int]:
    return {
        "critical_projects": figures.critical_projects,
        "people_bound": figures.people_bound,
        "bound_with_phishing_resistant": figures.bound_with_phishing_resistant,
        "bound_with_totp_only": figures.bound_with_totp_only,
        "bound_without": figures.bound_unprotected,
        "voluntary": figures.voluntary,
        "people": figures.people,
    }


def _mandate_json(mandate: MandateRecord | None) -> dict[str, Any] | None:
    if mandate is None:
        return None
    return {
        "announced_on": mandate.announced_at.date().isoformat(),
        "notice_days": mandate.notice_days,
        "strength": "phishing-resistant" if mandate.phishing_resistant else "any",
        "reason": mandate.reason,
    }


def _run_json(run: RunRecord | None) -> dict[str, Any] | None:
    if run is None:
        return None
    return {
        "on": run.on.isoformat(),
        "first_day": run.first_day.isoformat(),
        "last_day": run.last_day.isoformat(),
        "population": run.population,
        "cut_off_rank": run.cohort_size,
        "cut_off_downloads": run.cut_off,
        "policy_version": int(run.policy["version"]),
        "inputs_sha256": run.inputs_sha256,
    }


def _project_json(one: CriticalProject) -> dict[str, Any]:
    return {
        "name": one.name,
        "since": one.since.isoformat() if one.since else None,
        "rank": one.rank,
        "downloads": one.downloads,
        "rules": list(one.rules),
        "people": one.people,
        "people_protected": one.people_protected,
    }
