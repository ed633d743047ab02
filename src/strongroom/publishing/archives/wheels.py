"""Reading a wheel: the ZIP file, its .dist-info folder, and every file against RECORD.

Source: PEP 427 and the binary distribution format.
"""

import hashlib
import tarfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

from strongroom.publishing.archives.distribution import Distribution
from strongroom.publishing.archives.limits import Limits, refuse_all, reject
from strongroom.publishing.archives.zips import ZipMember, member_faults, read_members, unpack
from strongroom.publishing.errors import BUILD_AGAIN, Fault, shown
from strongroom.publishing.rules.entry_points import entry_point_faults
from strongroom.publishing.rules.filenames import FileType
from strongroom.publishing.rules.member_names import is_dist_info, twin_faults
from strongroom.publishing.rules.metadata_heads import head_faults
from strongroom.publishing.rules.records import encoded, entry_faults, read_record
from strongroom.publishing.rules.wheel_files import wheel_file_faults

_REQUIRED = ("WHEEL", "METADATA", "RECORD")

Files = Mapping[str, ZipMember]


def read_wheel(path: Path, *, filename: str, limits: Limits) -> Distribution:
    """Return what the wheel holds.

    Args:
        filename: The wheel's name, whose first two parts name its `.dist-info` folder.

    Raises:
        UploadRefused: if it is no sound wheel; a ZIP file that is corrupt or ambiguous is refused for that alone.
    """
    dist_info = "-".join(filename.split("-")[:2]) + ".dist-info"
    with path.open("rb") as file:
        if _is_tar(file):
            reject("The file is both a ZIP and a tar file.")
        members = read_members(file, size_bytes=path.stat().st_size, limits=limits)
        files = {member.name: member for member in members if not member.is_directory}
        refuse_all(_folder_faults(members, files, dist_info))
        contents = {name: _content(file, files[f"{dist_info}/{name}"], limits) for name in _REQUIRED}
        scripts = files.get(f"{dist_info}/entry_points.txt")
        refuse_all(
            fault
            for faults in (
                wheel_file_faults(contents["WHEEL"], filename=filename),
                head_faults(contents["METADATA"], name="METADATA"),
                _record_faults(file, members, contents["RECORD"], dist_info),
                entry_point_faults(_content(file, scripts, limits) if scripts else b""),
            )
            for fault in faults
        )
    return Distribution(
        filetype=FileType.WHEEL,
        root=dist_info,
        metadata_bytes=contents["METADATA"],
        files=frozenset(files),
        unpacked_bytes=sum(member.size_bytes for member in members),
    )


def _is_tar(file: BinaryIO) -> bool:
    """Python's tarfile would take the file's beginning for a tar file's."""
    try:
        tarfile.TarInfo.frombuf(file.read(tarfile.BLOCKSIZE), "utf-8", "surrogateescape")
    except tarfile.HeaderError:
        return False
    return True


def _folder_faults(members: list[ZipMember], files: Files, dist_info: str) -> Iterator[Fault]:
    """Yield what is wrong with names, and what is missing. A second .dist-info would make installers choose."""
    yield from member_faults(members)
    for folder in sorted({name.partition("/")[0] for name in files if "/" in name}):
        if folder != dist_info and is_dist_info(folder):
            yield _fault(
                f"The wheel has the folder {shown(folder)}; its only such folder is called {shown(dist_info)}."
            )
    yield from twin_faults(files, of=[name for name in files if name.startswith(f"{dist_info}/")])
    for basename in _REQUIRED:
        if f"{dist_info}/{basename}" not in files:
            yield _fault(
                f"The wheel does not contain the required {basename} file: "
                f"not found at {shown(f'{dist_info}/{basename}')}."
            )


def _content(file: BinaryIO, member: ZipMember, limits: Limits) -> bytes:
    """Return a small member's content."""
    limits.check_metadata(member.size_bytes, name=member.name)
    return b"".join(unpack(file, member))


def _record_faults(
    file: BinaryIO, members: list[ZipMember], content: bytes, dist_info: str
) -> Iterator[Fault]:
    """Read every member to its end, and compare each file with what RECORD says."""
    files = {member.name for member in members if not member.is_directory}
    record = read_record(content, files=files, dist_info=dist_info)
    yield from record.faults
    for member in members:
        entry = record.entries.get(member.name)
        digest = hashlib.new(entry.algorithm if entry else "sha256")
        for chunk in unpack(file, member):
            digest.update(chunk)
        if entry:
            yield from entry_faults(
                member.name, entry=entry, digest=encoded(digest.digest()), size_bytes=member.size_bytes
            )


def _fault(what: str) -> Fault:
    return Fault("invalid_archive", what, BUILD_AGAIN, "content")
