"""Reading a wheel: the ZIP file, its .dist-info folder, and every file against RECORD.

Source: PEP 427 and the binary distribution format.
"""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO

from strongroom.publishing.archives.distribution import Distribution
from strongroom.publishing.archives.limits import Limits, reject
from strongroom.publishing.archives.tar_headers import BLOCK_BYTES, is_tar_header
from strongroom.publishing.archives.zips import ZipMember, read_members, unpack
from strongroom.publishing.errors import shown
from strongroom.publishing.rules.entry_points import check_entry_points
from strongroom.publishing.rules.filenames import FileType
from strongroom.publishing.rules.records import check_entry, check_listed_files, encoded, read_record

_REQUIRED = ("WHEEL", "METADATA", "RECORD")


def read_wheel(path: Path, *, filename: str, limits: Limits) -> Distribution:
    """Return what the wheel holds.

    Args:
        filename: The wheel's name, whose first two parts name its `.dist-info` folder.

    Raises:
        UploadRefused: if it is no sound wheel.
    """
    with path.open("rb") as file:
        if is_tar_header(file.read(BLOCK_BYTES)):
            reject("The file is both a ZIP and a tar file.")
        members = read_members(file, size_bytes=path.stat().st_size, limits=limits)
        files = {member.name: member for member in members if not member.is_directory}
        dist_info = _dist_info(files, filename)
        contents = {name: _content(file, files, f"{dist_info}/{name}", limits) for name in _REQUIRED}
        if f"{dist_info}/entry_points.txt" in files:
            check_entry_points(_content(file, files, f"{dist_info}/entry_points.txt", limits))
        _check_record(file, files, contents["RECORD"], dist_info)
    return Distribution(
        filetype=FileType.WHEEL,
        root=dist_info,
        metadata_bytes=contents["METADATA"],
        files=frozenset(files),
        unpacked_bytes=sum(member.size_bytes for member in members),
    )


def _dist_info(files: Mapping[str, ZipMember], filename: str) -> str:
    """Return the folder's name. A second one would make installers choose."""
    expected = "-".join(filename.split("-")[:2]) + ".dist-info"
    for folder in sorted({name.partition("/")[0] for name in files if "/" in name}):
        if folder.endswith(".dist-info") and folder != expected:
            reject(
                f"The wheel has the folder {shown(folder)}; its only such folder is called {shown(expected)}."
            )
    return expected


def _content(file: BinaryIO, files: Mapping[str, ZipMember], name: str, limits: Limits) -> bytes:
    """Return a small member's content."""
    if name not in files:
        basename = name.rpartition("/")[2]
        reject(f"The wheel does not contain the required {basename} file: not found at {shown(name)}.")
    limits.check_metadata(files[name].size_bytes, name=name)
    return b"".join(unpack(file, files[name]))


def _check_record(file: BinaryIO, files: Mapping[str, ZipMember], content: bytes, dist_info: str) -> None:
    """Read every file and compare it with what RECORD says."""
    entries = read_record(content, dist_info=dist_info)
    check_listed_files(entries, files=files, dist_info=dist_info)
    for name, member in files.items():
        entry = entries.get(name)
        digest = hashlib.new(entry.algorithm if entry else "sha256")
        for chunk in unpack(file, member):
            digest.update(chunk)
        if entry:
            check_entry(name, entry=entry, digest=encoded(digest.digest()), size_bytes=member.size_bytes)
