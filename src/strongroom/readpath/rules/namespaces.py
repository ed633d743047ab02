"""What is told of namespaces, as bytes in JSON: the list of all, and one for each (PEP 752)."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from strongroom.foundation.names import NormalizedName


def list_json(names: Iterable[NormalizedName]) -> bytes:
    """Return the list of all namespaces that are granted."""
    return _json_bytes([{"name": name} for name in names])


def namespace_json(
    name: NormalizedName, *, parent: NormalizedName | None, children: Sequence[NormalizedName], owner: str
) -> bytes:
    """Return one namespace: whose it is, and which ones are around it and directly within it."""
    return _json_bytes({"name": name, "parent": parent, "children": list(children), "owner": owner})


def _json_bytes(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
