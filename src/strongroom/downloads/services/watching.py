"""Count what others put into a folder, and put it away.

A file that cannot be put away keeps no other from being counted: it is told of once, and left alone by this process until somebody
writes to it. Once nothing else is waiting, moving it is tried again.
"""

import logging
import os
from contextlib import suppress
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

from strongroom.downloads.errors import LogRefused
from strongroom.downloads.services.chunks import Reading, name_of
from strongroom.downloads.services.importing import import_log

COUNTED, REFUSED = "counted", "refused"
"""Folders in the watched one that take what was looked at."""

_SETTLED = timedelta(seconds=60)
"""A file that was written to a shorter time ago may not be whole yet."""
_UNFINISHED = (".part", ".tmp", ".partial")
_NAME_BYTES = 255
"""As file systems have it."""

_State = tuple[int, int]
_stuck: dict[Path, tuple[_State, Path]] = {}
"""What was looked at and could not be put away: in which state, and where to."""

_log = logging.getLogger(__name__)


def import_next_log(folder: Path, *, reading: Reading, now: datetime) -> Path | None:
    """Count the oldest log in a folder that nobody writes to any more, and move it; return where to, or None if there is none.

    Should the process die between the two, the log is found to be counted the next time, and moved then. What was written to
    after all while it was read stays, and is refused the next time as one that grew. Links are left alone: they could let whoever
    may write into the folder read, in the sample of lines, what only this process may. What cannot be moved is returned as it is.
    """
    path = _oldest(folder, settled_before=now - _SETTLED)
    if path is None:
        _try_again()
        return None
    before = _state(path)
    try:
        imported = import_log(path, reading=reading, now=now)
    except LogRefused as refusal:
        _log.warning("%s", refusal.message)
        return _put_away(path, before, folder / REFUSED / _fitting(f"{now:%Y%m%dT%H%M%S}-{path.name}"))
    _log.info("%s: %s downloads counted", name_of(path), imported.downloads)
    if imported.unfinished_at:
        _log.warning("%s: its last line has no end, and was left out", name_of(path))
    if _state(path) != before:
        return path
    # Logs may have the names of earlier ones.
    return _put_away(path, before, folder / COUNTED / _fitting(f"{imported.sha256[:12]}-{path.name}"))


def _oldest(folder: Path, *, settled_before: datetime) -> Path | None:
    found = [
        (path.stat().st_mtime, path)
        for path in folder.glob("[!.]*")
        if path.is_file() and not path.is_symlink() and not path.name.endswith(_UNFINISHED)
        if not _is_stuck(path)
    ]
    written, path = min(found, default=(float("inf"), None))
    return path if written < settled_before.timestamp() else None


def _state(path: Path) -> _State:
    """Return what changes when somebody writes."""
    stat = path.stat()
    return stat.st_size, stat.st_mtime_ns


def _fitting(name: str) -> str:
    """Return a name that file systems take: of one that is too long the beginning, and a digest, lest two become one."""
    in_bytes = os.fsencode(name)
    if len(in_bytes) <= _NAME_BYTES:
        return name
    ending = f"-{sha256(in_bytes).hexdigest()[:12]}"
    return os.fsdecode(in_bytes[: _NAME_BYTES - len(ending)]) + ending


def _put_away(path: Path, state: _State, target: Path) -> Path:
    """Move a file that was in this state when it was looked at; return where it is then."""
    try:
        return _move(path, target)
    except OSError as error:
        _log.warning("%s was looked at and cannot be put away, so it stays: %s", name_of(path), error)
        _stuck[path] = state, target
        return path


def _is_stuck(path: Path) -> bool:
    return path in _stuck and _stuck[path][0] == _state(path)


def _try_again() -> None:
    """Put away what could not be, where that is possible by now; forget what is gone, or not what it was."""
    for path, (_, target) in list(_stuck.items()):
        with suppress(OSError):
            if path.exists() and _is_stuck(path):
                _move(path, target)
            del _stuck[path]


def _move(path: Path, target: Path) -> Path:
    target.parent.mkdir(exist_ok=True)
    return path.rename(target)
