"""ZIP files that readers could understand differently; each is a sound wheel but for what its name says."""

import struct
import tarfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tests.hostile.forging import DESCRIPTOR, UTF8, Member, forged, members_of
from tests.support.distributions import Sdist, Wheel, tar_member

INFO = "demo-1.0.dist-info"
WHEEL = Wheel(description="")
SOUND = members_of(WHEEL.members)
FIRST, *REST = SOUND
DUPLICATE = struct.pack("<2H8s", 1, 8, bytes(8))


@dataclass(frozen=True)
class Case:
    """A file and the words that its refusal must hold.

    Args:
        built: Whose form and name the file is sent with.
    """

    name: str
    built: Wheel | Sdist
    content: bytes
    words: str


def cases() -> Iterator[Case]:
    """Yield every case with its content built."""
    tables = {
        "headers": _disagreements(),
        "features": _features(),
        "framing": _framing(),
        "ends": _ends(),
        "extra fields": _extras(),
    }
    for kind, table in tables.items():
        for name, (content, words) in table.items():
            yield Case(f"zip {kind}: {name}", WHEEL, content, words)


def sound() -> Iterator[Case]:
    """Yield files that are unusual and must pass: the cases would prove nothing if the forger's every work was refused."""
    yield Case("as forged", WHEEL, forged(SOUND), "")
    yield Case("with ZIP64's end records", WHEEL, forged(SOUND, zip64={}), "")
    unstated = {"size": 0xFFFFFFFF, "offset": 0xFFFFFFFF, "count": 0xFFFF, "here": 0xFFFF}
    yield Case("with sizes in ZIP64's end record only", WHEEL, forged(SOUND, zip64={}, end=unstated), "")
    large = _zip64(len(FIRST.content), len(FIRST.content))
    both = {"packed": 0xFFFFFFFF, "unpacked": 0xFFFFFFFF, "extra": large}
    yield Case("with sizes in a ZIP64 field", WHEEL, first(both=both), "")
    yield Case("with another time in the directory", WHEEL, first(central={"time": 1, "date": 99}), "")
    path = struct.pack("<2HBL", 0x7075, 5 + len(FIRST.name), 1, 0) + FIRST.name
    yield Case("with a Unicode path that is the name", WHEEL, first(central={"extra": path}), "")


def first(**changes: Any) -> bytes:
    """Return the wheel with changes to its first member."""
    return forged([Member(name=FIRST.name, content=FIRST.content, **changes), *REST])


def added(**fields: Any) -> bytes:
    """Return the wheel with one more member."""
    return forged([*SOUND, Member(**fields)])


def _zip64(*numbers: int) -> bytes:
    return struct.pack(f"<2H{len(numbers)}Q", 1, 8 * len(numbers), *numbers)


def _disagreements() -> Mapping[str, tuple[bytes, str]]:
    differs = "local headers and central directory disagree"
    return {
        "a local header of another name": (first(local={"name": b"demo/__evil__.py"}), differs),
        "a local header of a name as long": (first(local={"name": FIRST.name.upper()}), differs),
        "a local header of other flags": (first(local={"flags": UTF8}), differs),
        "a local header of another method": (first(local={"method": 8}), differs),
        "a local header of another checksum": (first(local={"checksum": 1}), differs),
        "a local header of another packed size": (first(local={"packed": 1}), differs),
        "a local header of another unpacked size": (first(local={"unpacked": 1}), differs),
        "a directory entry of another name": (first(central={"name": b"demo/__evil__.py"}), differs),
        "a checksum that is wrong in both": (first(both={"checksum": 1}), "another size or checksum"),
        "a size that is wrong in both": (first(both={"unpacked": 1}), "stored member of two sizes"),
        "a member twice": (forged([*SOUND, FIRST]), "more than once"),
        "a member twice, at one place": (
            forged([*SOUND, Member(name=FIRST.name, central={"offset": 0})]),
            "prepended, overlapping or unlisted",
        ),
    }


def _features() -> Mapping[str, tuple[bytes, str]]:
    return {
        "a data descriptor": (
            first(both={"flags": DESCRIPTOR}, after=struct.pack("<4s3L", b"PK\7\x08", 0, 0, 0)),
            "data descriptors",
        ),
        "a data descriptor in the local header only": (
            first(local={"flags": DESCRIPTOR}),
            "data descriptors",
        ),
        "encryption": (first(both={"flags": 1}), "encrypted"),
        "strong encryption": (first(both={"flags": 0x41}), "encrypted"),
        "a masked directory": (first(both={"flags": 0x2000}), "encrypted"),
        "patched data": (first(both={"flags": 0x20}), "unknown flags"),
        **{
            f"compression method {method}": (first(both={"method": method}), "supported compression type")
            for method in (1, 6, 9, 12, 14, 93, 95, 99)
        },
        "a member that needs a newer format": (first(both={"needed": 64}), "newer version"),
        "a comment of a member": (first(central={"comment": b"hello"}), "comment in its central directory"),
        "a member on another disk": (first(central={"disk": 1}), "more than one disk"),
    }


def _framing() -> Mapping[str, tuple[bytes, str]]:
    hidden = Member(name=b"demo/evil.py", content=b"evil")
    length = len(FIRST.local_record)
    deflated = Member(name=b"demo/x", content=b"x" * 99, is_deflated=True)
    return {
        "overlapping members": (
            forged([FIRST, Member(name=b"demo/in", content=b"x" * 40, central={"offset": length - 20}), *REST]),
            "overlapping",
        ),
        "a member that holds the next": (first(both={"packed": 40, "unpacked": 40}), "overlapping"),
        "a gap between members": (first(after=b"gap"), "prepended, overlapping or unlisted"),
        "an unlisted member": (forged(SOUND, before_directory=hidden.local_record), "unlisted data"),
        "an unlisted member in between": (first(after=hidden.local_record), "unlisted"),
        "a listed member that is not there": (
            forged(SOUND, before_end=hidden.central_record(0), end={"count": 5, "here": 5}),
            "misplaced central directory",
        ),
        "prepended data": (forged(SOUND, prefix=b"#!/bin/sh\n"), "prepended"),
        "a prepended program, offsets not moved": (b"MZ" + forged(SOUND), "prepended"),
        "deflated data that go on": (
            added(name=b"demo/x", content=b"x" * 99, is_deflated=True, both={"packed": len(deflated.packed) + 4},
                  local={"content": deflated.packed + b"evil"}),
            "data after the end of a member's content",
        ),
        "deflated data that are cut off": (
            added(name=b"demo/x", content=b"x" * 99, is_deflated=True, both={"packed": len(deflated.packed) - 2},
                  local={"content": deflated.packed[:-2]}),
            "content is cut off",
        ),
        "deflated data that are none": (
            added(name=b"demo/x", content=b"\xff" * 99, both={"method": 8}), "cannot be decompressed"
        ),
        "more content than stated": (
            added(name=b"demo/x", content=bytes(100_000), is_deflated=True, both={"unpacked": 10}),
            "larger than its header states",
        ),
        "a folder with content": (added(name=b"demo/x/", content=b"x"), "folder with content of its own"),
        "a folder with packed content": (
            added(name=b"demo/x/", content=b"x" * 99, is_deflated=True, both={"unpacked": 0}),
            "larger than its header states",
        ),
    }  # fmt: skip


def _ends() -> Mapping[str, tuple[bytes, str]]:
    sound = forged(SOUND)
    directory = sound.index(b"PK\1\2")
    return {
        "text": (b"hello " * 50, "not a ZIP file"),
        "only an end record": (forged([]), "required WHEEL file"),
        "the end missing": (sound[:-22], "not a ZIP file"),
        "the directory missing": (sound[:directory], "not a ZIP file"),
        "half of it missing": (sound[len(sound) // 2 :], "prepended or trailing data"),
        "trailing data": (sound + b"x", "data after its end"),
        "another ZIP file behind it": (sound + sound, "prepended or trailing data"),
        "a comment": (forged(SOUND, end={"comment": b"hello"}), "data after its end"),
        "a comment with an end record in it": (
            forged(SOUND, end={"comment": forged([])}),
            "prepended or trailing data",
        ),
        "an end record that is one of many disks": (forged(SOUND, end={"disk": 1}), "more than one disk"),
        "a directory on another disk": (forged(SOUND, end={"first_disk": 1}), "more than one disk"),
        "a part of the entries here": (forged(SOUND, end={"here": 2}), "more than one disk"),
        "one entry fewer counted": (forged(SOUND, end={"count": 3, "here": 3}), "larger than its entries"),
        "one entry more counted": (
            forged(SOUND, end={"count": 5, "here": 5}),
            "malformed central directory",
        ),
        "a directory of another size": (forged(SOUND, end={"size": 10}), "misplaced central directory"),
        "a directory at another place": (forged(SOUND, end={"offset": 0}), "misplaced central directory"),
        "a digital signature": (
            forged(SOUND, before_end=b"PK\5\5\x04\0sign"),
            "misplaced central directory",
        ),
        "an archive extra data record": (
            forged(SOUND, before_directory=b"PK\6\x08\4\0\0\0data"),
            "unlisted data before",
        ),
        "an unknown record": (forged(SOUND, before_end=b"PK\x42\x42"), "misplaced central directory"),
        "end records that disagree": (forged(SOUND, zip64={}, end={"count": 3, "here": 3}), "disagree"),
        "end records of different sizes": (forged(SOUND, zip64={"size": 1}), "disagree"),
        "end records of different offsets": (forged(SOUND, zip64={"offset": 1}), "disagree"),
        "a ZIP64 end record elsewhere": (forged(SOUND, zip64={"position": 0}), "misplaced ZIP64"),
        "a ZIP64 end record on two disks": (forged(SOUND, zip64={"disks": 2}), "misplaced ZIP64"),
        "a ZIP64 end record with more in it": (
            forged(SOUND, zip64={"remainder": 60}),
            "malformed ZIP64 end record",
        ),
        "a ZIP64 end record without a locator": (
            forged(SOUND, end={"size": 0xFFFFFFFF, "offset": 0xFFFFFFFF}),
            "misplaced central directory",
        ),
        "both a ZIP and a tar file": (
            tar_member("x", type_=tarfile.DIRTYPE).tobuf(tarfile.USTAR_FORMAT) + sound,
            "both a ZIP and a tar file",
        ),
        "a tar file": (Sdist().tar, "both a ZIP and a tar file"),
        "a source distribution": (Sdist().content, "not a ZIP file"),
    }


def _extras() -> Mapping[str, tuple[bytes, str]]:
    malformed = "malformed ZIP64 extra field"
    size = len(FIRST.content)
    unstated = {"packed": 0xFFFFFFFF, "unpacked": 0xFFFFFFFF}
    path = struct.pack("<2HBL", 0x7075, 9, 1, 0) + b"evil"
    return {
        "a ZIP64 field that is missing": (first(both=unstated), malformed),
        "a ZIP64 field that is too short": (first(both={**unstated, "extra": _zip64(size)}), malformed),
        "a ZIP64 field that is too long": (
            first(both={**unstated, "extra": _zip64(size, size, 0, 0)}),
            malformed,
        ),
        "a ZIP64 field that no number needs": (first(both={"extra": _zip64(5, 5)}), malformed),
        "a ZIP64 field of odd length": (first(both={"extra": struct.pack("<2H3s", 1, 3, b"abc")}), malformed),
        "a ZIP64 field of other sizes": (
            first(both={**unstated, "extra": _zip64(40, 40)}),
            "overlapping",
        ),
        "a ZIP64 field that lies in the local header": (
            first(both={**unstated, "extra": _zip64(size, size)}, local={"extra": _zip64(size, size + 1)}),
            "disagree",
        ),
        "two ZIP64 fields": (first(both={"extra": DUPLICATE * 2}), "duplicate extra field"),
        "two Unicode paths": (first(both={"extra": path * 2}), "duplicate extra field"),
        "a Unicode path of another name": (first(both={"extra": path}), "two names"),
        "a Unicode path in the local header": (first(local={"extra": path}), "two names"),
        "an extra field that is cut off": (
            first(both={"extra": b"\x99\x99\xff\0x"}),
            "malformed extra field",
        ),
        "an extra field of two bytes": (first(both={"extra": b"\x99\x99"}), "malformed extra field"),
        "a name that is not UTF-8": (added(name=b"demo/\xff", both={"flags": UTF8}), "not UTF-8"),
        "a name of an old code page": (added(name=b"demo/\xfc", both={"flags": 0}), "not marked as such"),
        "a name with NUL in it": (added(name=b"demo/a.py\0.txt"), "unprintable characters"),
        "a name with a line break in it": (added(name=b"demo/a\n.py"), "unprintable characters"),
        "a name written from right to left": (
            added(name="demo/a\u202eyp.txt".encode()),
            "unprintable characters",
        ),
        "no name": (added(name=b""), "empty, '.' or '..' parts"),
        "a very long name": (added(name=b"demo/" + b"x" * 5000), "too long"),
    }
