"""Recognize the one shape of request that this server answers by itself.

GET or HEAD for a path, HTTP/1.0 or 1.1, one line for each field, visible text, one Host, no body
(RFC 9112 sections 2 to 6). Whatever differs in the least is not repaired or refused here: it is
somebody else's, who knows all of HTTP. So no request can mean one thing here and another there.
"""

import re
from collections.abc import Hashable
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote_to_bytes

from strongroom.interfaces.simple.messages import DECISIVE, Request

MAX_HEAD_BYTES = 16 * 1024
"""Of request line and fields together, as much as proxies in common use let pass. Longer ones are handed over,
to be refused."""

_LINE_END = b"\r\n"
_END = b"\r\n\r\n"
_REQUEST_LINE = re.compile(rb"(GET|HEAD) (/[!-\"$-~]*) HTTP/1\.([01])\r\n")
_FIELD_LINES = re.compile(rb"(?:[!#$%&'*+.^_`|~0-9A-Za-z-]+:[\t -~\x80-\xff]*\r\n)*")
_ABOUT_BODIES = frozenset({"content-length", "transfer-encoding", "expect", "upgrade", "trailer"})
_METHODS_BEGIN_WITH = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_FAMILIAR_HEADS = 256
"""A client sends the same fields with each request: so many sets of them are kept parsed, 4 MiB at most."""


class Recognized(NamedTuple):
    """A request of ours.

    Args:
        closes: The connection ends with the answer.
        length: Bytes that the head takes; what follows is the next request.
        question: What is asked, whoever asks: to the same question there is the same repeatable answer.
    """

    request: Request
    closes: bool
    length: int
    question: Hashable


class _Fields(NamedTuple):
    """The fields of a head, and what they say.

    Args:
        headers: By name in lower case, not to be changed.
        decisive: The values on which a repeatable answer may depend.
    """

    headers: dict[str, str]
    decisive: tuple[str | None, ...]
    has_host: bool
    closes: bool


def is_incomplete(received: bytes) -> bool:
    """The head has not ended yet and may become one of ours: wait for more."""
    return _END not in received and len(received) < MAX_HEAD_BYTES and received[0] in _METHODS_BEGIN_WITH


def recognize(received: bytes) -> Recognized | None:
    """Return the request at the beginning of what was received; None if it is not of our shape."""
    match = _REQUEST_LINE.match(received)
    if match is None:
        return None
    end = received.find(_END, match.end() - len(_LINE_END), MAX_HEAD_BYTES)
    if end < 0:
        return None
    method, target, minor = match.groups()
    fields = _fields(received[match.end() : end + len(_LINE_END)])
    if fields is None or not (fields.has_host or minor == b"0"):
        return None
    path, _, query = target.decode("ascii").partition("?")
    if "%" in path:
        path = unquote_to_bytes(path).decode("latin-1")
    request = Request(method.decode("ascii"), path, query, fields.headers)
    closes = fields.closes or minor == b"0"
    return Recognized(request, closes, end + len(_END), (method, path, query, fields.decisive))


@lru_cache(maxsize=_FAMILIAR_HEADS)
def _fields(lines: bytes) -> _Fields | None:
    """Return what the lines say; None where they speak of a body, or of two hosts, or are none."""
    if _FIELD_LINES.fullmatch(lines) is None:
        return None
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
    if _ABOUT_BODIES & headers.keys():
        return None
    decisive = tuple(map(headers.get, DECISIVE))
    return _Fields(headers, decisive, "host" in headers, "close" in headers.get("connection", "").lower())
