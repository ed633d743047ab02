"""The records of a ZIP file, parsed strictly: every doubtful value is refused.

Source: APPNOTE.TXT 6.3.10; section numbers at each record.
"""

import struct
from dataclasses import dataclass, replace
from typing import BinaryIO

from strongroom.publishing.archives.limits import reject

LOCAL = struct.Struct("<4s5H3L2H")
"""4.3.7: signature, needed, flags, method, time, date, checksum, packed, unpacked, name and extra length."""
CENTRAL = struct.Struct("<4s6H3L5H2L")
"""4.3.12: as above with the maker first; then comment length, disk, attributes (2), offset."""
END = struct.Struct("<4s4H2LH")
"""4.3.16: signature, disk, directory's disk, entries here, entries, size, offset, comment length."""
END64 = struct.Struct("<4sQ2H2L4Q")
"""4.3.14: signature, record size, maker, needed, disks (2), entries here, entries, size, offset."""
LOCATOR = struct.Struct("<4sLQL")
"""4.3.15: signature, disk, offset of the ZIP64 end record, disks."""

STORED = 0
DEFLATED = 8
_KNOWN_VERSION = 63
"""4.4.3.2, times ten; beyond it Python's zipfile opens nothing."""
_ALLOWED_FLAGS = 0x0806
"""Deflate's level (bits 1 and 2) and UTF-8 names (bit 11)."""
_ENCRYPTED = 0x2041
_DATA_DESCRIPTOR = 0x0008
_UTF8 = 0x0800
_ZIP64 = 0x0001
_UNICODE_PATH = 0x7075
_IN_ZIP64 = 0xFFFFFFFF
_END64_REMAINDER = END64.size - 12


@dataclass(frozen=True, slots=True)
class Directory:
    """Where the central directory is: bytes from the file's start, its size in bytes, its entries."""

    offset: int
    size: int
    count: int


@dataclass(frozen=True, slots=True)
class Header:
    """What both a local header and a directory entry say of a member.

    Args:
        checksum: CRC-32.
        offset: Bytes from the file's start to the local header.
        attributes: Unix file type and permissions in the upper half; a local header does not have them.
    """

    name: bytes
    flags: int
    method: int
    checksum: int
    packed_bytes: int
    unpacked_bytes: int
    offset: int
    attributes: int = 0

    def without_attributes(self) -> "Header":
        """Return what the local header must say."""
        return replace(self, attributes=0)

    def decoded_name(self) -> str:
        """Return the name as text. Without the UTF-8 flag readers differ on all but ASCII."""
        try:
            return self.name.decode("utf-8" if self.flags & _UTF8 else "ascii")
        except UnicodeDecodeError:
            reject("The ZIP file has a member whose name is not UTF-8 or not marked as such.")


def find_directory(file: BinaryIO, *, size_bytes: int) -> Directory:
    """Return where the central directory is; it must end where the file's end records begin.

    Raises:
        UploadRefused: if the file does not end in an end record, or the records contradict each other.
    """
    if size_bytes < END.size:
        reject("The file is not a ZIP file.")
    position = size_bytes - END.size
    signature, disk, first_disk, here, count, size, offset, comment = END.unpack(
        _read(file, position, END.size)
    )
    if signature != b"PK\5\6":
        reject("The file is not a ZIP file, or has data after its end.")
    if comment or disk or first_disk or here != count:
        reject("The ZIP file has a comment, or more than one disk.")
    directory, end = Directory(offset, size, count), position
    locator = (
        LOCATOR.unpack(_read(file, position - LOCATOR.size, LOCATOR.size))
        if position > LOCATOR.size
        else (b"",)
    )
    if locator[0] == b"PK\6\7":
        end = position - LOCATOR.size - END64.size
        directory = _zip64_directory(file, locator=locator, expected_offset=end, short=directory)
    if directory.offset + directory.size != end:
        reject("The ZIP file has prepended or trailing data, or a misplaced central directory.")
    return directory


def _zip64_directory(
    file: BinaryIO, *, locator: tuple[bytes, int, int, int], expected_offset: int, short: Directory
) -> Directory:
    _, disk, offset, disks = locator
    if disk or disks != 1 or offset != expected_offset:
        reject("The ZIP file has a misplaced ZIP64 end record.")
    record = END64.unpack(_read(file, offset, END64.size))
    signature, remainder, _, _, disk, first_disk, here, count, size, directory_offset = record
    if signature != b"PK\6\6" or remainder != _END64_REMAINDER or disk or first_disk or here != count:
        reject("The ZIP file has a malformed ZIP64 end record.")
    for stated, full, unstated in (
        (short.count, count, 0xFFFF),
        (short.size, size, _IN_ZIP64),
        (short.offset, directory_offset, _IN_ZIP64),
    ):
        if stated not in (full, unstated):
            reject("The ZIP file's two end records disagree.")
    return Directory(directory_offset, size, count)


def _read(file: BinaryIO, position: int, length: int) -> bytes:
    file.seek(position)
    content = file.read(length)
    if len(content) < length:
        reject("The ZIP file is truncated.")
    return content


def parse_central(content: bytes, position: int) -> tuple[Header, int]:
    """Return the directory entry at `position`, and the position after it."""
    fixed = content[position : position + CENTRAL.size]
    if len(fixed) < CENTRAL.size or not fixed.startswith(b"PK\1\2"):
        reject("The ZIP file has a malformed central directory.")
    unpacked = CENTRAL.unpack(fixed)
    _, _, needed, flags, method, _, _, checksum, packed_bytes, unpacked_bytes = unpacked[:10]
    name_length, extra_length, comment_length, disk, _, attributes, offset = unpacked[10:]
    if needed & 0xFF > _KNOWN_VERSION:
        reject("The ZIP file has a member that needs a newer version of the format.")
    if comment_length or disk:
        reject("The ZIP file has a comment in its central directory, or more than one disk.")
    name, extra, end = _variable(content, position + CENTRAL.size, name_length, extra_length)
    unpacked_bytes, packed_bytes, offset = _widened(
        (unpacked_bytes, packed_bytes, offset), _wide(extra, name)
    )
    _check_flags(flags, method)
    header = Header(name, flags, method, checksum, packed_bytes, unpacked_bytes, offset, attributes)
    return header, end


def parse_local(content: bytes, offset: int) -> Header:
    """Return the local header that `content` is, which was found at `offset`."""
    signature, _, flags, method, _, _, checksum, packed_bytes, unpacked_bytes, name_length, extra_length = (
        LOCAL.unpack(content[: LOCAL.size])
    )
    if signature != b"PK\3\4":
        reject("The ZIP file has a malformed local header.")
    name, extra, _ = _variable(content, LOCAL.size, name_length, extra_length)
    unpacked_bytes, packed_bytes = _widened((unpacked_bytes, packed_bytes), _wide(extra, name))
    _check_flags(flags, method)
    return Header(name, flags, method, checksum, packed_bytes, unpacked_bytes, offset)


def _variable(content: bytes, position: int, name_length: int, extra_length: int) -> tuple[bytes, bytes, int]:
    name_end = position + name_length
    end = name_end + extra_length
    if end > len(content):
        reject("The ZIP file has a truncated header.")
    return content[position:name_end], content[name_end:end], end


def _check_flags(flags: int, method: int) -> None:
    if flags & _DATA_DESCRIPTOR:
        reject("The ZIP file has data descriptors: it was written as a stream.")
    if flags & _ENCRYPTED:
        reject("The ZIP file has encrypted members.")
    if flags & ~_ALLOWED_FLAGS:
        reject("The ZIP file has members with unknown flags.")
    if method not in (STORED, DEFLATED):
        reject("The ZIP file does not use a supported compression type: members are stored or deflated.")


def _wide(extra: bytes, name: bytes) -> tuple[int, ...]:
    """Return the 64-bit numbers in a header's extra field, after checking that field."""
    found: dict[int, bytes] = {}
    while extra:
        if len(extra) < 4:
            reject("The ZIP file has a malformed extra field.")
        kind, length = struct.unpack_from("<2H", extra)
        value, extra = extra[4 : 4 + length], extra[4 + length :]
        if len(value) < length:
            reject("The ZIP file has a malformed extra field.")
        if kind in found and kind in (_ZIP64, _UNICODE_PATH):
            reject("The ZIP file has a duplicate extra field.")
        found[kind] = value
    if _UNICODE_PATH in found and found[_UNICODE_PATH][5:] != name:
        reject("The ZIP file gives a member two names.")
    numbers = found.get(_ZIP64, b"")
    if len(numbers) % 8:
        reject("The ZIP file has a malformed ZIP64 extra field.")
    return struct.unpack(f"<{len(numbers) // 8}Q", numbers)


def _widened(stated: tuple[int, ...], wide: tuple[int, ...]) -> list[int]:
    """Replace each number that a header leaves to the ZIP64 field (4.5.3).

    Bazel's archiver adds the field needlessly, repeating the header's numbers; any other surplus is refused.
    """
    if _IN_ZIP64 not in stated and wide == stated[: len(wide)]:
        return list(stated)
    if len(wide) != stated.count(_IN_ZIP64):
        reject("The ZIP file has a malformed ZIP64 extra field.")
    numbers = iter(wide)
    return [next(numbers) if number == _IN_ZIP64 else number for number in stated]
