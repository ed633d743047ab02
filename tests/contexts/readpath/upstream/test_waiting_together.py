"""Of many who ask for the same at the same time, one asks the upstream; also among processes."""

import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from strongroom.foundation.names import normalize
from strongroom.readpath.upstream.errors import Busy
from strongroom.readpath.upstream.ledger import Outcome
from strongroom.readpath.upstream.locks import KeyLocks
from tests.contexts.readpath.upstream.conftest import MakeMirror
from tests.support.upstream_index import UpstreamIndex, wheel

KITE = normalize("kite")
MANY = 16
SLOW_SECONDS = 0.3

ASK = """
import sys
from pathlib import Path
from concurrent.futures import ThreadPoolExecutor
from strongroom.foundation.names import normalize
from strongroom.readpath.upstream.client import UpstreamClient
from strongroom.readpath.upstream.mirror import Limits, Mirror

folder, root, sha256 = sys.argv[1:]
mirror = Mirror(Path(folder), client=UpstreamClient(root, user_agent="strongroom/test"), limits=Limits(1 << 26))
print("ready", flush=True)
sys.stdin.readline()

def ask(_):
    outcome = mirror.pages.refresh(normalize("kite")).outcome
    return outcome, mirror.contents.open(sha256).size_bytes

with ThreadPoolExecutor(8) as threads:
    print(*{f"{outcome} {size}" for outcome, size in threads.map(ask, range(8))})
"""


def together(*questions: Callable[[], object]) -> list[object]:
    """Return the answers to questions that are asked at the same moment."""
    barrier = threading.Barrier(len(questions))

    def ask(question: Callable[[], object]) -> object:
        barrier.wait()
        return question()

    with ThreadPoolExecutor(len(questions)) as threads:
        return list(threads.map(ask, questions))


@pytest.mark.parametrize("headers", [{}, {"Cache-Control": "max-age=0"}], ids=["fresh", "never fresh"])
def test_many_threads_wait_for_one(
    upstream: UpstreamIndex, make_mirror: MakeMirror, headers: dict[str, str]
) -> None:
    file = wheel()
    upstream.offer("kite", file)
    upstream.headers = headers
    upstream.delay_seconds = SLOW_SECONDS
    mirror = make_mirror()
    standings = together(*[lambda: mirror.pages.refresh(KITE).outcome] * MANY)
    assert standings == [Outcome.FOUND] * MANY
    sizes = together(*[lambda: mirror.contents.open(file.sha256).size_bytes] * MANY)
    assert sizes == [len(file.content)] * MANY
    assert (upstream.asked["/simple/kite/"], upstream.asked[file.path]) == (1, 1)


def test_processes_wait_for_each_other(upstream: UpstreamIndex, tmp_path: Path) -> None:
    file = wheel()
    upstream.offer("kite", file)
    upstream.delay_seconds = SLOW_SECONDS
    command = [sys.executable, "-c", ASK, str(tmp_path / "upstream"), upstream.root, file.sha256]
    processes = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(2)
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    answers = [out for process in processes for out in process.communicate("go\n", timeout=60)[:1]]
    assert answers == [f"found {len(file.content)}\n"] * 2
    assert (upstream.asked["/simple/kite/"], upstream.asked[file.path]) == (1, 1)


def test_different_names_do_not_wait_for_each_other(upstream: UpstreamIndex, make_mirror: MakeMirror) -> None:
    upstream.delay_seconds = SLOW_SECONDS
    mirror = make_mirror()
    names = [normalize(f"kite-{number}") for number in range(8)]
    started = time.monotonic()
    together(*[lambda name=name: mirror.pages.refresh(name) for name in names])
    assert time.monotonic() - started < len(names) * SLOW_SECONDS


def test_nobody_waits_for_ever(upstream: UpstreamIndex, make_mirror: MakeMirror, tmp_path: Path) -> None:
    mirror = make_mirror(wait_seconds=0.1)
    with (
        KeyLocks(tmp_path / "upstream" / "locks").hold("page kite", wait_seconds=1),
        pytest.raises(Busy, match="at it for too long"),
    ):
        mirror.pages.refresh(KITE)
    assert mirror.pages.refresh(KITE).outcome is Outcome.MISSING


def test_only_so_many_threads_wait(upstream: UpstreamIndex, make_mirror: MakeMirror, tmp_path: Path) -> None:
    mirror = make_mirror(seats=1)
    with KeyLocks(tmp_path / "upstream" / "locks").hold("page kite", wait_seconds=1):
        waiting = threading.Thread(target=mirror.pages.refresh, args=[KITE])
        waiting.start()
        time.sleep(0.1)
        with pytest.raises(Busy, match="Too many"):
            mirror.pages.refresh(normalize("other"))
    waiting.join()
    assert mirror.pages.refresh(normalize("other")).outcome is Outcome.MISSING


def test_a_lock_lets_one_in_at_a_time_and_leaves_no_file(tmp_path: Path) -> None:
    inside = 0
    most = 0

    def enter() -> None:
        nonlocal inside, most
        with KeyLocks(tmp_path / "locks").hold("key", wait_seconds=20):
            inside += 1
            most = max(most, inside)
            time.sleep(0.002)
            inside -= 1

    together(*[enter] * MANY)
    assert most == 1
    assert list((tmp_path / "locks").iterdir()) == []


def test_a_lock_ends_with_its_process(tmp_path: Path) -> None:
    program = (
        "import os, sys; from pathlib import Path; from strongroom.readpath.upstream.locks import KeyLocks\n"
        "with KeyLocks(Path(sys.argv[1])).hold('key', wait_seconds=1): os._exit(1)"
    )
    subprocess.run([sys.executable, "-c", program, str(tmp_path / "locks")], check=False)
    with KeyLocks(tmp_path / "locks").hold("key", wait_seconds=1):
        pass
