"""The WHEEL file inside a wheel says what the wheel's file name says.

pip chooses by the file name and installs by WHEEL; a wheel that was renamed by hand is one thing to choose
and another to install. Source: PEP 427 and the binary distribution format, "File contents".
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from strongroom.publishing.errors import BUILD_AGAIN, Fault, shown

MAX_BYTES = 16 * 1024
"""Hundreds of tags."""

_VERSION = re.compile(r"1\.[0-9]+\Z")
"""Installers refuse a greater major version."""
_BOOLEANS = ("true", "false")

Fields = Mapping[str, Sequence[str]]


def wheel_file_faults(content: bytes, *, filename: str) -> Iterator[Fault]:
    """Yield where WHEEL is incomplete or says something else than the file name.

    Args:
        content: The bytes of WHEEL.
        filename: The wheel's name, valid.
    """
    fields = _fields(content)
    if fields is None:
        yield _fault(f"is not a list of fields in UTF-8 of at most {MAX_BYTES} bytes")
        return
    if not _VERSION.match(_only(fields, "wheel-version")):
        yield _fault(f"gives {_all(fields, 'wheel-version')} as Wheel-Version, which must be 1.x")
    if _only(fields, "root-is-purelib").lower() not in _BOOLEANS:
        yield _fault(
            f"gives {_all(fields, 'root-is-purelib')} as Root-Is-Purelib, which must be true or false"
        )
    _, _, *build, interpreters, abis, platforms = filename.lower().removesuffix(".whl").split("-")
    if [one.lower() for one in fields.get("build", ())] != build:
        yield _fault(f"gives {_all(fields, 'build')} as Build, and the file name {_listed(build)}")
    tag = f"{interpreters}-{abis}-{platforms}"
    if not _same_tags(fields.get("tag", ()), _parts(tag)):
        yield _fault(f"gives {_all(fields, 'tag')} as Tag, and the file name {shown(tag)}")


def _fields(content: bytes) -> Fields | None:
    """Return all values of each field, by its name in lower case; None if it is unreadable."""
    if len(content) > MAX_BYTES:
        return None
    fields: dict[str, list[str]] = {}
    try:
        lines = content.decode("utf-8").splitlines()
    except UnicodeDecodeError:
        return None
    for line in lines:
        if not line.strip():
            break
        name, colon, value = line.partition(":")
        if not colon or name != name.strip():
            return None
        fields.setdefault(name.lower(), []).append(value.strip())
    return fields


def _only(fields: Fields, name: str) -> str:
    values = fields.get(name, ())
    return values[0] if len(values) == 1 else ""


def _all(fields: Fields, name: str) -> str:
    return _listed(fields.get(name, ()))


def _listed(values: Sequence[str]) -> str:
    return shown(", ".join(values)) if values else "nothing"


def _parts(tag: str) -> list[frozenset[str]]:
    """Return a tag's interpreters, ABIs and platforms; each part may be a compressed set (PEP 425)."""
    return [frozenset(part.split(".")) for part in tag.lower().split("-")]


def _same_tags(given: Sequence[str], expected: Sequence[frozenset[str]]) -> bool:
    """The lines, each compressed or not, mean exactly the tags of the file name."""
    found: set[tuple[str, ...]] = set()
    for tag in set(given):
        parts = _parts(tag)
        if len(parts) != 3 or any(not part <= whole for part, whole in zip(parts, expected, strict=True)):
            return False
        found.update(product(*parts))
    return len(found) == len(expected[0]) * len(expected[1]) * len(expected[2])


def _fault(said: str) -> Fault:
    return Fault("invalid_wheel_file", f"The wheel's WHEEL file {said}.", BUILD_AGAIN, "content")
