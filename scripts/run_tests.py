"""Run every test on SQLite, then those for which the database makes a difference on a PostgreSQL of their own.

These are the tests of the contexts, where all queries are, and of the interfaces one case of each test and whatever commits
(`tests/conftest.py` chooses them by what they ask for, not by their names). Both runs happen, whatever the first one says; pytest's own closing line comes last.
"""

import os
import signal
import subprocess
import sys
from pathlib import Path
from types import FrameType
from typing import NoReturn

from tests.support import postgresql

ROOT = Path(__file__).resolve().parent.parent
DATABASE_TESTS = ("tests/contexts", "tests/interfaces")
WORKERS = "3"
"""One more than the processors of a small machine: many tests wait, for a server, a browser or a program."""


def main() -> int:
    """Return 0 if both runs passed."""
    signal.signal(signal.SIGTERM, _end)
    print("== SQLite: all tests", flush=True)
    on_sqlite = _pytest(["tests"])
    verdict = "FAILED, see above" if on_sqlite else "passed"
    print(f"== SQLite: {verdict}. PostgreSQL: {' and '.join(DATABASE_TESTS)}", flush=True)
    with postgresql.server() as address:
        on_postgresql = _pytest(DATABASE_TESTS, TEST_DATABASE=address)
    return on_sqlite or on_postgresql


def _pytest(paths: list[str] | tuple[str, ...], **environ: str) -> int:
    command = [sys.executable, "-m", "pytest", "-n", WORKERS, *paths]
    return subprocess.run(command, cwd=ROOT, env={**_kept(), **environ}, check=False).returncode


def _kept() -> dict[str, str]:
    """Return the environment, with a place for bytecode: each of some hundred processes would compile Django anew."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPYCACHEPREFIX": str(ROOT / "var" / "pycache")}


def _end(_signal: int, _frame: FrameType | None) -> NoReturn:
    """Leave through the `with` above, so that the server is stopped."""
    sys.exit(1)


if __name__ == "__main__":
    sys.exit(main())
