"""The dashboard as data: JSON of everything, and each figure day by day as JSON and CSV.

Keys of `/dashboard.json` (all counts are whole numbers, null where none was kept; days are UTC, `YYYY-MM-DD`):

as_of
    Instant of the figures, ISO 8601.
figures
    The parts of all figures (`definitions.FIGURES`) as they are now; what happens in the course of a day is that of
    today so far.
history
    The same figures day by day, each with `on`, oldest first: the last `HISTORY_DAYS` days.
mandate
    null, or announced_on, notice_days, strength (`any` or `phishing-resistant`), reason.
deadlines
    One entry for each day on which terms end: on, projects, people_still_asked (null for few projects).
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
from strongroom.mandates.queries import Figures, MandateRecord

HISTORY_DAYS = 400
"""Of the JSON of everything; each figure's own data have all days."""


def all_as_json(state: State) -> dict[str, Any]:
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
        "projects": [_project_json(one) for one in with_people(list_critical())],
    }


def figure_as_json(figure: Figure, history: History) -> dict[str, Any]:
    """Return one figure with all its days."""
    names = [part.name for part in figure.parts]
    return {
        "figure": figure.slug,
        "title": figure.title,
        "about": figure.about,
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
