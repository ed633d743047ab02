"""The dashboard: all figures on one page, each on a page of its own, and both as data."""

import json
from collections.abc import Sequence
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from strongroom.criticality.queries import (
    Explanation,
    RunRecord,
    count_critical,
    find_latest_run,
    list_critical_page,
)
from strongroom.foundation import clock
from strongroom.foundation.errors import NotFound
from strongroom.interfaces.web.badges.snippets import index_snippets
from strongroom.interfaces.web.dashboard import definitions, drawn
from strongroom.interfaces.web.dashboard.data import (
    HISTORY_DAYS,
    all_as_json,
    figure_as_json,
    figure_as_table,
)
from strongroom.interfaces.web.dashboard.deadlines import shown_deadlines
from strongroom.interfaces.web.dashboard.figures import (
    State,
    history_at,
    points_of,
    state_at,
    with_people,
)
from strongroom.interfaces.web.dashboard.resolution import Span
from strongroom.interfaces.web.repeatable import repeatable
from strongroom.interfaces.web.spreadsheets import csv_download
from strongroom.mandates.queries import list_deadlines, list_mandates
from strongroom.mandates.services import Strength

PROJECTS_SHOWN = 10
"""Of the critical projects, on the overview; all of them are on a page of their own."""
PROJECTS_PER_PAGE = 50
OVERVIEW_DAYS = 365
RANGES = {"90": ("90 days", 90), "365": ("One year", 365), "all": ("All", None)}
"""What a figure's page can show: the words, and the days before today."""

_for_five_minutes = cache_control(public=True, max_age=300)


class _CriticalProjects(Sequence[Explanation]):
    """The critical projects by rank, of which only what is shown is read."""

    def __init__(self, run: RunRecord | None) -> None:
        self._run = run

    def __len__(self) -> int:
        return count_critical()

    def __getitem__(self, places: Any) -> Any:
        return list_critical_page(self._run, begin=places.start, end=places.stop)


@require_safe
def dashboard(request: HttpRequest) -> HttpResponse:
    """Show how far the protection has come, for everybody to check."""
    today = clock.today()
    state = state_at(clock.now(), since=_first_day(today, OVERVIEW_DAYS))
    context = {
        "as_of": state.as_of,
        "today": today,
        "data_url": reverse("dashboard_json"),
        "is_announced": bool(state.mandates),
        "dial": drawn.protected_dial(state.figures),
        "key_is_asked_for": any(one.strength is Strength.PHISHING_RESISTANT for one in state.mandates),
        "tiles": _tiles(state),
        "people": _panel(definitions.PEOPLE, state),
        "people_chart": drawn.people_chart(state.figures),
        "panels": [
            _panel(figure, state)
            for figure in definitions.FIGURES.values()
            if figure is not definitions.PEOPLE
        ],
        "cutoff_chart": drawn.cutoff_chart(state.run),
        "deadlines": shown_deadlines(state.deadlines),
        "projects": with_people(list_critical_page(state.run, begin=0, end=PROJECTS_SHOWN)),
        "critical": count_critical(),
        "runs": _runs(state),
        "badge": index_snippets(),
    }
    return render(request, "pages/dashboard.html", context)


@require_safe
def critical_projects(request: HttpRequest) -> HttpResponse:
    """List all critical projects, by rank."""
    run = find_latest_run()
    page = Paginator(_CriticalProjects(run), PROJECTS_PER_PAGE).get_page(request.GET.get("page"))
    context = {"run": run, "page": page, "projects": with_people(list(page))}
    return render(request, "pages/dashboard_projects.html", context)


@require_safe
def figure_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one figure over time, with the numbers behind the picture."""
    figure, now = _figure(slug), clock.now()
    asked = request.GET.get("days", "")
    chosen = asked if asked in RANGES else "365"
    days = points_of(figure, history_at(now, since=_first_day(now.date(), RANGES[chosen][1])))
    moments = drawn.moments_of(list_mandates(), list_deadlines()) if figure is definitions.PEOPLE else []
    context = {
        "figure": figure,
        "chart": drawn.figure_chart(figure, days, today=now.date(), moments=moments),
        "ranges": [
            {"url": f"?days={key}", "words": words, "current": key == chosen}
            for key, (words, _) in RANGES.items()
        ],
        "others": [one for one in definitions.FIGURES.values() if one is not figure],
        "as_of": now,
    }
    return render(request, "pages/dashboard_figure.html", context)


@require_safe
@_for_five_minutes
@repeatable
def figure_json(_request: HttpRequest, slug: str) -> HttpResponse:
    """Answer one figure with all its days, for programs."""
    content = figure_as_json(_figure(slug), history_at(clock.now(), since=date.min))
    return JsonResponse(content, json_dumps_params={"separators": (",", ":")})


@require_safe
@_for_five_minutes
@repeatable
def figure_csv(_request: HttpRequest, slug: str) -> HttpResponse:
    """Answer one figure with all its days, for spreadsheets."""
    columns, rows = figure_as_table(_figure(slug), history_at(clock.now(), since=date.min))
    return csv_download(columns, rows, filename=f"{slug}.csv")


@require_safe
@cache_control(public=True, max_age=60)
@repeatable
def dashboard_json(_request: HttpRequest) -> HttpResponse:
    """Answer all numbers for programs."""
    now = clock.now()
    content = all_as_json(state_at(now, since=now.date() - timedelta(days=HISTORY_DAYS)))
    response = JsonResponse(content, json_dumps_params={"indent": 1})
    # What is the same a second later is the same, though the instant of the figures is another.
    lasting = json.dumps(content | {"as_of": ""}).encode()
    response["ETag"] = f'W/"{sha256(lasting).hexdigest()[:32]}"'
    return response


def _figure(slug: str) -> definitions.Figure:
    """Return the figure of this name.

    Raises:
        NotFound: there is none.
    """
    if slug not in definitions.FIGURES:
        raise NotFound("The dashboard has no such figure.", next_step="All of them are on the dashboard.")
    return definitions.FIGURES[slug]


def _first_day(today: date, days: int | None) -> date:
    """Return the first day of so many before today; where weeks are drawn, the first is whole."""
    if days is None:
        return date.min
    return Span.for_days(days).first_day(today - timedelta(days=days))


def _panel(figure: definitions.Figure, state: State) -> dict[str, Any]:
    """Return a figure of the overview; its table is on its own page."""
    moments = drawn.moments_of(state.mandates, state.deadlines) if figure is definitions.PEOPLE else []
    chart = drawn.figure_chart(
        figure, points_of(figure, state.history), today=state.as_of.date(), moments=moments
    )
    note = f"{chart['note']} {chart['span']}" if figure.happens else chart["note"]
    return {"figure": figure, "chart": chart | {"rows": [], "note": note}}


def _tiles(state: State) -> list[dict[str, str]]:
    figures, run = state.figures, state.run
    return [
        {
            "figure": f"{figures.critical_projects:,}",
            "label": "critical projects",
            "note": f"of {run.population:,}" if run else "no run yet",
        },
        {
            "figure": f"{figures.people_bound:,}",
            "label": "people who maintain them",
            "note": "each counted once",
        },
        {
            "figure": f"{figures.bound_with_phishing_resistant:,}",
            "label": "hold a security key or passkey",
            "note": f"{figures.bound_with_totp_only:,} an authenticator app only",
        },
        {
            "figure": f"{figures.voluntary:,}",
            "label": "protected without being asked",
            "note": f"of {figures.people:,} accounts",
        },
    ]


def _runs(state: State) -> list[dict[str, Any]]:
    return [
        {
            "on": run.on,
            "entered": len(run.entered),
            "lapsed": len(run.left),
            "cutoff_rank": run.cohort_size,
            "cutoff_downloads": run.cut_off,
            "digest": run.inputs_sha256,
        }
        for run in reversed(state.runs)
    ]
