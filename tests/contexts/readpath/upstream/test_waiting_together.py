"""Of many who ask for the same at the same time, one asks the upstream; also among processes."""

import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import pytest

from strongroom.foundation import clock
from strongroom.foundation.names import normalize
from strongroom.readpath.upstream.errors import Busy
from strongroom.readpath.upstream.ledger import Outcome
from strongroom.readpath.upstream.locks import KeyLocks
from tests.contexts.readpath.upstream.conftest import MakeMirror
from tests.support.served import ROOT, until
from tests.support.upstream_index import UpstreamIndex, wheel

KITE = normalize("kite")
MANY = 16
PATIENCE_SECONDS = 60

ASK = """
import sys
from pathlib import Path
from concurrent.futures import ThreadPoolExecutor
from strongroom.foundation.names import normalize
from strongroom.readpath.upstream.client import UpstreamClient
from strongroom.readpath.upstream.mirror import Limits, Mirror
from tests.support.upstream_index import PATIENT

folder, root, sha256 = sys.argv[1:]
client = UpstreamClient(root, user_agent="strongroom/test", patience=PATIENT)
mirror = Mirror(Path(folder), client=client, limits=Limits(1 << 26))
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


def answer_once_all_have_come(upstream: UpstreamIndex, many: int) -> None:
    """Hold the upstream's answers back until so many have asked for a page: each looks at the clock as it comes."""
    come = threading.Semaphore(0)

    def tell() -> datetime:
        come.release()
        return clock.system_time()

    def wait_for_all() -> None:
        for _ in range(many):
            come.acquire()
        upstream.may_answer.set()

    upstream.may_answer.clear()
    clock.install(tell)
    threading.Thread(target=wait_for_all, daemon=True).start()


@pytest.mark.parametrize("headers", [{}, {"Cache-Control": "max-age=0"}], ids=["fresh", "never fresh"])
def test_many_threads_wait_for_one(
    upstream: UpstreamIndex, make_mirror: MakeMirror, headers: dict[str, str]
) -> None:
    file = wheel()
    upstream.offer("kite", file)
    upstream.headers = headers
    mirror = make_mirror()
    answer_once_all_have_come(upstream, MANY)
    standings = together(*[lambda: mirror.pages.refresh(KITE).outcome] * MANY)
    assert standings == [Outcome.FOUND] * MANY
    sizes = together(*[lambda: mirror.contents.open(file.sha256).size_bytes] * MANY)
    assert sizes == [len(file.content)] * MANY
    assert (upstream.asked["/simple/kite/"], upstream.asked[file.path]) == (1, 1)


def test_processes_wait_for_each_other(upstream: UpstreamIndex, tmp_path: Path) -> None:
    file = wheel()
    upstream.offer("kite", file)
    upstream.delay_seconds = 0.3  # time to ask twice, for processes that would
    command = [sys.executable, "-c", ASK, str(tmp_path / "upstream"), upstream.root, file.sha256]
    processes = [
        subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    answers = [
        out for process in processes for out in process.communicate("go\n", timeout=PATIENCE_SECONDS)[:1]
    ]
    assert answers == [f"found {len(file.content)}\n"] * 2
    assert (upstream.asked["/simple/kite/"], upstream.asked[file.path]) == (1, 1)


def test_different_names_do_not_wait_for_each_other(upstream: UpstreamIndex, make_mirror: MakeMirror) -> None:
    upstream.may_answer.clear()
    mirror = make_mirror()
    names = [normalize(f"kite-{number}") for number in range(8)]
    with ThreadPoolExecutor(len(names)) as threads:
        answers = threads.map(lambda name: mirror.pages.refresh(name).outcome, names)
        try:
            until(lambda: len(upstream.asked) == len(names), what="all ask while none is answered")
        finally:
            upstream.may_answer.set()
    assert list(answers) == [Outcome.MISSING] * len(names)


def test_nobody_waits_for_ever(upstream: UpstreamIndex, make_mirror: MakeMirror, tmp_path: Path) -> None:
    mirror = make_mirror(wait_seconds=0.1)
    with (
        KeyLocks(tmp_path / "upstream" / "locks").hold("page kite", wait_seconds=1),
        pytest.raises(Busy, match="at it for too long"),
    ):
        mirror.pages.refresh(KITE)
    assert mirror.pages.refresh(KITE).outcome is Outcome.MISSING


def test_only_so_many_threads_wait(upstream: UpstreamIndex, make_mirror: MakeMirror) -> None:
    mirror = make_mirror(seats=1)
    upstream.may_answer.clear()
    waiting = threading.Thread(target=mirror.pages.refresh, args=[KITE])
    waiting.start()
    try:
        until(lambda: upstream.asked, what="somebody waits")
        with pytest.raises(Busy, match="Too many"):
            mirror.pages.refresh(normalize("other"))
    finally:
        upstream.may_answer.set()
        waiting.join()
    assert mirror.pages.refresh(normalize("other")).outcome is Outcome.MISSING


def test_a_lock_lets_one_in_at_a_time_and_leaves_no_file(tmp_path: Path) -> None:
    inside = 0
    most = 0

    def enter() -> None:
        nonlocal inside, most
        with KeyLocks(tmp_path / "locks").hold("key", wait_seconds=PATIENCE_SECONDS):
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
