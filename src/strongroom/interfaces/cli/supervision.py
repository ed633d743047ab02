"""Keep processes running until told to end. Knows no Django, so that it is there at once and loses no signal."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

import click

_CLI = [sys.executable, "-m", "strongroom.interfaces.cli"]
_GRACE_SECONDS = 20
_RESTART_AFTER_SECONDS = 1.0
_LOOK_SECONDS = 0.1


@dataclass
class Child:
    """A command of ours to be kept running.

    Args:
        arguments: Its name first.
        descriptors: Of this process, which it inherits.
        starts_when: Not before this is true.
        niceness: By how much others go before it where processors are scarce (nice(2)).
        is_vital: Should it end before it was ever `ready`, it has said why: it is not started again.
    """

    arguments: list[str]
    descriptors: Sequence[int] = ()
    starts_when: Callable[[], bool] = lambda: True
    niceness: int = 0
    is_vital: bool = False
    process: "subprocess.Popen[bytes] | None" = None
    started_at: float = field(default=0.0)

    @property
    def status(self) -> int | None:
        """Its exit status, if it was started and has ended."""
        return self.process.poll() if self.process is not None else None

    def keep_running(self) -> None:
        """Start it, again if it ended; not more often than once a second."""
        ended = self.process is None or self.status is not None
        if not ended or time.monotonic() - self.started_at < _RESTART_AFTER_SECONDS or not self.starts_when():
            return
        if self.process is not None:
            click.echo(f"{self.arguments[0]} ended with status {self.status}; starting it again.", err=True)
        self.started_at = time.monotonic()
        self.process = subprocess.Popen(  # noqa: S603
            [*_CLI, *self.arguments],
            pass_fds=tuple(self.descriptors),
            # Ctrl-C reaches every process of a terminal; only this one acts on it, and tells the others.
            preexec_fn=partial(_prepare, self.niceness),  # noqa: PLW1509 - no threads here
        )

    def tell_to_end(self) -> None:
        """Ask it to end."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def await_end(self) -> None:
        """Return when it has ended; end it if it does not."""
        if self.process is None:
            return
        try:
            self.process.wait(_GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def supervise(children: Sequence[Child], *, ready: Callable[[], bool]) -> int:
    """Keep all of them running until a signal asks to end, then end them; return our exit status.

    Args:
        ready: The installation works; asked until it is true for the first time.
    """
    asked_to_end = False

    def end(_signal: int, _frame: object) -> None:
        nonlocal asked_to_end
        asked_to_end = True

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    was_ready = False
    try:
        while not asked_to_end:
            failed = None if was_ready else _failed(children)
            if failed is not None:
                return failed
            for child in children:
                child.keep_running()
            # Last: what waited for it runs by now, so who sees that one run sees an installation that was ready.
            was_ready = was_ready or ready()
            time.sleep(_LOOK_SECONDS)
    finally:
        for child in children:
            child.tell_to_end()
        for child in children:
            child.await_end()
    return 0


def _failed(children: Sequence[Child]) -> int | None:
    """Return the status of a vital child that has ended."""
    return next((child.status for child in children if child.is_vital and child.status is not None), None)


def _prepare(niceness: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(niceness)
