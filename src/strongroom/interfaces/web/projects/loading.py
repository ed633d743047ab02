"""From the name in an address to the project: one spelling each, and a page that says so where it was withdrawn."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from strongroom.catalog.queries import ProjectRecord, find_project, get_project
from strongroom.criticality.queries import explain
from strongroom.foundation.names import normalize
from strongroom.infra.journal.queries import list_entries_of_project

Page = Callable[..., HttpResponse]


def of_project(view: Page) -> Page:
    """Let a view take the project instead of its name.

    Other spellings of the name are sent to the normal one; a withdrawn project answers 410 and
    shows no files, whatever was asked for.

    Raises:
        InvalidName, ProjectNotFound: when the page is asked for.
    """

    @wraps(view)
    def page(request: HttpRequest, name: str, **rest: str) -> HttpResponse:
        normalized = normalize(name)
        if normalized != name and request.resolver_match is not None:
            return redirect(request.resolver_match.view_name, permanent=True, name=normalized, **rest)
        project = find_project(normalized)
        if project is not None and project.withdrawn_at is not None:
            return _withdrawn(request, project)
        return view(request, project or get_project(normalized), **rest)

    return page


def _withdrawn(request: HttpRequest, project: ProjectRecord) -> HttpResponse:
    entries = list_entries_of_project(project.name)
    fact = next((entry for entry in entries if entry.kind == "project.withdrawn"), None)
    context = {
        "project": project,
        "reason": fact.reason if fact else "",
        "since": explain(project.name).since,
    }
    return render(request, "pages/project_withdrawn.html", context, status=HTTPStatus.GONE)
