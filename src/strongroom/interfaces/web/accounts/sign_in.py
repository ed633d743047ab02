"""The steps of signing in that are ours: the second factor, and the passkey that replaces both."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

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
from strongroom.interfaces.web.accounts.forms import KeyForm
from strongroom.interfaces.web.accounts.offers import accept, held_by, offers_of
from strongroom.interfaces.web.accounts.session import keep_ceremony, keep_sign_in, take_ceremony
from strongroom.interfaces.web.accounts.sign_in_limits import count_passkey
from strongroom.interfaces.web.accounts.stages import OurStage, SecondFactorStage

Stage = TypeVar("Stage", bound=OurStage)
StageView = Callable[[HttpRequest, Stage], HttpResponse]


def at_stage(stage_class: type[Stage]) -> Callable[[StageView[Stage]], Callable[[HttpRequest], HttpResponse]]:
    """Let only somebody through who waits at this stage, after a password that was not changed since."""

    def guard(view: StageView[Stage]) -> Callable[[HttpRequest], HttpResponse]:
        @never_cache
        @wraps(view)
        def waiting(request: HttpRequest) -> HttpResponse:
            is_signed_in = request.user.is_authenticated
            stage = None if is_signed_in else LoginStageController.enter(request, stage_class.key)
            if stage is None:
                return redirect("account_login")
            if not stage.is_of_this_password():
                return answer_of(stage.abort())
            return view(request, stage)

        return waiting

    return guard


@require_http_methods(["GET", "HEAD", "POST"])
@at_stage(SecondFactorStage)
def second_factor_sign_in(request: HttpRequest, stage: SecondFactorStage) -> HttpResponse:
    """Ask for the second factor of whoever gave the right password."""
    user_id: int = stage.login.user.pk
    offers = offers_of(held_by(user_id), request)
    proof = accept(user_id, offers, request=request, now=clock.now()) if request.method == "POST" else None
    if proof is not None:
        keep_sign_in(request, proof)
        return answer_of(stage.exit())
    return render(request, "accounts/second_factor_sign_in.html", {"offers": offers})


@require_POST
@at_stage(SecondFactorStage)
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
    count_passkey(get_adapter().get_client_ip(request), now=now)
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
    return answer_of(perform_login(request, user, redirect_url=get_next_redirect_url(request)))


def answer_of(response: Any) -> HttpResponse:
    """Give allauth's answers, which carry no types, theirs."""
    if not isinstance(response, HttpResponse):
        raise TypeError("a sign-in was answered with no response")
    return response
