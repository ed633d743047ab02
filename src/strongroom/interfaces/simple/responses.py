"""Answers of the read path, as values, and those that are no page and no file."""

from collections.abc import Iterable
from dataclasses import dataclass

METHODS = "GET, HEAD, OPTIONS"

COMMON_HEADERS = (
    ("Access-Control-Allow-Origin", "*"),
    ("Access-Control-Expose-Headers", "Content-Range, ETag, X-PyPI-Last-Serial"),
    ("X-Content-Type-Options", "nosniff"),
)
"""Of every answer: reading needs no rights, so scripts of every origin may do it."""


@dataclass(slots=True)
class Response:
    """What is to be sent; the body is left out for HEAD by whoever sends it."""

    status: str
    headers: list[tuple[str, str]]
    body: Iterable[bytes] = ()


def text_response(status: str, text: str, *headers: tuple[str, str]) -> Response:
    """Return plain text for a person who reads the output of an installer; not to be cached."""
    body = text.encode() + b"\n"
    return Response(
        status,
        [
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Length", str(len(body))),
            ("Cache-Control", "no-cache"),
            *headers,
            *COMMON_HEADERS,
        ],
        [body],
    )


def redirect(path: str, query: str) -> Response:
    """Return a permanent redirect to another path of this host.

    The address has no host in it, so no header of the request can choose one.
    """
    location = f"{path}?{query}" if query else path
    return text_response("301 Moved Permanently", f"The page is at {location}", ("Location", location))


def not_modified(headers: list[tuple[str, str]]) -> Response:
    """Return the answer to a client that has the representation these headers describe."""
    kept = [header for header in headers if header[0] not in ("Content-Type", "Content-Length")]
    return Response("304 Not Modified", kept)


def options() -> Response:
    """Return what may be done here; browsers ask before a script reads with headers of its own."""
    return Response(
        "204 No Content",
        [
            ("Allow", METHODS),
            ("Access-Control-Allow-Methods", METHODS),
            ("Access-Control-Allow-Headers", "Accept, If-None-Match, If-Range, Range"),
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
