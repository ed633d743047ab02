"""The bytes of one answer on their way out of a socket that never blocks."""

import os
import socket
from collections import deque
from collections.abc import Callable
from email.utils import formatdate
from functools import lru_cache

from strongroom.interfaces.simple.messages import FilePart, Header, Response

_SMALL_BYTES = 64 * 1024
"""A file up to this size is read and sent with its head in one call; a larger one goes by sendfile."""
_MORE = getattr(socket, "MSG_MORE", 0)
"""Have the system send a head together with the beginning of the file that follows, where it can."""
_SLICE_BYTES = 1024 * 1024
"""At most so much of a file in one turn, so that others get theirs."""


class ContentShrunk(OSError):
    """A file ended before its length: the connection must end, too, so that the client can tell."""


def head_of(response: Response, *, second: int, closes: bool) -> bytes:
    """Return status line and fields (RFC 9112 sections 4 and 5).

    Args:
        second: Unix time, for the Date field.

    Raises:
        ValueError: if a line of it holds a line end.
    """
    others = _lines(response.headers) if response.headers else ""
    end = "Connection: close\r\n\r\n" if closes else "\r\n"
    head = f"HTTP/1.1 {response.status}\r\n{_date(second)}{response.lines}{others}{end}"
    return head.encode("latin-1")


def _lines(headers: list[Header]) -> str:
    lines = "".join([f"{name}: {value}\r\n" for name, value in headers])
    if not lines.count("\n") == lines.count("\r") == len(headers):
        raise ValueError("a header field is one line")
    return lines


@lru_cache(maxsize=2)
def _date(second: int) -> str:
    return f"Date: {formatdate(second, usegmt=True)}\r\n"


def in_memory(head: bytes, body: tuple[bytes | FilePart, ...]) -> list[bytes] | None:
    """Return head and body as bytes, to be sent at once; None if much of it comes from files.

    Raises:
        ContentShrunk: if a file ended early.
    """
    parts, of_files = [head], 0
    for part in body:
        if isinstance(part, FilePart):
            of_files += part.length
            if of_files > _SMALL_BYTES:
                return None
            parts.append(_read(part))
        else:
            parts.append(part)
    return parts


class Outgoing:
    """What of an answer the client has not taken yet."""

    def __init__(
        self, *parts: bytes | memoryview | FilePart, before_last: Callable[[], None] | None = None
    ) -> None:
        self._parts: deque[memoryview | FilePart] = deque(
            part if isinstance(part, FilePart) else memoryview(part) for part in parts if _size(part)
        )
        self._before_last = before_last

    def push(self, sock: socket.socket) -> bool:
        """Send what the socket takes now, a bounded part of it; True when all is sent.

        Raises:
            OSError: if the client is gone, or ContentShrunk.
        """
        budget = _SLICE_BYTES
        while self._parts and budget > 0:
            if len(self._parts) == 1 and _size(self._parts[0]) <= _SLICE_BYTES and self._before_last:
                self._before_last()
                self._before_last = None
            try:
                sent = _send(sock, self._parts[0], more=len(self._parts) > 1)
            except BlockingIOError:
                return False
            budget -= sent
            self.skip(sent)
        return not self._parts

    def skip(self, sent: int) -> None:
        """Leave out what the client has taken already."""
        while sent > 0:
            part = self._parts.popleft()
            size = _size(part)
            if sent < size:
                self._parts.appendleft(_rest(part, sent))
            sent -= size


def _rest(part: memoryview | FilePart, sent: int) -> memoryview | FilePart:
    if isinstance(part, FilePart):
        return FilePart(part.file, part.first + sent, part.length - sent)
    return part[sent:]


def _size(part: bytes | memoryview | FilePart) -> int:
    return part.length if isinstance(part, FilePart) else len(part)


def _read(part: FilePart) -> bytes:
    content = part.file.read(part.first, part.length)
    if len(content) != part.length:
        raise ContentShrunk("a file ended before its length")
    return content


def _send(sock: socket.socket, part: memoryview | FilePart, *, more: bool) -> int:
    if not isinstance(part, FilePart):
        return sock.send(part, _MORE if more else 0)
    sent = os.sendfile(sock.fileno(), part.file.fd, part.first, min(part.length, _SLICE_BYTES))
    if not sent:
        raise ContentShrunk("a file ended before its length")
    return sent
