"""LMDB as the page store uses it: opened late, grown when full, read by many threads.

* An environment must not cross a fork, so each process opens its own at its first use.
* LMDB has a fixed map size. A writer that fills it doubles it; other processes are told by
  MapResizedError and follow. Mapping anew while a thread of this process reads would pull the
  memory from under it, so readers pass a gate which the one who maps closes. It is closed to give
  a write transaction up, too: the binding waits for a moment without any look-up before it does,
  and among busy readers that moment may not come.
* A reader that was killed keeps its slot, and with it the pages it saw: writers clear such slots.
* A commit is synced once: its data, not the page that names it (MDB_NOMETASYNC). What a power failure undoes is then at most the
  last transaction, which catching up makes again. To leave that sync out, too (MDB_NOSYNC), would save one of an upload's
  six, and keep the store whole only where the file system writes in the order in which it was told to, which ours does not
  promise: a page may lie on the disk beside another that is older, and whoever follows it reads what is nowhere said.
"""

import os
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import lmdb

T = TypeVar("T")

_forks = 0
"""How many forks lie between the program's first process and this one: to ask the system who we are takes longer."""


def _count_fork() -> None:
    global _forks
    _forks += 1


os.register_at_fork(after_in_child=_count_fork)

FAULTS: tuple[type[Exception], ...] = (lmdb.Error, OSError)
"""What a store may raise that cannot be written now, as on a full disk."""

_MAX_KEY_BYTES = 511
_MAX_READERS = 1024
"""Reading threads of all processes together; the first process to open the folder decides."""
_SPARE_TRANSACTIONS = 0
"""Finished read transactions kept for the next reader. A spare one would be carried across a fork, and its slot in the
table of readers be given up by every child, although another process uses it by then (MDB_BAD_RSLOT); it would save
a tenth of a microsecond."""
_ADOPT_SIZE = 0
"""Given to set_mapsize: take the size another process chose."""
_GATE_SECONDS = 0.0005
"""How often to look whether everybody has left; a look-up takes a hundredth of it."""


@dataclass(slots=True)
class _Mapped:
    """The environment as one process has it open.

    Args:
        forks: Of the process that opened it.
        inside: One element for each look-up that is going on.
        gate: Set when it may be entered again.
    """

    forks: int
    lmdb: lmdb.Environment
    inside: deque[None] = field(default_factory=deque)
    gate: threading.Event = field(default_factory=threading.Event)
    is_closed: bool = False

    def enter(self) -> None:
        """Begin a look-up: first in, then a look at the gate; who closes it does it the other way round."""
        self.inside.append(None)
        while self.is_closed:
            self.leave()
            self.gate.wait()
            self.inside.append(None)

    def leave(self) -> None:
        """End a look-up."""
        self.inside.pop()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Let no look-up of this process begin, and wait until all have ended."""
        self.gate.clear()
        self.is_closed = True
        try:
            while self.inside:
                time.sleep(_GATE_SECONDS)
            yield
        finally:
            self.is_closed = False
            self.gate.set()


class Environment:
    """Bytes by key in the folder `path`.

    Args:
        writable: Create the folder if there is none, and allow `write`.
        map_bytes: Map size to begin with.

    Raises:
        FileNotFoundError: if there is no store and this is not its writer.
    """

    def __init__(self, path: Path, *, writable: bool, map_bytes: int) -> None:
        if not writable and not (path / "data.mdb").exists():
            raise FileNotFoundError(f"There is no page store in {path}; its writer must run first.")
        self._path = path
        self._writable = writable
        self._map_bytes = map_bytes
        self._opening = threading.Lock()
        self._writing = threading.Lock()
        self._mapped: _Mapped | None = None

    def get(self, key: bytes, read: Callable[[memoryview], T]) -> T | None:
        """Return what `read` makes of the value, or None if the key has none.

        `read` copies what it needs: the memory is another's when it returned.
        """
        if len(key) > _MAX_KEY_BYTES:
            return None
        return self.read(lambda transaction: _read_value(transaction, key, read))

    def read(self, look_up: Callable[[lmdb.Transaction], T]) -> T:
        """Return what `look_up` makes of one state of the store; it copies what it needs."""
        mapped = self._current()
        mapped.enter()
        try:
            transaction = mapped.lmdb.begin(buffers=True)
            try:
                return look_up(transaction)
            finally:
                transaction.abort()
        except lmdb.MapResizedError:
            pass
        finally:
            mapped.leave()
        self._follow_growth(mapped)
        return self.read(look_up)

    def version(self) -> int:
        """Return the number of the last transaction that any process committed.

        As `read`, without what a look-up costs beside: it is asked for before every answer.
        """
        mapped = self._current()
        mapped.enter()
        try:
            transaction = mapped.lmdb.begin()
            number = transaction.id()
            transaction.abort()
        except lmdb.MapResizedError:
            pass
        else:
            return number
        finally:
            mapped.leave()
        self._follow_growth(mapped)
        return self.version()

    def require_writable(self) -> None:
        """Raise PermissionError if `write` is not allowed."""
        if not self._writable:
            raise PermissionError(f"The page store in {self._path} was not opened to be written.")

    def write(self, change: Callable[[lmdb.Transaction], None]) -> None:
        """Have `change` do its work in one write transaction; once more in another if the map had to grow."""
        self.require_writable()
        with self._writing:
            while not self._try_write(change):
                pass  # the map has grown

    def close(self) -> None:
        """Let go of the folder; the next use opens it again."""
        with self._opening:
            if self._mapped is not None:
                self._mapped.lmdb.close()
                self._mapped = None

    def _try_write(self, change: Callable[[lmdb.Transaction], None]) -> bool:
        """Return True after success; False if nothing happened but that the map was made to fit."""
        mapped = self._current()
        mapped.lmdb.reader_check()
        try:
            transaction = mapped.lmdb.begin(write=True, buffers=True)
        except lmdb.MapResizedError:
            with mapped.alone():
                mapped.lmdb.set_mapsize(_ADOPT_SIZE)
            return False
        try:
            change(transaction)
            transaction.commit()
        except BaseException as error:
            with mapped.alone():
                transaction.abort()
                if not isinstance(error, lmdb.MapFullError):
                    raise
                mapped.lmdb.set_mapsize(2 * mapped.lmdb.info()["map_size"])
            return False
        return True

    def _follow_growth(self, mapped: _Mapped) -> None:
        """Take the size another process chose; not while a thread of this one writes, which forbids it."""
        with self._writing, mapped.alone():
            mapped.lmdb.set_mapsize(_ADOPT_SIZE)

    def _current(self) -> _Mapped:
        mapped = self._mapped
        if mapped is None or mapped.forks != _forks:
            mapped = self._open()
        return mapped

    def _open(self) -> _Mapped:
        with self._opening:
            if self._mapped is not None and self._mapped.forks == _forks:
                return self._mapped  # another thread was quicker
            if self._mapped is not None:
                self._mapped.lmdb.close()  # the parent's: without spare transactions this only forgets it
            if self._writable:
                self._path.mkdir(parents=True, exist_ok=True)
            self._mapped = _Mapped(_forks, self._open_lmdb())
            return self._mapped

    def _open_lmdb(self) -> lmdb.Environment:
        return lmdb.open(
            str(self._path),
            map_size=self._map_bytes if self._writable else _ADOPT_SIZE,
            readonly=not self._writable,
            create=self._writable,
            metasync=False,
            max_readers=_MAX_READERS,
            max_spare_txns=_SPARE_TRANSACTIONS,
        )


def _read_value(transaction: lmdb.Transaction, key: bytes, read: Callable[[memoryview], T]) -> T | None:
    value = find(transaction, key)
    return None if value is None else read(value)


def find(transaction: lmdb.Transaction, key: bytes) -> memoryview | None:
    """Return the value, lent until the transaction's next change or its end."""
    value = transaction.get(key)
    return None if value is None else memoryview(value)


def scan(
    transaction: lmdb.Transaction, prefix: bytes, start: bytes = b"", end: bytes | None = None
) -> Iterator[tuple[bytes, memoryview]]:
    """Yield what is kept under keys with this prefix, from `start` to before `end`: rest of the key, and value."""
    with transaction.cursor() as cursor:
        if not cursor.set_range(prefix + start):
            return
        for whole_key, value in cursor:
            key = bytes(whole_key)
            if not key.startswith(prefix) or (end is not None and key >= prefix + end):
                return
            yield key[len(prefix) :], memoryview(value)


def put(transaction: lmdb.Transaction, key: bytes, value: bytes) -> bool:
    """Put the value unless it is there already; return whether it was not."""
    if (present := find(transaction, key)) is not None and bytes(present) == value:
        return False
    transaction.put(key, value)
    return True
