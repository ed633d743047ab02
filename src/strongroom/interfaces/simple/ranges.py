"""Single byte ranges. Source: RFC 9110 section 14.

More than one range, another unit, or a malformed header is ignored, as the RFC allows: the answer
is then the whole file.
"""

import re
from dataclasses import dataclass

from strongroom.foundation.errors import Refusal

_SINGLE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})", re.IGNORECASE)


class RangeNotSatisfiable(Refusal):
    """The range begins behind the end of the file."""

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


def parse_range(header: str, size_bytes: int) -> ByteRange | None:
    """Return the range of a file of that size, or None if the whole is to be sent.

    Raises:
        RangeNotSatisfiable: if no byte of the file is in the range.
    """
    match = _SINGLE.fullmatch(header.strip())
    if match is None or match.group(1, 2) == ("", ""):
        return None
    first, last = _bounds(match[1], match[2], size_bytes)
    if match[1] and match[2] and int(match[2]) < first:
        return None
    if first >= size_bytes:
        raise RangeNotSatisfiable(
            "The requested range is not in this file.",
            why=f"It has {size_bytes} bytes.",
            next_step="Ask for a range within them.",
        )
    return ByteRange(first, min(last, size_bytes - 1), size_bytes)


def _bounds(first: str, last: str, size_bytes: int) -> tuple[int, int]:
    """Return the first and last position meant; without a first one, `last` counts from the end."""
    if not first:
        return size_bytes - min(int(last), size_bytes), size_bytes - 1
    return int(first), int(last) if last else size_bytes - 1
