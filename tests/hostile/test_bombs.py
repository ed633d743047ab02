"""Archives that cost their reader much more than their sender are refused at a small price.

Each is read in a process of its own, whose memory and CPU time are measured. The bounds are several times
what is needed, so that a busy machine is no bomb; what the bombs would take is a hundred times the bounds.
"""

import gzip
import io
import json
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.hostile.forging import Member, forged, members_of
from tests.hostile.tar_cases import TAR, TOP, pax, record
from tests.support.distributions import Sdist, Wheel, record_of

MEBIBYTE = 1024**2
MEMORY_BYTES = 150 * MEBIBYTE
CPU_SECONDS = 20
ROOT = Path(__file__).parents[2]
INFO = "demo-1.0.dist-info"
WHEEL, SDIST = Wheel(), Sdist()

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/status").exists(), reason="needs Linux's account of memory"
)


@dataclass(frozen=True)
class Price:
    """What reading an archive took."""

    refusal: str
    bytes: int
    seconds: float


def price(path: Path, content: bytes, filename: str) -> Price:
    """Read the archive in a process of its own."""
    path.write_bytes(content)
    command = [sys.executable, "-m", "tests.hostile.reading_alone", str(path), filename]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=100, check=True)
    return Price(**json.loads(answer.stdout))


def gzipped(*pieces: bytes, times: int = 1) -> bytes:
    """Return the pieces, over and over, as one gzip member."""
    buffer = io.BytesIO()
    with gzip.GzipFile(fileobj=buffer, mode="w", mtime=0, compresslevel=1) as packer:
        for _ in range(times):
            for piece in pieces:
                packer.write(piece)
    return buffer.getvalue()


def zeros_in_a_wheel() -> bytes:
    return Wheel(files={"demo/zeros": bytes(100 * MEBIBYTE)}).content


def zeros_that_a_wheel_denies() -> bytes:
    lie = Member(
        name=b"demo/zeros", content=bytes(100 * MEBIBYTE), is_deflated=True, both={"unpacked": 30 * MEBIBYTE}
    )
    members = {**WHEEL.members, f"{INFO}/RECORD": b""}
    return forged([*members_of(members), lie])


def many_names_for_one_content() -> bytes:
    """Each directory entry points to the same deflated megabytes."""
    core = Member(name=b"demo/core", content=bytes(MEBIBYTE), is_deflated=True)
    copies = [
        Member(name=b"demo/%d" % number, both={"method": 8, "packed": len(core.packed), "unpacked": MEBIBYTE},
               central={"offset": 0})
        for number in range(60)
    ]  # fmt: skip
    return forged([core, *copies])


def a_hundred_thousand_members() -> bytes:
    members = (Member(name=b"demo/%d" % number) for number in range(100_001))
    return forged(members, zip64={}, end={"count": 0xFFFF, "here": 0xFFFF})


def a_directory_of_long_extra_fields() -> bytes:
    extra = b"\x99\x99\xfb\xff" + bytes(0xFFFB)
    return forged(Member(name=b"demo/%d" % number, central={"extra": extra}) for number in range(300))


def a_record_of_a_million_lines() -> bytes:
    record = record_of({"demo/x": b""}) + b"".join(b"%d,sha256=a,1\n" % number for number in range(900_000))
    return Wheel(files={f"{INFO}/RECORD": record}, compression=zipfile.ZIP_STORED).content


def scripts_without_end() -> bytes:
    scripts = b"[console_scripts]\n" + b"".join(b"s%d = a:b\n" % number for number in range(900_000))
    return Wheel(files={f"{INFO}/entry_points.txt": scripts}, compression=zipfile.ZIP_STORED).content


def zeros_in_an_sdist() -> bytes:
    info = tarfile.TarInfo(f"{TOP}/zeros")
    info.size = 100 * MEBIBYTE
    return gzipped(TAR, info.tobuf(), bytes(info.size))


def gzip_members_one_after_the_other() -> bytes:
    return SDIST.content + gzipped(bytes(MEBIBYTE), times=50) * 50


def a_pkg_info_in_each_folder() -> bytes:
    content = {f"{number}/PKG-INFO": bytes(900_000) for number in range(60)}
    return gzip.compress(Sdist(files=content).tar, compresslevel=1)


def names_of_five_hundred_folders() -> bytes:
    deep = "x/" * 500
    long = ((pax(record(b"path", f"{TOP}/{number}/{deep}x".encode())), HEADER) for number in range(20_000))
    return gzipped(*(part for parts in long for part in parts), bytes(1024))


def extended_headers_of_small_records() -> bytes:
    records = b"".join(record(b"a", b"") for _ in range(100))
    return gzipped((pax(records) + HEADER) * 5_000, bytes(1024))


HEADER = tarfile.TarInfo(f"{TOP}/x").tobuf(tarfile.USTAR_FORMAT)[:512]


@pytest.mark.parametrize(
    ("bomb", "built", "words"),
    [
        (zeros_in_a_wheel, WHEEL, "compression ratio of 50"),
        (zeros_that_a_wheel_denies, WHEEL, "larger than its header states"),
        (many_names_for_one_content, WHEEL, "overlapping"),
        (a_hundred_thousand_members, WHEEL, "more than 100000 members"),
        (a_directory_of_long_extra_fields, WHEEL, "central directory has more than 16 MiB"),
        (a_record_of_a_million_lines, WHEEL, "which is not in the wheel"),
        (scripts_without_end, WHEEL, "more than 1048576 bytes"),
        (zeros_in_an_sdist, SDIST, "compression ratio of 50"),
        (gzip_members_one_after_the_other, SDIST, "data after the end of its gzip data"),
        (a_pkg_info_in_each_folder, SDIST, "number of top-level directories"),
        (names_of_five_hundred_folders, SDIST, "oversized extended headers"),
        (extended_headers_of_small_records, SDIST, "more than once"),
    ],
    ids=lambda value: value.__name__.replace("_", " ") if callable(value) else "",
)
def test_a_bomb_is_cheap_for_the_reader(
    bomb: Callable[[], bytes], built: Wheel | Sdist, words: str, tmp_path: Path
) -> None:
    taken = price(tmp_path / "staged", bomb(), built.filename)
    assert words in taken.refusal
    assert taken.bytes < MEMORY_BYTES
    assert taken.seconds < CPU_SECONDS


def test_a_large_file_is_read_in_pieces(tmp_path: Path) -> None:
    """It is neither held in memory nor unpacked to disk: this is what lets wheels be as large as disks are."""
    wheel = Wheel(files={"demo/zeros": bytes(64 * MEBIBYTE)}, compression=zipfile.ZIP_STORED)
    taken = price(tmp_path / "staged", wheel.content, wheel.filename)
    assert taken.refusal == ""
    assert taken.bytes < 30 * MEBIBYTE
    assert [path.name for path in tmp_path.iterdir()] == ["staged"]
