"""Byte ranges. Source: RFC 9110 sections 14.1.2, 14.2, 15.3.7 and 17.15.

Another unit, a malformed header or too many ranges are ignored, as the RFC allows: the answer is then
the whole file. Ranges that overlap or touch are sent as one, so no byte is sent twice.
"""

import re
from dataclasses import dataclass

from strongroom.foundation.errors import Refusal

MAX_RANGES = 16
"""Of one answer. Installers ask for two or three; many small ones are an attack (section 17.15)."""

_SET = re.compile(r"bytes=([0-9, \t-]{1,1024})", re.IGNORECASE)
_RANGE = re.compile(r"([0-9]{0,18})-([0-9]{0,18})")


class RangeNotSatisfiable(Refusal):
    """All ranges begin behind the end of the file."""

    code = "range_not_satisfiable"


@dataclass(frozen=True, slots=True)
class ByteRange:
    """Bytes from `first` to `last`, both included, of a whole of `size_bytes`."""

    first: int
    last: int
    size_bytes: int

    @property
    def length(self) -> int:
        """Number of bytes."""
        return self.last - self.first + 1

    @property
    def content_range(self) -> str:
        """Header value."""
        return f"bytes {self.first}-{self.last}/{self.size_bytes}"


def parse_ranges(header: str, size_bytes: int) -> tuple[ByteRange, ...]:
    """Return the parts of a file of that size to send, none if the whole is to be sent.

    They come in the order asked for, unless some overlap or touch: then from the first byte to the last.

    Raises:
        RangeNotSatisfiable: if no byte of the file is in any range.
    """
    bounds = _asked(header, size_bytes)
    if not bounds:
        return ()
    parts = [(first, min(last, size_bytes - 1)) for first, last in bounds if first < size_bytes]
    if not parts:
        raise RangeNotSatisfiable(
            "The requested range is not in this file.",
            why=f"It has {size_bytes} bytes.",
            next_step="Ask for a range within them.",
        )
    joined = _joined(parts)
    chosen = parts if len(joined) == len(parts) else joined
    return tuple(ByteRange(*part, size_bytes) for part in chosen) if len(chosen) <= MAX_RANGES else ()


def _asked(header: str, size_bytes: int) -> list[tuple[int, int]]:
    """Return first and last position of each range as asked for; none if the header is malformed."""
    ranges = _SET.fullmatch(header.strip())
    bounds = []
    for element in ranges[1].split(",") if ranges else ():
        if not element.strip(" \t"):
            continue  # empty elements of a list count for nothing (section 5.6.1.2)
        match = _RANGE.fullmatch(element.strip(" \t"))
        if match is None or match.group(1, 2) == ("", ""):
            return []
        if match[1] and match[2] and int(match[2]) < int(match[1]):
            return []
        bounds.append(_bounds(match[1], match[2], size_bytes))
    return bounds


def _bounds(first: str, last: str, size_bytes: int) -> tuple[int, int]:
    """Return the first and last position meant; without a first one, `last` counts from the end."""
    if not first:
        return size_bytes - min(int(last), size_bytes), size_bytes - 1
    return int(first), int(last) if last else size_bytes - 1


def _joined(parts: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the same bytes from the first to the last, each once."""
    joined: list[tuple[int, int]] = []
    for first, last in sorted(parts):
        if joined and first <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
        else:
            joined.append((first, last))
    return joined
