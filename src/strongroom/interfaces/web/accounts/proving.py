"""Prove once more that it is you: what comes before every dangerous change, and goes on with what was being sent."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from strongroom.accounts import services
from strongroom.accounts.services import ProofMethod
from strongroom.foundation import clock
from strongroom.interfaces.web.accounts.offers import accept, held_by, offers_of
from strongroom.interfaces.web.accounts.session import keep_ceremony, remember_proof
from strongroom.interfaces.web.following import page_that_follows
from strongroom.interfaces.web.kept_forms import KeptForm, find_kept_form
from strongroom.interfaces.web.proof_needed import words_of
from strongroom.interfaces.web.signed_in import require_proof, user_id_signed_in


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def prove(request: HttpRequest) -> HttpResponse:
    """Ask for the strongest factor of whoever is signed in, then go on to `next`, or to the form that was being sent."""
    user_id = user_id_signed_in(request)
    available = held_by(user_id) | {ProofMethod.PASSWORD}
    sufficient = services.sufficient_methods(user_id)
    offers = offers_of(available & sufficient, request)
    following = page_that_follows(request, otherwise=reverse("account"))
    kept = kept_for(request, following)
    proof = accept(user_id, offers, request=request, now=clock.now()) if request.method == "POST" else None
    if proof is not None:
        remember_proof(request, proof)
        request.session.cycle_key()
        return redirect(reverse("prove_continue") if kept and not kept.lost_because else following)
    context = {
        "offers": offers,
        "next": following,
        "kept": kept,
        "by_provider": ProofMethod.PROVIDER in sufficient,
    }
    return render(request, "accounts/prove.html", context)


@login_required
@never_cache
@require_POST
def prove_options(request: HttpRequest) -> HttpResponse:
    """Return a question to the security keys of whoever is signed in, as JSON."""
    options, ceremony = services.begin_assertion(user_id_signed_in(request), now=clock.now())
    keep_ceremony(request, ceremony)
    return HttpResponse(options, content_type="application/json")


@login_required
@never_cache
@require_safe
def prove_continue(request: HttpRequest) -> HttpResponse:
    """Show the form that was being sent when the proof was asked for, with the button that sends it."""
    require_proof(request)
    kept = find_kept_form(request)
    if kept is None or kept.lost_because:
        return redirect("account")
    context = {"kept": kept, "deed": words_of(kept.address), "said": _said(kept)}
    return render(request, "accounts/prove_continue.html", context)


def kept_for(request: HttpRequest, following: str) -> KeptForm | None:
    """Return the form that waits for this very proof."""
    kept = find_kept_form(request)
    return kept if kept is not None and kept.address == following else None


def _said(kept: KeptForm) -> list[tuple[str, str]]:
    """Return what the form says, as far as people wrote or chose it."""
    return [(name.replace("_", " ").capitalize(), value) for name, value in kept.fields if value.strip()]
