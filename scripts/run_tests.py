"""Run every test on SQLite and, beside it, those for which the database makes a difference on a PostgreSQL of their own.

These are the tests of the contexts, where all queries are, and of the interfaces some of each file and whatever commits
(`tests/support/on_postgresql.py` chooses them). Both runs go to their end, whatever the other
says. What the second one says is shown after the first, so pytest's own closing line comes last.
"""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from types import FrameType
from typing import IO, NoReturn

from tests.support import postgresql

ROOT = Path(__file__).resolve().parent.parent
DATABASE_TESTS = ("tests/contexts", "tests/interfaces")
ON_SQLITE, ON_POSTGRESQL = 4, 2
"""Workers of each run, for two processors: a worker waits a third of its time, for a server, a browser or a program."""


def main() -> int:
    """Return 0 if both runs passed."""
    signal.signal(signal.SIGTERM, _end)
    print(f"== SQLite: all tests. Beside it, on PostgreSQL: {' and '.join(DATABASE_TESTS)}", flush=True)
    with (
        postgresql.server() as address,
        TemporaryFile() as said,
        _pytest(DATABASE_TESTS, ON_POSTGRESQL, output=said, TEST_DATABASE=address) as beside,
        _pytest(["tests"], ON_SQLITE) as first,
    ):
        on_sqlite = first.wait()
        print(f"== SQLite: {'FAILED, see above' if on_sqlite else 'passed'}. PostgreSQL:", flush=True)
        on_postgresql = beside.wait()
        said.seek(0)
        shutil.copyfileobj(said, sys.stdout.buffer)
    return on_sqlite or on_postgresql


@contextmanager
def _pytest(
    paths: Sequence[str], workers: int, *, output: IO[bytes] | None = None, **environ: str
) -> Iterator["subprocess.Popen[bytes]"]:
    command = [sys.executable, "-m", "pytest", "-n", str(workers), *paths]
    with subprocess.Popen(
        command, cwd=ROOT, env={**_kept(), **environ}, stdout=output, stderr=output
    ) as running:
        try:
            yield running
        finally:
            running.kill()


def _kept() -> dict[str, str]:
    """Return the environment, with a place for bytecode: each of some hundred processes would compile Django anew."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPYCACHEPREFIX": str(ROOT / "var" / "pycache")}


def _end(_signal: int, _frame: FrameType | None) -> NoReturn:
    """Leave through the `with` above, so that the server is stopped."""
    sys.exit(1)


if __name__ == "__main__":
    sys.exit(main())
