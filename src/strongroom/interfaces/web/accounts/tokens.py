"""API tokens of whoever is signed in: list, make, revoke."""

from datetime import datetime
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from strongroom.accounts import services
from strongroom.accounts.queries import Person, list_tokens
from strongroom.accounts.services import RecentProof
from strongroom.catalog.queries import list_people_who_may_publish, projects_named
from strongroom.foundation import clock
from strongroom.foundation.errors import Refusal
from strongroom.foundation.names import NormalizedName, normalize
from strongroom.foundation.permits import Action
from strongroom.infra.db import write
from strongroom.interfaces.web.accounts.token_form import CHOSEN_PROJECTS, DOWNLOAD, TokenForm
from strongroom.interfaces.web.accounts.token_snippets import snippets
from strongroom.interfaces.web.accounts.token_words import shown
from strongroom.interfaces.web.refusals import status_of
from strongroom.interfaces.web.signed_in import actor, person_signed_in, require_proof, session_key_of
from strongroom.mandates.queries import list_asked
from strongroom.mandates.services import permit


@login_required
@require_safe
@never_cache
def token_list(request: HttpRequest) -> HttpResponse:
    """List the tokens that work, and those that no longer do."""
    person, now = person_signed_in(request), clock.now()
    rows = shown(list_tokens(person.user_id), suspended=_are_suspended(person, now), now=now)
    revoked = request.GET.get("revoked")
    context = {
        "usable": [row for row in rows if row.token.is_usable(now)],
        "ended": [row for row in rows if not row.token.is_usable(now)],
        "just_revoked": next((row for row in rows if row.token.id == revoked and row.token.revoked_at), None),
    }
    return render(request, "accounts/token_list.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def token_create(request: HttpRequest) -> HttpResponse:
    """Ask what a token is for, make it, and show it this once."""
    proof, person, now = require_proof(request), person_signed_in(request), clock.now()
    projects = [right.project for right in list_people_who_may_publish(user_ids=[person.user_id])]
    form = TokenForm(
        request.POST or None,
        projects=list(projects),
        now=now,
        asks_ability=not settings.STRONGROOM_READ_PUBLIC,
        initial={"projects": request.GET.getlist("project")},
    )
    status = 400 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        try:
            return _issue(request, proof, person, form, projects)
        except Refusal as refusal:
            form.add_error(None, refusal.message)
            status = status_of(refusal)
    return render(request, "accounts/token_create.html", {"form": form}, status=status)


@login_required
@require_POST
@never_cache
def token_revoke(request: HttpRequest, token_id: str) -> HttpResponse:
    """End a token. Needs no fresh proof: taking a right away is never dangerous."""
    services.revoke_token(actor(person_signed_in(request)), token_id=token_id, now=clock.now())
    return redirect(f"{reverse('token_list')}?{urlencode({'revoked': token_id})}")


def _issue(
    request: HttpRequest, proof: RecentProof, person: Person, form: TokenForm, projects: list[NormalizedName]
) -> HttpResponse:
    said, now = form.cleaned_data, clock.now()
    chosen = [normalize(name) for name in said["projects"]] if said["scope"] == CHOSEN_PROJECTS else None
    read_only = said.get("ability") == DOWNLOAD
    warnings = [] if read_only else _ask(person, projects if chosen is None else chosen, now)
    with write():
        services.require_session(proof.user_id, key=session_key_of(request))
        text = services.issue_token(
            proof,
            name=said["name"],
            projects=chosen,
            expires_at=form.expires_at,
            now=now,
            read_only=read_only,
        )
    known = projects_named(chosen or [])
    context = {
        "token": text,
        "name": said["name"],
        "projects": chosen,
        "expires_at": form.expires_at,
        "read_only": read_only,
        "warnings": warnings,
        "snippets": snippets(text, read_only=read_only, index_url=settings.STRONGROOM_URL),
        "project_ids": [(name, known[name].project_id) for name in sorted(known)],
    }
    return render(request, "accounts/token_made.html", context)


def _ask(person: Person, projects: list[NormalizedName], now: datetime) -> list[str]:
    """Ask the one question for each project the token will reach; return what is to be said with the yes."""
    permits = [permit(actor(person), Action.ISSUE_TOKEN, project, now=now) for project in projects]
    return [warning for given in permits for warning in given.warnings]


def _are_suspended(person: Person, now: datetime) -> bool:
    """Uploads with any token of the person are refused: a mandate in force asks for a factor they do not hold."""
    return any(asked.is_refused for asked in list_asked(person, now=now))
