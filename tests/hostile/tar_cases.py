"""Source distributions with which somebody means harm, or whose builder was broken."""

import gzip
import tarfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import replace

from tests.hostile.zip_cases import Case
from tests.support.distributions import Sdist, tar_member, zip_of

TOP = "demo-1.0"
SDIST = Sdist(description="")
TAR = SDIST.tar.rstrip(b"\0")
TAR += bytes(-len(TAR) % 512)
END = bytes(1024)
LINK, HARD_LINK, FOLDER, FILE = tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE, tarfile.REGTYPE


def cases() -> Iterator[Case]:
    """Yield every case with its content built."""
    for kind, forgeries in (
        ("stream", _streams()),
        ("headers", _headers()),
        ("extended headers", _extensions()),
    ):
        for name, (content, words) in forgeries.items():
            yield Case(f"tar {kind}: {name}", SDIST, content, words)
    for kind, sdists in (("members", _members()), ("links", _links())):
        for name, (sdist, words) in sdists.items():
            yield Case(f"sdist {kind}: {name}", replace(sdist, description=""), sdist.content, words)


def packed(*parts: bytes, end: bytes = END) -> bytes:
    """Return a tar.gz file of these parts, each filled up to whole blocks."""
    return gzip.compress(b"".join(part + bytes(-len(part) % 512) for part in parts) + end, mtime=0)


def header(name: str, *, at: int = 0, put: bytes = b"", type_: bytes = FILE, target: str = "") -> bytes:
    """Return the header of an empty member, with some of its bytes overwritten and the checksum right."""
    block = bytearray(tar_member(name, type_=type_, target=target).tobuf(tarfile.USTAR_FORMAT)[:512])
    block[at : at + len(put)] = put
    if not 148 <= at < 156:
        block[148:156] = b"%06o\0 " % (sum(block[:148]) + sum(block[156:]) + 8 * 32)
    return bytes(block)


def pax(*records: bytes, type_: bytes = b"x") -> bytes:
    """Return an extended header of these records as they are."""
    content = b"".join(records)
    info = tarfile.TarInfo("pax")
    info.type, info.size = type_, len(content)
    return info.tobuf(tarfile.USTAR_FORMAT) + content + bytes(-len(content) % 512)


def record(key: bytes, value: bytes) -> bytes:
    """Return a pax record with its true length."""
    rest = b" " + key + b"=" + value + b"\n"
    length = len(rest) + 1
    while len(b"%d" % length) + len(rest) != length:
        length += 1
    return b"%d" % length + rest


def gnu(type_: bytes, text: bytes) -> bytes:
    """Return GNU tar's header of a long name or target."""
    info = tarfile.TarInfo("././@LongLink")
    info.type, info.size = type_, len(text)
    return info.tobuf(tarfile.GNU_FORMAT) + text + bytes(-len(text) % 512)


def _streams() -> Mapping[str, tuple[bytes, str]]:
    whole = SDIST.content
    stored = zlib.compressobj(0, zlib.DEFLATED, 31)
    inner = zip_of([(f"{TOP}/PKG-INFO", b"Name: evil\n")])
    polyglot = stored.compress(TAR + inner + bytes(-len(inner) % 512) + END) + stored.flush()
    return {
        "text": (b"hello " * 50, "not a gzip-compressed tar file"),
        "no gzip": (SDIST.tar, "not a gzip-compressed tar file"),
        "bzip2": (b"BZh9" + bytes(100), "not a gzip-compressed tar file"),
        "gzip of text": (gzip.compress(b"hello " * 500), "wrong checksum"),
        "gzip of nothing": (gzip.compress(b""), "truncated"),
        "gzip of gzip": (gzip.compress(whole + bytes(-len(whole) % 512)), "wrong checksum"),
        "the end missing": (whole[:-10], "cut off"),
        "half of it missing": (whole[: len(whole) // 2], "cut off"),
        "another checksum of gzip": (whole[:-8] + bytes(8), "is corrupt"),
        "trailing data": (whole + b"x", "data after the end of its gzip data"),
        "trailing zeros": (whole + bytes(512), "data after the end of its gzip data"),
        "a second gzip member": (whole + whole, "data after the end of its gzip data"),
        "an empty second gzip member": (whole + gzip.compress(b""), "data after the end of its gzip data"),
        "no end": (packed(TAR, end=b""), "truncated"),
        "cut in a header": (gzip.compress(TAR[:-300]), "truncated"),
        "members after the end": (packed(TAR, END, TAR), "data after its end"),
        "bytes after the end": (packed(TAR, END + b"evil"), "data after its end"),
        "a ZIP file behind it": (whole + zip_of([("evil.py", b"")]), "both a ZIP and a tar file"),
        "a ZIP file in it that ZIP readers find": (polyglot, "both a ZIP and a tar file"),
        "a ZIP file": (zip_of([(f"{TOP}/PKG-INFO", SDIST.metadata)]), "both a ZIP and a tar file"),
        "no members": (packed(b""), "number of top-level directories"),
    }


def _headers() -> Mapping[str, tuple[bytes, str]]:
    def doubtful(words: str, at: int, put: bytes) -> tuple[bytes, str]:
        return packed(TAR, header(f"{TOP}/x", at=at, put=put)), words

    return {
        "a wrong checksum": doubtful("wrong checksum", 148, b"000000\0 "),
        "a checksum that is no number": doubtful("wrong checksum", 148, b"999999\0 "),
        "a checksum behind NUL": doubtful("wrong checksum", 148, b"\0012345 "),
        "a size in base 256": doubtful("readable size", 124, b"\x80" + bytes(11)),
        "a negative size": doubtful("readable size", 124, b"-0000000001\0"),
        "a size behind NUL": doubtful("readable size", 124, b"\0000000001\0\0"),
        "a size of two numbers": doubtful("readable size", 124, b"0 000000001\0"),
        "a size beyond its end": doubtful("truncated", 124, b"77777777777\0"),
        "a mode that is no number": doubtful("readable mode", 100, b"0000x44\0"),
        "a user that is no number": doubtful("readable uid", 108, b"root"),
        "a group that is no number": doubtful("readable gid", 116, b"9999999\0"),
        "a time that is no number": doubtful("readable mtime", 136, b"yesterday"),
        "a device that is no number": doubtful("readable devmajor", 329, b"x"),
        "a format that nobody knows": doubtful("unknown format", 257, b"ustaz"),
        "a prefix in GNU's format": (
            packed(TAR, header(f"{TOP}/x", at=257, put=b"ustar  \0" + bytes(80) + b"evil")),
            "unknown format",
        ),
        "a prefix that leads outside": doubtful("'..' parts", 345, f"{TOP}/..".encode()),
        "a name that is not UTF-8": doubtful("not UTF-8", 0, b"\xff"),
        "a file whose name ends in a slash": doubtful("empty, '.' or '..' parts", 0, f"{TOP}/x/\0".encode()),
        "a folder with content": (
            packed(TAR, header(f"{TOP}/x", type_=FOLDER, at=124, put=b"00000000001\0")),
            "folder or link with content",
        ),
        "a link with content": (
            packed(TAR, header(f"{TOP}/x", type_=LINK, target="y", at=124, put=b"00000000001\0")),
            "folder or link with content",
        ),
        **{
            f"a member of type {kind!r}": doubtful("neither a file nor a folder", 156, kind)
            for kind in (b"3", b"4", b"6", b"7", b"D", b"M", b"N", b"V", b"X", b"A", b"?")
        },
        "a sparse member": doubtful("sparse members", 156, b"S"),
    }


def _extensions() -> Mapping[str, tuple[bytes, str]]:
    member = header(f"{TOP}/x")

    def extended(words: str, *headers: bytes) -> tuple[bytes, str]:
        return packed(TAR, *headers, member), words

    malformed = "malformed extended header"
    path = record(b"path", f"{TOP}/y".encode())
    return {
        "a path that leads outside": extended("'..' parts", pax(record(b"path", b"../evil"))),
        "a path that is absolute": extended("is absolute", pax(record(b"path", b"/evil"))),
        "a path of another folder": extended("top-level directories", pax(record(b"path", b"other/x"))),
        "a path that is taken": extended("more than once", pax(record(b"path", f"{TOP}/PKG-INFO".encode()))),
        "a path with NUL in it": extended("unprintable", pax(record(b"path", f"{TOP}/a\0b".encode()))),
        "a path that is not UTF-8": extended("not UTF-8", pax(record(b"path", b"\xff"))),
        "a path twice": extended(malformed, pax(path, path)),
        "a path in pax's and in GNU's way": extended("in several headers", pax(path), gnu(b"L", b"demo-1.0/z\0")),
        "another size": extended("two sizes", pax(record(b"size", b"512"))),
        "a negative size": extended("two sizes", pax(record(b"size", b"-1"))),
        "a size with a sign": extended("two sizes", pax(record(b"size", b"+0"))),
        "sparse data": extended("sparse members", pax(record(b"GNU.sparse.major", b"1"))),
        "a sparse map": extended("sparse members", pax(record(b"GNU.sparse.map", b"0,1"))),
        "a character set": extended("declared character set", pax(record(b"hdrcharset", b"BINARY"))),
        "a record too short": extended(malformed, pax(b"5 path=x\n")),
        "a record too long": extended(malformed, pax(b"99 path=x\n")),
        "a record of no length": extended(malformed, pax(b"path=x\n")),
        "a record of length zero": extended(malformed, pax(b"0 path=x\n")),
        "a record without a key": extended(malformed, pax(b"6 =ab\n", path)),
        "a record with NUL in its key": extended(malformed, pax(record(b"path\0x", b"evil"))),
        "a record without an end": extended(malformed, pax(b"8 a=bcde")),
        "a record of a huge length": extended(malformed, pax(b"9" * 5000 + b" a=b\n")),
        "a name for all members": extended("several headers", pax(path, type_=b"g")),
        "the same kind of header twice": extended("twice before a member", pax(path), pax(record(b"a", b"b"))),
        "very many headers": extended("twice before a member", *[pax(record(b"a", b"b"))] * 2000),
        "a large header": extended("oversized", pax(record(b"a", b"b" * 1_100_000))),
        "a header of very many records": extended("oversized", pax(b"5 a=\n" * 200_000)),
        "a header of nothing": (packed(TAR, pax(record(b"a", b"b"))), "ends after an extended header"),
        "GNU's long name that leads outside": extended("'..' parts", gnu(b"L", b"../evil\0")),
        "GNU's long name with NUL in it": extended("unprintable", gnu(b"L", b"demo-1.0/a\0b\0")),
        "GNU's long name twice": extended("twice", gnu(b"L", b"demo-1.0/a\0"), gnu(b"L", b"demo-1.0/b\0")),
        "GNU's long target that leads outside": (
            packed(TAR, gnu(b"K", b"/etc/passwd\0"), header(f"{TOP}/x", type_=LINK)),
            "outside its own folder",
        ),
        "a target with NUL in it": (
            packed(TAR, pax(record(b"linkpath", b"x\0y")), header(f"{TOP}/x", type_=LINK)),
            "outside its own folder",
        ),
    }  # fmt: skip


def _with(name: str) -> Sdist:
    return Sdist(files={name: b"x = 1\n"})


def _members() -> Mapping[str, tuple[Sdist, str]]:
    fields = b"".join(b"A%d: b\n" % number for number in range(50_000))
    return {
        "an absolute member": (_with("/strongroom-was-here"), "is absolute"),
        "a member outside": (_with("../strongroom-was-here"), "'..' parts"),
        "a member outside in the end": (_with(f"{TOP}/../../strongroom-was-here"), "'..' parts"),
        "a member on a drive": (_with("C:/strongroom-was-here"), "is absolute"),
        "a member with backslashes": (_with(f"{TOP}\\..\\..\\strongroom-was-here"), "'\\' in it"),
        "a member with a dot": (_with(f"{TOP}/./x"), "'.' or '..' parts"),
        "a member with a line break": (_with(f"{TOP}/a\nb"), "unprintable characters"),
        "a member of a very long name": (_with(f"{TOP}/" + "x" * 2000), "too long"),
        "a file that is a folder": (
            Sdist(files={f"{TOP}/a": b"", f"{TOP}/a/b": b""}),
            "both as a file and as a folder",
        ),
        "a member twice": (
            Sdist(infos=[tar_member(f"{TOP}/pyproject.toml", type_=FILE)]),
            "more than once",
        ),
        "a device": (Sdist(infos=[tar_member(f"{TOP}/null", type_=tarfile.CHRTYPE)]), "neither a file"),
        "a pipe": (Sdist(infos=[tar_member(f"{TOP}/pipe", type_=tarfile.FIFOTYPE)]), "neither a file"),
        "a second top folder": (_with("other/x"), "number of top-level directories"),
        "a twin of the top folder": (_with("Demo-1.0/x"), "number of top-level directories"),
        "a file beside the top folder": (_with("x"), "number of top-level directories"),
        "no PKG-INFO": (Sdist(omit=("PKG-INFO",)), "PKG-INFO not found"),
        "a PKG-INFO that is a hard link": (
            Sdist(
                omit=("PKG-INFO",),
                infos=[tar_member(f"{TOP}/PKG-INFO", type_=HARD_LINK, target=f"{TOP}/pyproject.toml")],
            ),
            "PKG-INFO not found",
        ),
        "a twin of PKG-INFO": (_with(f"{TOP}/pkg-info"), "some file systems take for"),
        "a twin of pyproject.toml": (_with(f"{TOP}/PyProject.toml"), "some file systems take for"),
        "a PKG-INFO that is too large": (
            Sdist(files={f"{TOP}/PKG-INFO": SDIST.metadata + b"\n" * 4_200_000}),
            "more than 4194304 bytes",
        ),
        "a PKG-INFO of very many different fields": (
            Sdist(files={f"{TOP}/PKG-INFO": fields}),
            "more than 100 different ones",
        ),
    }


def _links() -> Mapping[str, tuple[Sdist, str]]:
    def linked(target: str, *, name: str = f"{TOP}/link", type_: bytes = LINK) -> Sdist:
        return Sdist(infos=[tar_member(name, type_=type_, target=target)])

    outside = "outside its own folder"
    return {
        "a link outside": (linked("../../etc/passwd"), outside),
        "a link to an absolute place": (linked("/etc/passwd"), outside),
        "a link that goes in and out": (linked("a/../../../x"), outside),
        "a link to the folder around": (linked(".."), outside),
        "a link to a drive": (linked("C:x"), outside),
        "a link with backslashes": (linked("..\\..\\x"), outside),
        "a link beside the top folder": (linked("demo-1.0", name="demo"), "number of top-level directories"),
        "a link that is the top folder": (
            Sdist(files={}, omit=("PKG-INFO", "pyproject.toml"), infos=[tar_member(TOP, type_=LINK, target="x")]),
            "number of top-level directories",
        ),
        "a member behind a link": (
            Sdist(
                files={f"{TOP}/link/x": b""},
                infos=[tar_member(f"{TOP}/link", type_=LINK, target="sub")],
            ),
            "both as a file and as a folder",
        ),
        "a member behind a link to some file systems": (
            Sdist(
                files={f"{TOP}/Link/x": b""},
                infos=[tar_member(f"{TOP}/link", type_=LINK, target="sub")],
            ),
            "behind the link",
        ),
        "a twin of a link": (
            Sdist(
                files={f"{TOP}/Link": b""},
                infos=[tar_member(f"{TOP}/link", type_=LINK, target="sub")],
            ),
            "behind the link",
        ),
        "a hard link outside": (linked("../etc/passwd", type_=HARD_LINK), "not in it before"),
        "a hard link to an absolute place": (linked("/etc/passwd", type_=HARD_LINK), "not in it before"),
        "a hard link to itself": (linked(f"{TOP}/link", type_=HARD_LINK), "not in it before"),
        "a hard link to a link": (
            Sdist(
                infos=[
                    tar_member(f"{TOP}/soft", type_=LINK, target="PKG-INFO"),
                    tar_member(f"{TOP}/hard", type_=HARD_LINK, target=f"{TOP}/soft"),
                ]
            ),
            "not in it before",
        ),
    }  # fmt: skip
