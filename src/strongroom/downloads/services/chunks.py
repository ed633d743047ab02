"""Read one chunk of a log: unpack, fingerprint, and add up, block by block.

Nothing is written here but pieces of details, which nobody reads before the ledger names them. So chunks can be read by several
processes at a time.
"""

import gc
import hashlib
import sys
import zlib
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from gzip import GzipFile
from pathlib import Path
from typing import IO

from strongroom.downloads.errors import LogGrew, LogUnreadable
from strongroom.downloads.models import ImportedLog
from strongroom.downloads.rules.log_formats import FORMATS, read_format
from strongroom.downloads.services.details.tally import DetailReading, DetailTally
from strongroom.downloads.services.tallies import Counts, FindProjects, LogTally
from strongroom.downloads.store import Piece

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

FORMAT_NAMES = tuple(FORMATS)
"""Of the forms of lines that are read."""

_BLOCK_BYTES = 256 * 1024
_LINE_BYTES = 1024 * 1024
"""A line that is longer is taken for several, none of them known."""
_BROKEN = (OSError, EOFError, zlib.error, zstd.ZstdError)

Advance = Callable[[int], object]
"""Called with the number of bytes of the file that were read since the last call."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How chunks are to be read.

    Args:
        find_projects: Tells whose files are, by their names. A function of a module, for it is sent to other processes.
        source: Who wrote the logs, such as the name of a server. The same lines of two sources are two chunks.
        format_name: One of FORMAT_NAMES, or empty to recognize it.
        details: Where and how details are taken, too; None where there is no detail store.
    """

    find_projects: FindProjects
    source: str = ""
    format_name: str = ""
    details: DetailReading | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """What is in a file, and what it was compared with.

    Args:
        sha256: Of source and unpacked content.
        size_bytes: Of the unpacked content.
        unknown: Lines that are in no known form; `sample` shows some.
        pieces: What details of it are in.
        compared: Digests of the chunks that were counted under its name when it was read; it begins with none of them.
    """

    source: str
    filename: str
    sha256: str
    size_bytes: int
    counts: Counts
    lines: int
    unknown: int
    sample: tuple[str, ...]
    pieces: tuple[Piece, ...]
    compared: frozenset[str]


def read_chunk(path: Path, *, reading: Reading, advance: Advance = lambda _: None) -> Chunk:
    """Read a file: plain, gzip or zstd, whatever it is called.

    Raises:
        LogUnreadable: if it cannot be read to its end, or its first lines are in no known form.
        LogGrew: if it begins with all of a chunk that was counted under its name.
    """
    filename = name_of(path)
    earlier = chunks_named(filename, source=reading.source)
    fingerprint = _Fingerprint(reading.source, {size for size in earlier.values() if size})
    tally: LogTally | None = None
    with _cycles_not_sought(), ExitStack() as unfinished:
        try:
            for block in _blocks(path, advance):
                fingerprint.add(block)
                tally = tally or _begin(path, block, reading, unfinished)
                tally.add(block)
        except _BROKEN as error:
            raise LogUnreadable(
                f"{name_of(path)} cannot be read: {error}.", next_step="Check the path and the file."
            ) from error
        digest = fingerprint.hexdigest()
        _refuse_grown(path, fingerprint, {known: size for known, size in earlier.items() if known != digest})
        pieces = tally.details.keep(digest) if tally and tally.details else ()
    return Chunk(
        source=reading.source,
        filename=filename,
        sha256=digest,
        size_bytes=fingerprint.size_bytes,
        counts=tally.counts() if tally else Counts(),
        lines=tally.lines if tally else 0,
        unknown=tally.unknown if tally else 0,
        sample=tuple(tally.sample) if tally else (),
        pieces=pieces,
        compared=frozenset(earlier),
    )


def name_of(path: Path) -> str:
    """Return the name of a file as it is kept and shown: file systems allow bytes that are no text, and signs that act on terminals."""
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in path.name)[:255]


def chunks_named(filename: str, *, source: str) -> dict[str, int]:
    """Return digest and size of the chunks that were counted under a name; size 0 where it was not kept."""
    rows = ImportedLog.objects.filter(source=source, filename=filename)
    return dict(rows.values_list("sha256", "size_bytes"))


class _Fingerprint:
    """The digest of a chunk, and those that its beginnings of certain sizes have."""

    def __init__(self, source: str, sizes: Collection[int]) -> None:
        self.size_bytes = 0
        self.beginnings: dict[int, str] = {}
        self._sizes = sorted(sizes, reverse=True)
        # Without a source it is the digest of the content alone, which people can compute, too.
        self._sha256 = hashlib.sha256(f"{source}\0".encode() if source else b"")

    def add(self, block: bytes) -> None:
        """Take the next bytes along."""
        rest = memoryview(block)
        while self._sizes and self._sizes[-1] <= self.size_bytes + len(rest):
            size = self._sizes.pop()
            here, rest = rest[: size - self.size_bytes], rest[size - self.size_bytes :]
            self._sha256.update(here)
            self.size_bytes = size
            self.beginnings[size] = self._sha256.hexdigest()
        self._sha256.update(rest)
        self.size_bytes += len(rest)

    def hexdigest(self) -> str:
        """Return the digest of everything."""
        return self._sha256.hexdigest()


def _begin(path: Path, head: bytes, reading: Reading, unfinished: ExitStack) -> LogTally:
    log_format = read_format(reading.format_name, head)
    if log_format is None:
        raise LogUnreadable(
            f"{name_of(path)} holds no lines of a known form.",
            next_step=f"Known are {', '.join(FORMAT_NAMES)}; if it is one of them, name it.",
        )
    details = None
    if reading.details is not None:
        details = unfinished.enter_context(DetailTally(reading.details, log_format.agent_text))
    return LogTally(log_format, reading.find_projects, details)


@contextmanager
def _cycles_not_sought() -> Iterator[None]:
    """Keep Python from looking for cycles among the rows of a log, which have none: that takes a fifth of the time of all."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _refuse_grown(path: Path, fingerprint: _Fingerprint, earlier: Mapping[str, int]) -> None:
    for digest, size in earlier.items():
        if fingerprint.beginnings.get(size) == digest:
            raise LogGrew(
                f"{name_of(path)} has grown since it was counted: its first {size} bytes are counted already.",
                why="A chunk is counted once and whole.",
                next_step=f"Import what came since as a file of its own: unpacked, `tail -c +{size + 1}`. "
                "Better import logs only when nobody writes to them any more.",
            )


def _blocks(path: Path, advance: Advance) -> Iterator[bytes]:
    """Yield the unpacked content in blocks of whole lines."""
    with path.open("rb") as raw, _unpacked(raw) as text:
        position = 0
        while block := text.read(_BLOCK_BYTES):
            yield block if block.endswith(b"\n") else block + text.readline(_LINE_BYTES)
            advance(raw.tell() - position)
            position = raw.tell()


def _unpacked(raw: IO[bytes]) -> IO[bytes]:
    """Return the content of a file by its first bytes (RFC 1952, 2.3.1; RFC 8878, 3.1.1)."""
    magic = raw.read(4)
    raw.seek(0)
    if magic.startswith(b"\x1f\x8b"):
        return GzipFile(fileobj=raw)  # type: ignore[return-value]
    if magic == b"\x28\xb5\x2f\xfd":
        return zstd.ZstdFile(raw)  # type: ignore[return-value]
    return raw
