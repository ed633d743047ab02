"""Close one's account: what becomes of each project and organization, and the name typed as a confirmation."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from strongroom.accounts.errors import ProofNeeded
from strongroom.accounts.services import MAX_USERNAME_LENGTH, require_session
from strongroom.catalog.queries import organizations_without, projects_without
from strongroom.foundation import clock
from strongroom.foundation.errors import Refusal
from strongroom.infra.db import write
from strongroom.interfaces.web.refusals import status_of
from strongroom.interfaces.web.signed_in import actor, person_signed_in, require_proof, session_key_of
from strongroom.mandates.services import check_may_close, close_account


class ClosingForm(forms.Form):
    """The user name, typed."""

    confirmation = forms.CharField(
        label="Your user name, to confirm",
        max_length=MAX_USERNAME_LENGTH,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )

    def __init__(self, *args: Any, username: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._username = username

    def clean_confirmation(self) -> str:
        """Compare it."""
        given: str = self.cleaned_data["confirmation"]
        if given.strip().lower() != self._username:
            raise forms.ValidationError(f"Type {self._username} to close this account.")
        return given


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def account_close(request: HttpRequest) -> HttpResponse:
    """Show what closing the account would do, and close it."""
    person, proof = person_signed_in(request), require_proof(request)
    form = ClosingForm(request.POST if request.method == "POST" else None, username=person.username)
    status = 400 if form.errors else 200
    if form.is_valid():
        try:
            with write():
                require_session(proof.user_id, key=session_key_of(request))
                close_account(proof, now=clock.now())
        except ProofNeeded:
            raise
        except Refusal as refusal:
            form.add_error(None, refusal.message)
            status = status_of(refusal)
        else:
            logout(request)
            messages.success(request, f"The account {person.username} is closed.")
            return redirect("home")
    organizations = organizations_without(person.user_id)
    context = {
        "person": person,
        "form": form,
        "projects": projects_without(person.user_id),
        "organizations": organizations,
        "obstacle": _obstacle(request),
        "needed": [place.name for place in organizations if place.role == "owner" and place.needs_an_owner],
    }
    return render(request, "accounts/close.html", context, status=status)


def _obstacle(request: HttpRequest) -> Refusal | None:
    """Return why the account cannot be closed now, as far as its projects are concerned."""
    try:
        check_may_close(actor(person_signed_in(request)), now=clock.now())
    except Refusal as refusal:
        return refusal
    return None
