"""When a process that `serve` started is to end."""

import os
import signal
from collections.abc import Callable


def end_of_service() -> Callable[[], bool]:
    """Return what says that it is time to end: this process was told to (SIGTERM), or `serve` is gone."""
    parent = os.getppid()
    told: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _frame: told.append(number))
    return lambda: bool(told) or os.getppid() != parent
