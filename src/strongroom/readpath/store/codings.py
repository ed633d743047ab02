"""gzip and zstd, always to the same bytes: of whole pages, and of pieces that are put together later.

Sources: RFC 1951 (deflate), RFC 1952 (gzip), RFC 8878 (zstd).

* Pieces of deflate end at a byte and refer to nothing before them, so one gzip member can be put
  together of them. Several members one after another are allowed, too, but httpx, wget, curl and uv
  stop after the first.
* Frames of zstd may follow each other.
"""

import gzip
import io
import re
import struct
import sys
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

from strongroom.infra.storage.open_file import OpenFile
from strongroom.readpath.store.checksums import crc32_shift
from strongroom.readpath.store.records import Coding

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

_OPENERS: dict[Coding, Callable[..., Any]] = {
    Coding.IDENTITY: open,
    Coding.GZIP: gzip.open,
    Coding.ZSTD: zstd.open,
}
GZIP_HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
"""Deflate, no name, no time, system unknown."""
_GZIP_TRAILER = struct.Struct("<II")
_GZIP_LEVEL, _ZSTD_LEVEL = 4, 1
"""Of pages, which are made anew with every upload: most of a page are digests, which no level makes shorter. Chance
likenesses between them only cost: the filtered strategy passes over them, and so does the lowest level of zstd. Of
400 kB in 79 or 72 kB, 9 and 12 save 5 or none, and take twice or ten times as long."""
_LIST_GZIP_LEVEL, _LIST_ZSTD_LEVEL = 9, 12
"""Of the list of all projects: some ten thousand bytes change at a time, and mirrors fetch megabytes again and again.
From 15 on zstd takes three times as long, and windows begin to outgrow RFC 9659."""
_WORTH_COMPRESSING_BYTES = 200
_SEAM = re.compile(rb"/packages/0[0-3]/")
"""Where a page may be cut: at a file whose digest begins so, one in 64. So the same page is always cut in the same way, and
pages that differ in one file differ in one part, wherever it stands."""
_SHORTEST_PART = 8192
"""Bytes; whoever chooses digests, or writes such addresses elsewhere, shall not have a page cut into crumbs."""
_FAMILIAR_PARTS = 128
"""Parts that are kept in memory, some 40 kB each with what becomes of them."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a body in both codings.

    Args:
        deflated: Ends at a byte; no final block.
        frame: In zstd.
        crc32, shift, size_bytes: Of the part itself; see `checksums`.
    """

    deflated: bytes | memoryview
    frame: bytes | memoryview
    crc32: int
    shift: int
    size_bytes: int

    @classmethod
    def of(cls, part: bytes) -> "Piece":
        """Compress a part."""
        deflated, frame = deflate(part, level=_LIST_GZIP_LEVEL), zstd_frame(part, level=_LIST_ZSTD_LEVEL)
        return cls(deflated, frame, zlib.crc32(part), crc32_shift(len(part)), len(part))


def compressed(body: bytes) -> Iterator[tuple[Coding, bytes]]:
    """Yield the codings that make a page shorter.

    For gzip, which takes seven times as long, a page of many files is cut. Most parts are as they were before the page's
    last change, and need not be compressed again.
    """
    if len(body) < _WORTH_COMPRESSING_BYTES:
        return
    *before, last = _parts(body)
    deflated = [*map(_deflate_part, before), deflate(last, last=True, strategy=zlib.Z_FILTERED)]
    in_gzip = b"".join([GZIP_HEADER, *deflated, gzip_trailer(zlib.crc32(body), len(body))])
    for coding, result in ((Coding.GZIP, in_gzip), (Coding.ZSTD, zstd_frame(body))):
        if len(result) < len(body):
            yield coding, result


def _parts(body: bytes) -> list[bytes]:
    edges = [0]
    for seam in _SEAM.finditer(body):
        if seam.start() - edges[-1] >= _SHORTEST_PART:
            edges.append(seam.start())
    return [body[begin:end] for begin, end in pairwise([*edges, len(body)])]


@lru_cache(_FAMILIAR_PARTS)
def _deflate_part(part: bytes) -> bytes:
    return deflate(part, strategy=zlib.Z_FILTERED)


def deflate(
    part: bytes,
    *,
    last: bool = False,
    level: int = _GZIP_LEVEL,
    strategy: int = zlib.Z_DEFAULT_STRATEGY,
) -> bytes:
    """Return blocks of deflate, the last one final if asked for, or else followed by a full flush."""
    compressor = zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS, zlib.DEF_MEM_LEVEL, strategy)
    return compressor.compress(part) + compressor.flush(zlib.Z_FINISH if last else zlib.Z_FULL_FLUSH)


def gzip_trailer(crc32: int, size_bytes: int) -> bytes:
    """Return what ends a member whose content has this checksum and size."""
    return _GZIP_TRAILER.pack(crc32, size_bytes & 0xFFFFFFFF)


def zstd_frame(part: bytes, *, level: int = _ZSTD_LEVEL) -> bytes:
    """Return one frame, which tells its size."""
    return zstd.compress(part, level)


def open_decoded(file: OpenFile, coding: Coding) -> io.BufferedIOBase:
    """Open what a file contains once its coding is undone."""
    opened: io.BufferedIOBase = _OPENERS[coding](f"/dev/fd/{file.fd}", "rb")
    return opened


def read_zstd_frame(frame: bytes | memoryview) -> bytes:
    """Return what a frame contains."""
    return zstd.decompress(frame)
