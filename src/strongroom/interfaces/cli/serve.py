"""`strongroom serve`: web and background work under one process.

This process only supervises: it starts one web server, and one worker as soon as the server
listens, starts either again should it die, and ends them when it is told to end. It knows no
Django, so that it is there at once and a signal is never lost in it.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import click

from strongroom.foundation.errors import Refusal

_CLI = [sys.executable, "-m", "strongroom.interfaces.cli"]
_GRACE_SECONDS = 20
_RESTART_AFTER_SECONDS = 1.0


class AddressUnusable(Refusal):
    """Another program listens there, or the address is not this machine's."""

    code = "address_unusable"


@dataclass
class Child:
    """A process to be kept running."""

    command: list[str]
    process: "subprocess.Popen[bytes] | None" = None
    started_at: float = field(default=0.0)

    @property
    def status(self) -> int | None:
        """Its exit status, if it was started and has ended."""
        return self.process.poll() if self.process is not None else None

    def keep_running(self) -> None:
        """Start it, again if it ended; not more often than once a second."""
        ended = self.process is None or self.status is not None
        if not ended or time.monotonic() - self.started_at < _RESTART_AFTER_SECONDS:
            return
        if self.process is not None:
            click.echo(f"{self.command[3]} ended with status {self.status}; starting it again.", err=True)
        self.started_at = time.monotonic()
        # Ctrl-C reaches every process of a terminal; only this one acts on it, and tells the others.
        self.process = subprocess.Popen(self.command, preexec_fn=_ignore_ctrl_c)  # noqa: PLW1509, S603 - no threads here

    def stop(self) -> None:
        """Ask it to end, and end it if it does not."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(_GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@click.command()
@click.option("--data", metavar="DIR", help="Folder of everything the index keeps (STRONGROOM_DATA).")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on."
)
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 256), help="Web processes.")
def serve(data: str | None, host: str, port: int, workers: int) -> None:  # noqa: ARG001 - data: see main()
    """Serve the index, and do its background work."""
    os.environ.setdefault("STRONGROOM_URL", f"http://{_name_of(host)}:{port}")
    _check_address(host, port)
    web = Child([*_CLI, "web", "--host", host, "--port", str(port), "--workers", str(workers)])
    sys.exit(_supervise(web, Child([*_CLI, "work"]), answers=lambda: _listens(host, port)))


def _check_address(host: str, port: int) -> None:
    """Refuse at once what the web server would try again and again."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host.strip("[]"), port), family=family).close()
    except OSError as error:
        raise AddressUnusable(
            f"Nothing can listen on {host}:{port}: {_reason(error)}.",
            next_step="End what listens there, or choose another --port.",
        ) from error


def _reason(error: OSError) -> str:
    """Return the system's words; names that cannot be looked up have numbers below zero, and words of their own."""
    number = error.errno or 0
    return os.strerror(number) if number > 0 else str(error.strerror)


def _name_of(host: str) -> str:
    """Return what people on this machine call the address: browsers offer security keys only to names."""
    return "localhost" if host in {"127.0.0.1", "0.0.0.0", "::1", "::"} else host  # noqa: S104


def _listens(host: str, port: int) -> bool:
    try:
        socket.create_connection((host.strip("[]"), port), timeout=1).close()
    except OSError:
        return False
    return True


def _ignore_ctrl_c() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _supervise(web: Child, worker: Child, *, answers: Callable[[], bool]) -> int:
    """Keep both running until a signal asks to end, then end them; return our exit status.

    A web server that ends before it ever answered has said why; it is not started again.
    """
    asked_to_end = False

    def end(_signal: int, _frame: object) -> None:
        nonlocal asked_to_end
        asked_to_end = True

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    ready = False
    try:
        while not asked_to_end:
            if not ready and web.status is not None:
                return web.status
            web.keep_running()
            ready = ready or answers()
            if ready:
                worker.keep_running()
            time.sleep(0.1)
    finally:
        web.stop()
        worker.stop()
    return 0
