"""ZIP files that every reader understands alike.

Some readers walk the local headers from the beginning, others trust the central directory at the
end; a file in which the two differ is one package to pip and another to uv. So the members must
fill the file from its first byte to the directory without gaps, each local header must repeat
its directory entry, and the end record must be the last bytes.

Source: APPNOTE.TXT 6.3.10, sections 4.3 (records), 4.4 (fields), 4.5.3 (ZIP64).
"""

import stat
import zlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from strongroom.publishing.archives.limits import CHUNK_BYTES, Limits, reject
from strongroom.publishing.archives.zip_records import (
    DEFLATED,
    LOCAL,
    STORED,
    Header,
    find_directory,
    parse_central,
    parse_local,
)
from strongroom.publishing.errors import BUILD_AGAIN, Fault, shown
from strongroom.publishing.rules.member_names import name_faults, tree_faults

_FOLDER_OF_DOS = 0x10


@dataclass(frozen=True, slots=True)
class ZipMember:
    """A file or folder in a ZIP file; its content begins `content_offset` bytes from the file's start."""

    name: str
    is_directory: bool
    header: Header
    content_offset: int

    @property
    def size_bytes(self) -> int:
        """Unpacked size."""
        return self.header.unpacked_bytes


def read_members(file: BinaryIO, *, size_bytes: int, limits: Limits) -> list[ZipMember]:
    """Return all members of the ZIP file in the order of their content.

    Raises:
        UploadRefused: if the file is no ZIP file, or one that readers could understand differently.
    """
    directory = find_directory(file, size_bytes=size_bytes)
    limits.check_members(directory.count)
    limits.check_metadata(directory.size, name="The ZIP file's central directory")
    file.seek(directory.offset)
    headers = sorted(
        _directory_entries(file.read(directory.size), directory.count), key=lambda one: one.offset
    )
    limits.check_unpacked(sum(one.unpacked_bytes for one in headers), packed_bytes=size_bytes)
    return list(_tile(file, headers, end=directory.offset))


def member_faults(members: Collection[ZipMember]) -> Iterator[Fault]:
    """Yield what is wrong with members each of which can be read."""
    for member in members:
        yield from name_faults(member.name, is_directory=member.is_directory)
        if not _is_of_its_kind(member):
            yield Fault(
                "unsafe_member",
                f"The ZIP file has a link or device in it, or a folder without a slash: {shown(member.name)}.",
                BUILD_AGAIN,
                "content",
            )
    yield from tree_faults(
        files=(member.name for member in members if not member.is_directory),
        directories=(member.name.removesuffix("/") for member in members if member.is_directory),
    )


def _is_of_its_kind(member: ZipMember) -> bool:
    """Readers take a member for a folder by the slash at its end, by its Unix mode, or by the attributes of DOS."""
    file_type = stat.S_IFMT(member.header.attributes >> 16)
    if member.is_directory:
        return file_type in (0, stat.S_IFREG, stat.S_IFDIR)
    return file_type in (0, stat.S_IFREG) and not member.header.attributes & _FOLDER_OF_DOS


def _directory_entries(content: bytes, count: int) -> Iterator[Header]:
    position = 0
    for _ in range(count):
        header, position = parse_central(content, position)
        yield header
    if position != len(content):
        reject("The ZIP file's central directory is larger than its entries.")


def _tile(file: BinaryIO, headers: list[Header], *, end: int) -> Iterator[ZipMember]:
    """Yield the members, checking that they fill the file up to `end` one after the other."""
    position = 0
    for header in headers:
        if header.offset != position:
            reject("The ZIP file has prepended, overlapping or unlisted data.")
        content_offset = _check_local(file, header)
        position = content_offset + header.packed_bytes
        if position > end:
            reject("The ZIP file's members are larger than the file.")
        yield _member(header, content_offset)
    if position != end:
        reject("The ZIP file has unlisted data before its central directory.")


def _check_local(file: BinaryIO, header: Header) -> int:
    """Compare a member's local header with its directory entry; return where its content begins."""
    file.seek(header.offset)
    fixed = file.read(LOCAL.size)
    if len(fixed) < LOCAL.size:
        reject("The ZIP file is truncated.")
    variable_bytes: int = sum(LOCAL.unpack(fixed)[-2:])
    local = parse_local(fixed + file.read(variable_bytes), header.offset)
    if local != header.without_attributes():
        reject("The ZIP file's local headers and central directory disagree.")
    return header.offset + LOCAL.size + variable_bytes


def _member(header: Header, content_offset: int) -> ZipMember:
    name = header.decoded_name()
    is_directory = name.endswith("/")
    if is_directory and header.unpacked_bytes:
        reject("The ZIP file has a folder with content of its own.")
    if header.method == STORED and header.packed_bytes != header.unpacked_bytes:
        reject("The ZIP file has a stored member of two sizes.")
    return ZipMember(name, is_directory, header, content_offset)


def unpack(file: BinaryIO, member: ZipMember) -> Iterator[bytes]:
    """Yield the member's content in chunks.

    Raises:
        UploadRefused: if it does not unpack to exactly the size and checksum that its header states.
    """
    chunks = _packed_chunks(file, member)
    if member.header.method == DEFLATED:
        chunks = _inflate(chunks, max_bytes=member.size_bytes)
    checksum = unpacked_bytes = 0
    for chunk in chunks:
        checksum = zlib.crc32(chunk, checksum)
        unpacked_bytes += len(chunk)
        yield chunk
    if (checksum, unpacked_bytes) != (member.header.checksum, member.size_bytes):
        reject("The ZIP file is corrupt: a member has another size or checksum than its header states.")


def _packed_chunks(file: BinaryIO, member: ZipMember) -> Iterator[bytes]:
    position, remaining = member.content_offset, member.header.packed_bytes
    while remaining:
        file.seek(position)
        chunk = file.read(min(remaining, CHUNK_BYTES))
        if not chunk:
            reject("The ZIP file is truncated.")
        yield chunk
        position += len(chunk)
        remaining -= len(chunk)


def _inflate(chunks: Iterator[bytes], *, max_bytes: int) -> Iterator[bytes]:
    """Yield the inflated content, at most `max_bytes`."""
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    produced = 0
    try:
        while not inflater.eof:
            packed = inflater.unconsumed_tail or next(chunks, b"")
            piece = inflater.decompress(packed, CHUNK_BYTES)
            produced += len(piece)
            if produced > max_bytes:
                reject("The ZIP file is corrupt: a member is larger than its header states.")
            if piece:
                yield piece
            elif not packed:
                reject("The ZIP file is corrupt: a member's content is cut off.")
    except zlib.error:
        reject("The ZIP file is corrupt: a member cannot be decompressed.")
    if inflater.unused_data or next(chunks, b""):
        reject("The ZIP file has data after the end of a member's content.")
