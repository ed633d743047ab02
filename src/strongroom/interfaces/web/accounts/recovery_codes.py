"""Recovery codes: make them, show them once, and have one of them given back to see that they were kept."""

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from strongroom.accounts import services
from strongroom.accounts.errors import FactorRefused
from strongroom.accounts.queries import count_recovery_codes, recovery_codes_wait
from strongroom.foundation import clock
from strongroom.infra.db import write
from strongroom.interfaces.web.accounts.forms import RecoveryCodeForm
from strongroom.interfaces.web.accounts.sign_in_limits import count_code, forgive_code
from strongroom.interfaces.web.following import page_that_follows
from strongroom.interfaces.web.signed_in import person_signed_in, require_proof, session_key_of


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """Make new recovery codes, and show them this once."""
    proof = require_proof(request)
    context: dict[str, object] = {"codes_left": count_recovery_codes(proof.user_id)}
    if request.method == "POST":
        with write():
            services.require_session(proof.user_id, key=session_key_of(request))
            context["codes"] = services.issue_recovery_codes(proof, now=clock.now())
    return render(request, "accounts/recovery_codes.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def recovery_codes_confirm(request: HttpRequest) -> HttpResponse:
    """Ask for one of the codes, which is used up by that; then go on to `next`."""
    user_id = person_signed_in(request).user_id
    following = page_that_follows(request, otherwise=reverse("second_factor"))
    if not recovery_codes_wait(user_id):
        return redirect(following)
    form = RecoveryCodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _is_confirmed(request, user_id, form):
        messages.success(
            request, f"Your recovery codes are confirmed. You have {count_recovery_codes(user_id)} left."
        )
        return redirect(following)
    return render(request, "accounts/recovery_codes_confirm.html", {"form": form, "next": following})


def _is_confirmed(request: HttpRequest, user_id: int, form: RecoveryCodeForm) -> bool:
    """Confirm the codes by the one that was sent; if it will not do, the form says so."""
    origin, now = get_adapter().get_client_ip(request), clock.now()
    count_code(user_id, origin, now=now)
    try:
        services.confirm_recovery_codes(user_id, code=form.cleaned_data["code"], now=now)
    except FactorRefused as refusal:
        form.add_error("code", refusal.message)
        return False
    forgive_code(user_id, origin)
    return True
