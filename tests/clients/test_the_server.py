"""`strongroom serve` as a process: it keeps its children running, and ends when it is told to."""

import os
import signal
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.support.served import Index, empty_index, index, until

PARTS = {"read", "web", "work"}


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Index]:
    with index(tmp_path) as one:
        one.start()
        yield one


def children(pid: int) -> dict[str, list[int]]:
    """Return the processes that this one started, by the name of their command."""
    started: dict[str, list[int]] = {}
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        with suppress(
            FileNotFoundError, ProcessLookupError, IndexError
        ):  # it is gone, or was not asked how it ended
            command = Path(f"/proc/{child}/cmdline").read_text().split("\0")
            started.setdefault(command[3], []).append(int(child))
    return started


def log(served: Index) -> str:
    return (served.data.parent / "serve.log").read_text()


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="looks at processes as Linux shows them")
def test_a_child_that_dies_is_started_again_and_the_end_is_quiet(served: Index) -> None:
    process = served.process
    assert process is not None
    until(lambda: children(process.pid).keys() == PARTS, what="all run")
    before = children(process.pid)
    for child in (child for part in before.values() for child in part):
        os.kill(child, signal.SIGKILL)
    until(lambda: log(served).count("ended with status -9; starting it again.") == 4, what="all are missed")
    until(lambda: children(process.pid).keys() == PARTS, what="all run again")
    until(served.is_ready, what="the index answers again")
    after = children(process.pid)
    assert all(set(after[part]).isdisjoint(before[part]) for part in PARTS)

    process.terminate()
    assert process.wait(90) == 0
    assert not served.is_ready()
    assert "Traceback" not in log(served)


def test_an_index_begins_in_an_empty_folder_and_starts_again_on_its_data(tmp_path: Path) -> None:
    with empty_index(tmp_path) as served:
        served.start()
        served.stop()
        served.start()
        assert served.is_ready()
