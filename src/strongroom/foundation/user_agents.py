"""What a download client says of itself."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

_PRODUCT = re.compile(r"(?P<name>[A-Za-z][A-Za-z0-9._-]{0,39})/(?P<version>[0-9A-Za-z.+!_-]{1,40})")
_PYTHON = re.compile(r"\b(?:C?Python|python)[/ ](\d{1,2}\.\d{1,3}(?:\.\d{1,3})?)", re.IGNORECASE | re.ASCII)
_SYSTEM_NAMES = {
    "linux": "Linux",
    "darwin": "macOS",
    "macos": "macOS",
    "macintosh": "macOS",
    "windows": "Windows",
    "freebsd": "FreeBSD",
    "openbsd": "OpenBSD",
    "netbsd": "NetBSD",
    "android": "Android",
    "ios": "iOS",
    "iphone": "iOS",
    "ipad": "iOS",
}
"""Operating systems by what clients call them; every other one is `other`."""
_SYSTEM = re.compile(rf"\b({'|'.join(_SYSTEM_NAMES)})\b", re.IGNORECASE)
_PLAIN_VERSION = re.compile(r"\d{1,2}\.\d{1,3}(\.\d{1,3})?[0-9a-z+]{0,8}\Z", re.ASCII)
MAX_USER_AGENT_LENGTH = 2048
"""Characters read; the rest of a longer header is ignored."""


@dataclass(frozen=True, slots=True)
class Client:
    """The installer (or other program) behind a request; empty strings where it does not say.

    Args:
        installer: Product name in lower case, such as `pip`.
        installer_version: As sent, at most 40 characters.
        python_version: Such as `3.11.7`.
        system: One of a few names such as `Linux` and `macOS`, or `other`.
    """

    installer: str = ""
    installer_version: str = ""
    python_version: str = ""
    system: str = ""


@lru_cache(maxsize=4096)
def parse(user_agent: str) -> Client:
    """Return what the header says; anything it says in another form is left empty, never an error.

    pip and uv send `pip/26.3 {"python":"3.11.7",…}`, others a list of products. The header is
    the client's word: bounded patterns only, so that it cannot become an unbounded dimension.
    """
    text = user_agent[:MAX_USER_AGENT_LENGTH]
    product = _PRODUCT.match(text.lstrip())
    if product is None:
        return Client()
    said = _said_in_json(text)
    return Client(
        product["name"].lower(), product["version"], _python_version(text, said), _system(text, said)
    )


def _said_in_json(text: str) -> dict[str, Any]:
    _, brace, rest = text.partition("{")
    if not brace:
        return {}
    try:
        said = json.loads(brace + rest)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def _python_version(text: str, said: Mapping[str, Any]) -> str:
    version = said.get("python")
    if isinstance(version, str) and _PLAIN_VERSION.match(version):
        return version
    found = _PYTHON.search(text)
    return found[1] if found else ""


def _system(text: str, said: Mapping[str, Any]) -> str:
    system = said.get("system")
    name = system.get("name") if isinstance(system, dict) else None
    if isinstance(name, str) and name:
        return _SYSTEM_NAMES.get(name.lower(), "other")
    # Phones name the systems that theirs are like first, and their own last.
    found: list[str] = _SYSTEM.findall(text)
    return _SYSTEM_NAMES[found[-1].lower()] if found else ""
