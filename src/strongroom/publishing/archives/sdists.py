"""Reading a source distribution: a gzip-compressed tar file of one folder with PKG-INFO in it.

Sources: PEP 625, PEP 643, PEP 721 (links).
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from strongroom.publishing.archives.distribution import Distribution
from strongroom.publishing.archives.limits import Limits, refuse_all, reject
from strongroom.publishing.archives.tar_headers import Kind
from strongroom.publishing.archives.tars import TarMember, TarStream, gunzip
from strongroom.publishing.archives.zip_records import END, LOCATOR
from strongroom.publishing.errors import BUILD_AGAIN, Fault, shown
from strongroom.publishing.rules.filenames import FileType
from strongroom.publishing.rules.member_names import link_faults, name_faults, tree_faults, twin_faults
from strongroom.publishing.rules.metadata_heads import head_faults

_ACTED_ON = ("PKG-INFO", "pyproject.toml", "setup.py", "setup.cfg")
"""Files of the top folder by which installers decide what to build, and how."""
_MAX_ZIP_COMMENT_BYTES = 0xFFFF


def read_sdist(path: Path, *, limits: Limits) -> Distribution:
    """Return what the source distribution holds.

    Raises:
        UploadRefused: if it is no sound source distribution; a tar file that is corrupt or ambiguous is
            refused for that alone.
    """
    with path.open("rb") as file:
        packed_bytes = path.stat().st_size
        if _ends_as_zip(file, packed_bytes):
            reject("The file is both a ZIP and a tar file.")
        file.seek(0)
        stream = TarStream(gunzip(file, packed_bytes=packed_bytes, limits=limits))
        members, pkg_info = _read_members(stream, limits)
    top = _top_folder(members)
    refuse_all(_faults(members, top, pkg_info))
    return Distribution(
        filetype=FileType.SDIST,
        root=top,
        metadata_bytes=pkg_info or b"",
        files=frozenset(member.name for member in members if member.kind is Kind.FILE),
        unpacked_bytes=sum(member.size_bytes for member in members),
    )


def _read_members(stream: TarStream, limits: Limits) -> tuple[list[TarMember], bytes | None]:
    """Return all members, and the content of PKG-INFO in the folder of the first of them, if it is there."""
    members: list[TarMember] = []
    pkg_info: bytes | None = None
    characters = 0
    for member in stream.members():
        members.append(member)
        limits.check_members(len(members))
        characters += len(member.name) + len(member.target)
        limits.check_metadata(characters, name="The tar archive's list of names")
        if member.kind is Kind.FILE and member.name == f"{_top_folder(members)}/PKG-INFO":
            limits.check_metadata(member.size_bytes, name="PKG-INFO")
            pkg_info = stream.content(member)
        else:
            stream.skip(member)
    return members, pkg_info


def _top_folder(members: list[TarMember]) -> str:
    """Return the first part of the first name."""
    return members[0].name.partition("/")[0] if members else ""


def _faults(members: list[TarMember], top: str, pkg_info: bytes | None) -> Iterator[Fault]:
    if any(not _is_below(member, top) for member in members) or not members:
        yield _fault(
            "Incorrect number of top-level directories in the source distribution: there must be one."
        )
    if pkg_info is None:
        yield _fault(f"PKG-INFO not found at {shown(f'{top}/PKG-INFO')}.")
    else:
        yield from head_faults(pkg_info, name="PKG-INFO")
    for member in members:
        yield from name_faults(member.name)
    yield from tree_faults(
        files=(member.name for member in members if member.kind is not Kind.DIRECTORY),
        directories=(member.name for member in members if member.kind is Kind.DIRECTORY),
    )
    names = [member.name for member in members]
    yield from twin_faults(names, of=[f"{top}/{name}" for name in _ACTED_ON])
    yield from _hard_link_faults(members)
    links = {member.name: member.target for member in members if member.kind is Kind.SYMBOLIC_LINK}
    yield from link_faults(links, names=names, top=top)


def _is_below(member: TarMember, top: str) -> bool:
    first, slash, _ = member.name.partition("/")
    return first == top and bool(slash or member.kind is Kind.DIRECTORY)


def _hard_link_faults(members: list[TarMember]) -> Iterator[Fault]:
    earlier_files: set[str] = set()
    for member in members:
        if member.kind is Kind.FILE:
            earlier_files.add(member.name)
        elif member.kind is Kind.HARD_LINK and member.target not in earlier_files:
            yield _fault(
                f"The archive has a hard link to {shown(member.target)}, which is not in it before.",
                code="unsafe_member",
            )


def _ends_as_zip(file: BinaryIO, size_bytes: int) -> bool:
    """A ZIP reader would find an end record: one with a comment that reaches to the file's end, or a directory before it."""
    file.seek(max(0, size_bytes - END.size - _MAX_ZIP_COMMENT_BYTES), os.SEEK_SET)
    start = file.tell()
    tail = file.read()
    position = tail.rfind(b"PK\5\6")
    while position >= 0:
        record = tail[position : position + END.size]
        if len(record) == END.size:
            *_, directory_bytes, _, comment_bytes = END.unpack(record)
            reaches_end = comment_bytes == len(tail) - position - END.size
            if reaches_end or _has_directory(file, start + position, directory_bytes):
                return True
        position = tail.rfind(b"PK\5\6", 0, position)
    return False


def _has_directory(file: BinaryIO, end: int, directory_bytes: int) -> bool:
    """A directory of that size, or ZIP64's records, end here. Python's zipfile asks no more of a file's end."""
    for start, signature in ((end - directory_bytes, b"PK\1\2"), (end - LOCATOR.size, b"PK\6\7")):
        if start >= 0:
            file.seek(start)
            if file.read(len(signature)) == signature:
                return True
    return False


def _fault(what: str, *, code: str = "invalid_archive") -> Fault:
    return Fault(code, what, BUILD_AGAIN, "content")
