"""Pages of a project for its own people."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from strongroom.catalog.queries import ProjectRecord, find_role
from strongroom.interfaces.web.projects.loading import Page, of_own_project
from strongroom.interfaces.web.signed_in import person_signed_in
from strongroom.mandates.errors import NotAllowed


def for_its_people(*, why: str, next_step: str) -> Callable[[Page], Page]:
    """Let only people with a role on a project see a page, and hand it the project.

    Args:
        why: The page is not for others, as their refusal says it.
        next_step: What others can do.
    """

    def guarded(view: Page) -> Page:
        @wraps(view)
        @login_required
        @require_safe
        @never_cache
        @of_own_project
        def page(request: HttpRequest, project: ProjectRecord) -> HttpResponse:
            person = person_signed_in(request)
            if find_role(person.user_id, project.name) is None:
                raise NotAllowed(
                    f"{person.username} has no role on {project.display_name}.", why=why, next_step=next_step
                )
            return view(request, project)

        return page

    return guarded
