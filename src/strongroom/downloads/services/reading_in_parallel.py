"""Read several chunks at a time, each in a process of its own; whoever asked for them writes.

A process that reads may be killed, most likely because memory is short, and takes the whole pool with it. What was being read then is
read once more, each by itself; what kills its reader again is refused, and the rest goes on.

Readers live no longer than whoever started them, however that one ends: they watch a pipe that it alone holds open.
"""

import os
import signal
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import partial
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from threading import Thread
from typing import Any

from django.db import connections

from strongroom.downloads.errors import LogUnreadable
from strongroom.downloads.services.chunks import Chunk, Reading, name_of, read_chunk
from strongroom.downloads.services.log_blocks import Advance

_LOOK_SECONDS = 0.2
"""Between two looks at how far the readers are."""
_READ_AHEAD = 2
"""Chunks for each reader that are read or being read and not counted yet: memory stays flat when writing is slow."""

_Read = tuple[Path, Callable[[], Chunk]]
_Reader = Callable[[Path], Chunk]
"""Sent to the processes that read."""

_fork = get_context("fork")
_bytes_read: Any = None
"""In a reader: how many bytes all of them have read, shared with whoever asked."""


def read_in_parallel(
    paths: Sequence[Path], *, reading: Reading, now: datetime, readers: int, advance: Advance
) -> Generator[_Read, None, None]:
    """Yield each path with a function that returns its chunk, or raises what `read_chunk` does, as they are done."""
    waiting = list(paths)
    reader = partial(read_chunk, reading=reading, now=now, advance=_advance)
    while waiting:
        for path, read in _read_with_pool(waiting, reader, readers, advance):
            waiting.remove(path)
            yield path, read


def _read_with_pool(
    paths: Sequence[Path], reader: _Reader, readers: int, advance: Advance
) -> Iterator[_Read]:
    """Yield as `read_in_parallel` does, but end early should a reader die."""
    shared, told = _fork.Value("q", 0), 0
    waiting = iter(paths)
    with _pool(readers, shared) as pool:

        def submit(number: int) -> None:
            with suppress(BrokenProcessPool):
                for path in islice(waiting, number):
                    pending[pool.submit(reader, path)] = path

        pending: dict[Future[Chunk], Path] = {}
        submit(_READ_AHEAD * readers)
        while pending:
            done, _ = wait(pending, timeout=_LOOK_SECONDS, return_when=FIRST_COMPLETED)
            advance(shared.value - told)
            told = shared.value
            for future in done:
                path = pending.pop(future)
                submit(1)
                died = isinstance(future.exception(), BrokenProcessPool)
                yield path, partial(_read_alone, path, reader) if died else future.result


def _read_alone(path: Path, reader: _Reader) -> Chunk:
    """Read a chunk in a process that reads nothing else.

    Raises:
        LogUnreadable: as `read_chunk` does, and if that process is killed, too.
    """
    with _pool(1, _fork.Value("q", 0)) as pool:
        try:
            return pool.submit(reader, path).result()
        except BrokenProcessPool as error:
            raise LogUnreadable(
                f"{name_of(path)} was not counted: twice, the process that read it was killed.",
                why="Perhaps this machine has too little memory, or somebody ended it.",
                next_step="Import it again by itself, or in smaller parts.",
            ) from error


@contextmanager
def _pool(readers: int, shared: Any) -> Iterator[ProcessPoolExecutor]:
    """Lend processes that read. Should anything end the block early, they end at once: nobody wants what they read."""
    connections.close_all()  # a connection must not be carried across a fork
    watched, held = os.pipe()
    pool = ProcessPoolExecutor(
        readers, mp_context=_fork, initializer=_begin_reader, initargs=(shared, watched, held)
    )
    with os.fdopen(watched, "rb"), os.fdopen(held, "wb") as life, pool:
        try:
            yield pool
        except BaseException:
            life.close()
            raise


def _begin_reader(shared: Any, watched: int, held: int) -> None:
    global _bytes_read
    _bytes_read = shared
    # Ctrl-C reaches all processes of a terminal: whoever started this one hears it, and ends this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    os.close(held)
    Thread(target=_end_with, args=(watched,), daemon=True).start()


def _end_with(watched: int) -> None:
    """End this process when nobody holds the other end of the pipe any more."""
    os.read(watched, 1)
    os._exit(1)


def _advance(amount: int) -> None:
    with _bytes_read.get_lock():
        _bytes_read.value += amount
