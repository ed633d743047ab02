"""Which names the members of an archive may have.

A name must mean one place below the folder it is unpacked to, and the same place to every
installer on every system. Sources: PEP 721; the specifications of both distribution formats.
"""

import posixpath
import re
from collections.abc import Collection, Iterable

from strongroom.publishing.errors import BUILD_AGAIN, Fault, UploadRefused, shown

MAX_MEMBER_NAME_LENGTH = 1024
"""Characters of a member's name; common file systems take paths of 4,096 bytes."""

_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f]")
_DRIVE = re.compile(r"[A-Za-z]:")


def check_member_name(name: str, *, is_directory: bool = False) -> None:
    """Check one name as it is written in the archive; a directory's may end in one slash.

    Raises:
        UploadRefused: if it is absolute, leaves its folder, or can be read in more than one way.
    """
    path = name.removesuffix("/") if is_directory else name
    if _UNPRINTABLE.search(name) or "\\" in name or len(name) > MAX_MEMBER_NAME_LENGTH:
        _refuse(
            f"has the member {shown(name)}, whose name is too long or has unprintable characters or '\\' in it"
        )
    if path.startswith("/") or _DRIVE.match(path):
        _refuse(f"has the member {shown(name)}, whose name is absolute")
    if any(part in ("", ".", "..") for part in path.split("/")):
        _refuse(f"has the member {shown(name)}, whose name has empty, '.' or '..' parts")


def check_tree(*, files: Iterable[str], directories: Iterable[str]) -> None:
    """Check that each name is there once, and that nothing lies below a file.

    Args:
        files: Names of all members that are not directories, links included.
        directories: Names of directories, without the slash at the end.

    Raises:
        UploadRefused: otherwise.
    """
    leaves = _unique(files)
    branches = _unique(directories) | _parents(leaves)
    for name in leaves & (branches | _parents(branches)):
        _refuse(f"has {shown(name)} both as a file and as a folder")


def check_link(name: str, *, target: str, top: str) -> None:
    """Check that a symbolic link leads to a place below `top`, the archive's top folder.

    `..` may only stand at the target's beginning: there it climbs real folders, as nothing may lie
    below a link; further on it could climb from wherever another link leads.

    Raises:
        UploadRefused: otherwise.
    """
    parts = target.split("/")
    climbs = next((index for index, part in enumerate(parts) if part != ".."), len(parts))
    resolved = posixpath.normpath(posixpath.join(posixpath.dirname(name), target))
    inside = resolved == top or resolved.startswith(f"{top}/")
    if (
        target.startswith("/")
        or "\\" in target
        or _DRIVE.match(target)
        or ".." in parts[climbs:]
        or not inside
    ):
        _refuse(f"has the link {shown(name)} to {shown(target)}, outside its own folder")


def _unique(names: Iterable[str]) -> set[str]:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            _refuse(f"has the member {shown(name)} more than once")
        seen.add(name)
    return seen


def _parents(names: Collection[str]) -> set[str]:
    parents: set[str] = set()
    for name in names:
        parent = posixpath.dirname(name)
        while parent and parent not in parents:
            parents.add(parent)
            parent = posixpath.dirname(parent)
    return parents


def _refuse(said: str) -> None:
    raise UploadRefused(Fault("unsafe_member", f"The archive {said}.", BUILD_AGAIN, "content"))
