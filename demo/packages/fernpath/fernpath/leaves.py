"""List every path of a tree."""

from collections.abc import Iterator
from typing import Any


def leaves(tree: Any, *, below: str = "") -> Iterator[tuple[str, Any]]:
    """Yield each path that ends in neither a dictionary nor a list, with its value, in the tree's order."""
    branches = tree.items() if isinstance(tree, dict) else enumerate(tree)
    for key, value in branches:
        path = f"{below}.{key}" if below else str(key)
        if isinstance(value, dict | list):
            yield from leaves(value, below=path)
        else:
            yield path, value
