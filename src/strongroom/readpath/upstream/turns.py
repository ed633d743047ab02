"""Who asks the upstream, and who waits meanwhile."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from strongroom.readpath.upstream.errors import busy
from strongroom.readpath.upstream.locks import KeyLocks


class Turns:
    """Of many who ask for the same, in whatever process, lets one at a time ask the upstream.

    Args:
        seats: Threads of this process that may ask or wait at a time; the others are for other requests.
        wait_seconds: How long to wait for somebody else.
    """

    def __init__(self, locks: KeyLocks, *, seats: int, wait_seconds: float) -> None:
        self._locks = locks
        self._seats = threading.BoundedSemaphore(seats)
        self._wait_seconds = wait_seconds

    @contextmanager
    def take(self, key: str) -> Iterator[None]:
        """Let nobody else ask for the key until the block ends.

        Raises:
            Busy: if too many wait already, or the one before takes too long.
        """
        if not self._seats.acquire(blocking=False):
            raise busy("Too many wait for it already.")
        try:
            with self._locks.hold(key, wait_seconds=self._wait_seconds):
                yield
        finally:
            self._seats.release()
