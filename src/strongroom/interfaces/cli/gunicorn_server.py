"""gunicorn as `serve` runs it: threads, our settings, and our way to get connections."""

import gc
import os
import signal
import threading
import time
from pathlib import Path
from typing import Any

from gunicorn.app.base import BaseApplication
from gunicorn.util import import_app


class Server(BaseApplication):
    """Answers requests with a WSGI callable.

    Args:
        application: Where it is, `module:name`; by its name, because nobody imports the settings' room.
        bind: `unix:PATH`, where readers hand connections over, or `fd://N`, a socket where clients come themselves.
    """

    def __init__(self, application: str, *, bind: str, workers: int) -> None:
        self._application = application
        self._bind = bind
        self._workers = workers
        super().__init__()

    def load_config(self) -> None:
        """Take our settings instead of gunicorn's files and variables."""
        handed = self._bind.startswith("unix:")
        settings = {
            "bind": self._bind,
            "workers": self._workers,
            "preload_app": True,
            "worker_class": "strongroom.interfaces.simple.server.second_lane.SecondLane"
            if handed
            else "gthread",
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
        }
        for name, value in settings.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """Return the WSGI callable, loaded before workers are forked."""
        application = import_app(self._application)
        # What is loaded by now stays. Left to the garbage collector it would be walked through again and again, and
        # copied for each worker by that.
        gc.collect()
        gc.freeze()
        return application


def end_with_parent() -> None:
    """Tell this process to end when `serve` is gone, however it went."""
    threading.Thread(target=_end_with, args=[os.getppid()], daemon=True).start()


def _memory_folder() -> str:
    """Return a folder in memory where there is one: the server's heartbeat must not wait for a disk."""
    memory = Path("/dev/shm")  # noqa: S108 - gunicorn makes an unlinked file there
    return str(memory if memory.is_dir() else Path.cwd())


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.5)
    os.kill(os.getpid(), signal.SIGTERM)
