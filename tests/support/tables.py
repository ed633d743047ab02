"""The tables of an index, made once and copied: some seventy migrations take seconds, a copy takes none.

The copied file is kept in `var/tests`, by a name that changes with every migration.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / "var" / "tests"


def copy_tables(to: Path) -> None:
    """Write an SQLite database to this file that has all tables, and in them what migrations put there."""
    KEPT.mkdir(parents=True, exist_ok=True)
    with (KEPT / "tables.lock").open("w") as lock:
        # Of all workers that start together one makes them, the others wait for it.
        fcntl.flock(lock, fcntl.LOCK_EX)
        kept = KEPT / f"tables-{_digest()}.sqlite3"
        if not kept.exists():
            _make(kept)
        shutil.copyfile(kept, to)


def make_tables(address: str) -> None:
    """Make all tables in the empty database of this postgresql:// address."""
    with tempfile.TemporaryDirectory() as folder:
        _migrate(Path(folder), address)


def _make(kept: Path) -> None:
    for former in KEPT.glob("tables-*.sqlite3"):
        former.unlink()
    with tempfile.TemporaryDirectory(dir=KEPT) as folder:
        _migrate(Path(folder), "sqlite")
        Path(folder, "strongroom.sqlite3").replace(kept)


def _migrate(data: Path, database: str) -> None:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("STRONGROOM_")}
    settings = {
        "DJANGO_SETTINGS_MODULE": "strongroom.config.settings",
        "STRONGROOM_DATA": str(data),
        "STRONGROOM_DATABASE": database,
    }
    command = [sys.executable, "-m", "django", "migrate", "--verbosity", "0"]
    subprocess.run(command, env={**inherited, **settings}, check=True)


def _digest() -> str:
    """Return words that change with any migration, of ours or of a library."""
    digest = hashlib.sha256(f"{version('django')} {version('django-allauth')}".encode())
    for file in sorted((ROOT / "src").rglob("migrations/*.py")):
        digest.update(str(file.relative_to(ROOT)).encode() + file.read_bytes())
    return digest.hexdigest()[:16]
