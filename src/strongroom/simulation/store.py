"""The mark of a simulation in its data folder: what it is made of, and that nobody takes it for an index.

It is set before anything else is there, and read by every process before it does anything. Knows no Django.
"""

import json
from dataclasses import asdict
from pathlib import Path

from strongroom.simulation.errors import FolderInUse
from strongroom.simulation.rules.size import Size

__all__ = ["Size", "claim", "is_simulation", "size_of"]

_MARK = "simulation.json"


def is_simulation(folder: Path) -> bool:
    """The folder holds a simulation."""
    return (folder / _MARK).exists()


def size_of(folder: Path) -> Size:
    """Return what the simulation in this folder is made of."""
    return Size(**json.loads((folder / _MARK).read_text()))


def claim(folder: Path, size: Size) -> None:
    """Mark a new or empty folder as that of this simulation; one that has its mark already is taken up again.

    Raises:
        FolderInUse: it holds an index, or a simulation of other sizes.
    """
    mark, content = folder / _MARK, json.dumps(asdict(size), indent=1)
    if mark.exists():
        if mark.read_text() != content:
            raise FolderInUse(
                f"{folder} holds a simulation of other sizes.",
                why="It goes on only as it was begun.",
                next_step=f"Give the sizes in {mark}, or another folder.",
            )
        return
    if folder.exists() and any(folder.iterdir()):
        raise FolderInUse(
            f"{folder} is not empty, and no simulation.",
            why="An index with real people and files is never mixed with made-up ones.",
            next_step="Give a folder of its own.",
        )
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = mark.with_suffix(".part")
    unfinished.write_text(content)
    unfinished.rename(mark)
