"""Fold download events into counts, exactly once.

Our own log is counted up to a byte offset that moves in the same transaction as the
counts: a crash on either side of the commit counts each line once. Foreign files are
known by the digest of their content.
"""

import gzip
import hashlib
import zlib
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO

from django.db.models import F

from strongroom.downloads.errors import LogUnreadable
from strongroom.downloads.models import CountedName, DailyCount, FoldedSegment, ImportedLog
from strongroom.downloads.rules.client_classes import classify
from strongroom.foundation.download_events import DownloadEvent
from strongroom.infra import eventlog
from strongroom.infra.db import write

Counts = Counter[tuple[date, str, str]]
"""Downloads by day, normalized name and client class."""


@dataclass(frozen=True, slots=True)
class Folded:
    """What was counted: events, and lines that are no events."""

    events: int = 0
    malformed: int = 0
    already_counted: bool = False


def fold_events(folder: Path) -> Folded:
    """Count what our own servers have logged since the last time; remove segments that are finished and counted."""
    done = [_fold_segment(segment) for segment in eventlog.segments(folder)]
    return Folded(sum(one.events for one in done), sum(one.malformed for one in done))


def import_log(path: Path, *, now: datetime, advance: Callable[[int], object] = lambda _: None) -> Folded:
    """Count a file of event lines, plain or gzip; the same content a second time changes nothing.

    Args:
        advance: Called with the number of bytes read since the last call, for a progress bar.

    Raises:
        LogUnreadable: if the file cannot be read, or holds not a single event.
    """
    try:
        counts, lines, malformed, digest = _read(path, advance)
    except (OSError, EOFError, zlib.error) as error:
        raise LogUnreadable(
            f"{path.name} cannot be read: {error}.", next_step="Check the path and the file."
        ) from error
    if not counts and malformed:
        raise LogUnreadable(
            f"{path.name} holds no download events.",
            next_step="Give a log of Strongroom's own: one JSON object per line.",
        )
    with write():
        _, is_new = ImportedLog.objects.get_or_create(
            sha256=digest,
            defaults={
                "filename": path.name,
                "lines": lines,
                "malformed_lines": malformed,
                "imported_at": now,
            },
        )
        if not is_new:
            return Folded(already_counted=True)
        add_counts(counts)
    return Folded(sum(counts.values()), malformed)


def add_counts(counts: Counts) -> None:
    """Add these downloads to the daily counts, in the running write transaction."""
    names = sorted({name for _, name, _ in counts})
    CountedName.objects.bulk_create(
        (CountedName(name=name) for name in names), ignore_conflicts=True, batch_size=500
    )
    ids = dict(CountedName.objects.filter(name__in=names).values_list("name", "pk"))
    for (day, name, client_class), downloads in sorted(counts.items()):
        key = {"day": day, "name_id": ids[name], "client_class": client_class}
        if not DailyCount.objects.filter(**key).update(downloads=F("downloads") + downloads):
            DailyCount.objects.create(**key, downloads=downloads)


def _fold_segment(segment: eventlog.Segment) -> Folded:
    # Asked before reading: a writer that ends afterwards leaves its last lines to the next folding.
    finished = eventlog.is_finished(segment)
    events = malformed = 0
    while (part := _fold_part(segment)) is not None:
        events += part.events
        malformed += part.malformed
    if finished:
        # The ledger row stays: should the file survive a crash here, nothing of it is counted again.
        segment.path.unlink(missing_ok=True)
    return Folded(events, malformed)


def _fold_part(segment: eventlog.Segment) -> Folded | None:
    """Count the next lines of a segment and move its offset, in one transaction; None at its end."""
    with write():
        row, _ = FoldedSegment.objects.get_or_create(name=segment.name)
        lines, offset = eventlog.read_lines(segment, row.offset_bytes)
        if not lines:
            return None
        counts, malformed = _count(lines)
        add_counts(counts)
        FoldedSegment.objects.filter(pk=row.pk).update(
            offset_bytes=offset, malformed_lines=F("malformed_lines") + malformed
        )
    return Folded(sum(counts.values()), malformed)


def _count(lines: Iterable[bytes]) -> tuple[Counts, int]:
    counts: Counts = Counter()
    malformed = 0
    for line in lines:
        event = DownloadEvent.from_line(line)
        if event is None:
            malformed += 1
        else:
            counts[event.at.date(), event.project, classify(event.installer)] += 1
    return counts, malformed


def _read(path: Path, advance: Callable[[int], object]) -> tuple[Counts, int, int, str]:
    """Return the counts, the number of lines, of malformed lines, and the digest of the decompressed content."""
    digest = hashlib.sha256()
    counts: Counts = Counter()
    lines = malformed = 0
    with path.open("rb") as raw, _unpacked(raw) as text:
        position = 0
        for line in text:
            digest.update(line)
            found, bad = _count([line])
            counts += found
            lines += 1
            malformed += bad
            if lines % 4096 == 0:
                advance(raw.tell() - position)
                position = raw.tell()
        advance(raw.tell() - position)
    return counts, lines, malformed, digest.hexdigest()


def _unpacked(raw: BinaryIO) -> gzip.GzipFile | nullcontext[BinaryIO]:
    """Return the lines of a plain or gzip file, whatever it is called (RFC 1952, 2.3.1: the first two bytes tell)."""
    packed = raw.read(2) == b"\x1f\x8b"
    raw.seek(0)
    return gzip.GzipFile(fileobj=raw) if packed else nullcontext(raw)
