"""Which names the members of an archive may have.

A name must mean one place below the folder it is unpacked to, and the same place to every
installer on every system. Names that differ in case only are let pass, as headers of Linux and test data
have them, but for those that installers act on and for links: there, nothing may take another's place
on any file system. Sources: PEP 721; the specifications of both distribution formats.
"""

import posixpath
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

from strongroom.publishing.errors import BUILD_AGAIN, Fault, shown

MAX_MEMBER_NAME_LENGTH = 1024
"""Characters of a member's name; common file systems take paths of 4,096 bytes."""

_MISLEADING = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
"""Control characters, line separators, and marks that turn the direction of writing."""
_IGNORED_BY_MACOS = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
_DRIVE = re.compile(r"[A-Za-z]:")


def name_faults(name: str, *, is_directory: bool = False) -> Iterator[Fault]:
    """Yield why a name, as it is written in the archive, is absolute, leaves its folder, or can be read in two ways.

    Args:
        is_directory: The name may end in one slash.
    """
    path = name.removesuffix("/") if is_directory else name
    if _MISLEADING.search(name) or "\\" in name or len(name) > MAX_MEMBER_NAME_LENGTH:
        yield _fault(
            f"has the member {shown(name)}, whose name is too long or has unprintable characters or '\\' in it"
        )
    elif path.startswith("/") or _DRIVE.match(path):
        yield _fault(f"has the member {shown(name)}, whose name is absolute")
    elif any(part in ("", ".", "..") for part in path.split("/")):
        yield _fault(f"has the member {shown(name)}, whose name has empty, '.' or '..' parts")


def tree_faults(*, files: Iterable[str], directories: Iterable[str]) -> Iterator[Fault]:
    """Yield a fault for each name that is there twice, and for each file that something lies below.

    Args:
        files: Names of all members that are not directories, links included.
        directories: Names of directories, without the slash at the end.
    """
    members = [
        *((_sortable(name), True) for name in files),
        *((_sortable(name), False) for name in directories),
    ]
    members.sort()
    for (path, is_leaf), (following, follows_leaf) in pairwise(members):
        name = shown(path.replace("\0", "/"))
        if path == following and is_leaf == follows_leaf:
            yield _fault(f"has the member {name} more than once")
        elif path == following or (is_leaf and following.startswith(f"{path}\0")):
            yield _fault(f"has {name} both as a file and as a folder")


def twin_faults(names: Iterable[str], *, of: Iterable[str]) -> Iterator[Fault]:
    """Yield a fault for each name that some file system would take for one of those in `of`.

    Args:
        names: Names of all files.
        of: Names of files, there or not, that installers act on.
    """
    owners = {_place(name): name for name in of}
    for name in names:
        owner = owners.get(_place(name), name)
        if owner != name:
            yield _fault(f"has {shown(name)}, which some file systems take for {shown(owner)}")


def link_faults(links: Mapping[str, str], *, names: Iterable[str], top: str) -> Iterator[Fault]:
    """Yield a fault for each symbolic link that leads out of `top`, the archive's top folder, or is a way to other members.

    Args:
        links: From each link's name to its target.
        names: Names of all members, the links among them.
    """
    for name, target in links.items():
        if not _stays(name, target=target, top=top):
            yield _fault(f"has the link {shown(name)} to {shown(target)}, outside its own folder")
    places = sorted((_sortable(_place(name)), name in links) for name in names) if links else []
    for (place, is_link), (following, follows_link) in pairwise(places):
        if (place == following and (is_link or follows_link)) or (
            is_link and following.startswith(f"{place}\0")
        ):
            yield _fault(
                f"has members that some file systems place behind the link {shown(place.replace(chr(0), '/'))}"
            )


def _stays(name: str, *, target: str, top: str) -> bool:
    """The link leads below `top`.

    `..` may only stand at the target's beginning: there it climbs real folders, as nothing may lie
    below a link; further on it could climb from wherever another link leads.
    """
    if target.startswith("/") or "\\" in target or _DRIVE.match(target) or _MISLEADING.search(target):
        return False
    parts = target.split("/")
    climbs = next((index for index, part in enumerate(parts) if part != ".."), len(parts))
    resolved = posixpath.normpath(posixpath.join(posixpath.dirname(name), target))
    return ".." not in parts[climbs:] and f"{resolved}/".startswith(f"{top}/")


def _sortable(path: str) -> str:
    """Return the path so that in sorted order what lies below a folder follows it at once."""
    return path.replace("/", "\0")


def _place(name: str) -> str:
    """Return what is the same for all names that Windows or macOS take for one."""
    folded = _IGNORED_BY_MACOS.sub("", unicodedata.normalize("NFC", name).casefold())
    parts = (part.partition(":")[0].rstrip(". ") for part in unicodedata.normalize("NFC", folded).split("/"))
    return "/".join(parts)


def is_dist_info(folder: str) -> bool:
    """Some file system takes the folder for a wheel's `.dist-info` folder."""
    return _place(folder).endswith(".dist-info")


def _fault(said: str) -> Fault:
    return Fault("unsafe_member", f"The archive {said}.", BUILD_AGAIN, "content")
