"""Carries requests and answers between a WSGI server and the handlers (PEP 3333)."""

from collections.abc import Iterable, Iterator
from itertools import chain
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from strongroom.interfaces.simple.messages import FilePart, Handler, Request, Response

BLOCK_BYTES = 64 * 1024


class ReadPath:
    """Answers what the handlers answer, and hands everything else on.

    Args:
        answer: `ReadHandlers.answer`.
        fallback: Answers every other request.
    """

    def __init__(self, answer: Handler, *, fallback: WSGIApplication) -> None:
        self._answer = answer
        self._fallback = fallback

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        request = _request(environ)
        response = self._answer(request)
        if response is None:
            return self._fallback(environ, start_response)
        start_response(response.status, response.fields)
        return () if request.method == "HEAD" else _blocks(response)


def _request(environ: WSGIEnvironment) -> Request:
    return Request(
        method=environ["REQUEST_METHOD"],
        path=environ.get("PATH_INFO", ""),
        query=environ.get("QUERY_STRING", ""),
        headers={
            key[5:].replace("_", "-").lower(): value
            for key, value in environ.items()
            if key.startswith("HTTP_")
        },
    )


def _blocks(response: Response) -> Iterator[bytes]:
    """Yield the body in pieces; just before the last, do what is to be done then."""
    pieces = chain.from_iterable(map(_pieces, response.body))
    piece = next(pieces, b"")
    for following in pieces:
        yield piece
        piece = following
    if response.before_last is not None:
        response.before_last()
    if piece:
        yield piece


def _pieces(part: bytes | FilePart) -> Iterator[bytes]:
    """Yield a part in blocks.

    Raises:
        EOFError: if a file ended before its length; the client then sees a connection cut off, not a whole answer.
    """
    if isinstance(part, bytes):
        yield part
        return
    sent = 0
    while sent < part.length:
        block = part.file.read(part.first + sent, min(BLOCK_BYTES, part.length - sent))
        if not block:
            raise EOFError("a file ended before its length")
        sent += len(block)
        yield block
