"""Recognize the one shape of request that this server answers by itself.

GET or HEAD for a path, HTTP/1.0 or 1.1, one line for each field, visible text, one Host, no body
(RFC 9112 sections 2 to 6). Whatever differs in the least is not repaired or refused here: it is
somebody else's, who knows all of HTTP. So no request can mean one thing here and another there.
"""

import re
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote_to_bytes

from strongroom.interfaces.simple.messages import Request

MAX_HEAD_BYTES = 16 * 1024
"""Of request line and fields together, as much as proxies in common use let pass. Longer ones are handed over,
to be refused."""

_END = b"\r\n\r\n"
_HEAD = re.compile(
    rb"(GET|HEAD) (/[!-\"$-~]*) HTTP/1\.([01])\r\n"
    rb"((?:[!#$%&'*+.^_`|~0-9A-Za-z-]+:[\t -~\x80-\xff]*\r\n)*)\r\n"
)
_ABOUT_BODIES = frozenset({"content-length", "transfer-encoding", "expect", "upgrade", "trailer"})
_METHODS_BEGIN_WITH = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_FAMILIAR_HEADS = 256
"""A client sends the same fields with each request: so many sets of them are kept parsed, 4 MiB at most."""


class Recognized(NamedTuple):
    """A request of ours.

    Args:
        closes: The connection ends with the answer.
        length: Bytes that the head takes; what follows is the next request.
    """

    request: Request
    closes: bool
    length: int


def is_incomplete(received: bytes) -> bool:
    """The head has not ended yet and may become one of ours: wait for more."""
    return _END not in received and len(received) < MAX_HEAD_BYTES and received[0] in _METHODS_BEGIN_WITH


def recognize(received: bytes) -> Recognized | None:
    """Return the request at the beginning of what was received; None if it is not of our shape."""
    match = _HEAD.match(received, 0, MAX_HEAD_BYTES)
    if match is None:
        return None
    is_http_1_0 = match[3] == b"0"
    headers = _headers(match[4])
    if headers is None or ("host" not in headers and not is_http_1_0):
        return None
    path, _, query = match[2].partition(b"?")
    request = Request(
        match[1].decode("ascii"),
        (unquote_to_bytes(path) if b"%" in path else path).decode("latin-1"),
        query.decode("ascii"),
        headers,
    )
    closes = is_http_1_0 or "close" in headers.get("connection", "").lower()
    return Recognized(request, closes, match.end())


@lru_cache(maxsize=_FAMILIAR_HEADS)
def _headers(lines: bytes) -> dict[str, str] | None:
    """Return the fields by name in lower case, not to be changed; None where they speak of a body, or of two hosts."""
    headers: dict[str, str] = {}
    for line in lines.decode("latin-1").split("\r\n")[:-1]:
        name, _, value = line.partition(":")
        key = name.lower()
        if key not in headers:
            headers[key] = value.strip("\t ")
        elif key == "host":
            return None
        else:
            headers[key] += ", " + value.strip("\t ")
    return None if _ABOUT_BODIES & headers.keys() else headers
