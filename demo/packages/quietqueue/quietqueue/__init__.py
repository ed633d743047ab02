"""A job queue in one SQLite file."""

import sqlite3
from pathlib import Path
from typing import NamedTuple

from brasslatch import latch
from copperleaf import Cache

__all__ = ["Job", "Queue"]

_patient = latch(on=sqlite3.OperationalError, attempts=5, first_pause=0.05)


class Job(NamedTuple):
    """Work that was put aside."""

    number: int
    text: str


class Queue:
    """The queue in the file at `path`, which is made when it is missing."""

    def __init__(self, path: str | Path) -> None:
        self._database = sqlite3.connect(path, isolation_level=None)
        self._database.execute(
            "CREATE TABLE IF NOT EXISTS job (number INTEGER PRIMARY KEY, text TEXT, taken INTEGER)"
        )
        self._lately: Cache[str, bool] = Cache(entries=1000, lifetime="10m")

    @_patient
    def put(self, text: str) -> None:
        """Put a job aside, unless the same one was done within the last ten minutes."""
        if not self._lately.get(text):
            self._database.execute("INSERT INTO job (text, taken) VALUES (?, 0)", [text])

    @_patient
    def take(self) -> Job | None:
        """Return the oldest waiting job, or None when there is none."""
        row = self._database.execute(
            "UPDATE job SET taken = 1 WHERE number = (SELECT min(number) FROM job WHERE taken = 0) RETURNING number, text"
        ).fetchone()
        return Job(*row) if row else None

    @_patient
    def done(self, job: Job) -> None:
        """Remove a job that was carried out."""
        self._database.execute("DELETE FROM job WHERE number = ?", [job.number])
        self._lately[job.text] = True

    @_patient
    def recover(self) -> int:
        """Let taken jobs wait again, as after a crash; return how many."""
        return self._database.execute("UPDATE job SET taken = 0 WHERE taken = 1").rowcount
