"""Programs that a test starts: ready before it goes on, gone when it ends."""

import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from itertools import cycle, islice
from pathlib import Path

LOOPBACK = "127.0.0.1"
_PORTS, _BLOCK = range(10_000, 32_000), 100
"""Ports that no system gives to who asks for any (Linux does so from 32768 on), and how many a process takes of them."""
READY_SECONDS = 60
"""How long a program may take to be ready; generous, for machines that are busy with other tests."""
STOP_SECONDS = 20


class ProgramFailed(RuntimeError):
    """A program ended, or did not become ready; its output is in the message."""


def _ports_of_ours() -> Iterator[int]:
    """Yield the ports of one block, over and over; its first stays bound, so that no other process takes the block."""
    for first in _PORTS[::_BLOCK]:
        with socket.socket() as keeper, suppress(OSError):
            keeper.bind((LOOPBACK, first))
            yield from cycle(range(first + 1, first + _BLOCK))


_ours = _ports_of_ours()


def free_port() -> int:
    """Return a loopback port that nobody listens on, and that nobody else is given before who asked listens there.

    Other processes have other ports, and so have connections that leave; here a port comes again after all others.

    Raises:
        ProgramFailed: if none is free.
    """
    for port in islice(_ours, _BLOCK):
        with socket.socket() as probe, suppress(OSError):
            probe.bind((LOOPBACK, port))
            return port
    raise ProgramFailed("no port is free: are programs left running?")


def listens(port: int) -> bool:
    """Something accepts connections on this loopback port."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((LOOPBACK, port)) == 0


@contextmanager
def running(
    command: Sequence[str | Path],
    *,
    ready: Callable[[], bool],
    log: Path,
    environ: Mapping[str, str] | None = None,
    user: str | None = None,
    stop_with: signal.Signals = signal.SIGTERM,
) -> Iterator["subprocess.Popen[bytes]"]:
    """Start a program, wait until `ready()`, and stop it by its id when the block ends.

    Args:
        log: File that takes its output and errors.
        environ: Its whole environment; None for our own.
        user: Whom it runs as, where that is not us; only root can ask for it.
        stop_with: The signal that asks it to end.

    Raises:
        ProgramFailed: if it ends early or is not ready within READY_SECONDS.
    """
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*_ending_with_us(), *command],
            env=environ,
            user=user,
            group=user,
            extra_groups=[] if user else None,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
    try:
        _wait_until_ready(process, ready, log)
        yield process
    finally:
        _stop(process, stop_with)


def _ending_with_us() -> list[str]:
    """Words that make a program end even when we are killed, where the system has them (Linux)."""
    return ["setpriv", "--pdeathsig", "INT"] if shutil.which("setpriv") else []


def _wait_until_ready(process: "subprocess.Popen[bytes]", ready: Callable[[], bool], log: Path) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while not ready():
        if process.poll() is not None or time.monotonic() > deadline:
            state = "is not ready" if process.returncode is None else f"ended with {process.returncode}"
            raise ProgramFailed(f"{process.args!r} {state}:\n{log.read_text(errors='replace')[-4000:]}")
        time.sleep(0.05)


def _stop(process: "subprocess.Popen[bytes]", stop_with: signal.Signals) -> None:
    if process.poll() is None:
        process.send_signal(stop_with)
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
