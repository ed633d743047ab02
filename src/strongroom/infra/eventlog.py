"""Events as lines of append-only files that survive the sudden death of their writer.

Each process writes segments of its own and holds a lock (flock) on the one it has open. A line is
one write to a file opened for appending: once `append` returned, the line is in the hands of the
operating system and outlives the process (not a power failure: nothing is synced). A line cut
short by a death or a full disk has no line end, stays the last of its segment and is never read.

Readers keep an offset per segment. To finish one, ask `is_finished` *first*, then read to its
end, then forget it: in this order nothing can be missed. The folder must be on a local file
system; flock means little on network ones.
"""

import errno
import fcntl
import io
import os
import secrets
import threading
import weakref
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from strongroom.foundation import clock

MAX_LINE_BYTES = 64 * 1024
"""Bytes of one line. A bound lets readers work through a segment in pieces."""

_SEGMENT_BYTES = 64 * 1024 * 1024
_READ_BYTES = 4 * 1024 * 1024
_SUFFIX = ".events"


@dataclass(frozen=True, slots=True, order=True)
class Segment:
    """One file of events. Its name begins with the instant of its making, so names sort by age."""

    path: Path

    @property
    def name(self) -> str:
        """Unique among all processes that ever wrote to the folder."""
        return self.path.name


class EventWriter:
    """Appends lines for this process; safe to share among threads and to carry across a fork.

    Args:
        folder: Where the segments are; made when needed.
        segment_bytes: A segment at least this long is finished and another begun, as it is when
            the UTC day changes.
    """

    def __init__(self, folder: Path, *, segment_bytes: int = _SEGMENT_BYTES) -> None:
        self._folder = folder
        self._segment_bytes = segment_bytes
        self._lock = threading.Lock()
        self._file: io.FileIO | None = None
        self._day = date.min
        self._size_bytes = 0
        _writers.add(self)

    def append(self, line: bytes) -> None:
        """Add one line, given without its line end.

        Raises:
            ValueError: if it holds a line end or is longer than MAX_LINE_BYTES.
            OSError: if it could not be written whole; the lines before it are safe.
        """
        if b"\n" in line or len(line) > MAX_LINE_BYTES:
            raise ValueError(f"an event is one line of at most {MAX_LINE_BYTES} bytes")
        record = line + b"\n"
        with self._lock:
            written = self._segment().write(record)
            if written != len(record):
                self._finish()  # so that the torn line stays the last one of its segment
                raise OSError(errno.ENOSPC, "an event could not be written whole", str(self._folder))
            self._size_bytes += written

    def close(self) -> None:
        """Finish the open segment; a later `append` begins another."""
        with self._lock:
            self._finish()

    def _segment(self) -> io.FileIO:
        today = clock.today()
        if self._file is not None and (self._day != today or self._size_bytes >= self._segment_bytes):
            self._finish()
        if self._file is None:
            self._file = _begin_segment(self._folder)
            self._day, self._size_bytes = today, 0
        return self._file

    def _finish(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None

    def forget_parent(self) -> None:
        """In a forked child: leave the parent's segment, whose lock our copy would prolong.

        Every fork calls it; nobody else needs to.
        """
        self._lock = threading.Lock()
        self._finish()


_writers: "weakref.WeakSet[EventWriter]" = weakref.WeakSet()


def _forget_parents() -> None:
    for writer in list(_writers):
        writer.forget_parent()


os.register_at_fork(after_in_child=_forget_parents)


def _begin_segment(folder: Path) -> io.FileIO:
    """Create a segment that is locked from the first moment a reader can see it.

    Without the second name, a reader could take the lock between creation and locking, and
    believe a segment finished that is about to be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{clock.now():%Y%m%dT%H%M%S.%fZ}-{os.getpid()}-{secrets.token_hex(4)}{_SUFFIX}"
    unseen = folder / f".{name}"
    file = io.FileIO(os.open(unseen, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_EXCL, 0o644), "a")
    fcntl.flock(file, fcntl.LOCK_EX)
    unseen.rename(folder / name)
    return file


def segments(folder: Path) -> list[Segment]:
    """Every segment of the folder, oldest first."""
    return sorted(Segment(path) for path in folder.glob(f"[!.]*{_SUFFIX}"))


def read_lines(segment: Segment, offset: int, *, limit_bytes: int = _READ_BYTES) -> tuple[list[bytes], int]:
    """Return the whole lines that begin at `offset`, without line ends, and the offset after them.

    Begin with offset 0 and go on with the offset returned until no lines come: each call reads at
    most `limit_bytes`, which must be more than MAX_LINE_BYTES.
    """
    with segment.path.open("rb") as file:
        file.seek(offset)
        data = file.read(limit_bytes)
    end = data.rfind(b"\n") + 1
    return data[:end].split(b"\n")[:-1], offset + end


def is_finished(segment: Segment) -> bool:
    """Nobody will write to this segment any more: its writer closed it, or is gone."""
    with segment.path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True
