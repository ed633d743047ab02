"""The page of a project's downloads for its people, and the same as JSON and CSV."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from strongroom.catalog.queries import ProjectRecord
from strongroom.criticality.queries import explain
from strongroom.downloads.queries import Dimension
from strongroom.foundation import clock
from strongroom.interfaces.web.projects.details import (
    CLIENTS,
    PERIODS,
    Asked,
    Details,
    as_json,
    as_rows,
    charts_of,
    days_chart,
    details_of,
    value_words,
)
from strongroom.interfaces.web.projects.head import head_of
from strongroom.interfaces.web.projects.own_pages import for_its_people
from strongroom.interfaces.web.spreadsheets import csv_download

_for_its_people = for_its_people(
    why="Only its people see by what and with what it is downloaded.",
    next_step="Its downloads per day are public.",
)


@_for_its_people
def project_downloads(request: HttpRequest, project: ProjectRecord) -> HttpResponse:
    """Show downloads by version, file, installer, Python and system."""
    asked, now = Asked.of(request.GET), clock.now()
    details = details_of(project.name, asked, today=now.date())
    breakdown = details.breakdown
    context = {
        "project": head_of(project, explain(project.name), now=now),
        "asked": asked,
        "periods": PERIODS,
        "clients": [(slug, words) for slug, (words, _) in CLIENTS.items()],
        "details": details,
        "days_chart": days_chart(details, asked),
        "charts": charts_of(breakdown) if breakdown and breakdown.downloads else [],
        "tiles": _tiles(details),
        "data_urls": {
            kind: f"{reverse(f'project_downloads_{kind}', args=[project.name])}?{request.GET.urlencode()}"
            for kind in ("json", "csv")
        },
    }
    return render(request, "pages/project_downloads.html", context)


@_for_its_people
def details_json(request: HttpRequest, project: ProjectRecord) -> HttpResponse:
    """Answer the same for programs."""
    asked, details = _asked_or_refused(request, project)
    return JsonResponse(as_json(details, asked))


@_for_its_people
def details_csv(request: HttpRequest, project: ProjectRecord) -> HttpResponse:
    """Answer the same for spreadsheets: one line for each value of each dimension."""
    _, details = _asked_or_refused(request, project)
    columns = ("by", "value", "downloads")
    return csv_download(columns, as_rows(details), filename=f"{project.name}-downloads.csv")


def _asked_or_refused(request: HttpRequest, project: ProjectRecord) -> tuple[Asked, Details]:
    """Return what is asked for.

    Raises:
        DetailsRefused: the store cannot be asked now: an empty answer would be taken for one without downloads.
    """
    asked = Asked.of(request.GET)
    details = details_of(project.name, asked, today=clock.today())
    if details.trouble is not None:
        raise details.trouble
    return asked, details


def _tiles(details: Details) -> list[dict[str, str]]:
    breakdown = details.breakdown
    if breakdown is None or not breakdown.downloads:
        return []
    most = {dimension: parts[0] for dimension, parts in breakdown.parts.items() if parts}
    words = {
        "version": "Most downloaded version",
        "installer": "Most used installer",
        "python": "Most used Python",
    }
    tiles = [{"figure": f"{breakdown.downloads:,}", "label": "Downloads with details"}]
    for dimension, label in words.items():
        value, number = most[Dimension(dimension)]
        tiles.append(
            {
                "figure": value_words(value),
                "label": label,
                "note": f"{number / breakdown.downloads:.0%} of the downloads",
            }
        )
    return tiles
