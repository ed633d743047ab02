"""A request to the read path and its answer, as values: the same for every server.

Handlers turn a `Request` into a `Response` and know no socket; `wsgi` and `server` carry both.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

from strongroom.infra.storage.open_file import OpenFile

Header = tuple[str, str]

_NO_HEADERS: Mapping[str, str] = MappingProxyType({})


DECISIVE = (
    "accept",
    "accept-encoding",
    "authorization",
    "if-match",
    "if-modified-since",
    "if-none-match",
    "if-unmodified-since",
)
"""The fields that a repeatable answer may depend on. Names of clients, and what proxies add, are not among them."""


class Request(NamedTuple):
    """What a client asks for.

    Args:
        path: Percent escapes resolved, one character for each byte (as PATH_INFO in PEP 3333).
        query: Still encoded, without the question mark.
        headers: By name in lower case; what was sent more than once is joined by ", ".
    """

    method: str
    path: str
    query: str = ""
    headers: Mapping[str, str] = _NO_HEADERS

    def header(self, name: str) -> str:
        """Return a header's value, empty if it was not sent."""
        return self.headers.get(name, "")


@dataclass(frozen=True, slots=True)
class FilePart:
    """`length` bytes of an open file from `first` on. The file closes when its last part is let go."""

    file: OpenFile
    first: int
    length: int


@dataclass(slots=True)
class Response:
    """What is to be sent.

    Args:
        headers: With `lines` complete, Content-Length included; whoever sends adds what belongs to the connection.
        lines: Further fields as they go over the wire, each with its line end; whoever makes them answers for that.
        body: In the order sent; left out for HEAD by whoever sends it.
        before_last: Called once, just before the last of the body is handed to the operating system.
            A client that goes away earlier never gets there.
        repeatable: The same question has this answer until the page store's next change.
    """

    status: str
    headers: list[Header]
    body: tuple[bytes | FilePart, ...] = ()
    before_last: Callable[[], None] | None = None
    repeatable: bool = False
    lines: str = ""

    @property
    def fields(self) -> list[Header]:
        """All fields, those of `lines` first."""
        finished = (line.partition(": ") for line in self.lines.split("\r\n")[:-1])
        return [*((name, value) for name, _, value in finished), *self.headers]


Handler = Callable[[Request], Response | None]
"""What answers GET and HEAD; None for what somebody else may answer."""
