"""Programs that a test starts: ready before it goes on, gone when it ends."""

import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

LOOPBACK = "127.0.0.1"
READY_SECONDS = 60
"""How long a program may take to be ready; generous, for machines that are busy with other tests."""
STOP_SECONDS = 20


class ProgramFailed(RuntimeError):
    """A program ended, or did not become ready; its output is in the message."""


def free_port() -> int:
    """Return a loopback port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port


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
