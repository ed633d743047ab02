"""Reach into nested data with a dotted path."""

from typing import Any

__all__ = ["get", "put"]

_REQUIRED = object()


def get(tree: Any, path: str, *, default: Any = _REQUIRED) -> Any:
    """Return the value at the path.

    Raises:
        LookupError: if nothing is there and no default is given.
    """
    node = tree
    walked: list[str] = []
    for part in path.split("."):
        walked.append(part)
        try:
            node = node[_key(node, part)]
        except (LookupError, TypeError, ValueError):
            if default is not _REQUIRED:
                return default
            raise LookupError(f"nothing at {'.'.join(walked)!r}") from None
    return node


def put(tree: dict[str, Any], path: str, value: Any) -> None:
    """Set the value at the path; dictionaries on the way that are missing are made."""
    *way, last = path.split(".")
    node: Any = tree
    for part in way:
        node = node[_key(node, part)] if isinstance(node, list) else node.setdefault(part, {})
    node[_key(node, last)] = value


def _key(node: Any, part: str) -> Any:
    return int(part) if isinstance(node, list) else part
