"""Count foreign logs, each chunk exactly once.

A chunk's row in the ledger and all its counts are one transaction: whenever the process dies, all of it is counted or
nothing, and the same chunk once more, under whatever name, changes nothing. Names that were never counted before are written down
ahead of it, so that others need not wait for that.
"""

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from strongroom.downloads.errors import LogRefused
from strongroom.downloads.models import ImportedLog
from strongroom.downloads.services.chunks import Chunk, Reading, counted_like, read_chunk
from strongroom.downloads.services.counting import add_rows, rows_of
from strongroom.downloads.services.details.naming import name_pieces
from strongroom.downloads.services.log_blocks import Advance
from strongroom.downloads.services.reading_in_parallel import read_in_parallel
from strongroom.infra.db import check_open_to_writers, write


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a chunk.

    Args:
        downloads: That were counted, of known projects.
        others: Lines that are no downloads, or none of a known project.
        unknown: Lines in no known form; `sample` shows some, without addresses.
        unfinished_at: Where a last line begins that has no end and was left out, in bytes of the unpacked content; 0 if none was.
    """

    sha256: str = ""
    downloads: int = 0
    others: int = 0
    unknown: int = 0
    sample: tuple[str, ...] = ()
    already_counted: bool = False
    unfinished_at: int = 0


def import_log(path: Path, *, reading: Reading, now: datetime, advance: Advance = lambda _: None) -> Imported:
    """Count a log; the same content a second time changes nothing.

    Raises:
        LogUnreadable: if it cannot be read to its end, or is no log in a known form.
        LogMisdated: if all its lines in a known form are of days on which nobody can have downloaded.
        LogGrew: if it begins with all of a chunk that was counted.
        LogCut: if it is the beginning of a chunk that was counted.
    """
    chunk = read_chunk(path, reading=reading, now=now, advance=advance)
    while (imported := _record(chunk, now)) is None:
        chunk = read_chunk(path, reading=reading, now=now)
    return imported


def import_logs(
    paths: Sequence[Path], *, reading: Reading, readers: int, now: datetime, advance: Advance
) -> Iterator[tuple[Path, Imported | LogRefused]]:
    """Count logs, of which `readers` processes read one each at a time; yield what became of each, as they are done.

    Only this process writes. What is refused keeps no other from being counted.
    """
    check_open_to_writers()
    readers = min(readers, len(paths))
    chunks: Generator[tuple[Path, Callable[[], Chunk]], None, None]
    if readers > 1:
        chunks = read_in_parallel(paths, reading=reading, now=now, readers=readers, advance=advance)
    else:
        read_here = partial(read_chunk, reading=reading, now=now, advance=advance)
        chunks = ((path, partial(read_here, path)) for path in paths)
    with closing(chunks):  # should this end early, the readers end, too
        for path, read in chunks:
            yield path, _outcome(path, read, reading, now)


def _outcome(path: Path, read: Callable[[], Chunk], reading: Reading, now: datetime) -> Imported | LogRefused:
    try:
        return _record(read(), now) or import_log(path, reading=reading, now=now)
    except LogRefused as refusal:
        return refusal


def _record(chunk: Chunk, now: datetime) -> Imported | None:
    """Count a chunk; return None if one was counted since it was read that it may begin with, or be cut off."""
    downloads = sum(chunk.counts.values())
    if _is_counted(chunk):
        return Imported(chunk.sha256, already_counted=True)
    rows = rows_of(chunk.counts)
    with write():
        counted = counted_like(filename=chunk.filename, source=chunk.source, beginning=chunk.beginning)
        if _is_counted(chunk):  # by somebody else meanwhile
            return Imported(chunk.sha256, already_counted=True)
        if not chunk.compared.issuperset(one.sha256 for one in counted):
            return None
        ImportedLog.objects.create(
            sha256=chunk.sha256,
            source=chunk.source,
            filename=chunk.filename,
            size_bytes=chunk.size_bytes,
            lines=chunk.lines,
            downloads=downloads,
            malformed_lines=chunk.unknown,
            beginning=chunk.beginning,
            marks=chunk.marks,
            sample="\n".join(chunk.sample),
            imported_at=now,
        )
        add_rows(rows)
        name_pieces(chunk.pieces)
    unfinished_at = chunk.size_bytes if chunk.unfinished else 0
    others = chunk.lines - chunk.unknown - downloads
    return Imported(chunk.sha256, downloads, others, chunk.unknown, chunk.sample, unfinished_at=unfinished_at)


def _is_counted(chunk: Chunk) -> bool:
    return ImportedLog.objects.filter(pk=chunk.sha256).exists()
