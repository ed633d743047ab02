"""One writer at a time, on both databases (ADR 3).

A command loads, decides and writes inside `write()`. SQLite has one writer anyway;
taking its lock at the start, and queueing for it in the kernel instead of polling,
keeps the waiting time fair. On PostgreSQL an advisory lock gives the same meaning,
so that serials are handed out in commit order and no rule can be raced.

With the commit the next one's turn has come: what listens to it (pages, above all) keeps no writer waiting.

A process that opened what is only looked at, a simulation, closes this door: then every `write()` is refused.

Lock order: the writer's lock first, then rows. Nothing that waits for the network
or reads a large file may happen inside.
"""

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection, transaction

from strongroom.foundation.errors import Refusal

_ADVISORY_LOCK = 0x5752_4954_4552
"""An arbitrary number of our own ("WRITER") among PostgreSQL's advisory locks."""

_refusal: Callable[[], Refusal] | None = None


def close_to_writers(refusal: Callable[[], Refusal]) -> None:
    """Refuse, with what this returns, every later `write()` of this process."""
    global _refusal
    _refusal = refusal


def open_to_writers() -> None:
    """Let this process write again."""
    global _refusal
    _refusal = None


def check_open_to_writers() -> None:
    """Refuse what would write files, or work for long, before its transaction is refused.

    Raises:
        Refusal: this process may only look.
    """
    if _refusal is not None:
        raise _refusal()


@contextmanager
def write() -> Iterator[None]:
    """Run the block as the only writing transaction; commit it when it ends, or roll back on an error.

    Inside another transaction it is part of that one, which need not have been begun by `write()`.

    Raises:
        Refusal: this process may only look.
    """
    check_open_to_writers()
    with while_nobody_writes():
        yield


@contextmanager
def while_nobody_writes() -> Iterator[None]:
    """Run the block as `write` does, to look at what must not change meanwhile: that is open to everybody."""
    if connection.in_atomic_block:
        _lock_out_others()
        yield
        return
    with _writers_queue() as leave, transaction.atomic():
        transaction.on_commit(leave)
        _lock_out_others()
        yield


def close_after_error() -> None:
    """Close this thread's connection: a query that an error left half read would hold whoever comes next to an old state.

    Nothing happens inside a transaction, which is whole or not at all.
    """
    if not connection.in_atomic_block:
        connection.close()


def _lock_out_others() -> None:
    """On PostgreSQL, hold the writer's lock until the transaction ends; SQLite took its own at the beginning."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ADVISORY_LOCK])


@contextmanager
def _writers_queue() -> Iterator[Callable[[], None]]:
    """Wait for our turn among this machine's writers, for SQLite itself only polls; lend what ends it early."""
    if connection.vendor != "sqlite":
        yield lambda: None
        return
    with (settings.STRONGROOM_DATA / "writer.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield lock.close
