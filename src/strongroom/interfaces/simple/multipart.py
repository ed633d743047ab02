"""Several parts of a file in one answer. Source: RFC 9110 sections 14.6 and 15.3.7.2."""

from collections.abc import Sequence

from strongroom.infra.storage.open_file import OpenFile
from strongroom.interfaces.simple.messages import FilePart
from strongroom.interfaces.simple.ranges import ByteRange


def content_type(boundary: str) -> str:
    """Return what such a body is sent as."""
    return f"multipart/byteranges; boundary={boundary}"


def body(
    file: OpenFile, parts: Sequence[ByteRange], *, part_type: str, boundary: str
) -> tuple[bytes | FilePart, ...]:
    """Return the parts, each with a head that says where it is from.

    Args:
        part_type: Content type of the whole file.
        boundary: Must not be in the file.
    """
    pieces: list[bytes | FilePart] = []
    for part in parts:
        pieces += _head(part, part_type, boundary), FilePart(file, part.first, part.length)
    return *pieces, f"\r\n--{boundary}--\r\n".encode("ascii")


def length_of(pieces: Sequence[bytes | FilePart]) -> int:
    """Return the bytes that the pieces are together."""
    return sum(piece.length if isinstance(piece, FilePart) else len(piece) for piece in pieces)


def _head(part: ByteRange, part_type: str, boundary: str) -> bytes:
    lines = f"\r\n--{boundary}\r\nContent-Type: {part_type}\r\nContent-Range: {part.content_range}\r\n\r\n"
    return lines.encode("latin-1")
