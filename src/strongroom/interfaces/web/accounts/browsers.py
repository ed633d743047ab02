"""The cookie by which a browser is known: a signed list of secrets, one for each person who was confirmed in it.

What a secret is worth is decided by `accounts.services.recognize_browser`. A mailbox that was proven in a browser
by a mailed code makes it known, whatever the code was for: a confirmed sign-in, the registration, a password reset.
"""

from collections.abc import Callable
from typing import Any

from allauth.account.signals import password_reset
from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse

from strongroom.accounts import services
from strongroom.accounts.services import TRUSTED_FOR
from strongroom.foundation import clock

PEOPLE_IN_ONE_BROWSER = 8
"""The longest ago confirmed is forgotten first."""

_SIGNER = Signer(salt="trusted-browsers")


class BrowserCookie:
    """Sends the cookie when a view has changed it (`trust`)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Return the response."""
        name = settings.STRONGROOM_BROWSER_COOKIE
        came = request.COOKIES.get(name)
        response = self.get_response(request)
        kept = request.COOKIES.get(name)
        if kept is not None and kept != came:
            response.set_cookie(
                name,
                kept,
                max_age=TRUSTED_FOR,
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        return response


def known_browser(request: HttpRequest, user_id: int) -> int | None:
    """Return the id of the trusted browser that this person's sign-in comes from; None of an unknown one."""
    return services.recognize_browser(user_id, browser_secrets=_secrets_in(request), now=clock.now())


def trust(request: HttpRequest, user_id: int) -> int:
    """Trust this browser for sign-ins of this person from now on; return its id."""
    browser_id, browser_secret = services.trust_browser(user_id, now=clock.now())
    secrets = [browser_secret, *_secrets_in(request)][:PEOPLE_IN_ONE_BROWSER]
    request.COOKIES[settings.STRONGROOM_BROWSER_COOKIE] = cookie_of(secrets)
    return browser_id


def cookie_of(browser_secrets: list[str]) -> str:
    """Return the value of a cookie with these secrets."""
    return _SIGNER.sign(".".join(browser_secrets))


def _secrets_in(request: HttpRequest) -> list[str]:
    try:
        value = _SIGNER.unsign(request.COOKIES.get(settings.STRONGROOM_BROWSER_COOKIE, ""))
    except BadSignature:
        return []
    return value.split(".")[:PEOPLE_IN_ONE_BROWSER]


@receiver(password_reset)
def _trust_after_reset(request: HttpRequest, user: Any, **_: Any) -> None:
    """Whoever sets a new password by a mailed code has just shown in this browser that the mailbox is theirs."""
    trust(request, user.pk)
