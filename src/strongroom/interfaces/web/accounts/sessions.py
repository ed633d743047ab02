"""Where somebody is signed in, and which browsers are known for them: the list, and an end to each.

To end a session takes a fresh proof (ASVS 5.0, 7.5.2), or whoever stole one could sign its owner out. To forget a browser
takes none: nobody is signed out by it.
"""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from strongroom.accounts import services
from strongroom.accounts.queries import list_sessions, list_trusted_browsers
from strongroom.accounts.services import ProofMethod
from strongroom.foundation import clock
from strongroom.interfaces.web.signed_in import person_signed_in, require_proof, session_key_of

_METHODS: dict[str, str] = {
    ProofMethod.PASSWORD: "password",
    ProofMethod.TOTP: "authenticator app",
    ProofMethod.KEY: "security key or passkey",
    ProofMethod.RECOVERY_CODE: "recovery code",
    ProofMethod.PROVIDER: "sign-in elsewhere",
    ProofMethod.MAILED_CODE: "mailed code",
}


@login_required
@require_safe
@never_cache
def session_list(request: HttpRequest) -> HttpResponse:
    """List sessions and trusted browsers, the present ones first."""
    user_id, present, now = person_signed_in(request).user_id, session_key_of(request), clock.now()
    sessions = list_sessions(user_id, present=present, now=now)
    browsers = list_trusted_browsers(user_id, present=present, now=now)
    context = {
        "sessions": [(session, _METHODS.get(session.method, "")) for session in sessions],
        "browsers": browsers,
        "others": len(sessions) > 1 or any(not browser.is_present for browser in browsers),
    }
    return render(request, "accounts/session_list.html", context)


@login_required
@require_POST
@never_cache
def session_end(request: HttpRequest, session_id: str) -> HttpResponse:
    """End one session."""
    require_proof(request)
    services.end_session(person_signed_in(request).user_id, session_id=session_id, now=clock.now())
    messages.success(request, "The session is ended.")
    return redirect("session_list")


@login_required
@require_POST
@never_cache
def other_sessions_end(request: HttpRequest) -> HttpResponse:
    """End all sessions but this one, and forget all browsers but this one."""
    require_proof(request)
    person = person_signed_in(request)
    services.end_other_sessions(person.user_id, keep=session_key_of(request), now=clock.now())
    messages.success(request, "Everybody else who was signed in as you is signed out.")
    return redirect("session_list")


@login_required
@require_POST
@never_cache
def browser_forget(request: HttpRequest, browser_id: int) -> HttpResponse:
    """Have the next sign-in from a browser confirmed again."""
    services.forget_browser(person_signed_in(request).user_id, browser_id=browser_id, now=clock.now())
    messages.success(request, "The browser is forgotten: the next sign-in from it asks for a mailed code.")
    return redirect("session_list")
