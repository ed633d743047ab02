"""The door of the desk.

Whoever is not signed in is sent to sign in, as anywhere; whoever is no operator finds nothing here, as at any address
that does not exist. Operators get in with a security key or passkey, and each deed asks for a fresh proof by it.
"""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from strongroom.accounts.queries import Protection, get_person, roles_of, security_keys_work
from strongroom.accounts.services import Deed, ProofMethod, acting_as_operator, looking_as_operator
from strongroom.foundation import clock
from strongroom.foundation.actors import Actor
from strongroom.interfaces.web.signed_in import METHOD_KEY, require_proof, user_id_signed_in

Page = Callable[..., HttpResponse]


def at_the_desk(view: Page) -> Page:
    """Let only operators see a page; hand it, as `by`, the operator who looks."""

    @wraps(view)
    @login_required
    @never_cache
    def guarded(request: HttpRequest, **rest: str) -> HttpResponse:
        user_id = user_id_signed_in(request)
        if not roles_of(user_id):
            raise Http404
        if get_person(user_id).protection is not Protection.PHISHING_RESISTANT:
            context = {"keys_work": security_keys_work()}
            return render(request, "desk/key_needed.html", context, status=403)
        if _has_nul(request):
            raise Http404
        return view(request, by=looking(request, Deed.LOOK), **rest)

    return guarded


def _has_nul(request: HttpRequest) -> bool:
    """Say whether something is asked for by a character that no name has, and that PostgreSQL takes in no question."""
    return "\0" in request.path_info or any("\0" in said for _, said in request.GET.items())


def looking(request: HttpRequest, deed: Deed) -> Actor:
    """Return whoever is signed in as the operator who looks.

    Raises:
        NotAnOperator, DeedNotCovered, KeyNeeded: as `looking_as_operator`.
    """
    method = request.session.get(METHOD_KEY)
    proved_by = ProofMethod(method) if method else None
    return looking_as_operator(user_id_signed_in(request), deed, proved_by=proved_by, now=clock.now())


def acting(request: HttpRequest, deed: Deed) -> Actor:
    """Return whoever is signed in as the operator who does this deed now.

    Raises:
        NotAnOperator, DeedNotCovered, ProofNeeded: as `acting_as_operator`.
    """
    return acting_as_operator(require_proof(request), deed, now=clock.now())
