"""The dashboard as data: JSON of everything, and each figure day by day as JSON and CSV.

Keys of `/dashboard.json` (all counts are whole numbers, null where none was kept; days are UTC, `YYYY-MM-DD`):

as_of
    Instant of the figures, ISO 8601.
figures
    The parts of all figures (`definitions.FIGURES`) as they are now; what happens in the course of a day is that of
    today so far.
history
    The same figures day by day, each with `on`, oldest first: the last `HISTORY_DAYS` days.
mandates
    Each mandate of operators that is announced or in force, the oldest first: number, scope (`critical-projects`,
    `every-publisher`, `projects`, `organization`), target (name of the organization, or empty), strength (`any` or
    `phishing-resistant`), announced_on, notice_days, notice_counted_from (the day on which its last letter goes, or went,
    out), reason. `/help/policy.json` says more of them.
deadlines
    One entry for each day on which terms of a mandate end, the first day first: on, mandate (its number; null where owners
    ask, of whom all that ask for the same from the same day on are one entry), scope (as above, or `own`), target,
    strength, projects (null on every publisher), people_still_asked (who lack what this mandate asks for; null for few
    projects).
run
    null, or the newest run: on, first_day, last_day (the window), population, cut_off_rank,
    cut_off_downloads, policy_version, inputs_sha256.
projects
    Each critical project: name, since, rank (null without counted downloads), downloads in the
    window, rules, people, second_factor_required_from (a day, past or to come, or null).
"""

from typing import Any

from strongroom.criticality.queries import RunRecord, list_critical
from strongroom.interfaces.web.dashboard.definitions import FIGURES, Figure
from strongroom.interfaces.web.dashboard.figures import (
    CriticalProject,
    History,
    State,
    points_of,
    with_people,
)
from strongroom.mandates.queries import Deadline, Figures, MandateRecord

HISTORY_DAYS = 400
"""Of the JSON of everything; each figure's own data have all days."""


def all_as_json(state: State) -> dict[str, Any]:
    """Return the content of `/dashboard.json`; the keys are explained above."""
    return {
        "as_of": state.as_of.isoformat(timespec="seconds"),
        "figures": _figures_json(state.figures),
        "history": [{"on": on.isoformat(), **_figures_json(figures)} for on, figures in state.history],
        "mandates": [_mandate_json(one) for one in state.mandates],
        "deadlines": [_deadline_json(one) for one in state.deadlines],
        "run": _run_json(state.run),
        "projects": [_project_json(one) for one in with_people(list_critical())],
    }


def figure_as_json(figure: Figure, history: History) -> dict[str, Any]:
    """Return one figure with all its days."""
    names = [part.name for part in figure.parts]
    return {
        "figure": figure.slug,
        "title": figure.title,
        "about": figure.said(),
        "added_up_by_day": figure.happens,
        "parts": {part.name: part.label for part in figure.parts},
        "days": [
            {"on": on.isoformat(), **dict(zip(names, values, strict=True))}
            for on, values in points_of(figure, history)
        ],
    }


def figure_as_table(figure: Figure, history: History) -> tuple[list[str], list[tuple[str | int | None, ...]]]:
    """Return one figure with all its days: the names of the columns, and a row for each day; None where nothing was kept."""
    columns = ["on", *(part.name for part in figure.parts)]
    return columns, [(on.isoformat(), *values) for on, values in points_of(figure, history)]


def _figures_json(figures: Figures) -> dict[str, int | None]:
    return {part.name: part.read(figures) for figure in FIGURES.values() for part in figure.parts}


def _mandate_json(mandate: MandateRecord) -> dict[str, Any]:
    return {
        "number": mandate.id,
        **_demand_json(mandate),
        "announced_on": mandate.announced_at.date().isoformat(),
        "notice_days": mandate.notice_days,
        "notice_counted_from": mandate.last_told_on.isoformat(),
        "reason": mandate.reason,
    }


def _deadline_json(deadline: Deadline) -> dict[str, Any]:
    return {
        "on": deadline.on.isoformat(),
        "mandate": deadline.mandate_id,
        **_demand_json(deadline),
        "projects": deadline.projects,
        "people_still_asked": deadline.people,
    }


def _demand_json(one: MandateRecord | Deadline) -> dict[str, str]:
    return {
        "scope": str(one.scope),
        "target": one.target,
        "strength": str(one.strength),
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
        "policy_version": run.made_by.version,
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
        "second_factor_required_from": one.required_from.isoformat() if one.required_from else None,
    }
