"""Events become counts, each exactly once."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from strongroom.downloads.models import CountedName, DailyCount, FoldedSegment
from strongroom.downloads.queries import chart, iterate_totals, totals, totals_by_class
from strongroom.downloads.services import add_counts, bring_totals_to, find_wrong_totals, fold_events
from strongroom.downloads.services.counting import add_rows, rows_of
from strongroom.foundation.download_events import DownloadEvent
from strongroom.foundation.names import normalize
from strongroom.foundation.periods import Window
from strongroom.infra.db import write
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


def test_a_name_that_was_written_down_and_never_counted_is_nowhere_to_be_seen() -> None:
    ghost = normalize("ghost")
    CountedName.objects.create(name=ghost)
    bring_totals_to(WINDOW, classes={"installer"})
    with write():
        add_counts(Counter({(AT.date(), NAME, "installer"): 3}))

    assert dict(iterate_totals(WINDOW, classes=["installer"])) == {NAME: 3}
    assert totals(WINDOW, classes={"installer"}) == {NAME: 3}
    assert [day.total for day in chart(ghost, WINDOW, classes={"installer"})] == [0]
    assert find_wrong_totals(most=9) == []
    with write():
        add_counts(Counter({(AT.date(), ghost, "installer"): 5}))
    assert dict(iterate_totals(WINDOW, classes=["installer"])) == {ghost: 5, NAME: 3}


def test_more_new_names_than_are_written_down_at_once_are_all_counted() -> None:
    names = [f"sample-{number}" for number in range(10_001)]
    rows = rows_of(Counter({(AT.date(), name, "installer"): 1 for name in names}))
    assert CountedName.objects.count() == len(names)
    assert not DailyCount.objects.exists()

    add_rows(rows)

    assert totals(WINDOW, classes={"installer"}) == dict.fromkeys(names, 1)
