"""The pages of runs, the same as JSON, and the file of each."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date
from functools import wraps
from typing import Any

from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_safe

from strongroom.criticality.errors import RunNotFound
from strongroom.criticality.queries import (
    RunRecord,
    get_file_of,
    get_run,
    list_discarded_runs,
    list_entered,
    list_run_days,
    list_runs_of,
    policy_sayings,
)
from strongroom.interfaces.web.repeatable import repeatable
from strongroom.interfaces.web.runs.content import file_url, run_json
from strongroom.interfaces.web.runs.drawn import critical_chart, curve_chart, cut_off_chart

RUNS_PER_PAGE = 50
NAMES_SHOWN = 100
"""Of those that entered or left; the first run of a large index names thousands. The JSON has them all."""
YEAR_SECONDS = 365 * 24 * 3600

RULE_WORDS = {
    "downloads": "most downloaded",
    "dependents": "needed by many",
    "own-dependency": "this index runs on it",
    "named": "added by operators",
}
"""By which rule a name entered, in a cell of a table."""


def _of_run(view: Callable[[HttpRequest, RunRecord], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Let a view take the run instead of its day.

    Raises:
        RunNotFound: when the page of a day without a run is asked for.
    """

    @wraps(view)
    def page(request: HttpRequest, day: str) -> HttpResponseBase:
        return view(request, get_run(_day(day)))

    return page


def _day(text: str) -> date:
    """Return the day that the text is, in the one spelling that there is for it."""
    with suppress(ValueError):
        if (day := date.fromisoformat(text)).isoformat() == text:
            return day
    raise RunNotFound(f"{text!r} is no day.", next_step="Write it as 2026-07-01.")


@require_safe
def designation_runs(request: HttpRequest) -> HttpResponse:
    """List the runs, the newest first."""
    days = list_run_days()
    page = Paginator(days[::-1], RUNS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "runs": list_runs_of([one.on for one in page]),
        "charts": [cut_off_chart(days), critical_chart(days)] if days else [],
        "discarded": list_discarded_runs(),
    }
    return render(request, "pages/runs.html", context)


@require_safe
@_of_run
def designation_run(request: HttpRequest, run: RunRecord) -> HttpResponse:
    """Show all of one run: what went in, what came out, and how to repeat it."""
    context = {
        "run": run,
        "policy": policy_sayings(run.made_by),
        "curve_chart": curve_chart(run),
        "entered": _entered(run),
        "left": run.left[:NAMES_SHOWN],
        "more_entered": max(len(run.entered) - NAMES_SHOWN, 0),
        "more_left": max(len(run.left) - NAMES_SHOWN, 0),
        "data_url": reverse("designation_run_json", args=[run.on.isoformat()]),
        "file_url": file_url(run),
        "is_kept": _is_kept(run),
    }
    return render(request, "pages/run.html", context)


@require_safe
@cache_control(public=True, max_age=60)
@_of_run
@repeatable
def designation_run_json(_request: HttpRequest, run: RunRecord) -> HttpResponse:
    """Answer the same for programs."""
    return JsonResponse(run_json(run), json_dumps_params={"indent": 1})


@require_safe
@_of_run
def designation_run_file(request: HttpRequest, run: RunRecord) -> HttpResponseBase:
    """Hand out the file of a run as it is on the disk.

    Late data may replace the run of a day, so the plain address is asked for again after a minute. With the file's own
    digest in the query (`?sha256=…`), which the page links to, the answer never changes.

    Raises:
        RunNotFound: it left none, or the file is lost.
    """
    response = condition(etag_func=lambda *_: f'"{run.file_sha256}"')(_handed_out)(request, run)
    if request.GET.get("sha256") == run.file_sha256:
        patch_cache_control(response, public=True, max_age=YEAR_SECONDS, immutable=True)
    else:
        patch_cache_control(response, public=True, max_age=60)
    return response


def _handed_out(_request: HttpRequest, run: RunRecord) -> FileResponse:
    return FileResponse(
        get_file_of(run).open("rb"),
        as_attachment=True,
        filename=run.file_name,
        content_type="application/zstd",
    )


def _entered(run: RunRecord) -> list[dict[str, Any]]:
    """Return those that entered, by rank, each with the rules in words."""
    return [
        {"record": one, "rules": ", ".join(RULE_WORDS.get(rule, rule) for rule in one.rules)}
        for one in list_entered(run.on)[:NAMES_SHOWN]
    ]


def _is_kept(run: RunRecord) -> bool:
    try:
        get_file_of(run)
    except RunNotFound:
        return False
    return True
