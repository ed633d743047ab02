"""The event log: whole lines only, from many processes, whoever dies."""

import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.foundation import clock
from strongroom.infra.eventlog import MAX_LINE_BYTES, EventWriter, is_finished, read_lines, segments

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _at_noon() -> None:
    clock.install(lambda: NOON)


def every_line(folder: Path) -> list[bytes]:
    lines = []
    for segment in segments(folder):
        found, offset = read_lines(segment, 0)
        while found:
            lines += found
            found, offset = read_lines(segment, offset)
    return lines


def test_lines_are_read_as_they_were_appended(tmp_path: Path) -> None:
    writer = EventWriter(tmp_path / "events")
    writer.append(b"one")
    writer.append(b"")
    writer.append(b"three\r")
    (segment,) = segments(tmp_path / "events")
    assert read_lines(segment, 0) == ([b"one", b"", b"three\r"], 12)
    assert read_lines(segment, 4) == ([b"", b"three\r"], 12)
    assert read_lines(segment, 12) == ([], 12)
    writer.close()


def test_nothing_is_made_before_the_first_line(tmp_path: Path) -> None:
    writer = EventWriter(tmp_path / "events")
    writer.close()
    assert not (tmp_path / "events").exists()
    assert segments(tmp_path / "events") == []


def test_a_torn_line_is_not_read_until_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "x.events"
    path.write_bytes(b"whole\ntor")
    (segment,) = segments(tmp_path)
    assert read_lines(segment, 0) == ([b"whole"], 6)
    assert read_lines(segment, 6) == ([], 6)
    path.write_bytes(b"whole\ntorn no more\n")
    assert read_lines(segment, 6) == ([b"torn no more"], 19)


@given(st.lists(st.binary(max_size=200).filter(lambda line: b"\n" not in line)), st.integers(300, 2000))
def test_reading_in_pieces_gives_every_line_once(
    tmp_path_factory: pytest.TempPathFactory, lines: list[bytes], limit_bytes: int
) -> None:
    folder = tmp_path_factory.mktemp("events")
    (folder / "x.events").write_bytes(b"".join(line + b"\n" for line in lines))
    (segment,) = segments(folder)
    read, offset = read_lines(segment, 0, limit_bytes=limit_bytes)
    while True:
        more, offset = read_lines(segment, offset, limit_bytes=limit_bytes)
        if not more:
            break
        read += more
    assert read == lines


@pytest.mark.parametrize("wrong", [b"two\nlines", b"end\n", b"x" * (MAX_LINE_BYTES + 1)])
def test_what_is_not_one_line_is_refused(tmp_path: Path, wrong: bytes) -> None:
    writer = EventWriter(tmp_path / "events")
    with pytest.raises(ValueError, match="one line"):
        writer.append(wrong)
    assert segments(tmp_path / "events") == []


def test_a_segment_is_finished_when_it_is_long_enough(tmp_path: Path) -> None:
    writer = EventWriter(tmp_path, segment_bytes=20)
    for number in range(10):
        writer.append(b"%09d" % number)
    writer.close()
    assert len(segments(tmp_path)) == 5
    assert sorted(every_line(tmp_path)) == [b"%09d" % number for number in range(10)]


def test_a_new_utc_day_begins_a_new_segment(tmp_path: Path) -> None:
    writer = EventWriter(tmp_path)
    writer.append(b"today")
    clock.install(lambda: NOON + timedelta(hours=11, minutes=59))
    writer.append(b"still today")
    clock.install(lambda: NOON + timedelta(hours=12))
    writer.append(b"tomorrow")
    first, second = segments(tmp_path)
    assert read_lines(first, 0)[0] == [b"today", b"still today"]
    assert read_lines(second, 0)[0] == [b"tomorrow"]
    assert (is_finished(first), is_finished(second)) == (True, False)
    assert first.name.startswith("20261122T120000")
    assert second.name.startswith("20261123T000000")
    writer.close()
    assert is_finished(second)


def test_asking_whether_a_segment_is_finished_disturbs_nobody(tmp_path: Path) -> None:
    writer = EventWriter(tmp_path)
    writer.append(b"one")
    (segment,) = segments(tmp_path)
    assert not is_finished(segment)
    assert not is_finished(segment)
    writer.append(b"two")
    assert every_line(tmp_path) == [b"one", b"two"]
    writer.close()


def test_a_writer_goes_on_after_it_was_closed(tmp_path: Path) -> None:
    writer = EventWriter(tmp_path)
    for line in (b"one", b"two"):
        writer.append(line)
        writer.close()
    assert sorted(every_line(tmp_path)) == [b"one", b"two"]
    assert len(segments(tmp_path)) == 2


def test_threads_share_a_writer(tmp_path: Path) -> None:
    writer = EventWriter(tmp_path, segment_bytes=2000)

    def append(name: int) -> None:
        for number in range(200):
            writer.append(b"%d-%d" % (name, number))

    threads = [threading.Thread(target=append, args=(name,)) for name in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    writer.close()
    assert sorted(every_line(tmp_path)) == sorted(b"%d-%d" % (n, i) for n in range(4) for i in range(200))


APPENDING = """
import os, sys, pathlib, threading
from strongroom.infra.eventlog import EventWriter
writer = EventWriter(pathlib.Path(sys.argv[1]), segment_bytes=50000)
def work(name):
    number = 0
    while True:
        line = b"%d-%d-%d-%s" % (os.getpid(), name, number, b"x" * (number % 700))
        writer.append(line)
        os.write(1, line + b"\\n")
        number += 1
threads = [threading.Thread(target=work, args=(name,)) for name in range(3)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
"""


def test_no_acknowledged_line_is_lost_and_no_torn_line_is_read_when_writers_are_killed(
    tmp_path: Path,
) -> None:
    command = [sys.executable, "-c", APPENDING, str(tmp_path)]
    writers = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(3)]
    acknowledged: list[bytes] = []
    for writer in writers:
        assert writer.stdout
        acknowledged += [writer.stdout.readline() for _ in range(300)]
    assert not all(is_finished(segment) for segment in segments(tmp_path))
    for writer in writers:
        assert writer.stdout
        writer.kill()
        acknowledged += writer.stdout.readlines()
        writer.wait()
        writer.stdout.close()
    assert all(is_finished(segment) for segment in segments(tmp_path))
    read = every_line(tmp_path)
    assert len(read) == len(set(read))
    assert {line.rstrip(b"\n") for line in acknowledged if line.endswith(b"\n")} <= set(read)
    for line in read:
        assert len(line.split(b"-")[3]) == int(line.split(b"-")[2]) % 700


FORKING = """
import os, sys, pathlib
from strongroom.infra.eventlog import EventWriter, is_finished, segments
folder = pathlib.Path(sys.argv[1])
writer = EventWriter(folder)
writer.append(b"parent")
(parents,) = segments(folder)
go, gone = os.pipe()
child = os.fork()
if child == 0:
    os.close(gone)
    os.read(go, 1)
    assert is_finished(parents), "the child keeps the parent's segment open"
    writer.append(b"child")
    assert len(segments(folder)) == 2
    os._exit(0)
os.close(go)
writer.close()
os.close(gone)
assert os.waitpid(child, 0)[1] == 0
"""


def test_a_child_writes_a_segment_of_its_own(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-c", FORKING, tmp_path], check=True)
    assert sorted(every_line(tmp_path)) == [b"child", b"parent"]


DISK_FULL = """
import resource, sys, pathlib
from strongroom.infra.eventlog import EventWriter
writer = EventWriter(pathlib.Path(sys.argv[1]))
resource.setrlimit(resource.RLIMIT_FSIZE, (25, resource.RLIM_INFINITY))
for number in range(2):
    writer.append(b"%09d" % number)
try:
    writer.append(b"does not fit")
except OSError as error:
    print("refused", error.strerror)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
writer.append(b"fits again")
"""


def test_a_line_the_disk_has_no_room_for_spoils_no_other(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", DISK_FULL, tmp_path], check=True, capture_output=True, text=True
    )
    assert ran.stdout == "refused an event could not be written whole\n"
    assert every_line(tmp_path) == [b"000000000", b"000000001", b"fits again"]
