"""What the people of an organization see and change: the list of it, and one view that does each thing."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from strongroom.accounts.queries import Person
from strongroom.catalog.errors import InvitationNotFound
from strongroom.catalog.queries import (
    OrganizationRecord,
    find_member_role,
    get_organization,
    list_offered_places,
    list_people_who_may_publish,
    list_projects_of_organization,
    list_teams,
)
from strongroom.foundation import clock
from strongroom.foundation.actors import Actor
from strongroom.foundation.errors import Refusal
from strongroom.foundation.names import NormalizedName, normalize
from strongroom.foundation.organization_permits import NOTHING, OrganizationChange
from strongroom.infra.db import write
from strongroom.interfaces.web.organizations.changes import (
    CHANGES,
    OF_OWNERS_OF_A_PROJECT,
    OF_THE_INVITED,
    Change,
    Given,
)
from strongroom.interfaces.web.organizations.forms import OrganizationForm
from strongroom.interfaces.web.organizations.shown import shown_members, shown_projects
from strongroom.interfaces.web.refusals import status_of
from strongroom.interfaces.web.signed_in import actor, person_signed_in, require_proof
from strongroom.mandates.errors import NotAllowed
from strongroom.mandates.services import check_place, permit_in_organization


@login_required
@require_safe
@never_cache
def organization_manage(request: HttpRequest, name: str) -> HttpResponse:
    """Show members, teams and projects, and what the viewer can change."""
    organization = get_organization(normalize(name))
    person, now = person_signed_in(request), clock.now()
    place = find_member_role(organization.name, username=person.username)
    if place is None and not _owned_there(person, organization.name):
        raise NotAllowed(
            f"{person.username} has no place in {organization.display_name}.",
            why="Only its people see who is in it.",
            next_step="Ask one of its owners to invite you.",
        )
    context = {
        "organization": organization,
        "place": place,
        "members": shown_members(organization.name),
        "invitations": list_offered_places(organization=organization.name),
        "teams": list_teams(organization.name),
        "projects": shown_projects(organization.name, now=now),
        "may": _open_to(actor(person), organization.name),
        "sees_factors": place in {"owner", "manager"},
        "now": now,
    }
    return render(request, "pages/organization_manage.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def organization_change(request: HttpRequest, name: str, slug: str) -> HttpResponse:
    """Show the form of one change, and make the change when it is posted."""
    change = CHANGES.get(slug)
    if change is None:
        raise Http404
    organization, person = get_organization(normalize(name)), person_signed_in(request)
    check_place(actor(person), change.action, organization.name)
    _check_concerned(change, person, organization.name)
    if change.needs_proof:
        require_proof(request)
    form = _form(request, change, organization, person)
    if request.method == "POST" and form.is_valid():
        try:
            warnings = _make(change, form.cleaned_data, by=actor(person), organization=organization.name)
        except Refusal as refusal:
            form.add_error(None, refusal.message)
            return _form_page(request, organization, change, form, status=status_of(refusal))
        for warning in warnings:
            messages.warning(request, warning)
        messages.success(request, change.done.format_map(form.cleaned_data))
        return _back(person, organization)
    return _form_page(request, organization, change, form, status=400 if form.errors else 200)


def _make(change: Change, given: Given, *, by: Actor, organization: NormalizedName) -> tuple[str, ...]:
    """Make a change in one transaction with the question whether it may be made; return what is to be said."""
    asked = OrganizationChange(
        change.action,
        organization,
        username=by.name if change.of_oneself else given.get("username", ""),
        role=given.get("role", ""),
        team=normalize(given["team"]) if given.get("team") else "",
        project=normalize(given["project"]) if given.get("project") else NOTHING,
    )
    with write():
        permit = permit_in_organization(by, asked, now=clock.now())
        change.perform(permit, given)
    return permit.warnings


def _check_concerned(change: Change, person: Person, organization: NormalizedName) -> None:
    """Keep from strangers what is not decided by a place in the organization."""
    if change.action in OF_THE_INVITED and not list_offered_places(
        organization=organization, user_id=person.user_id
    ):
        raise InvitationNotFound(f"There is no open invitation to {organization} for you.")
    if change.action in OF_OWNERS_OF_A_PROJECT and not _owned_there(person, organization):
        raise NotAllowed(
            f"{person.username} owns no project of {organization}.",
            why="Only owners of a project decide what a team may do with it.",
        )


def _owned_there(person: Person, organization: NormalizedName) -> bool:
    """Say whether somebody owns one of the organization's projects, in whatever way."""
    names = list_projects_of_organization(organization)
    rights = list_people_who_may_publish(names=names, user_ids=[person.user_id])
    return any(right.role == "owner" for right in rights)


def _open_to(by: Actor, organization: NormalizedName) -> dict[str, bool]:
    """Return which kinds of changes somebody may make there at all, by their action."""
    may = {}
    for change in CHANGES.values():
        try:
            check_place(by, change.action, organization)
        except NotAllowed:
            may[change.action.value] = False
        else:
            may[change.action.value] = True
    return may


def _form(
    request: HttpRequest, change: Change, organization: OrganizationRecord, person: Person
) -> OrganizationForm:
    given = request.POST if request.method == "POST" else None
    initial: dict[str, Any] = request.GET.dict()
    return change.form(given, initial=initial, organization=organization, viewer_id=person.user_id)


def _form_page(
    request: HttpRequest,
    organization: OrganizationRecord,
    change: Change,
    form: OrganizationForm,
    *,
    status: int,
) -> HttpResponse:
    own = reverse("your_organizations")
    is_invited = change.action in OF_THE_INVITED
    context = {
        "organization": organization,
        "change": change,
        "form": form,
        "cancel_url": own if is_invited else reverse("organization_manage", args=[organization.name]),
    }
    return render(request, "pages/organization_change.html", context, status=status)


def _back(person: Person, organization: OrganizationRecord) -> HttpResponse:
    """Return to the organization as long as one may see it."""
    if find_member_role(organization.name, username=person.username) is None:
        return redirect("your_organizations")
    return redirect("organization_manage", organization.name)
