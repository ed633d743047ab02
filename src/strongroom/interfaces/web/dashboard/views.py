"""The dashboard as a page and as JSON."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from strongroom.foundation import clock
from strongroom.interfaces.web.dashboard import drawn
from strongroom.interfaces.web.dashboard.figures import State, as_json, state_at, with_people

PROJECTS_PER_PAGE = 50


@require_safe
def dashboard(request: HttpRequest) -> HttpResponse:
    """Show how far the protection has come, for everybody to check."""
    state = state_at(clock.now())
    page = Paginator(state.critical, PROJECTS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "as_of": state.as_of,
        "today": state.as_of.date(),
        "data_url": reverse("dashboard_json"),
        "mandate": state.mandate,
        "dial": drawn.protected_dial(state),
        "tiles": _tiles(state),
        "progress_chart": drawn.progress_chart(state),
        "people_chart": drawn.people_chart(state),
        "projects_chart": drawn.projects_chart(state),
        "voluntary_chart": drawn.voluntary_chart(state),
        "cutoff_chart": drawn.cutoff_chart(state),
        "deadlines": state.deadlines,
        "projects": with_people(list(page)),
        "page": page,
        "runs": _runs(state),
    }
    return render(request, "pages/dashboard.html", context)


@require_safe
@cache_control(public=True, max_age=60)
def dashboard_json(_request: HttpRequest) -> JsonResponse:
    """Answer the same numbers for programs."""
    return JsonResponse(as_json(state_at(clock.now())), json_dumps_params={"indent": 1})


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
