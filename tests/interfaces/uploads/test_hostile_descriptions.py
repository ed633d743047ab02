"""Descriptions written to take hours, or all memory: refused soon, and the process that answers is not stopped by them."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

from strongroom.publishing.services import rendering
from strongroom.publishing.services.rendering import AT_ONCE, render_within_limits

DOUBLINGS = 40
GROWING = "".join(f".. |a{n}| replace:: |a{n + 1}| |a{n + 1}|\n" for n in range(DOUBLINGS))
"""Each name stands for the next one twice: two to the fortieth words, in a kilobyte of reStructuredText."""
HOSTILE = f"{GROWING}.. |a{DOUBLINGS}| replace:: word\n\n|a0|\n"

PROGRAM = Path(rendering.__file__).with_name("renderer.py")
SOON_SECONDS = 60


def renderers_of(parent: int) -> set[int]:
    """Return the ids of the renderers that a process has started."""
    return {
        int(process.name)
        for process in Path("/proc").glob("[0-9]*")
        if status_of(process)[1:2] == [str(parent)] and str(PROGRAM) in words_of(process)
    }


def status_of(process: Path) -> list[str]:
    """Return the state of a process, its parent's id and so on; nothing of one that is not there."""
    with suppress(FileNotFoundError, ProcessLookupError):
        return (process / "stat").read_text().rpartition(")")[2].split()
    return []


def words_of(process: Path) -> str:
    """Return the words that a process was started with, if it is there."""
    with suppress(FileNotFoundError, ProcessLookupError):
        return (process / "cmdline").read_text(errors="replace")
    return ""


def wait_until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + SOON_SECONDS
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def is_gone(pid: int) -> bool:
    """No such process is there, or it has ended and nobody has asked how."""
    return status_of(Path(f"/proc/{pid}"))[:1] in ([], ["Z"])


def render(text: str) -> str | None:
    return render_within_limits(text, content_type="text/x-rst")


def test_a_description_that_grows_without_end_is_refused_and_its_renderer_is_not_used_again() -> None:
    render("A *word*.")
    used = renderers_of(os.getpid())
    began = time.thread_time()
    assert render(HOSTILE) is None
    assert time.thread_time() - began < 1, "it is another process that has the work"
    assert len(used - renderers_of(os.getpid())) == 1
    assert render("A *word*.") == "<p>A <em>word</em>.</p>\n"


@pytest.mark.parametrize("times", [1, 500])
def test_ordinary_descriptions_render_whatever_their_length(times: int) -> None:
    html = render_within_limits("A *word* of \u00e9t\u00e9.\n\n" * times, content_type="text/markdown") or ""
    assert html.count("<em>word</em> of \u00e9t\u00e9") == times


@pytest.mark.parametrize("text", ["A *word*.", ".. |a| replace:: *word*\n\nA |a|."])
def test_restructured_text_renders(text: str) -> None:
    assert render(text) == "<p>A <em>word</em>.</p>\n"


def test_what_does_not_render_is_refused_and_costs_no_renderer() -> None:
    render("A *word*.")
    used = renderers_of(os.getpid())
    assert render(":unknown:`role`") is None
    assert renderers_of(os.getpid()) == used


def test_nothing_of_one_description_reaches_another() -> None:
    assert render(".. role:: emphasis(strong)\n.. role:: own(strong)\n\n:own:`a` :emphasis:`b`")
    assert render(":emphasis:`b`") == "<p><em>b</em></p>\n"
    assert render(":own:`a`") is None


def test_a_renderer_is_used_again() -> None:
    render("first")
    used = renderers_of(os.getpid())
    for number in range(10):
        assert render(str(number)) == f"<p>{number}</p>\n"
    assert renderers_of(os.getpid()) == used


def test_a_renderer_that_was_ended_is_replaced() -> None:
    render("first")
    ended = renderers_of(os.getpid())
    for pid in ended:
        os.kill(pid, signal.SIGKILL)
        wait_until(lambda pid=pid: is_gone(pid))  # type: ignore[misc]
    assert render("second") == "<p>second</p>\n"
    assert renderers_of(os.getpid()).isdisjoint(ended)


def test_many_threads_share_few_renderers_and_each_gets_its_own_answer() -> None:
    def work(number: int) -> bool:
        return render(f"Number {number}") == f"<p>Number {number}</p>\n"

    with ThreadPoolExecutor(16) as threads:
        assert all(threads.map(work, range(100)))
    assert 1 <= len(renderers_of(os.getpid())) <= AT_ONCE


RENDERS_AND_WAITS = """
import os, sys, django
django.setup()
from strongroom.publishing.services.rendering import render_within_limits
assert render_within_limits("first", content_type="text/plain")
child = os.fork() if "fork" in sys.argv else 0
assert render_within_limits("second", content_type="text/plain")
print(os.getpid(), flush=True)
sys.stdin.read()
if child:
    os.waitpid(child, 0)
"""


def start(*arguments: str) -> "subprocess.Popen[str]":
    """Start a process of an application that renders, and stays until its input ends."""
    return subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", RENDERS_AND_WAITS, *arguments],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_a_renderer_ends_with_its_parent_however_that_ended() -> None:
    with start() as parent:
        assert parent.stdout is not None
        assert int(parent.stdout.readline()) == parent.pid
        (renderer,) = renderers_of(parent.pid)
        parent.kill()
    wait_until(lambda: is_gone(renderer))


def test_a_process_and_its_fork_share_no_renderer() -> None:
    with start("fork") as parent:
        assert parent.stdout is not None
        pids = {int(parent.stdout.readline()) for _ in range(2)}
        renderers = [renderers_of(pid) for pid in pids]
        assert [len(one) for one in renderers] == [1, 1]
        parent.communicate()
    for one in renderers:
        wait_until(lambda one=one: all(is_gone(pid) for pid in one))  # type: ignore[misc]


def test_a_renderer_knows_no_django() -> None:
    ended = subprocess.run(
        [sys.executable, "-X", "importtime", "-P", PROGRAM],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "docutils" in ended.stderr
    assert "django" not in ended.stderr
