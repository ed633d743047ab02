"""Content of an older layout of the store, `<root>/<aa>/<bb>/<remaining 60 digits>`, moved to where it is looked for now."""

from itertools import product
from pathlib import Path

from strongroom.infra.storage.folders import sync_folder

_DIGITS = "0123456789abcdef"
_PAIRS = tuple(first + second for first, second in product(_DIGITS, repeat=2))


def move_from_older_layout(root: Path) -> None:
    """Move every content file one folder up. Run it before the index serves; whatever interrupts it, run it again.

    It asks for folders by name: to list a store takes as long as there are files.
    """
    for folder in (root / pair for pair in _PAIRS):
        older = [folder / pair for pair in _PAIRS if (folder / pair).is_dir()] if folder.is_dir() else []
        for inner in older:
            for path in inner.iterdir():
                path.rename(folder / f"{inner.name}{path.name}")
        if older:
            # The new names are safe before the old folders go.
            sync_folder(folder)
        for inner in older:
            inner.rmdir()
