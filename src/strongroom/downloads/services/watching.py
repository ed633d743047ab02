"""Count what others put into a folder, and put it away."""

import logging
from datetime import datetime, timedelta
from pathlib import Path

from strongroom.downloads.errors import LogRefused
from strongroom.downloads.services.chunks import Reading, name_of
from strongroom.downloads.services.importing import import_log

COUNTED, REFUSED = "counted", "refused"
"""Folders in the watched one that take what was looked at."""

_SETTLED = timedelta(seconds=60)
"""A file that was written to a shorter time ago may not be whole yet."""
_UNFINISHED = (".part", ".tmp", ".partial")

_log = logging.getLogger(__name__)


def import_next_log(folder: Path, *, reading: Reading, now: datetime) -> Path | None:
    """Count the oldest log in a folder that nobody writes to any more, and move it; return where to, or None if there is none.

    Should the process die between the two, the log is found to be counted the next time, and moved then. What was written to
    after all while it was read stays, and is refused the next time as one that grew. Links are left alone: they could let whoever
    may write into the folder read, in the sample of lines, what only this process may.
    """
    path = _oldest(folder, settled_before=now - _SETTLED)
    if path is None:
        return None
    before = _state(path)
    try:
        imported = import_log(path, reading=reading, now=now)
    except LogRefused as refusal:
        _log.warning("%s", refusal.message)
        return _move(path, folder / REFUSED, f"{now:%Y%m%dT%H%M%S}-{path.name}")
    _log.info("%s: %s downloads counted", name_of(path), imported.downloads)
    if _state(path) != before:
        return path
    # Logs may have the names of earlier ones.
    return _move(path, folder / COUNTED, f"{imported.sha256[:12]}-{path.name}")


def _oldest(folder: Path, *, settled_before: datetime) -> Path | None:
    found = [
        (path.stat().st_mtime, path)
        for path in folder.glob("[!.]*")
        if path.is_file() and not path.is_symlink() and not path.name.endswith(_UNFINISHED)
    ]
    written, path = min(found, default=(float("inf"), None))
    return path if written < settled_before.timestamp() else None


def _state(path: Path) -> tuple[int, int]:
    """Return what changes when somebody writes."""
    stat = path.stat()
    return stat.st_size, stat.st_mtime_ns


def _move(path: Path, folder: Path, name: str) -> Path:
    folder.mkdir(exist_ok=True)
    return path.rename(folder / name)
