"""What `serve` runs for people and clients: the prepared installation behind gunicorn.

Preparing happens here and not in a process of its own, so that Django is loaded once; the
workers are forked from this process.
"""

import os
import signal
import socket
import struct
import threading
import time
from pathlib import Path
from typing import Any

import click
from gunicorn.app.base import BaseApplication
from gunicorn.util import import_app

from strongroom.interfaces.cli.preparation import bring_up_to_date

_APPLICATION = "strongroom.config.wsgi:application"

STALLED_SECONDS = 30
"""How long a client may send nothing, or take nothing, in the middle of a request. Each one that is waited for
occupies a thread; a proxy in front bounds the whole of a request, too (docs/how-to/run-an-index.md)."""


@click.command(hidden=True)
@click.option("--host", required=True)
@click.option("--port", required=True, type=int)
@click.option("--workers", required=True, type=int)
def web(host: str, port: int, workers: int) -> None:
    """Prepare the installation and answer requests, until told to end or until `serve` is gone."""
    threading.Thread(target=_end_with, args=[os.getppid()], daemon=True).start()
    bring_up_to_date()
    _Server(bind=f"{host}:{port}", workers=workers).run()


class _Server(BaseApplication):
    def __init__(self, **options: Any) -> None:
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        """Take our settings instead of gunicorn's files and variables."""
        settings = {
            "preload_app": True,
            "worker_class": "gthread",
            # Threads wait for slow clients, disks and the writers' queue, not for a processor.
            "threads": 16,
            "keepalive": 75,
            # A thread that streams a large upload is alive; the time-out is for a worker that hangs as a whole.
            "timeout": 120,
            "graceful_timeout": 15,
            "loglevel": "warning",
            "limit_request_line": 8190,
            "worker_tmp_dir": _memory_folder(),
            # Whom to believe is STRONGROOM_PROXIES' matter alone: by default, gunicorn lets every client on
            # this machine, and whoever a proxy on it passes on, choose SCRIPT_NAME and the scheme by a header.
            "forwarded_allow_ips": "",
            "when_ready": _give_up_on_stalled_clients,
            **self._options,
        }
        for name, value in settings.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """Return the WSGI callable; by its name, because nobody imports the settings' room."""
        return import_app(_APPLICATION)


def _give_up_on_stalled_clients(server: Any) -> None:
    """Have the system end what a client has stopped; the connections that are accepted inherit it."""
    for listener in server.LISTENERS:
        listener.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("ll", STALLED_SECONDS, 0))
        if hasattr(socket, "TCP_USER_TIMEOUT"):
            listener.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, STALLED_SECONDS * 1000)


def _memory_folder() -> str:
    """Return a folder in memory where there is one: the server's heartbeat must not wait for a disk."""
    memory = Path("/dev/shm")  # noqa: S108 - gunicorn makes an unlinked file there
    return str(memory if memory.is_dir() else Path.cwd())


def _end_with(parent: int) -> None:
    """Tell this process to end when its parent is gone, however it went."""
    while os.getppid() == parent:
        time.sleep(0.5)
    os.kill(os.getpid(), signal.SIGTERM)
