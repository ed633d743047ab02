"""Ask operators for an account that cannot be signed in to, object to that, and get it back by the mailed link."""

from datetime import timedelta
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.stages import LoginStageController
from allauth.account.utils import perform_login
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from strongroom.accounts import services
from strongroom.accounts.errors import PasswordRefused, RecoveryNotFound, RecoveryUnfit
from strongroom.accounts.queries import RecoveryRecord
from strongroom.accounts.services import RecoveryRequest, asker_words
from strongroom.foundation import clock
from strongroom.foundation.reasons import ReasonUnfit
from strongroom.infra.throttle.services import Limit, count_attempt
from strongroom.interfaces.web.accounts.browsers import trust
from strongroom.interfaces.web.accounts.recovery_forms import (
    ObjectionForm,
    RecoveredPasswordForm,
    RecoveryForm,
)
from strongroom.interfaces.web.accounts.sign_in import answer_of
from strongroom.interfaces.web.accounts.stages import SecondFactorStage
from strongroom.interfaces.web.signed_in import person_signed_in
from strongroom.interfaces.web.wording import actor_words

PER_ADDRESS = Limit(5, timedelta(hours=1))
"""Requests from one network address."""


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def recovery_ask(request: HttpRequest) -> HttpResponse:
    """Ask for an account; or, signed in, see who asks for the account of somebody one shares a project with."""
    if request.user.is_authenticated:
        return _concerning(request)
    known = _password_given_by(request)
    form = RecoveryForm(request.POST if request.method == "POST" else None, known=bool(known))
    if form.is_valid():
        origin = get_adapter().get_client_ip(request)
        count_attempt(f"recovery-from:{origin}", PER_ADDRESS, now=clock.now())
        try:
            _ask(known or form.cleaned_data["username"], form.cleaned_data, password_given=bool(known))
        except (RecoveryUnfit, ReasonUnfit) as refusal:
            form.add_error(None, refusal.message)
        else:
            return render(request, "accounts/recovery_asked.html")
    context = {"form": form, "known": known}
    return render(request, "accounts/recovery_ask.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def recovery_object_by_link(
    request: HttpRequest, recovery_id: int, reader_id: int, signature: str
) -> HttpResponse:
    """Show who asks for the account, and end it; without sign-in, by the link in a letter. Opening it does nothing."""
    link: dict[str, Any] = {"reader_id": reader_id, "signature": signature}
    record = services.check_objection_link(recovery_id, **link)
    form = ObjectionForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        because = form.cleaned_data["because"]
        services.object_by_link(recovery_id, **link, because=because, now=clock.now())
        return render(request, "accounts/recovery_objected.html", {"username": record.username})
    return _objection_page(request, record, form)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def recovery_object(request: HttpRequest, recovery_id: int) -> HttpResponse:
    """Show who asks for the account of somebody one shares a project with, and end it."""
    person = person_signed_in(request)
    record = _concerned(person.user_id, recovery_id)
    form = ObjectionForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        because = form.cleaned_data["because"]
        services.object_signed_in(recovery_id, user_id=person.user_id, because=because, now=clock.now())
        return render(request, "accounts/recovery_objected.html", {"username": record.username})
    return _objection_page(request, record, form)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def recovery_complete(request: HttpRequest, recovery_id: int, signature: str) -> HttpResponse:
    """Ask whoever has the link for a new password, give the account back, and lead to a second factor."""
    now = clock.now()
    record = services.check_completion_link(recovery_id, signature=signature, now=now)
    form = RecoveredPasswordForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        password = form.cleaned_data["password"]
        try:
            user_id = services.complete_recovery(recovery_id, signature=signature, password=password, now=now)
        except PasswordRefused as refusal:
            form.add_error("password", refusal.message)
        else:
            return _welcome_back(request, user_id)
    context = {"form": form, "username": record.username}
    return render(request, "accounts/recovery_complete.html", context, status=400 if form.errors else 200)


def _welcome_back(request: HttpRequest, user_id: int) -> HttpResponse:
    """Sign in whoever got the account: the link was mailed, so this browser has shown the mailbox."""
    request.session.flush()
    trust(request, user_id)
    user = get_user_model().objects.get(pk=user_id)
    messages.success(
        request, "The account is yours again. Enrol a second factor now: without one, a password opens it."
    )
    return answer_of(perform_login(request, user, redirect_url=reverse("second_factor")))


def _password_given_by(request: HttpRequest) -> str:
    """Return who gave the right password in this session and waits for the second factor; empty if nobody does."""
    stage = LoginStageController.enter(request, SecondFactorStage.key)
    if stage is None or not stage.is_of_this_password():
        return ""
    username: str = stage.login.user.get_username()
    return username


def _ask(username: str, given: dict[str, Any], *, password_given: bool) -> None:
    wanted = RecoveryRequest(given["lost"], given["evidence"], given["new_address"])
    services.ask_for_recovery(username, wanted, password_given=password_given, now=clock.now())


def _concerning(request: HttpRequest) -> HttpResponse:
    person = person_signed_in(request)
    if request.method == "POST":
        return redirect("recovery_ask")
    records = services.list_recoveries_concerning(person.user_id)
    context = {"records": [(record, record.stage(clock.now())) for record in records]}
    return render(request, "accounts/recoveries.html", context)


def _concerned(user_id: int, recovery_id: int) -> RecoveryRecord:
    """Return the request, if this person can object to it.

    Raises:
        RecoveryNotFound: otherwise.
    """
    for record in services.list_recoveries_concerning(user_id):
        if record.recovery_id == recovery_id:
            return record
    raise RecoveryNotFound("There is no such request that concerns you.")


def _objection_page(request: HttpRequest, record: RecoveryRecord, form: ObjectionForm) -> HttpResponse:
    now = clock.now()
    stage = record.stage(now)
    context = {
        "record": record,
        "stage": stage,
        "until": record.until(now),
        "asker": asker_words(record.asked_by, password_given=record.password_given),
        "approvals": [(actor_words(one.by), one) for one in record.approvals],
        "form": form if stage.is_open else None,
    }
    return render(request, "accounts/recovery_object.html", context, status=400 if form.errors else 200)
