"""ZIP files with every field in the forger's hand: sound unless a field is told to lie.

Source: APPNOTE.TXT 6.3.10, 4.3 (records). Each record is a dictionary of its fields in order, so a case names
the field that lies and nothing else.
"""

import struct
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

Fields = Mapping[str, Any]

_LOCAL = "<4s5H3L2H"
_CENTRAL = "<4s6H3L5H2L"
_END = "<4s4H2LH"
_END64 = "<4sQ2H2L4Q"
_LOCATOR = "<4sLQL"
UTF8 = 0x0800
DESCRIPTOR = 0x0008


@dataclass(frozen=True, kw_only=True)
class Member:
    """A stored or deflated member.

    Args:
        both: Fields that both headers state otherwise than is true.
        local: Fields of the local header alone.
        central: Fields of the directory entry alone; `offset` moves it.
        after: Bytes between the content and the next header.
    """

    name: bytes
    content: bytes = b""
    is_deflated: bool = False
    both: Fields = field(default_factory=dict)
    local: Fields = field(default_factory=dict)
    central: Fields = field(default_factory=dict)
    after: bytes = b""

    @property
    def packed(self) -> bytes:
        if not self.is_deflated:
            return self.content
        packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
        return packer.compress(self.content) + packer.flush()

    def _said(self, own: Fields) -> dict[str, Any]:
        true = {
            "needed": 20,
            "flags": 0 if self.name.isascii() else UTF8,
            "method": 8 if self.is_deflated else 0,
            "time": 0,
            "date": 33,
            "checksum": zlib.crc32(self.content),
            "packed": len(self.packed),
            "unpacked": len(self.content),
            "name": self.name,
            "extra": b"",
            "comment": b"",
            "disk": 0,
            "attributes": 0o100644 << 16,
        }
        return {**true, **self.both, **own}

    @property
    def local_record(self) -> bytes:
        """The local header, content and what comes after it."""
        said = self._said(self.local)
        numbers = [said[name] for name in ("needed", "flags", "method", "time", "date")]
        sizes = [said[name] for name in ("checksum", "packed", "unpacked")]
        head = struct.pack(_LOCAL, b"PK\3\4", *numbers, *sizes, len(said["name"]), len(said["extra"]))
        return b"".join((head, said["name"], said["extra"], said.get("content", self.packed), self.after))

    def central_record(self, offset: int) -> bytes:
        """The directory entry of a member whose local header is `offset` bytes from the file's beginning."""
        said = self._said(self.central)
        numbers = [said[name] for name in ("needed", "flags", "method", "time", "date")]
        sizes = [said[name] for name in ("checksum", "packed", "unpacked")]
        lengths = [len(said[name]) for name in ("name", "extra", "comment")]
        head = struct.pack(
            _CENTRAL,
            *(b"PK\1\2", 0x0314, *numbers, *sizes, *lengths),
            *(said["disk"], 0, said["attributes"], said.get("offset", offset)),
        )
        return b"".join((head, said["name"], said["extra"], said["comment"]))


def forged(
    members: Iterable[Member],
    *,
    prefix: bytes = b"",
    before_directory: bytes = b"",
    before_end: bytes = b"",
    end: Fields | None = None,
    zip64: Fields | None = None,
) -> bytes:
    """Return a ZIP file of these members.

    Args:
        prefix: Bytes before the first member; offsets count from the file's beginning all the same.
        before_directory: Bytes between the last member and the central directory.
        before_end: Bytes between the central directory and the end records.
        end: Fields of the end record that lie.
        zip64: Fields of ZIP64's end record and locator that lie; None leaves both out.
    """
    content, entries, count = bytearray(prefix), bytearray(), 0
    for member in members:
        entries += member.central_record(len(content))
        content += member.local_record
        count += 1
    content += before_directory
    true = {
        "disk": 0,
        "first_disk": 0,
        "here": count,
        "count": count,
        "size": len(entries),
        "offset": len(content),
    }
    content += entries + before_end
    if zip64 is not None:
        content += _zip64_records({**true, **zip64}, len(content))
    return bytes(content + _end_record({**true, "comment": b"", **(end or {})}))


def _zip64_records(said: dict[str, Any], position: int) -> bytes:
    numbers = [said[name] for name in ("disk", "first_disk", "here", "count", "size", "offset")]
    record = struct.pack(_END64, b"PK\6\6", said.get("remainder", 44), 45, 45, *numbers)
    return record + struct.pack(
        _LOCATOR, b"PK\6\7", said["disk"], said.get("position", position), said.get("disks", 1)
    )


def _end_record(said: dict[str, Any]) -> bytes:
    numbers = [said[name] for name in ("disk", "first_disk", "here", "count", "size", "offset")]
    comment: bytes = said["comment"]
    return struct.pack(_END, b"PK\5\6", *numbers, len(comment)) + comment


def members_of(contents: Mapping[str, bytes]) -> list[Member]:
    """Return sound members of this content."""
    return [Member(name=name.encode(), content=content) for name, content in contents.items()]
