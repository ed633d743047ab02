"""What is known of an upstream and how much room it takes: one SQLite file, shared by all processes.

Three tables: the names that were asked for, where the content of each digest is to be had, and which
contents are kept. Everything in it can be lost: it is then asked for anew.
"""

import fcntl
import os
import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from strongroom.foundation.names import NormalizedName
from strongroom.readpath.upstream.client import NO_VALIDATORS, Validators

_SCHEMA = """
CREATE TABLE IF NOT EXISTS names (
    name TEXT PRIMARY KEY,
    outcome TEXT NOT NULL,
    etag TEXT NOT NULL,
    last_modified TEXT NOT NULL,
    confirmed_at REAL NOT NULL,
    asked_at REAL NOT NULL,
    ask_again_at REAL NOT NULL,
    size_bytes INTEGER NOT NULL,
    used_at REAL NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS names_by_use ON names (used_at, size_bytes);
CREATE TABLE IF NOT EXISTS addresses (
    sha256 TEXT NOT NULL,
    name TEXT NOT NULL,
    url TEXT NOT NULL,
    size_bytes INTEGER,
    PRIMARY KEY (sha256, name)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS addresses_by_name ON addresses (name);
CREATE TABLE IF NOT EXISTS contents (
    sha256 TEXT PRIMARY KEY,
    size_bytes INTEGER NOT NULL,
    used_at REAL NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS contents_by_use ON contents (used_at, size_bytes);
"""
_WAIT_SECONDS = 10
NAME_BYTES = 512
"""What a name takes besides its pages, about: names that are not there take room, too."""
_USE_SECONDS = 60
"""How exactly the time of use is known; a write for every request would be dear."""


class Outcome(StrEnum):
    """How it ended when the upstream was asked for a name."""

    FOUND = "found"
    MISSING = "missing"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class KnownName:
    """What is known of a name; all times in Unix seconds.

    Args:
        confirmed_at: When the upstream said so last.
        asked_at: When it was last asked; later than `confirmed_at` if that failed.
        ask_again_at: Until then nobody asks.
        size_bytes: What all that is kept of it takes, about.
    """

    outcome: Outcome
    confirmed_at: float
    asked_at: float
    ask_again_at: float
    validators: Validators = NO_VALIDATORS
    size_bytes: int = NAME_BYTES

    @property
    def is_stale(self) -> bool:
        """The upstream was asked since, and did not answer."""
        return self.asked_at > self.confirmed_at


@dataclass(frozen=True, slots=True)
class Address:
    """Where a content is to be had; the size is None where the upstream does not tell it."""

    sha256: str
    url: str
    size_bytes: int | None


@dataclass(frozen=True, slots=True)
class Kept:
    """Something that takes room: the pages of a name, or a content by its digest."""

    is_content: bool
    key: str
    size_bytes: int


class Ledger:
    """Safe among threads, processes and across forks.

    Args:
        path: The file; its folder is made when needed.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._opened: dict[int, sqlite3.Connection] = {}

    def find_name(self, name: NormalizedName) -> KnownName | None:
        """Return what is known of a name."""
        columns = "outcome, confirmed_at, asked_at, ask_again_at, etag, last_modified, size_bytes"
        with self._connection() as connection:
            row = connection.execute(f"SELECT {columns} FROM names WHERE name = ?", (name,)).fetchone()  # noqa: S608
        if row is None:
            return None
        outcome, confirmed_at, asked_at, ask_again_at, etag, last_modified, size_bytes = row
        validators = Validators(etag, last_modified)
        return KnownName(Outcome(outcome), confirmed_at, asked_at, ask_again_at, validators, size_bytes)

    def put_name(
        self, name: NormalizedName, known: KnownName, *, addresses: Iterable[Address] | None = None
    ) -> None:
        """Note what is known of a name now; addresses, if given, take the place of all there were."""
        row = (
            name,
            known.outcome,
            known.validators.etag,
            known.validators.last_modified,
            known.confirmed_at,
            known.asked_at,
            known.ask_again_at,
            known.size_bytes,
            known.asked_at,
        )
        with self._connection() as connection:
            connection.execute("INSERT OR REPLACE INTO names VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
            if addresses is not None:
                connection.execute("DELETE FROM addresses WHERE name = ?", (name,))
                rows = ((one.sha256, name, one.url, one.size_bytes) for one in addresses)
                connection.executemany("INSERT OR REPLACE INTO addresses VALUES (?, ?, ?, ?)", rows)

    def find_address(self, sha256: str) -> Address | None:
        """Return where a content is to be had."""
        with self._connection() as connection:
            row = connection.execute(
                "SELECT url, size_bytes FROM addresses WHERE sha256 = ?", (sha256,)
            ).fetchone()
        return Address(sha256, *row) if row else None

    def note_content(self, content: Kept, *, at: float) -> None:
        """Note that a content is kept and was used, unless that was noted a moment ago."""
        with self._connection() as connection:
            query = "SELECT used_at FROM contents WHERE sha256 = ?"
            if not _is_recent(connection.execute(query, (content.key,)), at):
                row = (content.key, content.size_bytes, at)
                connection.execute("INSERT OR REPLACE INTO contents VALUES (?, ?, ?)", row)

    def note_use(self, name: NormalizedName, *, at: float) -> None:
        """Note that the pages of a name were used, unless that was noted a moment ago."""
        with self._connection() as connection:
            if not _is_recent(connection.execute("SELECT used_at FROM names WHERE name = ?", (name,)), at):
                connection.execute("UPDATE names SET used_at = ? WHERE name = ?", (at, name))

    def size_bytes(self) -> int:
        """Return what everything together takes."""
        with self._connection() as connection:
            (total,) = connection.execute(
                "SELECT (SELECT TOTAL(size_bytes) FROM names) + (SELECT TOTAL(size_bytes) FROM contents)"
            ).fetchone()
        return int(total)

    def least_recently_used(self, *, limit: int) -> list[Kept]:
        """Return what was not used for longest, that first."""
        with self._connection() as connection:
            rows = connection.execute(
                "SELECT * FROM (SELECT 0, name, size_bytes, used_at FROM names ORDER BY used_at LIMIT ?1) UNION ALL "
                "SELECT * FROM (SELECT 1, sha256, size_bytes, used_at FROM contents ORDER BY used_at LIMIT ?1) "
                "ORDER BY used_at LIMIT ?1",
                (limit,),
            ).fetchall()
        return [Kept(bool(is_content), key, size_bytes) for is_content, key, size_bytes, _ in rows]

    def remove(self, kept: Kept) -> None:
        """Forget something that is kept no more."""
        table, key = _place(kept)
        with self._connection() as connection:
            connection.execute(f"DELETE FROM {table} WHERE {key} = ?", (kept.key,))  # noqa: S608 - as above
            if not kept.is_content:
                connection.execute("DELETE FROM addresses WHERE name = ?", (kept.key,))

    def close(self) -> None:
        """Let go of the file; the next use opens it again."""
        with self._lock:
            connection = self._opened.pop(os.getpid(), None)
            if connection is not None:
                connection.close()

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        """Lend this process's connection, to one thread at a time, for one transaction.

        A connection must not cross a fork, not even to be closed: that of a parent is kept and never touched.
        """
        with self._lock:
            connection = self._opened.get(os.getpid())
            if connection is None:
                connection = self._opened[os.getpid()] = self._connect()
            with connection:
                yield connection

    def _connect(self) -> sqlite3.Connection:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.with_suffix(".lock").open("w") as lock:
            # SQLite does not wait for whoever is just switching to the write-ahead log.
            fcntl.flock(lock, fcntl.LOCK_EX)
            connection = sqlite3.connect(self._path, timeout=_WAIT_SECONDS, check_same_thread=False)
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.executescript(_SCHEMA)
        return connection


def _is_recent(found: sqlite3.Cursor, at: float) -> bool:
    """The use that was found was noted so short a time ago that it need not be written again."""
    row = found.fetchone()
    return row is not None and bool(row[0] > at - _USE_SECONDS)


def _place(kept: Kept) -> tuple[str, str]:
    """Return table and key column."""
    return ("contents", "sha256") if kept.is_content else ("names", "name")
