"""Reading source distributions, sound and hostile."""

import gzip
import io
import tarfile
from pathlib import Path

import pytest

from strongroom.publishing.archives.reader import read_distribution
from strongroom.publishing.errors import UploadRefused
from strongroom.publishing.rules.filenames import FileType
from tests.rules.publishing.staging import read, reason
from tests.support.distributions import Sdist, tar_member, tar_of, zip_of

LINK, HARD_LINK, FOLDER = tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE
SDIST = Sdist()


def test_a_source_distribution_is_read_to_its_metadata() -> None:
    found = read(SDIST)
    assert found.root == "demo-1.0"
    assert found.metadata_bytes == SDIST.metadata
    assert found.files == set(SDIST.members)
    assert found.unpacked_bytes == sum(map(len, SDIST.members.values()))


@pytest.mark.parametrize("format_", [tarfile.PAX_FORMAT, tarfile.GNU_FORMAT, tarfile.USTAR_FORMAT])
@pytest.mark.parametrize("name", ["plain.py", "ü.py", "deep/" * 20 + "file.py"])
def test_every_common_tar_format_is_read(format_: int, name: str) -> None:
    sdist = Sdist(files={f"demo-1.0/{name}": b"x" * 70_000}, format=format_)
    assert f"demo-1.0/{name}" in read(sdist).files


@pytest.mark.parametrize("format_", [tarfile.PAX_FORMAT, tarfile.GNU_FORMAT])
def test_long_names_are_read(format_: int) -> None:
    name = f"demo-1.0/{'a' * 120}/{'ü' * 120}"
    link = tar_member("demo-1.0/link", type_=LINK, target=f"{'a' * 120}/{'ü' * 120}")
    assert name in read(Sdist(files={name: b""}, infos=[link], format=format_)).files


@pytest.mark.parametrize(
    "sdist",
    [
        Sdist(top="Demo-1.0"),
        Sdist(infos=[tar_member("demo-1.0", type_=FOLDER), tar_member("demo-1.0/empty", type_=FOLDER)]),
        Sdist(infos=[tar_member("demo-1.0/link", type_=LINK, target="PKG-INFO")]),
        Sdist(infos=[tar_member("demo-1.0/a/link", type_=LINK, target="../PKG-INFO")]),
        Sdist(infos=[tar_member("demo-1.0/hard", type_=HARD_LINK, target="demo-1.0/PKG-INFO")]),
        Sdist(files={"demo-1.0/sub/PKG-INFO": b"another"}),
    ],
)
def test_source_distributions_of_many_kinds_are_read(sdist: Sdist) -> None:
    assert reason(sdist) == ""


@pytest.mark.parametrize(
    ("sdist", "expected"),
    [
        (Sdist(omit=("PKG-INFO",)), "PKG-INFO not found at 'demo-1.0/PKG-INFO'"),
        (Sdist(files={"other/file": b""}), "number of top-level directories"),
        (Sdist(files={"file": b""}), "number of top-level directories"),
        (Sdist(files={"demo-1.0/../../evil": b""}), "'..' parts"),
        (Sdist(files={"/demo-1.0/evil": b""}), "is absolute"),
        (Sdist(top="./demo-1.0"), "'.' or '..' parts"),
        (Sdist(files={"demo-1.0/a\\b": b""}), "unprintable characters"),
        (Sdist(files={"demo-1.0/a": b"", "demo-1.0/a/b": b""}), "both as a file and as a folder"),
        (Sdist(infos=[tar_member("demo-1.0/pyproject.toml", type_=LINK, target="x")]), "more than once"),
        (
            Sdist(infos=[tar_member("demo-1.0/link", type_=LINK, target="../../etc/passwd")]),
            "outside its own folder",
        ),
        (
            Sdist(infos=[tar_member("demo-1.0/link", type_=LINK, target="/etc/passwd")]),
            "outside its own folder",
        ),
        (
            Sdist(infos=[tar_member("demo-1.0/link", type_=LINK, target="a/../../../x")]),
            "outside its own folder",
        ),
        (
            Sdist(infos=[tar_member("demo-1.0/hard", type_=HARD_LINK, target="/etc/passwd")]),
            "which is not in it",
        ),
        (Sdist(infos=[tar_member("demo-1.0/null", type_=tarfile.CHRTYPE)]), "neither a file nor a folder"),
        (Sdist(infos=[tar_member("demo-1.0/pipe", type_=tarfile.FIFOTYPE)]), "neither a file nor a folder"),
        (Sdist(infos=[tar_member("demo-1.0/sparse", type_=tarfile.GNUTYPE_SPARSE)]), "sparse members"),
        (
            Sdist(infos=[tar_member("demo-1.0/PKG-INFO/x", type_=LINK, target="y")]),
            "both as a file and as a folder",
        ),
        (
            Sdist(
                omit=("PKG-INFO",),
                infos=[tar_member("demo-1.0/PKG-INFO", type_=LINK, target="pyproject.toml")],
            ),
            "PKG-INFO not found",
        ),
        (Sdist(files={f"demo-1.0/{number}": b"" for number in range(200)}), "more than 200 members"),
        (Sdist(description="\n" * 70_000), "PKG-INFO has more than"),
        (
            Sdist(files={f"demo-1.0/{number:0>900}": b"" for number in range(100)}),
            "list of names has more than",
        ),
        (Sdist(files={"demo-1.0/zeros": bytes(300_000)}), "exceeds a compression ratio of 50"),
    ],
)
def test_a_hostile_or_broken_source_distribution_is_refused(sdist: Sdist, expected: str) -> None:
    assert expected in reason(sdist)


def test_all_faults_of_a_source_distribution_are_told_together() -> None:
    sdist = Sdist(files={"/a": b"", "../b": b""}, omit=("PKG-INFO",))
    with pytest.raises(UploadRefused) as refused:
        read(sdist)
    assert [fault.what for fault in refused.value.faults] == [
        "Incorrect number of top-level directories in the source distribution: there must be one.",
        "PKG-INFO not found at 'demo-1.0/PKG-INFO'.",
        "The archive has the member '/a', whose name is absolute.",
        "The archive has the member '../b', whose name has empty, '.' or '..' parts.",
    ]


def extended(records: dict[str, str], *, name: str = "demo-1.0/file", type_: bytes = b"x") -> bytes:
    """Return a tar.gz file in which the last member has a pax extended header of these records."""
    info = tar_member(name, type_=tarfile.REGTYPE)
    member = info.create_pax_header(info.get_info(), "utf-8")
    header = tarfile.TarInfo._create_pax_generic_header(records, type_, "utf-8")  # type: ignore[attr-defined]
    return packed(tar_of(SDIST.members.items()).rstrip(b"\0"), header, member)


def packed(*parts: bytes, end: bytes = bytes(1024)) -> bytes:
    """Return a tar.gz file of these parts, each filled up to whole blocks."""
    return gzip.compress(b"".join(part + bytes(-len(part) % 512) for part in parts) + end, mtime=0)


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        ({"comment": "hello", "mtime": "1.5"}, ""),
        ({"size": "0"}, ""),
        ({"path": "demo-1.0/other"}, ""),
        ({"size": "5"}, "gives a member two sizes"),
        ({"path": "../evil"}, "'..' parts"),
        ({"path": "demo-1.0/PKG-INFO"}, "more than once"),
        ({"GNU.sparse.major": "1"}, "sparse members"),
        ({"hdrcharset": "BINARY"}, "declared character set"),
    ],
)
def test_an_extended_header_cannot_change_what_a_member_is(records: dict[str, str], expected: str) -> None:
    found = reason(SDIST, content=extended(records))
    assert expected in found
    assert bool(expected) == bool(found)


def test_a_header_for_all_members_may_only_comment() -> None:
    """`git archive` writes the commit so."""
    assert reason(SDIST, content=extended({"comment": "0123abc"}, type_=b"g")) == ""
    assert "several headers" in reason(SDIST, content=extended({"path": "x"}, type_=b"g"))


TAR = SDIST.tar.rstrip(b"\0")
EXTENSION = tarfile.TarInfo._create_pax_generic_header({"path": "a"}, b"x", "utf-8")  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "cut off"),
        (b"garbage", "not a gzip-compressed tar file"),
        (SDIST.tar, "not a gzip-compressed tar file"),
        (SDIST.content[:-100], "cut off"),
        (SDIST.content[:-9], "cut off"),
        (SDIST.content[:-8] + bytes(8), "corrupt"),
        (SDIST.content + b"x", "data after the end of its gzip data"),
        (SDIST.content + SDIST.content, "data after the end of its gzip data"),
        (SDIST.content + zip_of([("evil.py", b"")]), "both a ZIP and a tar file"),
        (zip_of([("demo-1.0/PKG-INFO", SDIST.metadata)]), "both a ZIP and a tar file"),
        (packed(TAR, end=b""), "truncated"),
        (packed(b"not a tar file"), "wrong checksum"),
        (packed(TAR, bytes(1024), TAR), "data after its end"),
        (packed(TAR, EXTENSION), "ends after an extended header"),
        (packed(TAR, EXTENSION, EXTENSION, TAR), "twice before a member"),
        (packed(b""), "number of top-level directories"),
    ],
)
def test_a_damaged_or_ambiguous_file_is_refused(content: bytes, expected: str) -> None:
    assert expected in reason(SDIST, content=content)


@pytest.mark.parametrize(
    ("at", "put", "expected"),
    [
        (124, b"\x80" + bytes(10) + b"\x05", "without a readable size"),
        (124, b"9999\0", "without a readable size"),
        (156, b"5", "folder or link with content"),
        (257, b"ustax", "unknown format"),
        (345, b"prefix", "number of top-level directories"),
        (0, b"\xff", "not UTF-8"),
    ],
)
def test_a_doubtful_header_is_refused(at: int, put: bytes, expected: str) -> None:
    assert expected in reason(SDIST, content=packed(signed(edited(TAR, at=at, put=put))))


def test_only_posix_headers_have_a_prefix() -> None:
    gnu = Sdist(format=tarfile.GNU_FORMAT).tar.rstrip(b"\0")
    assert reason(SDIST, content=packed(gnu)) == ""
    assert "unknown format" in reason(SDIST, content=packed(signed(edited(gnu, at=345, put=b"prefix"))))


def edited(content: bytes, *, at: int, put: bytes) -> bytes:
    """Return the bytes with some of them overwritten."""
    return content[:at] + put + content[at + len(put) :]


def signed(tar: bytes) -> bytes:
    """Return the tar file with the right checksum in its first header."""
    total = sum(tar[:148]) + 8 * 32 + sum(tar[156:512])
    return edited(tar, at=148, put=b"%06o\0 " % total)


def test_an_oversized_extended_header_is_not_read() -> None:
    info = tarfile.TarInfo("x")
    info.type, info.size = b"x", 2 * 1024**2
    assert "oversized extended header" in reason(SDIST, content=packed(info.tobuf(tarfile.USTAR_FORMAT)))


def test_a_bomb_is_stopped_on_the_way(tmp_path: Path) -> None:
    path = tmp_path / "staged"
    content = io.BytesIO()
    with gzip.GzipFile(fileobj=content, mode="w", mtime=0) as packer:
        packer.write(SDIST.tar.rstrip(b"\0"))
        info = tarfile.TarInfo("demo-1.0/zeros")
        info.size = 65 * 1024**2
        packer.write(bytes(-packer.tell() % 512) + info.tobuf(tarfile.USTAR_FORMAT) + bytes(info.size))
    path.write_bytes(content.getvalue())
    with pytest.raises(UploadRefused, match="compression ratio of 50"):
        read_distribution(path, filename=SDIST.filename, filetype=FileType.SDIST)
