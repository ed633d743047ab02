"""The mailed code that the first second factor of somebody takes who must have one."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from strongroom.accounts import services
from strongroom.accounts.errors import FactorRefused
from strongroom.accounts.services import CodePurpose, RecentProof
from strongroom.foundation import clock
from strongroom.infra.throttle.services import TooManyAttempts
from strongroom.interfaces.web.accounts.forms import MailedCodeForm
from strongroom.interfaces.web.accounts.proving import kept_for
from strongroom.interfaces.web.accounts.session import keep_ticket, remember_proof, ticket_of
from strongroom.interfaces.web.following import page_that_follows
from strongroom.interfaces.web.signed_in import person_signed_in, require_proof


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor_code(request: HttpRequest) -> HttpResponse:
    """Mail a code, ask for it, then go on to `next`, or to the form that was being sent."""
    proof, person = require_proof(request), person_signed_in(request)
    following = page_that_follows(request, otherwise=reverse("second_factor"))
    asks_for_code = request.method == "POST" and "send" in request.POST
    if asks_for_code:
        _send(request, proof)
    form = MailedCodeForm(request.POST if request.method == "POST" and not asks_for_code else None)
    if form.is_bound and form.is_valid():
        try:
            ticket, code = ticket_of(request, CodePurpose.ENROLMENT), form.cleaned_data["code"]
            proof = services.prove_by_mailed_code(proof, ticket=ticket, code=code, now=clock.now())
        except FactorRefused as refusal:
            form.add_error("code", refusal.message)
        else:
            return _go_on(request, proof, following)
    context = {
        "form": form,
        "next": following,
        "address": person.address,
        "was_sent": request.method == "POST",
        "is_demo": settings.STRONGROOM_DEMO,
    }
    return render(request, "accounts/second_factor_code.html", context)


def _send(request: HttpRequest, proof: RecentProof) -> None:
    try:
        ticket = services.send_enrolment_code(proof, now=clock.now())
        keep_ticket(request, CodePurpose.ENROLMENT, ticket)
        messages.success(request, "A code is on its way. One that was mailed before no longer works.")
    except TooManyAttempts as refusal:
        messages.error(
            request,
            f"No more codes are sent for now; the newest one that was asked for here still works. {refusal.next_step}",
        )


def _go_on(request: HttpRequest, proof: RecentProof, following: str) -> HttpResponse:
    remember_proof(request, proof)
    request.session.cycle_key()
    kept = kept_for(request, following)
    return redirect(reverse("prove_continue") if kept and not kept.lost_because else following)
