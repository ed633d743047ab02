"""Render descriptions in processes of their own, which have a little time and memory and no more.

A few hundred bytes of reStructuredText can grow without end (substitutions within substitutions), some
Markdown takes time that grows with its square. Inside a web process that would stop everybody's requests.

The processes (`renderer`) stay: starting one takes half a second of processor time, a rendering some milliseconds.
Each process of the application has its own, started when they are needed, so that a fork shares none with its parent.
"""

import atexit
import json
import os
import queue
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

AT_ONCE = 2
"""Renderers of one process. Uploads beyond them wait: for at most as long as its threads, two at a time, take."""

PATIENCE_SECONDS = 60
"""Until a renderer, or its answer, is given up for, however busy the machine is; its own limits are in `renderer`."""

_PROGRAM = Path(__file__).with_name("renderer.py")


class _NoAnswer(Exception):
    """The renderer ended, or was not done in time: the description went beyond a limit."""


class _Renderer:
    """A running renderer."""

    def __init__(self) -> None:
        self._ours, theirs = socket.socketpair()
        self._ours.settimeout(PATIENCE_SECONDS)
        self._answers = self._ours.makefile("rb")
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - our own program; what was uploaded is its input
                [sys.executable, "-P", _PROGRAM],
                stdin=theirs.fileno(),
                stdout=theirs.fileno(),
                stderr=subprocess.DEVNULL,
                # A group of its own, to be ended with the child that renders.
                start_new_session=True,
            )

    @property
    def is_running(self) -> bool:
        """Nobody has ended it since it answered."""
        return self._process.poll() is None

    def render(self, text: str, content_type: str) -> str | None:
        """Return safe HTML, or None where the text does not render.

        Raises:
            _NoAnswer: the renderer is of no use any more.
        """
        request = json.dumps({"text": text, "content_type": content_type})
        try:
            self._ours.sendall(request.encode() + b"\n")
            answer = self._answers.readline()
        except OSError as error:
            raise _NoAnswer from error
        if not answer.endswith(b"\n"):
            raise _NoAnswer
        html: str | None = json.loads(answer)
        return html

    def end(self) -> None:
        """End it and what it is at."""
        self._answers.close()
        self._ours.close()
        if self.is_running:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()


class _Renderers:
    """The renderers of one process, lent to one thread at a time."""

    def __init__(self) -> None:
        self._free: queue.LifoQueue[_Renderer | None] = queue.LifoQueue()
        for _ in range(AT_ONCE):
            self._free.put(None)

    @contextmanager
    def lend(self) -> Iterator[_Renderer]:
        """Lend a renderer; the one used last, so that a second one is started only where two are needed.

        Raises:
            _NoAnswer: all of them have been busy for too long.
        """
        try:
            renderer = self._free.get(timeout=PATIENCE_SECONDS)
        except queue.Empty:
            raise _NoAnswer from None
        try:
            if renderer is not None and not renderer.is_running:
                renderer.end()
                renderer = None
            renderer = renderer or _Renderer()
            yield renderer
        except BaseException:
            # Whatever it was, an answer may still come, and would be taken for that to the next description.
            if renderer is not None:
                renderer.end()
            renderer = None
            raise
        finally:
            self._free.put(renderer)

    def end(self) -> None:
        """End those that are not lent."""
        with suppress(queue.Empty):
            while True:
                renderer = self._free.get_nowait()
                if renderer is not None:
                    renderer.end()


_of_process: dict[int, _Renderers] = {}


def render_within_limits(text: str, *, content_type: str) -> str | None:
    """Return safe HTML, or None where the text does not render within the limits, or renders to nothing."""
    renderers = _of_process.setdefault(os.getpid(), _Renderers())
    try:
        with renderers.lend() as renderer:
            return renderer.render(text, content_type)
    except _NoAnswer:
        return None


@atexit.register
def _end_all() -> None:
    """Leave nothing behind where a process ends in order; otherwise the renderers see to it."""
    renderers = _of_process.pop(os.getpid(), None)
    if renderers is not None:
        renderers.end()
