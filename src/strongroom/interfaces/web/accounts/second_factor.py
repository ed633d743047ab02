"""Second factors of whoever is signed in: list, add, remove, and the recovery codes. Adding is always open."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from strongroom.accounts import services
from strongroom.accounts.errors import FactorNameTaken, FactorNotFound, FactorRefused, LastFactorNeeded
from strongroom.accounts.queries import (
    Factor,
    FactorKind,
    Person,
    Protection,
    count_recovery_codes,
    list_factors,
    recovery_codes_wait,
    security_keys_work,
)
from strongroom.accounts.services import RecentProof, TotpEnrolment
from strongroom.foundation import clock
from strongroom.infra.db import write
from strongroom.interfaces.web.accounts.forms import AppCodeForm, NameForm, NewKeyForm
from strongroom.interfaces.web.accounts.qr import qr_svg
from strongroom.interfaces.web.accounts.session import keep_ceremony, remember_proof, take_ceremony
from strongroom.interfaces.web.signed_in import person_signed_in, require_proof, session_key_of
from strongroom.mandates.queries import list_asked
from strongroom.mandates.services import Strength


@login_required
@require_safe
@never_cache
def second_factor(request: HttpRequest) -> HttpResponse:
    """List the factors, and the ways to add one."""
    person = person_signed_in(request)
    context = {
        "factors": list_factors(person.user_id),
        "codes_left": count_recovery_codes(person.user_id),
        "codes_wait": recovery_codes_wait(person.user_id),
        "keys_work": security_keys_work(),
        "must_keep": least_protection(person) is not Protection.NONE,
    }
    return render(request, "accounts/second_factor.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def totp_add(request: HttpRequest) -> HttpResponse:
    """Name an app, scan its secret, and enter its first code."""
    proof = require_proof(request)
    # At the last step as well: a mandate may have been announced since the first.
    services.check_enrolment(proof, now=clock.now())
    if request.method == "POST":
        return _confirm_totp(request, proof) if "code" in request.POST else _begin_totp(request, proof)
    enrolment = _find_enrolment(proof)
    if enrolment is None:
        return render(request, "accounts/totp_name.html", {"form": NameForm(initial={"name": "Phone"})})
    return _show_enrolment(request, enrolment, AppCodeForm())


def _begin_totp(request: HttpRequest, proof: RecentProof) -> HttpResponse:
    form = NameForm(request.POST)
    if form.is_valid():
        try:
            services.begin_totp(proof, name=form.cleaned_data["name"], now=clock.now())
            return redirect("second_factor_totp_add")
        except FactorNameTaken as refusal:
            form.add_error("name", refusal.message)
    return render(request, "accounts/totp_name.html", {"form": form})


def _confirm_totp(request: HttpRequest, proof: RecentProof) -> HttpResponse:
    form, now = AppCodeForm(request.POST), clock.now()
    enrolment = _find_enrolment(proof)
    if enrolment is None:
        return redirect("second_factor_totp_add")
    if form.is_valid():
        try:
            fresh = services.confirm_totp(
                proof.user_id, code=form.cleaned_data["code"], now=now, keep=session_key_of(request)
            )
        except FactorRefused as refusal:
            form.add_error("code", refusal.message)
        else:
            return _added(request, fresh, f"The authenticator app “{enrolment.name}” is added.")
    return _show_enrolment(request, enrolment, form)


def _find_enrolment(proof: RecentProof) -> TotpEnrolment | None:
    try:
        return services.get_totp_enrolment(proof, now=clock.now())
    except FactorNotFound:
        return None


def _show_enrolment(request: HttpRequest, enrolment: TotpEnrolment, form: AppCodeForm) -> HttpResponse:
    context = {"enrolment": enrolment, "qr": qr_svg(enrolment.uri), "form": form}
    return render(request, "accounts/totp_confirm.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def key_add(request: HttpRequest) -> HttpResponse:
    """Name a security key or passkey, and have it answer."""
    proof = require_proof(request)
    services.check_enrolment(proof, now=clock.now())
    form = NewKeyForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        name, response = form.cleaned_data["name"], form.cleaned_data["response"]
        try:
            fresh = services.finish_key_registration(
                proof.user_id,
                ceremony=take_ceremony(request),
                name=name,
                response=response,
                now=clock.now(),
                keep=session_key_of(request),
            )
        except (FactorRefused, FactorNameTaken) as refusal:
            form.add_error("name", refusal.message)
        else:
            return _added(
                request,
                fresh,
                f"The security key “{name}” is added." if name else "The security key is added.",
            )
    return render(request, "accounts/key_add.html", {"form": form, "keys_work": security_keys_work()})


@login_required
@require_POST
@never_cache
def key_options(request: HttpRequest) -> HttpResponse:
    """Return a question to a new key, as JSON."""
    options, ceremony = services.begin_key_registration(require_proof(request), now=clock.now())
    keep_ceremony(request, ceremony)
    return HttpResponse(options, content_type="application/json")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def factor_remove(request: HttpRequest, kind: str, factor_id: int) -> HttpResponse:
    """Ask whether a factor is to go, and remove it."""
    proof, person = require_proof(request), person_signed_in(request)
    factor = _get_factor(person, kind, factor_id)
    if request.method != "POST":
        return render(request, "accounts/factor_remove.html", {"factor": factor})
    try:
        # In one transaction with what is asked of the person, which may be more than it was a moment ago.
        with write():
            services.remove_factor(
                proof,
                kind=factor.kind,
                factor_id=factor.id,
                must_keep=least_protection(person),
                now=clock.now(),
                keep=session_key_of(request),
            )
        messages.success(request, f"“{factor.name}” is removed.")
    except LastFactorNeeded as refusal:
        messages.error(request, refusal.message)
    return redirect("second_factor")


def least_protection(person: Person) -> Protection:
    """Return what the mandates on this person's projects ask for, announced ones included."""
    terms = [term for asked in list_asked(person, now=clock.now()) for term in asked.terms]
    if any(term.strength is Strength.PHISHING_RESISTANT for term in terms):
        return Protection.PHISHING_RESISTANT
    return Protection.TOTP if terms else Protection.NONE


def _added(request: HttpRequest, proof: RecentProof, words: str) -> HttpResponse:
    """Say so, and lead to recovery codes whoever has none."""
    remember_proof(request, proof)
    messages.success(request, words)
    return redirect("second_factor" if count_recovery_codes(proof.user_id) else "recovery_codes")


def _get_factor(person: Person, kind: str, factor_id: int) -> Factor:
    for factor in list_factors(person.user_id):
        if (factor.kind, factor.id) == (kind, factor_id) and factor.kind in FactorKind:
            return factor
    raise Http404
