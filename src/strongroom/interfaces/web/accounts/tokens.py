"""API tokens of whoever is signed in: list, make, revoke."""

from datetime import datetime

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from strongroom.accounts import services
from strongroom.accounts.queries import Person, list_tokens
from strongroom.accounts.services import RecentProof
from strongroom.catalog.queries import list_people_who_may_publish
from strongroom.foundation import clock
from strongroom.foundation.errors import Refusal
from strongroom.foundation.names import NormalizedName, normalize
from strongroom.foundation.permits import Action
from strongroom.interfaces.web.accounts.forms import CHOSEN_PROJECTS, DOWNLOAD, EXPIRIES, TokenForm
from strongroom.interfaces.web.signed_in import actor, person_signed_in, require_proof
from strongroom.mandates.services import permit


@login_required
@require_safe
@never_cache
def token_list(request: HttpRequest) -> HttpResponse:
    """List the tokens that work, and those that no longer do."""
    now, tokens = clock.now(), list_tokens(person_signed_in(request).user_id)
    context = {
        "usable": [token for token in tokens if token.is_usable(now)],
        "ended": [token for token in tokens if not token.is_usable(now)],
    }
    return render(request, "accounts/token_list.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def token_create(request: HttpRequest) -> HttpResponse:
    """Ask what a token is for, make it, and show it this once."""
    proof, person = require_proof(request), person_signed_in(request)
    projects = [right.project for right in list_people_who_may_publish(user_ids=[person.user_id])]
    form = TokenForm(
        request.POST or None,
        projects=list(projects),
        asks_ability=not settings.STRONGROOM_READ_PUBLIC,
        initial={"projects": request.GET.getlist("project")},
    )
    if request.method == "POST" and form.is_valid():
        try:
            return _issue(request, proof, person, form, projects)
        except Refusal as refusal:
            form.add_error(None, refusal.message)
    return render(request, "accounts/token_create.html", {"form": form})


@login_required
@require_POST
@never_cache
def token_revoke(request: HttpRequest, token_id: str) -> HttpResponse:
    """End a token. Needs no fresh proof: taking a right away is never dangerous."""
    services.revoke_token(actor(person_signed_in(request)), token_id=token_id, now=clock.now())
    messages.success(request, "The token is revoked.")
    return redirect("token_list")


def _issue(
    request: HttpRequest, proof: RecentProof, person: Person, form: TokenForm, projects: list[NormalizedName]
) -> HttpResponse:
    said, now = form.cleaned_data, clock.now()
    chosen = [normalize(name) for name in said["projects"]] if said["scope"] == CHOSEN_PROJECTS else None
    read_only = said.get("ability") == DOWNLOAD
    warnings = [] if read_only else _ask(person, projects if chosen is None else chosen, now)
    lasts = EXPIRIES[said["expiry"]]
    text = services.issue_token(
        proof,
        name=said["name"],
        projects=chosen,
        expires_at=None if lasts is None else now + lasts,
        now=now,
        read_only=read_only,
    )
    context = {"token": text, "name": said["name"], "projects": chosen, "warnings": warnings}
    context["read_only"] = read_only
    return render(request, "accounts/token_made.html", context)


def _ask(person: Person, projects: list[NormalizedName], now: datetime) -> list[str]:
    """Ask the one question for each project the token will reach; return what is to be said with the yes."""
    permits = [permit(actor(person), Action.ISSUE_TOKEN, project, now=now) for project in projects]
    return [warning for given in permits for warning in given.warnings]
