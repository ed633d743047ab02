"""From the name in an address to the project: one spelling each, and a page that says so where it was withdrawn."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from strongroom.catalog.errors import ProjectNotFound
from strongroom.catalog.queries import ProjectRecord, find_project, find_role, list_invitations
from strongroom.criticality.queries import explain
from strongroom.foundation.names import NormalizedName, normalize
from strongroom.infra.journal.queries import list_entries_of_project
from strongroom.interfaces.web.programs import asked_by_program, message
from strongroom.readpath.queries import reserved_names
from strongroom.readpath.upstream import Source, route

Page = Callable[..., HttpResponse]


def of_project(view: Page) -> Page:
    """Let a view take the project instead of its name.

    Other spellings of the name are sent to the normal one; a withdrawn project answers 410 and
    shows no files, whatever was asked for.

    Raises:
        InvalidName, ProjectNotFound: when the page is asked for.
    """
    return _of_project(view, reaches_withdrawn=lambda *_: False)


def of_own_project(view: Page) -> Page:
    """As `of_project`, but whoever has a role, or is invited to one, reaches a withdrawn project, too.

    Its name stays with its people, and so does what a mandate asks of them: they can go on to hand it over
    or leave. What else makes sense while nothing is published is for the view to say.
    """
    return _of_project(view, reaches_withdrawn=_concerns)


def withdrawn_page(request: HttpRequest, project: ProjectRecord) -> HttpResponse:
    """Return what stands in place of a withdrawn project; its people find the way to what they can do."""
    if asked_by_program(request):
        words = f"{project.display_name} was withdrawn. Its page says when, and why."
        return message(request, words, status=HTTPStatus.GONE)
    context = {
        "project": project,
        "reason": _withdrawal_reason(project.name),
        "since": explain(project.name).since,
        "may_manage": request.user.is_authenticated and find_role(request.user.pk, project.name) is not None,
    }
    return render(request, "pages/project_withdrawn.html", context, status=HTTPStatus.GONE)


def _withdrawal_reason(name: NormalizedName) -> str:
    """Return why the project was withdrawn the last time, in the words of whoever did it."""
    entries = list_entries_of_project(name)
    return next((entry.reason for entry in entries if entry.kind == "project.withdrawn"), "")


def _of_project(view: Page, *, reaches_withdrawn: Callable[[HttpRequest, NormalizedName], bool]) -> Page:
    @wraps(view)
    def page(request: HttpRequest, name: str, **rest: str) -> HttpResponse:
        normalized = normalize(name)
        if normalized != name and request.resolver_match is not None:
            return redirect(request.resolver_match.view_name, permanent=True, name=normalized, **rest)
        project = find_project(normalized)
        if project is None:
            raise _not_here(normalized)
        if project.withdrawn_at is not None and not reaches_withdrawn(request, normalized):
            return withdrawn_page(request, project)
        return view(request, project, **rest)

    return page


def _not_here(name: NormalizedName) -> ProjectNotFound:
    """Return the refusal of a name that was never taken here; it says where installers get it from."""
    upstream = bool(settings.STRONGROOM_UPSTREAM)
    routed = route(name, owned=False, reserved=reserved_names(), upstream=upstream)
    what = f"There is no project named {name!r} here."
    if routed.source is Source.NOBODY:
        return ProjectNotFound(what, next_step="Check the spelling, or search for it.")
    next_step = (
        "Installers that ask this index for it get what the upstream has under this name."
        if routed.source is Source.UPSTREAM
        else "Installers get it as soon as it is published here, and not before."
    )
    return ProjectNotFound(what, why=routed.reason, next_step=next_step)


def _concerns(request: HttpRequest, name: NormalizedName) -> bool:
    user_id = request.user.pk
    return user_id is not None and (
        find_role(user_id, name) is not None or bool(list_invitations(name=name, user_id=user_id))
    )
