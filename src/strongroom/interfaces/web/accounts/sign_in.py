"""The steps of signing in that are ours: the second factor, and the passkey that replaces both."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.stages import LoginStageController
from allauth.account.utils import get_next_redirect_url, perform_login
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from strongroom.accounts import services
from strongroom.accounts.errors import FactorRefused
from strongroom.foundation import clock
from strongroom.infra.throttle.services import Limit, count_attempt
from strongroom.interfaces.web.accounts.forms import KeyForm
from strongroom.interfaces.web.accounts.offers import accept, held_by, offers_of
from strongroom.interfaces.web.accounts.session import keep_ceremony, keep_sign_in, take_ceremony
from strongroom.interfaces.web.accounts.stages import STAGE, SecondFactorStage

PASSKEYS_PER_ADDRESS = Limit(100, timedelta(minutes=5))

StageView = Callable[[HttpRequest, SecondFactorStage], HttpResponse]


def _after_password(view: StageView) -> Callable[[HttpRequest], HttpResponse]:
    """Let only somebody through who gave the right password and waits at this stage."""

    @never_cache
    @wraps(view)
    def waiting(request: HttpRequest) -> HttpResponse:
        stage = None if request.user.is_authenticated else LoginStageController.enter(request, STAGE)
        if stage is None:
            return redirect("account_login")
        return view(request, stage)

    return waiting


@require_http_methods(["GET", "HEAD", "POST"])
@_after_password
def second_factor_sign_in(request: HttpRequest, stage: SecondFactorStage) -> HttpResponse:
    """Ask for the second factor of whoever gave the right password."""
    if not stage.is_of_this_password():
        return _response(stage.abort())
    user_id: int = stage.login.user.pk
    offers = offers_of(held_by(user_id), request)
    proof = accept(user_id, offers, request=request, now=clock.now()) if request.method == "POST" else None
    if proof is not None:
        keep_sign_in(request, proof)
        return _response(stage.exit())
    return render(request, "accounts/second_factor_sign_in.html", {"offers": offers})


@require_POST
@_after_password
def second_factor_options(request: HttpRequest, stage: SecondFactorStage) -> HttpResponse:
    """Return a question to the security keys of whoever gave the right password, as JSON."""
    options, ceremony = services.begin_assertion(stage.login.user.pk, now=clock.now())
    keep_ceremony(request, ceremony)
    return HttpResponse(options, content_type="application/json")


@never_cache
@require_POST
def passkey_options(request: HttpRequest) -> HttpResponse:
    """Return a question to any passkey of this index, as JSON."""
    now = clock.now()
    count_attempt(f"passkey-from:{get_adapter().get_client_ip(request)}", PASSKEYS_PER_ADDRESS, now=now)
    options, ceremony = services.begin_assertion(None, now=now)
    keep_ceremony(request, ceremony)
    return HttpResponse(options, content_type="application/json")


@never_cache
@require_POST
def passkey_sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in whom the passkey names."""
    form = KeyForm(request.POST)
    try:
        if not form.is_valid():
            raise FactorRefused("No passkey answered.", next_step="Try again, or sign in with your password.")
        ceremony, response = take_ceremony(request), form.cleaned_data["response"]
        proof = services.accept_assertion(None, ceremony=ceremony, response=response, now=clock.now())
    except FactorRefused as refusal:
        messages.error(request, refusal.message)
        return redirect("account_login")
    keep_sign_in(request, proof)
    user = get_user_model().objects.get(pk=proof.user_id)
    return _response(perform_login(request, user, redirect_url=get_next_redirect_url(request)))


def _response(response: Any) -> HttpResponse:
    """Give allauth's answers, which carry no types, theirs."""
    if not isinstance(response, HttpResponse):
        raise TypeError("a sign-in was answered with no response")
    return response
