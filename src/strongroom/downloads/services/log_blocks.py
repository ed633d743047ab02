"""The content of a log, unpacked, in blocks of whole lines."""

import stat
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from gzip import GzipFile
from pathlib import Path
from typing import IO, NamedTuple

from strongroom.downloads.errors import LogUnreadable
from strongroom.downloads.rules.log_packing import packed_too_tightly

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

_BLOCK_BYTES = 256 * 1024
_LINE_BYTES = 1024 * 1024
"""A line of which as much is left after a block is too long: none is a line of a log."""
_BROKEN = (OSError, EOFError, zlib.error, zstd.ZstdError)

Advance = Callable[[int], object]
"""Called with the number of bytes of the file that were read since the last call."""


class Block(NamedTuple):
    """Some of a log.

    Args:
        content: All of it but what is unfinished.
        lines: Whole lines; what is of lines that are too long is left out.
        too_long: As much as is here of a line that is too long and begins here; mostly empty.
        unfinished: The last line of the log, where it has no end.
    """

    content: bytes
    lines: bytes
    too_long: bytes
    unfinished: bytes


def read_blocks(path: Path, *, shown: str, advance: Advance) -> Iterator[Block]:
    """Yield the content of a file: plain, gzip or zstd, whatever it is called.

    Args:
        shown: The name of the file in refusals.

    Raises:
        LogUnreadable: if it cannot be read to its end, or is packed more tightly than any log.
    """
    with _refused_if_broken(shown):
        about = path.stat()
        if not stat.S_ISREG(about.st_mode):  # a pipe would keep its reader waiting
            raise LogUnreadable(f"{shown} is no regular file.", next_step="Write the log into a file first.")
        with path.open("rb") as raw, _unpacked(raw) as text:
            position, within, unpacked_bytes = 0, False, 0
            while content := text.read(_BLOCK_BYTES):
                rest = b"" if content.endswith(b"\n") else text.readline(_LINE_BYTES)
                goes_on = len(rest) == _LINE_BYTES and not rest.endswith(b"\n")
                unpacked_bytes += len(content) + len(rest)
                if packed_too_tightly(packed_bytes=about.st_size, unpacked_bytes=unpacked_bytes):
                    raise _packed_too_tightly(shown, about.st_size, unpacked_bytes)
                yield _block(content + rest, within=within, goes_on=goes_on)
                within = goes_on
                advance(raw.tell() - position)
                position = raw.tell()


def _block(content: bytes, *, within: bool, goes_on: bool) -> Block:
    """Return a block that begins within a line that is too long, or whose last line goes on and is too long."""
    text = content.partition(b"\n")[2] if within else content
    end = text.rfind(b"\n") + 1
    lines, rest = text[:end], text[end:]
    if goes_on:
        return Block(content, lines, too_long=rest, unfinished=b"")
    return Block(content[: len(content) - len(rest)], lines, too_long=b"", unfinished=rest)


def _packed_too_tightly(shown: str, packed_bytes: int, unpacked_bytes: int) -> LogUnreadable:
    return LogUnreadable(
        f"{shown} has {packed_bytes:,} bytes and unpacks to {unpacked_bytes:,} or more: no log is as uniform.",
        next_step="If it is one after all, unpack it and import that.",
    )


@contextmanager
def _refused_if_broken(shown: str) -> Iterator[None]:
    try:
        yield
    except _BROKEN as error:
        raise LogUnreadable(
            f"{shown} cannot be read: {error}.", next_step="Check the path and the file."
        ) from error


def _unpacked(raw: IO[bytes]) -> IO[bytes]:
    """Return the content of a file by its first bytes (RFC 1952, 2.3.1; RFC 8878, 3.1.1)."""
    magic = raw.read(4)
    raw.seek(0)
    if magic.startswith(b"\x1f\x8b"):
        return GzipFile(fileobj=raw)  # type: ignore[return-value]
    if magic == b"\x28\xb5\x2f\xfd":
        return zstd.ZstdFile(raw)  # type: ignore[return-value]
    return raw
