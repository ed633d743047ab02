"""Three feeds: the newest projects, the newest releases, and those of one project."""

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from strongroom.catalog.errors import ProjectNotFound
from strongroom.catalog.queries import (
    ProjectRecord,
    ReleaseRecord,
    SearchHit,
    get_project,
    list_releases,
    newest_projects,
    newest_releases,
)
from strongroom.foundation.names import NormalizedName, normalize
from strongroom.infra.journal.queries import last_change_at
from strongroom.interfaces.feeds.feed import Channel, News, feed_response

PROJECTS_AT_MOST = 40
RELEASES_AT_MOST = 100
RELEASES_OF_A_PROJECT_AT_MOST = 40


@require_safe
def newest_projects_feed(request: HttpRequest) -> HttpResponse:
    """Tell the newest projects."""
    index = settings.STRONGROOM_NAME
    news = [
        News(f"{one.display_name} is new on {index}", _page(one.name), one.summary, one.created_at)
        for one in newest_projects(limit=PROJECTS_AT_MOST)
    ]
    channel = Channel(f"{index}: newest projects", reverse("home"), f"Projects that are new on {index}")
    return feed_response(request, channel, news, changed_at=last_change_at())


@require_safe
def newest_releases_feed(request: HttpRequest) -> HttpResponse:
    """Tell the newest releases of all projects."""
    index = settings.STRONGROOM_NAME
    news = [
        _release(one.name, one.display_name, one, at=one.released_at)
        for one in newest_releases(limit=RELEASES_AT_MOST)
    ]
    channel = Channel(f"{index}: newest releases", reverse("home"), f"Releases that are new on {index}")
    return feed_response(request, channel, news, changed_at=last_change_at())


@require_safe
def project_releases_feed(request: HttpRequest, name: str) -> HttpResponse:
    """Tell the newest releases of one project."""
    normalized = normalize(name)
    if name != normalized:
        return redirect("project_releases_feed", normalized, permanent=True)
    project = _offered(normalized)
    offered = [release for release in list_releases(normalized) if release.quarantined_at is None]
    releases = sorted(offered, key=lambda release: release.created_at, reverse=True)
    news = [
        _release(normalized, project.display_name, one, at=one.created_at)
        for one in releases[:RELEASES_OF_A_PROJECT_AT_MOST]
    ]
    title = f"{project.display_name}: releases"
    channel = Channel(
        title, _page(normalized), f"Releases of {project.display_name} on {settings.STRONGROOM_NAME}"
    )
    return feed_response(request, channel, news, changed_at=last_change_at(normalized))


def _release(
    name: NormalizedName, display_name: str, release: SearchHit | ReleaseRecord, *, at: datetime
) -> News:
    """Return the item about a release; one that was yanked says so, and why."""
    title, path = (
        f"{display_name} {release.version}",
        reverse("project_release", args=[name, release.version]),
    )
    if release.yanked_at is None:
        return News(title, path, release.summary, at)
    why = f"Yanked: {release.yanked_reason}" if release.yanked_reason else "Yanked."
    return News(title, path, f"{why}\n\n{release.summary}", at, mark="yanked")


def _offered(name: NormalizedName) -> ProjectRecord:
    project = get_project(name)
    if project.status == "quarantined":
        raise ProjectNotFound(
            f"The releases of {project.display_name} are not offered.", why="The project is quarantined."
        )
    return project


def _page(name: NormalizedName) -> str:
    return reverse("project", args=[name])
