"""`strongroom serve`: web and background work under one process.

This process only supervises: it prepares the installation, starts one web server and one
worker, starts them again should they die, and ends them when it is told to end. It knows
no Django, so that a signal is never lost in it.
"""

import os
import signal
import socket
import subprocess
import sys
import time
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

    def keep_running(self) -> None:
        """Start it, again if it ended; not more often than once a second."""
        ended = self.process is None or self.process.poll() is not None
        if ended and time.monotonic() - self.started_at >= _RESTART_AFTER_SECONDS:
            if self.process is not None:
                click.echo(
                    f"{self.command[2]} ended with status {self.process.returncode}; starting it again.",
                    err=True,
                )
            self.started_at = time.monotonic()
            self.process = subprocess.Popen(self.command)  # noqa: S603 - our own command

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
    prepared = subprocess.run([*_CLI, "prepare"], check=False)  # noqa: S603 - our own command
    if prepared.returncode:
        sys.exit(prepared.returncode)
    children = [Child(_web_command(host, port, workers)), Child([*_CLI, "work"])]
    _supervise(children)


def _check_address(host: str, port: int) -> None:
    """Refuse at once what the web server would try again and again."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host.strip("[]"), port), family=family).close()
    except OSError as error:
        raise AddressUnusable(
            f"Nothing can listen on {host}:{port}: {os.strerror(error.errno or 0)}.",
            next_step="End what listens there, or choose another --port.",
        ) from error


def _name_of(host: str) -> str:
    """Return what people on this machine call the address: browsers offer security keys only to names."""
    return "localhost" if host in {"127.0.0.1", "0.0.0.0", "::1", "::"} else host  # noqa: S104


def _web_command(host: str, port: int, workers: int) -> list[str]:
    return [
        *(sys.executable, "-m", "gunicorn", "strongroom.config.wsgi:application"),
        *("--bind", f"{host}:{port}", "--workers", str(workers)),
        # Threads wait for slow clients, disks and the writers' queue, not for a processor.
        *("--worker-class", "gthread", "--threads", "16", "--keep-alive", "75"),
        # A thread that streams a large upload is alive; the time-out is for a worker that hangs as a whole.
        *("--timeout", "120", "--graceful-timeout", "15", "--log-level", "warning"),
        *("--limit-request-line", "8190", "--worker-tmp-dir", _memory_folder()),
    ]


def _memory_folder() -> str:
    """Return a folder in memory where there is one: the server's heartbeat must not wait for a disk."""
    return "/dev/shm" if os.path.isdir("/dev/shm") else "/tmp"  # noqa: S108, PTH112


def _supervise(children: list[Child]) -> None:
    """Keep the children running until a signal asks to end, then end them, the web server first."""
    asked_to_end = False

    def end(_signal: int, _frame: object) -> None:
        nonlocal asked_to_end
        asked_to_end = True

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    try:
        while not asked_to_end:
            for child in children:
                child.keep_running()
            time.sleep(0.1)
    finally:
        for child in children:
            child.stop()
