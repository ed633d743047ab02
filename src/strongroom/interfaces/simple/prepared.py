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
_PAGE_LINES = "".join(f"{name}: {value}\r\n" for name, value in _PAGE_HEADERS)
_CODING_LINES = {
    coding: "" if coding is Coding.IDENTITY else f"Content-Encoding: {coding}\r\n" for coding in Coding
}


def page_response(
    request: Request, page: PreparedPage | RootSnapshot, *, surrogate: str, presented_as: str = ""
) -> Response:
    """Return the page, or that the client has it already.

    Args:
        surrogate: What a shared cache knows it by: visible text.
        presented_as: Another content type for the same body, which makes it another representation.
    """
    etag = page.etag + "-v1" if presented_as else page.etag
    outcome = evaluate(request.headers, etag=etag, modified_at=page.modified_at)
    if outcome is Outcome.FAILED:
        return precondition_failed()
    kept = (
        f'ETag: "{etag}"\r\nLast-Modified: {format_date(_said(page.modified_at))}\r\n'
        f"{SERIAL}: {page.serial}\r\n{SURROGATE}: {surrogate}\r\n{_PAGE_LINES}"
    )
    if outcome is Outcome.NOT_MODIFIED:
        return Response("304 Not Modified", [], repeatable=True, lines=kept)
    body, length = _body(page)
    content = f"Content-Type: {presented_as or page.content_type}\r\nContent-Length: {length}\r\n"
    lines = content + _CODING_LINES[page.coding] + kept
    return Response("200 OK", [], (body,), repeatable=True, lines=lines)


def _said(modified_at: int) -> int:
    """Return the time to tell: never one to come (RFC 9110 section 8.8.2.1), where changes came too fast for seconds."""
    return min(modified_at, int(clock.now().timestamp()))


def _body(page: PreparedPage | RootSnapshot) -> tuple[bytes | FilePart, int]:
    """Return what is sent, and its length."""
    if isinstance(page, PreparedPage):
        return page.body, len(page.body)
    size_bytes = page.file.size_bytes
    return FilePart(page.file, 0, size_bytes), size_bytes
