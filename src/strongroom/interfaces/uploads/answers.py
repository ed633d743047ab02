"""What upload clients are answered: one table of refusals, one shape of answer.

The message goes into the reason phrase of the status line, which is what twine prints, and
into the body: as JSON for clients that ask for it (uv), as plain text for all others. Of many
faults, the reason phrase has as many as fit, the most useful first, and says how many more there are.
"""

from collections.abc import Sequence
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.http import http_date

from strongroom.catalog.errors import FileExists as PublishedFileExists
from strongroom.catalog.errors import (
    FilenameUsed,
    NameRefused,
    NamespaceReserved,
    ProjectExists,
    ReleaseQuarantined,
    VersionWithdrawn,
)
from strongroom.foundation.errors import Refusal, nearest
from strongroom.foundation.names import InvalidName
from strongroom.foundation.tokens.errors import TokenRefused
from strongroom.infra.throttle.services import TooManyAttempts
from strongroom.interfaces.uploads.errors import QueryUnreadable, TlsRequired
from strongroom.mandates.errors import NotAllowed
from strongroom.publishing.errors import (
    NewProjectsClosed,
    TooManyNewProjects,
    UploadRefused,
    UploadsClosed,
)

REFUSALS: dict[type[Refusal], HTTPStatus] = {
    TokenRefused: HTTPStatus.FORBIDDEN,
    NotAllowed: HTTPStatus.FORBIDDEN,
    UploadsClosed: HTTPStatus.FORBIDDEN,
    NewProjectsClosed: HTTPStatus.FORBIDDEN,
    TooManyAttempts: HTTPStatus.TOO_MANY_REQUESTS,
    TooManyNewProjects: HTTPStatus.TOO_MANY_REQUESTS,
    # 400 with "File already exists" is what --skip-existing of the clients looks for.
    PublishedFileExists: HTTPStatus.BAD_REQUEST,
    FilenameUsed: HTTPStatus.BAD_REQUEST,
    VersionWithdrawn: HTTPStatus.BAD_REQUEST,
    ReleaseQuarantined: HTTPStatus.BAD_REQUEST,
    ProjectExists: HTTPStatus.CONFLICT,
    NameRefused: HTTPStatus.BAD_REQUEST,
    NamespaceReserved: HTTPStatus.CONFLICT,  # PEP 752
    InvalidName: HTTPStatus.BAD_REQUEST,
    UploadRefused: HTTPStatus.BAD_REQUEST,
    QueryUnreadable: HTTPStatus.BAD_REQUEST,
    TlsRequired: HTTPStatus.FORBIDDEN,
    Refusal: HTTPStatus.BAD_REQUEST,
}
"""Status of each kind of refusal; the nearest class in a refusal's ancestry counts."""

REASON_LENGTH = 1500
"""Characters of a message in the status line; proxies limit a line to 4 or 8 KiB."""


def status_of(refusal: Refusal) -> HTTPStatus:
    """Return the HTTP status of a refusal."""
    return nearest(REFUSALS, refusal)


def refuse(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Return the answer that says what is wrong and what to do next."""
    lines = refusal.lines if isinstance(refusal, UploadRefused) else [refusal.message]
    response = answer(request, status_of(refusal), *lines)
    if isinstance(refusal, TooManyAttempts | TooManyNewProjects):
        response.headers["Retry-After"] = http_date(refusal.retry_at.timestamp())
    return response


def answer(request: HttpRequest, status: HTTPStatus, *lines: str) -> HttpResponse:
    """Return an answer that says this in status line and body."""
    response: HttpResponse
    if "application/json" in request.headers.get("Accept", ""):
        message = " ".join(lines)
        body = {"code": f"{status.value} {message}", "title": status.phrase, "message": message}
        response = JsonResponse(body, status=status)
    else:
        text = "".join(f"{line}\n" for line in lines)
        response = HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")
    response.reason_phrase = as_reason(lines)
    return response


def as_reason(lines: Sequence[str]) -> str:
    """Return what fits of the lines as one line of printable ISO 8859-1, as a status line may hold (RFC 9112, 4).

    The first is there in any case, cut off if need be; the others whole or not at all.
    """
    reason = _printable(lines[0])[:REASON_LENGTH]
    for number, line in enumerate(map(_printable, lines[1:]), start=1):
        if len(reason) + 1 + len(line) > REASON_LENGTH:
            return f"{reason} (and {len(lines) - number} more)"
        reason += f" {line}"
    return reason


def _printable(text: str) -> str:
    line = " ".join(text.replace("…", "...").split())
    printable = "".join(char if char.isprintable() else "?" for char in line)
    return printable.encode("iso-8859-1", "replace").decode("iso-8859-1")
