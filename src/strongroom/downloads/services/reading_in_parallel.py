"""Read several chunks at a time, each in a process of its own; whoever asked for them writes."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from django.db import connections

from strongroom.downloads.services.chunks import Advance, Chunk, Reading, read_chunk

_LOOK_SECONDS = 0.2
"""Between two looks at how far the readers are."""
_READ_AHEAD = 2
"""Chunks for each reader that are read or being read and not counted yet: memory stays flat when writing is slow."""

_bytes_read: Any = None
"""In a reader: how many bytes all of them have read, shared with whoever asked."""


def read_in_parallel(
    paths: Sequence[Path], *, reading: Reading, readers: int, advance: Advance
) -> Iterator[tuple[Path, Callable[[], Chunk]]]:
    """Yield each path with a function that returns its chunk, or raises what `read_chunk` does, as they are done."""
    fork = get_context("fork")
    shared, told = fork.Value("q", 0), 0
    connections.close_all()  # a connection must not be carried across a fork
    waiting = iter(paths)
    with ProcessPoolExecutor(readers, mp_context=fork, initializer=_begin_reader, initargs=(shared,)) as pool:

        def submit(number: int) -> dict[Future[Chunk], Path]:
            return {pool.submit(_read, path, reading): path for path in islice(waiting, number)}

        pending = submit(_READ_AHEAD * readers)
        while pending:
            done, _ = wait(pending, timeout=_LOOK_SECONDS, return_when=FIRST_COMPLETED)
            advance(shared.value - told)
            told = shared.value
            for future in done:
                yield pending.pop(future), future.result
                pending |= submit(1)


def _begin_reader(shared: Any) -> None:
    global _bytes_read
    _bytes_read = shared


def _read(path: Path, reading: Reading) -> Chunk:
    return read_chunk(path, reading=reading, advance=_advance)


def _advance(amount: int) -> None:
    with _bytes_read.get_lock():
        _bytes_read.value += amount
