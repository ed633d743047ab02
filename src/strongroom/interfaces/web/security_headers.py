"""The headers that keep a page from being abused: strict CSP without anything inline, and nobody's page kept for others.

Those that Django has a middleware for (Strict-Transport-Security, nosniff, referrers, opener) are its own.

Source: OWASP ASVS 5.0, 3.4. Django 6 brings a CSP middleware of its own; this one goes then.
"""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse

_ALLOWED = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    # Descriptions may show pictures from elsewhere; they can do nothing but be shown.
    "img-src": "'self' https: data:",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "object-src": "'none'",
    "frame-ancestors": "'none'",
}


def content_security_policy(identity_provider: str = "") -> str:
    """Return the policy.

    Args:
        identity_provider: Address at which people sign in, if elsewhere: browsers hold the redirect that follows a form to
            be an address of the form (CSP Level 3, 6.4.2.2).
    """
    parts = urlsplit(identity_provider)
    provider = f" {parts.scheme}://{parts.netloc}" if identity_provider else ""
    allowed = {**_ALLOWED, "form-action": _ALLOWED["form-action"] + provider}
    return "; ".join(f"{kind} {sources}" for kind, sources in allowed.items())


class SecurityHeaders:
    """Adds the headers to every response of Django's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self._policy = content_security_policy(settings.STRONGROOM_PROVIDER_ADDRESS)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Return the response, with headers."""
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", self._policy)
        if "Cookie" in response.headers.get("Vary", ""):
            # It may name who is signed in, which is no matter for a cache that others share.
            response.headers.setdefault("Cache-Control", "private, no-cache")
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        return response
