"""Prove once more that it is you: what comes before every dangerous change."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from strongroom.accounts import services
from strongroom.accounts.services import ProofMethod
from strongroom.foundation import clock
from strongroom.interfaces.web.accounts.offers import accept, held_by, offers_of
from strongroom.interfaces.web.accounts.session import keep_ceremony, remember_proof
from strongroom.interfaces.web.signed_in import user_id_signed_in


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def prove(request: HttpRequest) -> HttpResponse:
    """Ask for the strongest factor of whoever is signed in, then go on to `next`."""
    user_id = user_id_signed_in(request)
    available = held_by(user_id) | {ProofMethod.PASSWORD}
    offers = offers_of(available & services.sufficient_methods(user_id), request)
    following = _following(request)
    proof = accept(user_id, offers, request=request, now=clock.now()) if request.method == "POST" else None
    if proof is not None:
        remember_proof(request, proof)
        request.session.cycle_key()
        return redirect(following)
    return render(request, "accounts/prove.html", {"offers": offers, "next": following})


@login_required
@never_cache
@require_POST
def prove_options(request: HttpRequest) -> HttpResponse:
    """Return a question to the security keys of whoever is signed in, as JSON."""
    options, ceremony = services.begin_assertion(user_id_signed_in(request), now=clock.now())
    keep_ceremony(request, ceremony)
    return HttpResponse(options, content_type="application/json")


def _following(request: HttpRequest) -> str:
    """Return where to go on: a page of this host only."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if is_ours else reverse("account")
