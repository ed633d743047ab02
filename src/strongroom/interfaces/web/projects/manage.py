"""What the people of a project can do: the list of it, and one view that does each thing.

Every change goes the same way: the one question first, then the proof, then the form. The question
is asked on the page that shows the form as well, so that nobody fills in a form that will be refused.
It is asked again in the transaction that makes the change: what became of rights, deadlines and
designations in between counts.
"""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from strongroom.accounts.queries import list_people
from strongroom.catalog.queries import (
    ProjectRecord,
    find_organization_of,
    find_role,
    get_invitation,
    list_files,
    list_invitations,
    list_people_who_may_publish,
)
from strongroom.criticality.queries import explain
from strongroom.foundation import clock
from strongroom.foundation.actors import Actor
from strongroom.foundation.days import day_words
from strongroom.foundation.errors import Refusal
from strongroom.foundation.names import NormalizedName
from strongroom.foundation.permits import Action
from strongroom.infra.db import write
from strongroom.interfaces.web.projects.changes import CHANGES, OF_RELEASES, OF_THE_INVITED, Change, Given
from strongroom.interfaces.web.projects.custody import custody_notice
from strongroom.interfaces.web.projects.evidence import shown_standing
from strongroom.interfaces.web.projects.forms import ChangeForm
from strongroom.interfaces.web.projects.head import head_of
from strongroom.interfaces.web.projects.loading import of_own_project, withdrawn_page
from strongroom.interfaces.web.projects.own_pages import for_its_people
from strongroom.interfaces.web.projects.requirement import shown_terms, ways_to_require
from strongroom.interfaces.web.refusals import status_of
from strongroom.interfaces.web.signed_in import actor, person_signed_in, require_proof
from strongroom.interfaces.web.wording import FACTOR_WORDS, list_words
from strongroom.mandates.services import permit as ask


@for_its_people(why="Only its people manage a project.", next_step="Ask an owner to invite you.")
def project_manage(request: HttpRequest, project: ProjectRecord) -> HttpResponse:
    """List what can be done, and what is closed to the viewer and why."""
    person, now = person_signed_in(request), clock.now()
    people = _people(project.name)
    context = {
        "project": head_of(project, explain(project.name), now=now),
        "custody": custody_notice(project.name, now=now),
        "role": find_role(person.user_id, project.name),
        "status": project.status,
        "people": people,
        "own": next((one for one in people if one["username"] == person.username), None),
        "invitations": list_invitations(name=project.name),
        "organization": find_organization_of(project.name),
        "terms": shown_terms(project.name, now=now),
        "requirement": ways_to_require(project.name),
        "now": now,
        "closed": _closed(actor(person), project.name),
        "today": now.date(),
    }
    return render(request, "pages/project_manage.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@of_own_project
def project_change(request: HttpRequest, project: ProjectRecord, slug: str) -> HttpResponse:
    """Show the form of one change, and make the change when it is posted."""
    change = CHANGES.get(slug)
    if change is None:
        raise Http404
    if project.withdrawn_at is not None and change.action in OF_RELEASES:
        return withdrawn_page(request, project)
    person = person_signed_in(request)
    permit = ask(actor(person), change.action, project.name, now=clock.now())
    if change.action in OF_THE_INVITED:
        get_invitation(project.name, user_id=person.user_id)
    for warning in permit.warnings:
        messages.warning(request, warning)
    if change.needs_proof:
        require_proof(request)
    if change.check is not None and request.method != "POST":
        change.check(permit)
    form = _form(request, change, project.name)
    if request.method == "POST" and form.is_valid():
        try:
            _make(change, form.cleaned_data, by=permit.by, name=project.name)
        except Refusal as refusal:
            form.add_error(None, refusal.message)
            return _form_page(request, project, change, form, status=status_of(refusal))
        messages.success(request, change.done.format_map(form.cleaned_data))
        return redirect("your_projects") if change.ends_access else redirect("project_manage", project.name)
    return _form_page(request, project, change, form, status=400 if form.errors else 200)


def _make(change: Change, given: Given, *, by: Actor, name: NormalizedName) -> None:
    """Make a change in one transaction with the question whether it may be made."""
    with write():
        change.perform(ask(by, change.action, name, now=clock.now()), given)


def _form(request: HttpRequest, change: Change, name: NormalizedName) -> ChangeForm:
    given = request.POST if request.method == "POST" else None
    return change.form(given, initial=request.GET.dict(), project=name, viewer=request.user.get_username())


def _form_page(
    request: HttpRequest, project: ProjectRecord, change: Change, form: ChangeForm, *, status: int
) -> HttpResponse:
    now = clock.now()
    context = {
        "project": head_of(project, explain(project.name), now=now),
        "change": change,
        "about": _about(change, project.name, request.user.get_username()),
        "form": form,
        "cancel_url": _cancel_url(change, project.name),
        "impact": _impact(project.name) if change.action is Action.WITHDRAW else [],
    }
    return render(request, "pages/project_change.html", context, status=status)


def _about(change: Change, name: NormalizedName, username: str) -> str:
    """Return what a change does and does not do, for whoever makes it."""
    kept = [
        f"{right.role} through the {right.way}"
        for one in list_people_who_may_publish(names=[name])
        for right in one.rights
        if one.username == username and right.through != "direct"
    ]
    return (
        change.about_keeping.format(kept=list_words(kept)) if kept and change.about_keeping else change.about
    )


def _cancel_url(change: Change, name: NormalizedName) -> str:
    if change.action in OF_THE_INVITED:
        return reverse("your_projects")
    return reverse("project_manage", args=[name])


def _closed(by: Actor, name: NormalizedName) -> dict[str, Refusal]:
    """Return what is closed to somebody, with the refusal for each."""
    closed: dict[str, Refusal] = {}
    now = clock.now()
    checks = {change.action: change.check for change in CHANGES.values() if change.check}
    for action in {change.action for change in CHANGES.values()} - OF_THE_INVITED:
        try:
            permit = ask(by, action, name, now=now)
            if action in checks:
                checks[action](permit)
        except Refusal as refusal:
            closed[action.value] = refusal
    return closed


def _people(name: NormalizedName) -> list[dict[str, Any]]:
    rights = list_people_who_may_publish(names=[name])
    protection = {
        person.user_id: person.protection for person in list_people([right.user_id for right in rights])
    }
    return [
        {
            "username": right.username,
            "role": right.role,
            "since": right.since,
            "ways": [one.way for one in right.rights if one.through != "direct"],
            "own_role": next((one.role for one in right.rights if one.through == "direct"), ""),
            "protected": protection[right.user_id] != "none",
            "factor": FACTOR_WORDS.get(protection[right.user_id], ""),
        }
        for right in rights
    ]


def _impact(name: NormalizedName) -> list[tuple[str, str]]:
    """Return whom a withdrawal would meet."""
    standing = shown_standing(explain(name), today=clock.today())
    files = list_files(name)
    total = sum(standing.classes.values())
    window = f"{day_words(standing.window.first_day)} to {day_words(standing.window.last_day)}"
    return [
        ("Files that could no longer be installed", f"{len(files):,}"),
        ("Downloads by installers", f"{standing.downloads:,} of {total:,}, {window}"),
        ("Critical", f"yes, since {day_words(standing.since)}" if standing.since else "no"),
    ]
