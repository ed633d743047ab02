"""When a process is to end, and how."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager


def end_of_service() -> Callable[[], bool]:
    """Return what says that it is time to end for one that `serve` started: it was told to (SIGTERM), or `serve` is gone."""
    parent = os.getppid()
    told: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _frame: told.append(number))
    return lambda: bool(told) or os.getppid() != parent


@contextmanager
def ended_in_order() -> Iterator[None]:
    """Let SIGTERM end the block as Ctrl-C does: what it began is undone, and processes that it started end with it."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
