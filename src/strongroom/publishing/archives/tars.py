"""Tar files that every reader understands alike, read as a stream from gzip.

A member's size, name and target must not depend on which of several headers a reader believes.
"""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from strongroom.publishing.archives.limits import CHUNK_BYTES, MEBIBYTE, Limits, reject
from strongroom.publishing.archives.tar_headers import (
    BLOCK_BYTES,
    Header,
    Kind,
    parse_extension,
    parse_header,
    text_of,
)

MAX_EXTENSION_BYTES = MEBIBYTE
"""Size of one extended header, which is held in memory."""
MAX_EXTENSIONS_BYTES = 16 * MEBIBYTE
"""Size of all extended headers, for reading their small records takes its time."""


@dataclass(frozen=True, slots=True)
class TarMember:
    """A file, folder or link; a folder's name has no slash at its end."""

    kind: Kind
    name: str
    size_bytes: int
    target: str


class TarStream:
    """The members of a tar file one after the other, with the content of the current one.

    Args:
        chunks: The unpacked bytes of the file.
    """

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._buffer = b""
        self._position = 0
        self._extensions_bytes = 0

    def members(self) -> Iterator[TarMember]:
        """Yield each member; its content must be taken or skipped before the next one is asked for.

        Raises:
            UploadRefused: if the file is damaged, goes on after its end, or can be read in two ways.
        """
        extensions: dict[str, str] = {}
        pending: set[Kind] = set()
        while any(block := self._take(BLOCK_BYTES)):
            header = parse_header(block)
            if header.kind in (Kind.FILE, Kind.DIRECTORY, Kind.HARD_LINK, Kind.SYMBOLIC_LINK):
                yield _member(header, extensions)
                extensions, pending = {}, set()
            elif header.kind in pending:
                reject("The tar archive has the same kind of extended header twice before a member.")
            else:
                pending.add(header.kind)
                self._extend(extensions, header)
        if pending:
            reject("The tar archive ends after an extended header.")
        self._check_end()

    def content(self, member: TarMember) -> bytes:
        """Return the current member's content, whole."""
        return b"".join(self._padded(member.size_bytes))

    def skip(self, member: TarMember) -> None:
        """Pass over the current member's content."""
        for _ in self._padded(member.size_bytes):
            pass

    def _extend(self, extensions: dict[str, str], header: Header) -> None:
        """Add to `extensions` what an extended header says of the next member."""
        self._extensions_bytes += header.size_bytes
        if header.size_bytes > MAX_EXTENSION_BYTES or self._extensions_bytes > MAX_EXTENSIONS_BYTES:
            reject("The tar archive has oversized extended headers.")
        content = b"".join(self._padded(header.size_bytes))
        if header.kind is Kind.LONG_NAME:
            said = {"path": text_of(content.removesuffix(b"\0"))}
        elif header.kind is Kind.LONG_TARGET:
            said = {"linkpath": text_of(content.removesuffix(b"\0"))}
        else:
            said = dict(parse_extension(content))
        if said.keys() & extensions.keys() or (said and header.kind is Kind.GLOBAL_EXTENSION):
            reject("The tar archive names or measures a member in several headers.")
        extensions |= said

    def _padded(self, size_bytes: int) -> Iterator[bytes]:
        """Yield content of this size, and pass over what fills its last block."""
        remaining = size_bytes
        while remaining:
            piece = self._take(min(remaining, CHUNK_BYTES))
            remaining -= len(piece)
            yield piece
        self._take(-size_bytes % BLOCK_BYTES)

    def _take(self, count: int) -> bytes:
        while len(self._buffer) - self._position < count:
            chunk = next(self._chunks, b"")
            if not chunk:
                reject("The tar archive is truncated.")
            self._buffer = self._buffer[self._position :] + chunk
            self._position = 0
        taken = self._buffer[self._position : self._position + count]
        self._position += count
        return taken

    def _check_end(self) -> None:
        if any(self._buffer[self._position :]) or any(any(chunk) for chunk in self._chunks):
            reject("The tar archive has data after its end.")


def _member(header: Header, extensions: dict[str, str]) -> TarMember:
    name = extensions.get("path", header.name)
    if extensions.get("size", str(header.size_bytes)) != str(header.size_bytes):
        reject("The tar archive gives a member two sizes.")
    if header.kind is not Kind.FILE and header.size_bytes:
        reject("The tar archive has a folder or link with content of its own.")
    return TarMember(
        kind=header.kind,
        name=name.removesuffix("/") if header.kind is Kind.DIRECTORY else name,
        size_bytes=header.size_bytes,
        target=extensions.get("linkpath", header.target),
    )


def gunzip(file: BinaryIO, *, packed_bytes: int, limits: Limits) -> Iterator[bytes]:
    """Yield the unpacked content of a gzip file of one member (RFC 1952).

    Raises:
        UploadRefused: if it is no gzip file, is damaged, has data after its end, or unpacks to too much.
    """
    inflater = zlib.decompressobj(16 + zlib.MAX_WBITS)
    unpacked_bytes = 0
    try:
        while not inflater.eof:
            packed = inflater.unconsumed_tail or file.read(CHUNK_BYTES)
            piece = inflater.decompress(packed, CHUNK_BYTES)
            unpacked_bytes += len(piece)
            limits.check_unpacked(unpacked_bytes, packed_bytes=packed_bytes)
            if piece:
                yield piece
            elif not packed:
                reject("The file is cut off in the middle of its gzip data.")
    except zlib.error:
        reject("The file is not a gzip-compressed tar file, or is corrupt.")
    if inflater.unused_data or file.read(1):
        reject("The file has data after the end of its gzip data.")
