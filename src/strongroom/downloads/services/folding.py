"""Count what our own servers log, while they log it.

A segment is counted up to a byte offset that moves in the same transaction as the counts: a crash on either side of the
commit counts each line once.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.db.models import F

from strongroom.downloads.models import FoldedSegment
from strongroom.downloads.rules.client_classes import classify
from strongroom.downloads.services.counting import add_counts
from strongroom.downloads.services.details.naming import note_events
from strongroom.downloads.services.tallies import Counts
from strongroom.foundation.download_events import DownloadEvent
from strongroom.infra import eventlog
from strongroom.infra.db import write


@dataclass(frozen=True, slots=True)
class Folded:
    """What was counted: events, and lines that are no events."""

    events: int = 0
    malformed: int = 0


def fold_events(folder: Path, *, details: bool = False) -> Folded:
    """Count what our own servers have logged since the last time; remove segments that are finished and counted.

    Args:
        details: Take details, too, for the detail store.
    """
    done = [_fold_segment(segment, details=details) for segment in eventlog.segments(folder)]
    return Folded(sum(one.events for one in done), sum(one.malformed for one in done))


def _fold_segment(segment: eventlog.Segment, *, details: bool) -> Folded:
    # Asked before reading: a writer that ends afterwards leaves its last lines to the next folding.
    finished = eventlog.is_finished(segment)
    events = malformed = 0
    while (part := _fold_part(segment, details=details)) is not None:
        events += part.events
        malformed += part.malformed
    if finished:
        # The ledger row stays: should the file survive a crash here, nothing of it is counted again.
        segment.path.unlink(missing_ok=True)
    return Folded(events, malformed)


def _fold_part(segment: eventlog.Segment, *, details: bool) -> Folded | None:
    """Count the next lines of a segment and move its offset, in one transaction; None at its end."""
    with write():
        row, _ = FoldedSegment.objects.get_or_create(name=segment.name)
        lines, offset = eventlog.read_lines(segment, row.offset_bytes)
        if not lines:
            return None
        events = [event for line in lines if (event := DownloadEvent.from_line(line))]
        malformed = len(lines) - len(events)
        add_counts(_counts(events))
        if details:
            note_events(events)
        FoldedSegment.objects.filter(pk=row.pk).update(
            offset_bytes=offset, malformed_lines=F("malformed_lines") + malformed
        )
    return Folded(len(events), malformed)


def _counts(events: Iterable[DownloadEvent]) -> Counts:
    return Counter((event.at.date(), event.project, classify(event.installer).value) for event in events)
