"""Any bytes as a wheel or a source distribution: read or refused, and what is read, Python's own readers read alike.

The first byte of an input chooses the kind; the rest is a ZIP file, a gzip file, or a tar file that is packed
after its checksums were put right, as a fuzzer would hardly ever get through both by chance.
"""

import atexit
import gzip
import io
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from strongroom.publishing.archives.limits import Limits
from strongroom.publishing.archives.reader import read_distribution
from strongroom.publishing.archives.tar_headers import Kind
from strongroom.publishing.archives.tars import TarStream, gunzip
from strongroom.publishing.archives.zips import read_members, unpack
from strongroom.publishing.errors import UploadRefused
from strongroom.publishing.rules.filenames import FileType
from tests.support.distributions import Sdist, Wheel, tar_member, zip_of

LIMITS = Limits(free_bytes=256 * 1024, max_members=200, max_metadata_bytes=64 * 1024)
"""So small that a fuzzer reaches them."""
WHEEL = Wheel(files={"demo/ü.py": b"x = 1\n", "demo/text.txt": b"some text " * 20})
SDIST = Sdist(files={"demo-1.0/" + "long/" * 30 + "text.txt": b"some text " * 20})
ZIP, GZIP, TAR = b"z", b"g", b"t"

_folder = tempfile.TemporaryDirectory(prefix="strongroom-fuzz-")
atexit.register(_folder.cleanup)
_staged = Path(_folder.name, "staged")
_KINDS = {
    Kind.FILE: tarfile.TarInfo.isreg,
    Kind.DIRECTORY: tarfile.TarInfo.isdir,
    Kind.HARD_LINK: tarfile.TarInfo.islnk,
    Kind.SYMBOLIC_LINK: tarfile.TarInfo.issym,
}


def feed(data: bytes) -> bool:
    """Read the input; return whether it is taken.

    Raises:
        AssertionError: if Python's reader sees something else in it than ours.
        Exception: if reading ends in anything but a refusal.
    """
    kind, content = data[:1], data[1:]
    if kind in (GZIP, TAR):
        return compare(SDIST, content if kind == GZIP else gzip.compress(signed(content), 1, mtime=0))
    return compare(WHEEL, content)


def seeds() -> Iterator[bytes]:
    """Yield inputs that are read, of every form that builders write."""
    wheels = (
        WHEEL,
        Wheel(compression=zipfile.ZIP_STORED),
        Wheel(files={"demo-1.0.dist-info/entry_points.txt": b"[console_scripts]\ndemo = demo:main\n"}),
    )
    yield from (ZIP + wheel.content for wheel in wheels)
    yield ZIP + zip_of([*Wheel().members.items(), ("demo/empty/", b"")])
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in Wheel().members.items():
            with archive.open(zipfile.ZipInfo(name), "w", force_zip64=True) as member:
                member.write(content)
    yield ZIP + buffer.getvalue()
    links = (
        tar_member("demo-1.0/folder", type_=tarfile.DIRTYPE),
        tar_member("demo-1.0/folder/link", type_=tarfile.SYMTYPE, target="../PKG-INFO"),
        tar_member("demo-1.0/hard", type_=tarfile.LNKTYPE, target="demo-1.0/PKG-INFO"),
    )
    for format_ in (tarfile.PAX_FORMAT, tarfile.GNU_FORMAT, tarfile.USTAR_FORMAT):
        yield TAR + Sdist(format=format_, infos=links).tar
        yield TAR + Sdist(format=format_, files={f"demo-1.0/{'ü' * 40}/{'x' * 60}": b"x"}).tar
    yield TAR + SDIST.tar
    yield GZIP + SDIST.content


def compare(built: Wheel | Sdist, content: bytes) -> bool:
    """Read the bytes under the name of what was built, and what is taken once more by Python's reader."""
    filetype = FileType.WHEEL if isinstance(built, Wheel) else FileType.SDIST
    _staged.write_bytes(content)
    try:
        found = read_distribution(_staged, filename=built.filename, filetype=filetype, limits=LIMITS)
    except UploadRefused as refusal:
        assert refusal.message.isprintable()
        assert all(fault.what and fault.next_step for fault in refusal.faults)
        return False
    theirs = _zip_members(content) if filetype is FileType.WHEEL else _tar_members(content)
    ours = dict(_our_zip_members(content) if filetype is FileType.WHEEL else _our_tar_members(content))
    assert ours == theirs
    assert found.files == {name for name, (kind, _) in theirs.items() if kind == Kind.FILE.value}
    basename = "METADATA" if filetype is FileType.WHEEL else "PKG-INFO"
    assert found.metadata_bytes == theirs[f"{found.root}/{basename}"][1]
    return True


def signed(tar: bytes) -> bytes:
    """Return the tar file with right checksums in all blocks that have a header's magic."""
    blocks = [tar[start : start + 512] for start in range(0, len(tar), 512)]
    return b"".join(_signed(block) if block[257:262] == b"ustar" else block for block in blocks)


def _signed(block: bytes) -> bytes:
    total = sum(block[:148]) + sum(block[156:]) + 8 * ord(" ")
    return block[:148] + b"%06o\0 " % total + block[156:]


def _zip_members(content: bytes) -> dict[str, tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        infos = archive.infolist()
        found = {
            info.filename: ((Kind.DIRECTORY if info.is_dir() else Kind.FILE).value, archive.read(info))
            for info in infos
        }
    assert len(found) == len(infos)
    return found


def _our_zip_members(content: bytes) -> Iterator[tuple[str, tuple[str, bytes]]]:
    file = io.BytesIO(content)
    for member in read_members(file, size_bytes=len(content), limits=LIMITS):
        kind = Kind.DIRECTORY if member.is_directory else Kind.FILE
        yield member.name, (kind.value, b"".join(unpack(file, member)))


def _tar_members(content: bytes) -> dict[str, tuple[str, bytes]]:
    with tarfile.open(fileobj=io.BytesIO(content), mode="r:gz") as archive:
        infos = archive.getmembers()
        found = {info.name: _tar_member(archive, info) for info in infos}
    assert len(found) == len(infos)
    return found


def _tar_member(archive: tarfile.TarFile, info: tarfile.TarInfo) -> tuple[str, bytes]:
    kind = next(kind for kind, is_it in _KINDS.items() if is_it(info))
    if kind is not Kind.FILE:
        return kind.value, info.linkname.encode() if kind is not Kind.DIRECTORY else b""
    file = archive.extractfile(info)
    assert file is not None
    return kind.value, file.read()


def _our_tar_members(content: bytes) -> Iterator[tuple[str, tuple[str, bytes]]]:
    stream = TarStream(gunzip(io.BytesIO(content), packed_bytes=len(content), limits=LIMITS))
    for member in stream.members():
        said = stream.content(member)
        is_link = member.kind in (Kind.HARD_LINK, Kind.SYMBOLIC_LINK)
        yield member.name, (member.kind.value, member.target.encode() if is_link else said)
