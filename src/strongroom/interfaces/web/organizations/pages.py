"""What everybody sees of an organization; and one's own organizations."""

from datetime import timedelta

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from strongroom.catalog.queries import find_member_role, get_organization, list_members, list_offered_places
from strongroom.catalog.services import create_organization
from strongroom.foundation import clock
from strongroom.foundation.actors import Actor
from strongroom.foundation.errors import Refusal
from strongroom.foundation.names import normalize
from strongroom.foundation.organization_permits import OrganizationAction, OrganizationChange
from strongroom.infra.db import write
from strongroom.infra.throttle.services import Limit, count_attempt
from strongroom.interfaces.web.organizations.forms import NewOrganizationForm
from strongroom.interfaces.web.organizations.shown import shown_projects
from strongroom.interfaces.web.refusals import status_of
from strongroom.interfaces.web.signed_in import actor, person_signed_in, require_proof
from strongroom.mandates.services import permit_in_organization

NEW_ONES = Limit(5, timedelta(days=1))
"""Names are taken for good: nobody begins organizations by the dozen."""


@require_safe
def organization(request: HttpRequest, name: str) -> HttpResponse:
    """Show what an organization is, who owns it, and its projects."""
    normalized = normalize(name)
    if normalized != name:
        return redirect("organization", permanent=True, name=normalized)
    found = get_organization(normalized)
    members = list_members(organization=normalized)
    context = {
        "organization": found,
        "owners": [one.username for one in members if one.role == "owner" and one.is_active],
        "projects": [one for one in shown_projects(normalized, now=clock.now()) if not one["is_withdrawn"]],
        "is_member": request.user.is_authenticated
        and find_member_role(normalized, username=request.user.get_username()) is not None,
    }
    return render(request, "pages/organization.html", context)


@login_required
@require_safe
@never_cache
def your_organizations(request: HttpRequest) -> HttpResponse:
    """List the organizations somebody is in, and those they are invited to."""
    person, now = person_signed_in(request), clock.now()
    places = list_offered_places(user_id=person.user_id)
    context = {
        "places": list_members(user_id=person.user_id),
        "offered": [one for one in places if not one.has_expired(now)],
    }
    return render(request, "pages/your_organizations.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def organization_new(request: HttpRequest) -> HttpResponse:
    """Ask what a new organization is called, and begin it."""
    by = actor(person_signed_in(request))
    require_proof(request)
    form = NewOrganizationForm(request.POST or None)
    status = 400 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        try:
            _begin(form, by)
        except Refusal as refusal:
            form.add_error(None, refusal.message)
            status = status_of(refusal)
        else:
            return redirect("organization_manage", normalize(form.cleaned_data["name"]))
    context = {"form": form, "cancel_url": reverse("your_organizations")}
    return render(request, "pages/organization_new.html", context, status=status)


def _begin(form: NewOrganizationForm, by: Actor) -> None:
    given, now = form.cleaned_data, clock.now()
    count_attempt(f"organization:{by.name}", NEW_ONES, now=now)
    change = OrganizationChange(OrganizationAction.CREATE, normalize(given["name"]))
    with write():
        permit = permit_in_organization(by, change, now=now)
        shown_as = given["display_name"] or given["name"]
        create_organization(permit, display_name=shown_as, description=given["description"])
