"""All that happened to a project, for its people: the public journal with origins, and the tokens that reach it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from strongroom.catalog.queries import ProjectRecord
from strongroom.criticality.queries import explain
from strongroom.foundation import clock
from strongroom.infra.journal.queries import list_traced_of_project
from strongroom.interfaces.web.events.kinds import kinds_of_projects
from strongroom.interfaces.web.events.shown import PER_PAGE, Asked, events_context
from strongroom.interfaces.web.projects.head import head_of
from strongroom.interfaces.web.projects.own_pages import for_its_people
from strongroom.interfaces.web.signed_in import actor, person_signed_in


@for_its_people(
    why="Only its people see from where it was changed.", next_step="The project's history is public."
)
def project_security(request: HttpRequest, project: ProjectRecord) -> HttpResponse:
    """Show the events, newest first, with where and with what they were made."""
    person, asked = person_signed_in(request), Asked.of(request)
    traced = list_traced_of_project(
        project.name, kinds=kinds_of_projects(asked.group), limit=PER_PAGE + 1, before=asked.before
    )
    context = events_context(asked, traced, viewer=str(actor(person)), kinds=kinds_of_projects(), own=False)
    head = head_of(project, explain(project.name), now=clock.now())
    return render(request, "pages/project_security.html", {**context, "project": head})
