"""Folders whose names survive a power failure, synced no oftener than it needs.

A name is safe from the moment at which the folder that it stands in was synced, for as long as nobody removes it, and
nobody removes a folder of a store while the index runs. So what one sync has made safe is remembered: every name that
stood there just before it. That is a fact about the disk and not about who synced it: a forked child may rely on what
its parent knew. A process never relies on another that has made a folder and may not have synced it yet: what it did not
see itself, it syncs itself.

So a store of 256 folders costs a process at most 256 syncs of their folder, and one sync where all are there.
"""

import os
from pathlib import Path

_safe: dict[Path, frozenset[str]] = {}
"""By folder, the names in it that are known to survive."""


def make_folder(folder: Path, *, within: Path) -> None:
    """Make a folder; on return its name, and those of what lies between it and `within`, survive a power failure.

    Args:
        within: A folder above it, which is there.
    """
    if folder == within or (folder.name in _safe.get(folder.parent, ()) and folder.is_dir()):
        return
    make_folder(folder.parent, within=within)
    folder.mkdir(exist_ok=True)
    # Read before the sync: what another process makes in between is not known to be part of it.
    names = frozenset(path.name for path in folder.parent.iterdir())
    sync_folder(folder.parent)
    _safe[folder.parent] = names


def sync_folder(folder: Path) -> None:
    """Return when every name that stands in the folder would survive a power failure."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
