"""Answer badges as pictures that other pages may embed."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from strongroom.catalog.queries import find_project
from strongroom.criticality.queries import find_latest_run, is_critical
from strongroom.foundation import clock
from strongroom.foundation.names import InvalidName, NormalizedName, normalize
from strongroom.interfaces.web.badges import standing
from strongroom.interfaces.web.badges.drawing import draw
from strongroom.interfaces.web.badges.standing import Badge
from strongroom.interfaces.web.repeatable import repeatable
from strongroom.mandates.queries import figures_now, find_newest_figures, required_from

_HEADERS = {
    # A picture on a page of its own does nothing; the browser need not be told otherwise to show it on another.
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "cross-origin",
}

_for_five_minutes = cache_control(public=True, max_age=300)


@require_safe
@_for_five_minutes
@repeatable
def project_badge(_request: HttpRequest, name: str) -> HttpResponse:
    """Show how a project stands, in any spelling of its name; a name that nobody took has a picture, too."""
    try:
        project = find_project(normalize(name))
    except InvalidName:
        project = None
    if project is None:
        return _picture(standing.NO_PROJECT, HTTPStatus.NOT_FOUND)
    return _picture(_badge_of(project.name))


@require_safe
@_for_five_minutes
@repeatable
def index_badge(_request: HttpRequest) -> HttpResponse:
    """Show how many of those who maintain critical projects are protected, by the figures that were taken last."""
    figures = find_newest_figures(until=clock.today()) or figures_now()
    return _picture(standing.index_badge(people=figures.people_bound, protected=figures.bound_protected))


def _badge_of(name: NormalizedName) -> Badge:
    if is_critical(name):
        return standing.critical_badge(required_from([name]).get(name), today=clock.today())
    run = find_latest_run()
    return standing.CANDIDATE if run and name in run.candidates else standing.NOT_CRITICAL


def _picture(badge: Badge, status: HTTPStatus = HTTPStatus.OK) -> HttpResponse:
    return HttpResponse(draw(badge), content_type="image/svg+xml", status=status, headers=_HEADERS)
