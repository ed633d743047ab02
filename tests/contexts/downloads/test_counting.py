"""Events become counts, each exactly once."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from strongroom.downloads.models import FoldedSegment
from strongroom.downloads.queries import chart, totals, totals_by_class
from strongroom.downloads.services import fold_events
from strongroom.foundation.download_events import DownloadEvent
from strongroom.foundation.names import normalize
from strongroom.foundation.periods import Window
from strongroom.infra.eventlog import EventWriter, segments

pytestmark = pytest.mark.django_db

NAME = normalize("harborlight")
AT = datetime(2026, 3, 1, 23, 59, tzinfo=UTC)
WINDOW = Window(AT.date(), AT.date())


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[EventWriter]:
    open_one = EventWriter(tmp_path)
    yield open_one
    open_one.close()


def event(installer: str = "pip", at: datetime = AT) -> bytes:
    return DownloadEvent(at, "harborlight-1.0.tar.gz", NAME, "1.0", installer, "26.3", "3.11.7").to_line()


def counted() -> dict[str, int]:
    return totals_by_class(NAME, WINDOW)


def test_each_event_counts_once_by_class_of_client(tmp_path: Path, writer: EventWriter) -> None:
    for installer in ("pip", "uv", "bandersnatch", "mozilla", ""):
        writer.append(event(installer))
    assert fold_events(tmp_path).events == 5
    assert counted() == {"installer": 2, "mirror": 1, "browser": 1, "unknown": 1}


def test_folding_again_counts_only_what_came_since(tmp_path: Path, writer: EventWriter) -> None:
    writer.append(event())
    fold_events(tmp_path)
    assert fold_events(tmp_path).events == 0
    writer.append(event())
    fold_events(tmp_path)
    assert counted() == {"installer": 2}


def test_a_finished_segment_is_removed_after_counting(tmp_path: Path, writer: EventWriter) -> None:
    writer.append(event())
    writer.close()
    fold_events(tmp_path)
    assert segments(tmp_path) == []
    assert counted() == {"installer": 1}


def test_a_segment_that_survives_its_removal_is_not_counted_again(
    tmp_path: Path, writer: EventWriter
) -> None:
    writer.append(event())
    (segment,) = segments(tmp_path)
    content = segment.path.read_bytes()
    writer.close()
    fold_events(tmp_path)
    segment.path.write_bytes(content)
    fold_events(tmp_path)
    assert counted() == {"installer": 1}


def test_lines_that_are_no_events_are_counted_as_such(tmp_path: Path, writer: EventWriter) -> None:
    writer.append(b"{not json")
    writer.append(event())
    assert fold_events(tmp_path).malformed == 1
    assert FoldedSegment.objects.get().malformed_lines == 1
    assert counted() == {"installer": 1}


def test_totals_and_charts_speak_of_the_counted_classes(tmp_path: Path, writer: EventWriter) -> None:
    for line in (event(), event("bandersnatch")):
        writer.append(line)
    fold_events(tmp_path)
    assert totals(WINDOW, classes={"installer"}) == {NAME: 1}
    (day,) = chart(NAME, WINDOW, classes={"installer"})
    assert (day.counted, day.total) == (1, 2)
