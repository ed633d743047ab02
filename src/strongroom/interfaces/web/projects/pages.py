"""The pages that everybody can read: about, files, history, standing."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from strongroom.accounts.queries import get_person
from strongroom.catalog.queries import (
    ProjectRecord,
    ReleaseRecord,
    find_organization_of,
    find_role,
    list_people_who_may_publish,
)
from strongroom.criticality.queries import (
    Explanation,
    contestability_of,
    explain,
    list_contests_of,
    list_designations,
)
from strongroom.foundation import clock
from strongroom.foundation.permits import Action
from strongroom.interfaces.web.badges.snippets import project_snippets
from strongroom.interfaces.web.projects.course import course_of
from strongroom.interfaces.web.projects.custody import custody_notice
from strongroom.interfaces.web.projects.downloads_chart import classes_chart, downloads_chart
from strongroom.interfaces.web.projects.evidence import shown_standing
from strongroom.interfaces.web.projects.evidence_json import evidence_json
from strongroom.interfaces.web.projects.evidence_words import history_words
from strongroom.interfaces.web.projects.head import Head, head_of
from strongroom.interfaces.web.projects.journal import shown_entries
from strongroom.interfaces.web.projects.loading import of_project
from strongroom.interfaces.web.projects.releases import files_by_version, license_of, links_of, shown_releases
from strongroom.interfaces.web.projects.requirement import shown_terms
from strongroom.interfaces.web.repeatable import repeatable
from strongroom.interfaces.web.runs.drawn import curve_chart
from strongroom.interfaces.web.signed_in import actor
from strongroom.interfaces.web.templatetags.strongroom import day
from strongroom.interfaces.web.wording import actor_words
from strongroom.mandates.errors import HandsChanged, NotAllowed
from strongroom.mandates.services import permit

RELEASES_PER_PAGE = 20


@require_safe
@of_project
def project(request: HttpRequest, project: ProjectRecord) -> HttpResponse:
    """Show what a visitor asks first: what it is, how to install it, who stands behind it, how it is protected."""
    now = clock.now()
    explanation = explain(project.name)
    head = head_of(project, explanation, now=now)
    standing = shown_standing(explanation, today=now.date())
    # What is quarantined may mislead by its words and links, too.
    told = None if head.quarantined else head.release
    people = [
        {"username": one.username, "role": one.role}
        for one in list_people_who_may_publish(names=[project.name])
    ]
    context = {
        "project": head,
        "custody": custody_notice(project.name, now=now),
        "install": _install_command(head),
        "standing": standing,
        "downloads_chart": downloads_chart(project.name, standing),
        # Made safe when it was rendered, at the upload (publishing/rules/descriptions.py).
        "description_html": SafeString(told.description_html) if told else "",
        "facts": _facts(head.release, project),
        "people": people,
        "organization": find_organization_of(project.name),
        "links": links_of(told.metadata) if told else [],
        "course": course_of(explanation, now=now),
        "may_manage": request.user.is_authenticated and find_role(request.user.pk, project.name) is not None,
        "today": now.date(),
    }
    return render(request, "pages/project.html", context)


@require_safe
@of_project
def project_files(request: HttpRequest, project: ProjectRecord) -> HttpResponse:
    """Show the releases with their files, newest first."""
    now = clock.now()
    head = head_of(project, explain(project.name), now=now)
    page = Paginator(head.releases, RELEASES_PER_PAGE).get_page(request.GET.get("page"))
    releases = [] if head.quarantined else shown_releases(page, files_by_version(project.name))
    context = {"project": head, "releases": releases, "page": page}
    return render(request, "pages/project_files.html", context)


@require_safe
@of_project
def project_history(request: HttpRequest, project: ProjectRecord) -> HttpResponse:
    """Show every release with its yanks, and the journal."""
    now = clock.now()
    head = head_of(project, explain(project.name), now=now)
    context = {"project": head, "entries": shown_entries(project.name), "today": now.date()}
    return render(request, "pages/project_history.html", context)


@require_safe
@of_project
def project_critical(request: HttpRequest, project: ProjectRecord) -> HttpResponse:
    """Show all evidence for the project's standing."""
    now = clock.now()
    explanation = explain(project.name)
    standing = shown_standing(explanation, today=now.date())
    context = {
        "project": head_of(project, explanation, now=now),
        "standing": standing,
        "run": explanation.run,
        "course": course_of(explanation, now=now),
        "curve_chart": curve_chart(explanation.run, of=explanation) if explanation.run else None,
        "designations": [history_words(one, explanation.run) for one in list_designations(project.name)],
        "data_url": reverse("project_critical_json", args=[project.name]),
        "terms": shown_terms(project.name, now=now),
        "downloads_chart": downloads_chart(project.name, standing),
        "classes_chart": classes_chart(standing),
        "contests": list_contests_of(project.name),
        "contest": _contest(request, explanation, now) if explanation.is_critical else None,
        "badge": project_snippets(project.name),
        "today": now.date(),
    }
    return render(request, "pages/project_critical.html", context)


@require_safe
@cache_control(public=True, max_age=60)
@repeatable
@of_project
def project_critical_json(_request: HttpRequest, project: ProjectRecord) -> HttpResponse:
    """Answer the same evidence for programs."""
    explanation = explain(project.name)
    content = evidence_json(explanation, shown_standing(explanation, today=clock.today()))
    return JsonResponse(content, json_dumps_params={"indent": 1})


def _contest(request: HttpRequest, explanation: Explanation, now: datetime) -> dict[str, Any]:
    """Return whether the designation can be contested now, and whether the viewer may."""
    standing = contestability_of([explanation], now=now)[explanation.name]
    found: dict[str, Any] = {"standing": standing, "may": False, "refusal": None}
    if request.user.pk is None:
        return found
    try:
        permit(actor(get_person(request.user.pk)), Action.CONTEST, explanation.name, now=now)
    except HandsChanged as refusal:
        return {**found, "refusal": refusal}
    except NotAllowed:
        return found
    return {**found, "may": True}


def install_command(wanted: str) -> str:
    """Return the line that installs a project, `name`, or one release of it, `name==1.0`; empty in a simulation."""
    if settings.STRONGROOM_SIMULATION:
        return ""
    return f"pip install --index-url {settings.STRONGROOM_URL}/simple/ {wanted}"


def _install_command(head: Head) -> str:
    if head.release is None or head.quarantined:
        return ""
    return install_command(head.slug)


def _facts(release: ReleaseRecord | None, project: ProjectRecord) -> list[tuple[str, Any]]:
    first: list[tuple[str, Any]] = [("On this index since", day(project.created_at))]
    if release is None:
        return first
    said = [
        ("Released", day(release.created_at)),
        ("Requires Python", release.requires_python),
        ("License", license_of(release.metadata)),
        ("Published by", actor_words(release.published_by)),
    ]
    return [(term, value) for term, value in said if value] + first
