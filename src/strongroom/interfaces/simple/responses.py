"""Answers of the read path that are no page and no file."""

from string import punctuation
from urllib.parse import quote

from strongroom.interfaces.simple.messages import Header, Response

METHODS = "GET, HEAD, OPTIONS"
SERIAL = "X-PyPI-Last-Serial"

SURROGATE = "Surrogate-Key"
"""Names the answers that a shared cache is to forget together: `root`, `project/<name>`, `file/<digest>`.

Under this name, because caches in front of large indexes read and remove it, and others can be taught. There is no
`Surrogate-Control`: a cache may keep longer than clients only where somebody tells it of changes.
"""

COMMON_HEADERS: tuple[Header, ...] = (
    ("Access-Control-Allow-Origin", "*"),
    ("Access-Control-Expose-Headers", f"Content-Range, ETag, {SERIAL}"),
    ("X-Content-Type-Options", "nosniff"),
)
"""Of every answer: reading needs no rights, so scripts of every origin may do it."""


def text_response(status: str, text: str, *headers: Header) -> Response:
    """Return plain text for a person who reads the output of an installer; not to be cached."""
    return _uncached(status, "text/plain; charset=utf-8", text.encode() + b"\n", headers)


def json_response(status: str, body: bytes, *headers: Header) -> Response:
    """Return JSON that is not to be cached."""
    return _uncached(status, "application/json", body, headers)


def _uncached(status: str, content_type: str, body: bytes, headers: tuple[Header, ...]) -> Response:
    described = [("Content-Type", content_type), ("Content-Length", str(len(body)))]
    return Response(status, [*described, ("Cache-Control", "no-cache"), *headers, *COMMON_HEADERS], (body,))


def repeatable(response: Response) -> Response:
    """Say of the answer that it depends on nothing but the request and the page store."""
    response.repeatable = True
    return response


def redirect(path: str, query: str) -> Response:
    """Return a permanent redirect to another path of this host.

    The address has no host in it, so no header of the request can choose one.
    """
    kept = quote(query, safe=punctuation, encoding="latin-1")
    location = f"{path}?{kept}" if kept else path
    moved = text_response("301 Moved Permanently", f"The page is at {location}", ("Location", location))
    return repeatable(moved)


def options() -> Response:
    """Return what may be done here; browsers ask before a script reads with headers of its own."""
    return Response(
        "204 No Content",
        [
            ("Allow", METHODS),
            ("Access-Control-Allow-Methods", METHODS),
            (
                "Access-Control-Allow-Headers",
                "Accept, If-Match, If-Modified-Since, If-None-Match, If-Range, If-Unmodified-Since, Range",
            ),
            ("Access-Control-Max-Age", "86400"),
            *COMMON_HEADERS,
        ],
    )


def method_not_allowed(method: str) -> Response:
    """Return the refusal of a method that would write."""
    text = f"{method} is not possible here: this address is for reading ({METHODS}). "
    return text_response(
        "405 Method Not Allowed",
        text + "If you meant to publish, give your tool the upload address of this index instead.",
        ("Allow", METHODS),
    )


def precondition_failed() -> Response:
    """Return the answer to If-Match and If-Unmodified-Since that do not hold (RFC 9110 section 13.1)."""
    return text_response(
        "412 Precondition Failed",
        "What is here now is not what the request's conditions speak of. Ask again without them.",
    )


def not_ready() -> Response:
    """Answer for a node that has no pages yet: a 404 would send installers to another index."""
    return text_response(
        "503 Service Unavailable",
        "The pages of this index are being prepared. Try again in a moment.",
        ("Retry-After", "5"),
    )
