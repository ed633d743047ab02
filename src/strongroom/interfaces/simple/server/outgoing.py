"""The bytes of one answer on their way out of a socket that never blocks."""

import os
import socket
from collections import deque
from collections.abc import Callable
from email.utils import formatdate
from functools import lru_cache

from strongroom.interfaces.simple.messages import FilePart, Response

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
    lines = [f"HTTP/1.1 {response.status}", _date(second)]
    lines += [f"{name}: {value}" for name, value in response.headers]
    if closes:
        lines.append("Connection: close")
    head = "\r\n".join(lines) + "\r\n\r\n"
    if not head.count("\n") == head.count("\r") == len(lines) + 1:
        raise ValueError("a header field is one line")
    return head.encode("latin-1")


@lru_cache(maxsize=2)
def _date(second: int) -> str:
    return f"Date: {formatdate(second, usegmt=True)}"


def in_one_piece(head: bytes, response: Response) -> bytes | None:
    """Return head and body together; None if much of it comes from files.

    Raises:
        ContentShrunk: if a file ended early.
    """
    if sum(part.length for part in response.body if isinstance(part, FilePart)) > _SMALL_BYTES:
        return None
    return b"".join([head, *(_read(part) for part in response.body)])


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
            self._advance(sent)
        return not self._parts

    def _advance(self, sent: int) -> None:
        part = self._parts.popleft()
        if sent == _size(part):
            return
        if isinstance(part, FilePart):
            self._parts.appendleft(FilePart(part.file, part.first + sent, part.length - sent))
        else:
            self._parts.appendleft(part[sent:])


def _size(part: bytes | memoryview | FilePart) -> int:
    return part.length if isinstance(part, FilePart) else len(part)


def _read(part: bytes | FilePart) -> bytes:
    if isinstance(part, bytes):
        return part
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
