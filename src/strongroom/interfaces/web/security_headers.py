"""The headers that keep a page from being abused: strict CSP without anything inline, and nobody's page kept for others.

Source: OWASP ASVS 5.0, 3.4. Django 6 brings a CSP middleware of its own; this one goes then.
"""

from collections.abc import Callable

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
CONTENT_SECURITY_POLICY = "; ".join(f"{kind} {sources}" for kind, sources in _ALLOWED.items())


class SecurityHeaders:
    """Adds the headers to every response of Django's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Return the response, with headers."""
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        if "Cookie" in response.headers.get("Vary", ""):
            # It may name who is signed in, which is no matter for a cache that others share.
            response.headers.setdefault("Cache-Control", "private, no-cache")
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Referrer-Policy", "same-origin")
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        return response
