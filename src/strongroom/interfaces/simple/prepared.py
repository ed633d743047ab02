"""A prepared page as an answer: its validators, its coding, and for how long it may be kept."""

from strongroom.foundation import clock
from strongroom.interfaces.simple.conditional import Outcome, evaluate, format_date
from strongroom.interfaces.simple.messages import FilePart, Header, Request, Response
from strongroom.interfaces.simple.responses import COMMON_HEADERS, SERIAL, SURROGATE, precondition_failed
from strongroom.readpath.store import Coding, PreparedPage, RootSnapshot

VARY: Header = ("Vary", "Accept, Accept-Encoding")

_PAGE_HEADERS: tuple[Header, ...] = (
    ("Cache-Control", "public, max-age=600, must-revalidate"),
    VARY,
    *COMMON_HEADERS,
)


def page_response(
    request: Request, page: PreparedPage | RootSnapshot, *, surrogate: str, presented_as: str = ""
) -> Response:
    """Return the page, or that the client has it already.

    Args:
        surrogate: What a shared cache knows it by.
        presented_as: Another content type for the same body, which makes it another representation.
    """
    etag = page.etag + "-v1" if presented_as else page.etag
    kept = [
        ("ETag", f'"{etag}"'),
        ("Last-Modified", format_date(_said(page.modified_at))),
        (SERIAL, str(page.serial)),
        (SURROGATE, surrogate),
        *_PAGE_HEADERS,
    ]
    outcome = evaluate(request.headers, etag=etag, modified_at=page.modified_at)
    if outcome is Outcome.NOT_MODIFIED:
        return Response("304 Not Modified", kept, repeatable=True)
    if outcome is Outcome.FAILED:
        return precondition_failed()
    body, length = _body(page)
    content = [("Content-Type", presented_as or page.content_type), ("Content-Length", str(length))]
    if page.coding is not Coding.IDENTITY:
        content.append(("Content-Encoding", page.coding.value))
    return Response("200 OK", content + kept, (body,), repeatable=True)


def _said(modified_at: int) -> int:
    """Return the time to tell: never one to come (RFC 9110 section 8.8.2.1), where changes came too fast for seconds."""
    return min(modified_at, int(clock.now().timestamp()))


def _body(page: PreparedPage | RootSnapshot) -> tuple[bytes | FilePart, int]:
    """Return what is sent, and its length."""
    if isinstance(page, PreparedPage):
        return page.body, len(page.body)
    size_bytes = page.file.size_bytes
    return FilePart(page.file, 0, size_bytes), size_bytes
