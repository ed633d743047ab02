"""Reading a source distribution: a gzip-compressed tar file of one folder with PKG-INFO in it.

Sources: PEP 625, PEP 643, PEP 721 (links).
"""

import os
from pathlib import Path
from typing import BinaryIO

from strongroom.publishing.archives.distribution import Distribution
from strongroom.publishing.archives.limits import Limits, reject
from strongroom.publishing.archives.tar_headers import Kind
from strongroom.publishing.archives.tars import TarMember, TarStream, gunzip
from strongroom.publishing.archives.zip_records import END
from strongroom.publishing.errors import shown
from strongroom.publishing.rules.filenames import FileType
from strongroom.publishing.rules.member_names import check_link, check_member_name, check_tree

_MAX_ZIP_COMMENT_BYTES = 0xFFFF


def read_sdist(path: Path, *, limits: Limits) -> Distribution:
    """Return what the source distribution holds.

    Raises:
        UploadRefused: if it is no sound source distribution.
    """
    with path.open("rb") as file:
        packed_bytes = path.stat().st_size
        if _ends_as_zip(file, packed_bytes):
            reject("The file is both a ZIP and a tar file.")
        file.seek(0)
        stream = TarStream(gunzip(file, packed_bytes=packed_bytes, limits=limits))
        members, pkg_infos = _read_members(stream, limits)
    top = _top_folder(members)
    _check_members(members, top)
    if f"{top}/PKG-INFO" not in pkg_infos:
        reject(f"PKG-INFO not found at {shown(f'{top}/PKG-INFO')}.")
    return Distribution(
        filetype=FileType.SDIST,
        root=top,
        metadata_bytes=pkg_infos[f"{top}/PKG-INFO"],
        files=frozenset(member.name for member in members if member.kind is Kind.FILE),
        unpacked_bytes=sum(member.size_bytes for member in members),
    )


def _read_members(stream: TarStream, limits: Limits) -> tuple[list[TarMember], dict[str, bytes]]:
    """Return all members, and the content of each file that could be the sdist's PKG-INFO."""
    members: list[TarMember] = []
    pkg_infos: dict[str, bytes] = {}
    for member in stream.members():
        members.append(member)
        limits.check_members(len(members))
        check_member_name(member.name)
        if member.kind is Kind.FILE and _is_pkg_info(member.name) and member.name not in pkg_infos:
            limits.check_metadata(member.size_bytes, name="PKG-INFO")
            pkg_infos[member.name] = stream.content(member)
        else:
            stream.skip(member)
    return members, pkg_infos


def _is_pkg_info(name: str) -> bool:
    return name.count("/") == 1 and name.endswith("/PKG-INFO")


def _top_folder(members: list[TarMember]) -> str:
    tops = {member.name.partition("/")[0] for member in members}
    if len(tops) != 1 or any(
        "/" not in member.name and member.kind is not Kind.DIRECTORY for member in members
    ):
        reject("Incorrect number of top-level directories in the source distribution: there must be one.")
    return tops.pop()


def _check_members(members: list[TarMember], top: str) -> None:
    check_tree(
        files=(member.name for member in members if member.kind is not Kind.DIRECTORY),
        directories=(member.name for member in members if member.kind is Kind.DIRECTORY),
    )
    earlier_files: set[str] = set()
    for member in members:
        if member.kind is Kind.FILE:
            earlier_files.add(member.name)
        elif member.kind is Kind.SYMBOLIC_LINK:
            check_link(member.name, target=member.target, top=top)
        elif member.kind is Kind.HARD_LINK and member.target not in earlier_files:
            reject(
                f"The archive has a hard link to {shown(member.target)}, which is not in it.",
                code="unsafe_member",
            )


def _ends_as_zip(file: BinaryIO, size_bytes: int) -> bool:
    """A ZIP reader would find an end record whose comment reaches exactly to the file's end."""
    file.seek(max(0, size_bytes - END.size - _MAX_ZIP_COMMENT_BYTES), os.SEEK_SET)
    tail = file.read()
    position = tail.rfind(b"PK\5\6")
    while position >= 0:
        record = tail[position : position + END.size]
        if len(record) == END.size and END.unpack(record)[-1] == len(tail) - position - END.size:
            return True
        position = tail.rfind(b"PK\5\6", 0, position)
    return False
