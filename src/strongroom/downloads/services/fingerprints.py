"""What tells chunks of logs apart, and which of two begins with the other."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from typing import Self

from strongroom.downloads.models import ImportedLog
from strongroom.downloads.rules.log_marks import MARK_BYTES, next_mark
from strongroom.downloads.rules.log_rows import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedChunk:
    """A chunk of the ledger with which another could begin, or the other way round."""

    sha256: str
    filename: str
    size_bytes: int
    marks: bytes

    @classmethod
    def named(cls, filename: str, *, source: str) -> list[Self]:
        """Return those of a name of which no beginning is kept: without downloads, or counted before beginnings were."""
        return cls._of(source=source, filename=filename, beginning="")

    @classmethod
    def beginning_with(cls, beginning: str) -> list[Self]:
        """Return those that begin so, whatever they are called."""
        return cls._of(beginning=beginning) if beginning else []

    @classmethod
    def _of(cls, **facts: str) -> list[Self]:
        rows = ImportedLog.objects.filter(**facts).values_list("sha256", "filename", "size_bytes", "marks")
        return [
            cls(sha256=digest, filename=filename, size_bytes=size, marks=bytes(marks))
            for digest, filename, size, marks in rows
        ]


def beginning_of(source: str, download: Row) -> str:
    """Return the digest of source and first download: its day, path and project, for an agent may be cut off."""
    return hashlib.sha256(b"\0".join([source.encode(), *download[:3]])).hexdigest()


@dataclass(frozen=True, slots=True)
class Beginning:
    """As much of a chunk as one that was counted has.

    Args:
        line_end: Where the line ends, in bytes from the beginning, in which this beginning does, or just did.
    """

    sha256: str
    line_end: int


class Fingerprint:
    """The digest of source and content of a chunk, the marks of its beginnings, and the digests of some of these."""

    def __init__(self, source: str) -> None:
        self.size_bytes = 0
        self.beginnings: dict[int, Beginning] = {}
        self._marks = bytearray()
        self._next_mark = next_mark(0)
        self._sizes: list[int] = []
        # Without a source it is the digest of the content alone, which people can compute, too.
        self._sha256 = hashlib.sha256(f"{source}\0".encode() if source else b"")

    @property
    def marks(self) -> bytes:
        """Of as much as was added."""
        return bytes(self._marks)

    def watch_for(self, sizes: Collection[int]) -> None:
        """Take the digests of the beginnings of these sizes, too, where they are still to come."""
        to_come = {size for size in sizes if size > self.size_bytes}
        self._sizes = sorted(to_come.union(self._sizes), reverse=True)

    def add(self, block: bytes) -> None:
        """Take the next bytes along: whole lines, but for those that are too long."""
        begin, rest = self.size_bytes, memoryview(block)
        while (stop := min([self._next_mark, *self._sizes[-1:]])) <= self.size_bytes + len(rest):
            here, rest = rest[: stop - self.size_bytes], rest[stop - self.size_bytes :]
            self._sha256.update(here)
            self.size_bytes = stop
            self._note(block, stop - begin)
        self._sha256.update(rest)
        self.size_bytes += len(rest)

    def hexdigest(self) -> str:
        """Return the digest of everything."""
        return self._sha256.hexdigest()

    def _note(self, block: bytes, here: int) -> None:
        """Note what is known of the beginning that ends after so many bytes of this block."""
        if self.size_bytes == self._next_mark:
            self._marks += self._sha256.digest()[:MARK_BYTES]
            self._next_mark = next_mark(self._next_mark)
        if self._sizes and self.size_bytes == self._sizes[-1]:
            to_line_end = (block.find(b"\n", here - 1) + 1 or len(block)) - here
            self.beginnings[self._sizes.pop()] = Beginning(self.hexdigest(), self.size_bytes + to_line_end)
