"""Ways to write: in a transaction that fails, and several at the same instant."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import connection

from strongroom.infra.db import write

T = TypeVar("T")

AT_ONCE = 8


class Failed(Exception):
    """What ends a transaction that is to fail."""


def write_and_fail(step: Callable[[], object]) -> None:
    """Take the step in a write transaction, then raise Failed in it."""
    with write():
        step()
        raise Failed


def at_once(attempt: Callable[[int], T]) -> list[T]:
    """Run `attempt(0)` to `attempt(7)` in eight threads, each with its own connection; return what each returned."""
    start = threading.Barrier(AT_ONCE)

    def run(number: int) -> T:
        try:
            start.wait()
            return attempt(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as threads:
        return list(threads.map(run, range(AT_ONCE)))


def elsewhere(step: Callable[[], T]) -> T:
    """Take a step in a thread of its own, on a connection of its own, and wait for its end."""

    def run() -> T:
        try:
            return step()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(run).result()


def begin_to_read() -> object:
    """Begin to read the journal, which has some entries; as long as what is returned is kept, that query is not at its end."""
    cursor = connection.cursor()
    cursor.execute("SELECT serial FROM journal_journalentry ORDER BY serial")
    cursor.fetchone()
    return cursor
