"""A file of passwords that others have lost: the first 8 bytes of their SHA-1 digests, ascending, and nothing else.

A thousand million of them take 8 GB on disk and no memory: the file is mapped, and a look-up reads some thirty places
of it. Who replaces the file need not restart anything.
"""

import mmap
import os
import re
import tempfile
from bisect import bisect_left
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

from strongroom.accounts.errors import DumpUnreadable
from strongroom.accounts.rules.breached_passwords import PREFIX_BYTES

_BLOCK_BYTES = 4 * 1024 * 1024
_LINE = re.compile(rb"^([0-9A-Fa-f]{16})[0-9A-Fa-f]{24}(?::[0-9]+)?\r?$", re.MULTILINE)


class _Opened(NamedTuple):
    """A mapped file, and by what it is known: another file under its name differs in that."""

    identity: tuple[int, int, int]
    content: mmap.mmap


class BreachedFile:
    """Knows whether a digest is in the file; without a file, none is. Safe to share among threads."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._opened: _Opened | None = None

    def __contains__(self, digest: bytes) -> bool:
        opened = self._current()
        if opened is None:
            return False
        prefix, content = digest[:PREFIX_BYTES], opened.content
        places = range(len(content) // PREFIX_BYTES)
        place = bisect_left(places, prefix, key=lambda number: _entry(content, number))
        return place < len(places) and _entry(content, place) == prefix

    def _current(self) -> _Opened | None:
        """Map the file that is there now, unless that is done."""
        try:
            with self._path.open("rb") as file:
                status = os.fstat(file.fileno())
                identity = (status.st_ino, status.st_mtime_ns, status.st_size)
                if not status.st_size:
                    return None
                if self._opened is None or self._opened.identity != identity:
                    content = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
                    self._opened = _Opened(identity, content)
                return self._opened
        except FileNotFoundError:
            return None


def import_dump(dump: BinaryIO, target: Path, *, advance: Callable[[int], None]) -> int:
    """Make the file from a dump; return how many digests it holds. It appears whole, or the one that was there stays.

    Args:
        dump: Lines of `SHA-1 in hexadecimal:count`, ascending, as the publishers of leaked passwords offer them
            "ordered by hash".
        advance: Is told how many more bytes of the dump are read.

    Raises:
        DumpUnreadable: a line is something else, or out of order.
        OSError: the file cannot be written.
    """
    descriptor, draft = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            for entries in _in_order(_prefixes(dump, advance)):
                file.write(entries)
            size = file.tell()
            if not size:
                raise _no_dump("This file holds no digest.")
            os.fchmod(file.fileno(), 0o644)
            file.flush()
            os.fsync(file.fileno())
        Path(draft).replace(target)
    finally:
        Path(draft).unlink(missing_ok=True)
    return size // PREFIX_BYTES


def _entry(content: mmap.mmap, number: int) -> bytes:
    start = number * PREFIX_BYTES
    return content[start : start + PREFIX_BYTES]


def _prefixes(dump: BinaryIO, advance: Callable[[int], None]) -> Iterator[list[bytes]]:
    """Yield the first hexadecimal digits of each digest, many at a time."""
    rest = b""
    while block := dump.read(_BLOCK_BYTES):
        advance(len(block))
        whole, _, rest = (rest + block).rpartition(b"\n")
        yield _checked(whole)
    yield _checked(rest)


def _checked(lines: bytes) -> list[bytes]:
    found = [digits.upper() for digits in _LINE.findall(lines)]
    if len(found) != len(lines.splitlines()):
        raise _no_dump("A line of this file is not a SHA-1 digest with a count.")
    return found


def _no_dump(what: str) -> DumpUnreadable:
    return DumpUnreadable(
        what,
        why='Expected are lines such as "5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8:10434004".',
        next_step='Get the SHA-1 list that is "ordered by hash", and unpack it.',
    )


def _in_order(batches: Iterator[list[bytes]]) -> Iterator[bytes]:
    """Yield the entries to write, each once; several digests may begin alike."""
    last = b""
    for batch in batches:
        if batch != sorted(batch) or (batch and batch[0] < last):
            raise DumpUnreadable(
                "The digests of this file are not in ascending order.",
                next_step='Get the list that is "ordered by hash", or sort this one: LC_ALL=C sort.',
            )
        new = [entry for entry in dict.fromkeys(batch) if entry != last]
        last = batch[-1] if batch else last
        yield bytes.fromhex(b"".join(new).decode("ascii"))
