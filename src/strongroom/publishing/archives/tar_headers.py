"""The header blocks of a tar file, parsed strictly.

Python's tarfile is lenient where tar readers differ, and reads extended headers of any size into
memory; so the few kinds of header that source distributions have are read here.
Sources: POSIX.1-2017, pax, "ustar Interchange Format" and "pax Extended Header"; GNU tar's long names.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from strongroom.publishing.archives.limits import reject

BLOCK_BYTES = 512
_POSIX_MAGIC = b"ustar\x00"
_GNU_MAGIC = b"ustar "
MAX_RECORDS = 100
"""Of one extended header; tools write less than ten."""
_RECORD = re.compile(rb"([0-9]{1,8}) ([\x21-<>-\x7e]+)=")
"""The beginning of a pax record: its length in bytes with these digits, and its key."""
_OCTAL = re.compile(rb" *([0-7]*)[ \0]*\Z")
_LARGE = (0x80, 0xFF)
"""First byte of a number in base 256, which GNU tar writes where octal digits do not suffice."""
_NUMBERS = {"mode": (100, 108), "devmajor": (329, 337), "devminor": (337, 345)}
_LARGE_NUMBERS = {"uid": (108, 116), "gid": (116, 124), "mtime": (136, 148)}


class Kind(Enum):
    """What a header introduces."""

    FILE = "file"
    DIRECTORY = "directory"
    HARD_LINK = "hard link"
    SYMBOLIC_LINK = "symbolic link"
    EXTENSION = "extended header of the next member"
    GLOBAL_EXTENSION = "extended header of all members"
    LONG_NAME = "name of the next member"
    LONG_TARGET = "link target of the next member"


_KINDS = {
    b"0": Kind.FILE,
    b"\x00": Kind.FILE,
    b"5": Kind.DIRECTORY,
    b"1": Kind.HARD_LINK,
    b"2": Kind.SYMBOLIC_LINK,
    b"x": Kind.EXTENSION,
    b"g": Kind.GLOBAL_EXTENSION,
    b"L": Kind.LONG_NAME,
    b"K": Kind.LONG_TARGET,
}


@dataclass(frozen=True, slots=True)
class Header:
    """One header block; `size_bytes` of content follow it."""

    kind: Kind
    name: str
    size_bytes: int
    target: str


def parse_header(block: bytes) -> Header:
    """Return what the header block says.

    Raises:
        UploadRefused: if it is damaged, or of a kind that source distributions do not have.
    """
    if _octal(block[148:156]) != sum(block[:148]) + sum(block[156:]) + 8 * ord(" "):
        reject("The tar archive is corrupt: a header has a wrong checksum.")
    _check_numbers(block)
    type_flag = block[156:157]
    if type_flag == b"S":
        reject("The tar archive is not accepted: sparse members.")
    if type_flag not in _KINDS:
        reject(
            "The tar archive has a member that is neither a file nor a folder nor a link.",
            code="unsafe_member",
        )
    prefix = _until_nul(block[345:500])
    magic = block[257:263]
    if (prefix and magic != _POSIX_MAGIC) or magic not in (_POSIX_MAGIC, _GNU_MAGIC, bytes(6)):
        reject("The tar archive has a header of an unknown format.")
    name = text_of(_until_nul(block[:100]))
    size = _octal(block[124:136])
    if size is None:
        reject("The tar archive has a member without a readable size.")
    return Header(
        kind=_KINDS[type_flag],
        name=f"{text_of(prefix)}/{name}" if prefix else name,
        size_bytes=size,
        target=text_of(_until_nul(block[157:257])),
    )


def parse_extension(content: bytes) -> Mapping[str, str]:
    """Return the records of a pax extended header that change what a member is.

    Raises:
        UploadRefused: if it is malformed, sets a character set or declares a sparse member.
    """
    records: dict[str, str] = {}
    position = count = 0
    while position < len(content):
        count += 1
        start = _RECORD.match(content, position)
        end = position + int(start[1]) if start else 0
        if start is None or not start.end() < end <= len(content) or content[end - 1 : end] != b"\n":
            reject("The tar archive has a malformed extended header.")
        if count > MAX_RECORDS:
            reject("The tar archive has oversized extended headers.")
        key, value = start[2].decode(), content[start.end() : end - 1]
        position = end
        if key.startswith("GNU.sparse.") or key == "hdrcharset":
            reject("The tar archive is not accepted: sparse members, or names in a declared character set.")
        if key in ("path", "linkpath", "size"):
            if key in records:
                reject("The tar archive has a malformed extended header.")
            records[key] = text_of(value)
    return records


def text_of(name: bytes) -> str:
    """Return the bytes as text.

    Raises:
        UploadRefused: if they are not UTF-8.
    """
    try:
        return name.decode("utf-8")
    except UnicodeDecodeError:
        reject("The tar archive has a member whose name is not UTF-8.")


def _until_nul(field: bytes) -> bytes:
    return field.partition(b"\0")[0]


def _check_numbers(block: bytes) -> None:
    """Check the fields that are not used here: at one that it cannot read, Python's tarfile ends the archive."""
    unreadable = [
        *(name for name, (start, end) in _NUMBERS.items() if _octal(block[start:end]) is None),
        *(
            name
            for name, (start, end) in _LARGE_NUMBERS.items()
            if block[start] not in _LARGE and _octal(block[start:end]) is None
        ),
    ]
    if unreadable:
        reject(f"The tar archive has a member without a readable {unreadable[0]}.")


def _octal(field: bytes) -> int | None:
    """Return the number in a field, 0 if it is blank; None for what readers understand differently."""
    digits = _OCTAL.match(field)
    return int(digits[1] or b"0", 8) if digits else None
