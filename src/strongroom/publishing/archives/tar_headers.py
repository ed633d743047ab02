"""The header blocks of a tar file, parsed strictly.

Python's tarfile is lenient where tar readers differ, and reads extended headers of any size into
memory; so the few kinds of header that source distributions have are read here.
Sources: POSIX.1-2017, pax, "ustar Interchange Format" and "pax Extended Header"; GNU tar's long names.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from strongroom.publishing.archives.limits import reject

BLOCK_BYTES = 512
_POSIX_MAGIC = b"ustar\x00"
_GNU_MAGIC = b"ustar "
_MAX_LENGTH_DIGITS = 8


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


def is_tar_header(block: bytes) -> bool:
    """The block has the checksum of a tar header."""
    if len(block) < BLOCK_BYTES or not any(block):
        return False
    stated = block[148:156].strip(b" \0")
    actual = sum(block[:148]) + sum(block[156:BLOCK_BYTES]) + 8 * 0x20
    return stated.isdigit() and _octal(stated) == actual


def parse_header(block: bytes) -> Header:
    """Return what the header block says.

    Raises:
        UploadRefused: if it is damaged, or of a kind that source distributions do not have.
    """
    if not is_tar_header(block):
        reject("The tar archive is corrupt: a header has a wrong checksum.")
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
    size = _octal(block[124:136].strip(b" \0") or b"0")
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
    while content:
        length, space, _ = content.partition(b" ")
        if not space or not length.isdigit() or len(length) > _MAX_LENGTH_DIGITS:
            reject("The tar archive has a malformed extended header.")
        record, content = content[: int(length)], content[int(length) :]
        key, equals, value = record[len(length) + 1 :].partition(b"=")
        if len(record) != int(length) or not equals or not value.endswith(b"\n"):
            reject("The tar archive has a malformed extended header.")
        if key.startswith(b"GNU.sparse.") or key == b"hdrcharset":
            reject("The tar archive is not accepted: sparse members, or names in a declared character set.")
        if key in (b"path", b"linkpath", b"size"):
            if key.decode() in records:
                reject("The tar archive has a malformed extended header.")
            records[key.decode()] = text_of(value[:-1])
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


def _octal(digits: bytes) -> int | None:
    return int(digits, 8) if digits and all(digit in b"01234567" for digit in digits) else None
