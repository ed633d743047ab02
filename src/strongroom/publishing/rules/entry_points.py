"""A wheel's entry_points.txt: installers make a program of each script name, so a name must be just a name.

Readers differ: Python's configparser takes an indented line for more of the value before, importlib.metadata
takes it for an entry of its own, and ends lines at more characters. Here every line counts that one of them
could take for an entry. Reading is our own because configparser needs a time that grows with the square of a
line's length.

Source: the entry points specification.
"""

import re
from collections.abc import Iterator

from strongroom.publishing.errors import Fault, shown

MAX_BYTES = 1024**2
"""Thousands of scripts."""

_SCRIPT_NAME = re.compile(r"[\w.-]+\Z", re.ASCII)
_GROUP = re.compile(r"\[([^\[\]]+)\]\Z")
_CONTROL = re.compile(r"[^\t\r\n\x20-\x7e\xa0-\u2027\u202a-\U0010ffff]")
_SCRIPT_GROUPS = ("console_scripts", "gui_scripts", "DEFAULT")
"""What stands in DEFAULT belongs to every group."""


class _Unreadable(ValueError):
    """The text is the end of a sentence about the file."""


def entry_point_faults(content: bytes) -> Iterator[Fault]:
    """Yield the first reason why the file cannot be relied on: unreadable, or a script's name that is no name."""
    try:
        if len(content) > MAX_BYTES:
            raise _Unreadable(f"it has more than {MAX_BYTES} bytes")
        text = content.decode("utf-8")
        if _CONTROL.search(text):
            raise _Unreadable("it has control characters in it")
        _check(text)
    except UnicodeDecodeError:
        yield _fault("it is not an INI file in UTF-8")
    except _Unreadable as error:
        yield _fault(str(error))


def _check(text: str) -> None:
    group, seen = "", set[tuple[str, str]]()
    for line in map(str.strip, text.splitlines()):
        if not line or line.startswith("#") or (line.startswith(";") and "=" not in line):
            continue
        name = ""
        if line.startswith("["):
            group = _group(line)
        else:
            name = _name(line, group)
        if (group, name) in seen:
            raise _Unreadable(f"{shown(name or group)} is there more than once")
        seen.add((group, name))


def _group(line: str) -> str:
    found = _GROUP.match(line)
    if found is None:
        raise _Unreadable(f"{shown(line)} is no name of a group")
    return found[1].strip()


def _name(line: str, group: str) -> str:
    name, equals, _ = line.partition("=")
    if not (equals and group):
        raise _Unreadable(f"{shown(line)} is no entry of a group")
    name = name.strip()
    if group in _SCRIPT_GROUPS and not (_SCRIPT_NAME.match(name) and name.strip(".")):
        raise _Unreadable(f"{shown(name)} cannot be the name of a script")
    return name


def _fault(reason: str) -> Fault:
    return Fault(
        "invalid_entry_points",
        f"The wheel has invalid entry points: {reason}.",
        "Name scripts with letters, digits, '.', '_' and '-' only.",
        "content",
    )
