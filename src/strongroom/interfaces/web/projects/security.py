"""All that happened to a project, for its people: the public journal with origins, and the tokens that reach it."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from strongroom.catalog.queries import ProjectRecord, find_role
from strongroom.criticality.queries import explain
from strongroom.foundation import clock
from strongroom.infra.journal.queries import list_traced_of_project
from strongroom.interfaces.web.events.kinds import kinds_of_projects
from strongroom.interfaces.web.events.shown import PER_PAGE, Asked, events_context
from strongroom.interfaces.web.projects.head import head_of
from strongroom.interfaces.web.projects.loading import of_own_project
from strongroom.interfaces.web.signed_in import actor, person_signed_in
from strongroom.mandates.errors import NotAllowed


@login_required
@require_safe
@never_cache
@of_own_project
def project_security(request: HttpRequest, project: ProjectRecord) -> HttpResponse:
    """Show the events, newest first, with where and with what they were made."""
    person, asked = person_signed_in(request), Asked.of(request)
    if find_role(person.user_id, project.name) is None:
        raise NotAllowed(
            f"{person.username} has no role on {project.display_name}.",
            why="Only its people see from where it was changed.",
            next_step="The project's history is public.",
        )
    traced = list_traced_of_project(
        project.name, kinds=kinds_of_projects(asked.group), limit=PER_PAGE + 1, before=asked.before
    )
    context = events_context(asked, traced, viewer=str(actor(person)), kinds=kinds_of_projects(), own=False)
    head = head_of(project, explain(project.name), now=clock.now())
    return render(request, "pages/project_security.html", {**context, "project": head})
