"""One at a time for each key, among all threads and processes of this machine.

A lock is a file that is locked with flock: it ends with its process, however that goes. The file is
removed by who held it last, while it is still locked, so that the folder stays empty; whoever waited
on the removed file notices, and begins anew.
"""

import fcntl
import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from strongroom.readpath.upstream.errors import busy

_FIRST_PAUSE_SECONDS = 0.005
_LONGEST_PAUSE_SECONDS = 0.1


class KeyLocks:
    """Locks by key.

    Args:
        folder: Where their files are, the same for all processes; made when needed.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextmanager
    def hold(self, key: str, *, wait_seconds: float) -> Iterator[None]:
        """Let nobody else hold the key until the block ends.

        Raises:
            Busy: if somebody else held it for `wait_seconds`.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / hashlib.sha256(key.encode()).hexdigest()
        descriptor = _lock(path, until=time.monotonic() + wait_seconds)
        try:
            yield
        finally:
            path.unlink()
            os.close(descriptor)


def _lock(path: Path, *, until: float) -> int:
    """Return a descriptor that holds the lock on the file which is at `path` now."""
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            _wait(descriptor, until=until)
            if _is_at(descriptor, path):
                return descriptor
        except BaseException:
            os.close(descriptor)
            raise
        os.close(descriptor)


def _wait(descriptor: int, *, until: float) -> None:
    """Take the lock; flock itself knows no time limit."""
    pause = _FIRST_PAUSE_SECONDS
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until:
                raise busy("Somebody else is at it for too long.") from None
            time.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE_SECONDS)
        else:
            return


def _is_at(descriptor: int, path: Path) -> bool:
    """The locked file was not removed meanwhile."""
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False
