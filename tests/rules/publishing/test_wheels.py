"""Reading wheels, sound and hostile."""

import struct
import tarfile
import zipfile
from pathlib import Path

import pytest

from strongroom.publishing.archives.limits import Limits
from strongroom.publishing.archives.reader import read_distribution
from strongroom.publishing.errors import UploadRefused
from strongroom.publishing.rules.filenames import FileType
from tests.rules.publishing.staging import read, reason
from tests.support.distributions import Wheel, tar_member, tar_of, zip_of

INFO = "demo-1.0.dist-info"
UNIX = 3


def test_a_wheel_is_read_to_its_metadata() -> None:
    wheel = Wheel(files={"demo/data.bin": b"x" * 70_000})
    found = read(wheel)
    assert found.root == INFO
    assert found.metadata_bytes == wheel.metadata
    assert found.files == set(wheel.members)
    assert found.unpacked_bytes == sum(map(len, wheel.members.values()))


@pytest.mark.parametrize(
    "wheel",
    [
        Wheel(compression=zipfile.ZIP_STORED),
        Wheel(name="Foo.Bar", version="1!2.0.dev1"),
        Wheel(files={"demo/ünïcode.py": b""}),
        Wheel(files={f"{INFO}/sboms/odd.bin": b"\0"}),
        Wheel(files={f"{INFO}/entry_points.txt": b"[console_scripts]\ndemo = demo:main\n"}),
        Wheel(build="1abc", tag="py2.py3-none-any"),
    ],
)
def test_wheels_of_many_kinds_are_read(wheel: Wheel) -> None:
    assert reason(wheel) == ""


def test_folders_need_not_be_in_record() -> None:
    wheel = Wheel()
    members = [*wheel.members.items(), ("demo/empty/", b"")]
    assert reason(wheel, content=zip_of(members)) == ""


@pytest.mark.parametrize(
    ("wheel", "expected"),
    [
        (Wheel(omit=("WHEEL",)), f"required WHEEL file: not found at '{INFO}/WHEEL'"),
        (Wheel(omit=("METADATA",)), "required METADATA file"),
        (Wheel(omit=("RECORD",)), "required RECORD file"),
        (Wheel(named="other-1.0-py3-none-any.whl"), "is called 'other-1.0.dist-info'"),
        (Wheel(files={"demo-2.0.dist-info/METADATA": b""}), "has the folder 'demo-2.0.dist-info'"),
        (Wheel(files={f"{INFO}/RECORD": b""}), "RECORD does not list"),
        (
            Wheel(files={f"{INFO}/entry_points.txt": b"[console_scripts]\n../x = a:b\n"}),
            "invalid entry points",
        ),
        (Wheel(files={"../evil.py": b""}), "'..' parts"),
        (Wheel(files={"/etc/evil": b""}), "is absolute"),
        (Wheel(files={"demo": b""}), "both as a file and as a folder"),
        (Wheel(compression=zipfile.ZIP_LZMA), "supported compression type"),
        (Wheel(compression=zipfile.ZIP_BZIP2), "supported compression type"),
        (Wheel(infos={"demo/__init__.py": {"comment": b"hello"}}), "comment in its central directory"),
        (Wheel(infos={"demo/__init__.py": {"external_attr": 0o120777 << 16}}), "link or device"),
        (
            Wheel(infos={"demo/__init__.py": {"create_system": UNIX, "external_attr": 0o010600 << 16}}),
            "link or device",
        ),
        (Wheel(infos={"demo/__init__.py": {"extra": b"\x75\x70\x06\0\x01\0\0\0\0z"}}), "two names"),
        (Wheel(infos={"demo/__init__.py": {"extra": b"\x01\0\x08\0" + bytes(8) + b"\xff"}}), "extra field"),
        (Wheel(files={f"demo/{number}.py": b"" for number in range(200)}), "more than 200 members"),
        (Wheel(files={f"{INFO}/METADATA": b"\n" * 70_000}), "has more than 0 MiB"),
        (Wheel(files={"demo/zeros.bin": bytes(300_000)}), "exceeds a compression ratio of 50"),
    ],
)
def test_a_hostile_or_broken_wheel_is_refused(wheel: Wheel, expected: str) -> None:
    assert expected in reason(wheel)


def edited(content: bytes, *, at: int, put: bytes) -> bytes:
    """Return the bytes with some of them overwritten."""
    return content[:at] + put + content[at + len(put) :]


WHEEL = Wheel()
CONTENT = WHEEL.content
DIRECTORY = CONTENT.index(b"PK\1\2")
END = CONTENT.index(b"PK\5\6")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "not a ZIP file"),
        (b"garbage" * 100, "not a ZIP file"),
        (tar_of([("demo.py", b"")]), "both a ZIP and a tar file"),
        (b"#!/bin/sh\n" + CONTENT, "prepended"),
        (CONTENT + b"\n", "data after its end"),
        (CONTENT + CONTENT, "prepended"),
        (CONTENT[:-22] + b"PK\1\2" + CONTENT[-22:], "misplaced central directory"),
        (CONTENT[:-2] + b"\5\0hello", "data after its end"),
        (edited(CONTENT, at=6, put=b"\x08\0"), "data descriptors"),
        (edited(CONTENT, at=6, put=b"\x01\0"), "encrypted"),
        (edited(CONTENT, at=6, put=b"\0\x20"), "encrypted"),
        (edited(CONTENT, at=6, put=b"\x10\0"), "unknown flags"),
        (edited(CONTENT, at=8, put=b"\x0c\0"), "supported compression type"),
        (edited(CONTENT, at=14, put=b"\1\2\3\4"), "local headers and central directory disagree"),
        (edited(CONTENT, at=30, put=b"evil"), "local headers and central directory disagree"),
        (edited(CONTENT, at=0, put=b"PK\3\5"), "malformed local header"),
        (edited(CONTENT, at=DIRECTORY, put=b"PK\1\3"), "malformed central directory"),
        (edited(CONTENT, at=DIRECTORY + 42, put=b"\1\0\0\0"), "prepended, overlapping or unlisted"),
        (edited(CONTENT, at=DIRECTORY + 20, put=b"\xff\xff\xff\xff"), "ZIP64"),
        (edited(CONTENT, at=END + 4, put=b"\1\0"), "more than one disk"),
        (edited(CONTENT, at=END + 8, put=b"\3\0\3\0"), "larger than its entries"),
        (edited(CONTENT, at=END + 8, put=b"\xff\0\xff\0"), "more than 200 members"),
        (edited(CONTENT, at=END + 8, put=b"\5\0\5\0"), "malformed central directory"),
    ],
)
def test_a_zip_file_that_readers_could_understand_differently_is_refused(
    content: bytes, expected: str
) -> None:
    assert expected in reason(WHEEL, content=content)


def test_an_unlisted_member_is_refused() -> None:
    """A streaming reader would find it; one that trusts the directory would not."""
    hidden = zip_of([("demo/evil.py", b"evil")])
    member = hidden[: hidden.index(b"PK\1\2")]
    end = bytearray(CONTENT[END:])
    struct.pack_into("<L", end, 16, DIRECTORY + len(member))
    content = CONTENT[:DIRECTORY] + member + CONTENT[DIRECTORY:END] + bytes(end)
    assert "unlisted data before its central directory" in reason(WHEEL, content=content)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_members_of_one_name_are_refused() -> None:
    members = [*WHEEL.members.items(), (f"{INFO}/METADATA", b"Name: evil\n")]
    assert "METADATA' more than once" in reason(WHEEL, content=zip_of(members))


def test_content_that_differs_from_its_record_is_refused() -> None:
    members = WHEEL.members | {"demo/__init__.py": b"import evil\n"}
    assert "another sha256 digest for 'demo/__init__.py'" in reason(WHEEL, content=zip_of(members.items()))


def test_content_that_differs_from_its_checksum_is_refused() -> None:
    stored = Wheel(compression=zipfile.ZIP_STORED)
    content = stored.content.replace(b"Root-Is-Purelib: true", b"Root-Is-Purelib: nope")
    assert "another size or checksum" in reason(stored, content=content)


def test_a_member_that_unpacks_to_more_than_it_states_is_stopped() -> None:
    wheel = Wheel(files={"demo/zeros.bin": bytes(100_000)})
    lie = wheel.content.replace(struct.pack("<L", 100_000), struct.pack("<L", 10))
    assert "larger than its header states" in reason(wheel, content=lie)


def test_all_faults_of_a_wheel_are_told_together() -> None:
    wheel = Wheel(
        files={
            f"{INFO}/WHEEL": b"Wheel-Version: 2.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
            f"{INFO}/entry_points.txt": b"[gui_scripts]\n../x = a:b\n",
            f"{INFO}/RECORD": f"demo/__init__.py,sha256=abc,1\n{INFO}/METADATA,,\n".encode(),
        }
    )
    with pytest.raises(UploadRefused) as refused:
        read(wheel)
    assert [fault.what for fault in refused.value.faults] == [
        "The wheel's WHEEL file gives '2.0' as Wheel-Version, which must be 1.x.",
        f"The wheel's RECORD gives no SHA-256 or better digest for '{INFO}/METADATA'.",
        f"The wheel's RECORD does not list '{INFO}/WHEEL', which is in the wheel.",
        f"The wheel's RECORD does not list '{INFO}/entry_points.txt', which is in the wheel.",
        "The wheel's RECORD gives another sha256 digest for 'demo/__init__.py' than the file has.",
        "The wheel's RECORD gives 1 bytes for 'demo/__init__.py', which has 0.",
        "The wheel has invalid entry points: '../x' cannot be the name of a script.",
    ]


def test_headers_that_differ_in_case_only_are_taken() -> None:
    """Headers of Linux do; nothing that an installer acts on is among them."""
    assert (
        reason(
            Wheel(files={"demo/xt_mark.h": b"1", "demo/xt_MARK.h": b"2", "demo/XT/x": b"", "demo/xt/x": b""})
        )
        == ""
    )


def test_zip64_is_understood_where_it_is_consistent(tmp_path: Path) -> None:
    """Python writes the extra field into local headers if it is told to expect a large member."""
    path = tmp_path / "staged"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in WHEEL.members.items():
            with archive.open(zipfile.ZipInfo(name), "w", force_zip64=True) as member:
                member.write(content)
    assert reason(WHEEL, content=path.read_bytes()) == ""


def test_a_needless_zip64_field_must_repeat_the_header() -> None:
    """Bazel's archiver writes such fields into local headers."""
    size = len(WHEEL.metadata)
    name = f"{INFO}/METADATA"

    def with_field(*numbers: int) -> str:
        extra = struct.pack("<2H2Q", 1, 16, *numbers)
        wheel = Wheel(compression=zipfile.ZIP_STORED, infos={name: {"extra": extra}})
        return reason(wheel)

    assert with_field(size, size) == ""
    assert "malformed ZIP64 extra field" in with_field(size, size + 1)


def test_a_name_that_is_not_marked_as_utf8_is_refused() -> None:
    wheel = Wheel(files={"demo/ü.py": b""})
    content = wheel.content
    unmarked = content.replace(b"\x14\0\0\x08\x08\0", b"\x14\0\0\0\x08\0")
    assert unmarked != content
    assert "not marked as such" in reason(wheel, content=unmarked)


def test_a_file_that_is_a_zip_and_a_tar_is_refused() -> None:
    header = bytearray(tar_member("x", type_=tarfile.DIRTYPE).tobuf(tarfile.USTAR_FORMAT)[:512])
    assert "both a ZIP and a tar file" in reason(WHEEL, content=bytes(header) + CONTENT)


def test_a_bomb_is_refused_before_it_goes_off(tmp_path: Path) -> None:
    wheel = Wheel(files={"demo/zeros.bin": bytes(65 * 1024**2)})
    path = tmp_path / "staged"
    path.write_bytes(wheel.content)
    with pytest.raises(UploadRefused, match="compression ratio of 50"):
        read_distribution(path, filename=wheel.filename, filetype=FileType.WHEEL)


def test_the_limits_can_be_raised() -> None:
    assert read(Wheel(files={"demo/zeros.bin": bytes(300_000)}), limits=Limits()).unpacked_bytes > 300_000


def test_a_missing_staged_file_is_no_refusal(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_distribution(tmp_path / "absent", filename=WHEEL.filename, filetype=FileType.WHEEL)
