"""Wheels with which somebody means harm, or whose builder was broken, in ZIP files that are in order."""

import stat
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from tests.hostile.zip_cases import INFO, WHEEL, Case
from tests.support.distributions import Wheel

RECORD = f"{INFO}/RECORD"
METADATA = f"{INFO}/METADATA"
WHEEL_FILE = f"{INFO}/WHEEL"
SCRIPTS = f"{INFO}/entry_points.txt"


def cases() -> Iterator[Case]:
    """Yield every case with its content built."""
    tables = {"members": _members(), "files": _missing(), "RECORD": _records(), "contents": _contents()}
    for kind, table in {**tables, "WHEEL": _wheel_files()}.items():
        for name, (wheel, words) in table.items():
            yield Case(f"wheel {kind}: {name}", replace(wheel, description=""), wheel.content, words)


def _with(name: str, content: bytes = b"x = 1\n", **info: Any) -> Wheel:
    return Wheel(files={name: content}, infos={name: info} if info else {})


def _members() -> Mapping[str, tuple[Wheel, str]]:
    return {
        "an absolute member": (_with("/strongroom-was-here"), "is absolute"),
        "a member outside": (_with("../strongroom-was-here"), "'..' parts"),
        "a member outside in the end": (_with("demo/../../strongroom-was-here"), "'..' parts"),
        "a member on a drive": (_with("C:/strongroom-was-here"), "is absolute"),
        "a member relative to a drive": (_with("C:strongroom-was-here"), "is absolute"),
        "a member with backslashes": (_with("demo\\..\\..\\strongroom-was-here"), "'\\' in it"),
        "a member of another machine": (_with("\\\\host\\share\\strongroom-was-here"), "'\\' in it"),
        "a member with a dot": (_with("./demo/x.py"), "'.' or '..' parts"),
        "a member with an empty part": (_with("demo//x.py"), "empty, '.'"),
        "a file that is a folder": (_with("demo"), "both as a file and as a folder"),
        "a symbolic link": (_with("demo/link", external_attr=(stat.S_IFLNK | 0o777) << 16), "link or device"),
        "a device": (_with("demo/null", external_attr=(stat.S_IFCHR | 0o666) << 16), "link or device"),
        "a pipe": (_with("demo/pipe", external_attr=(stat.S_IFIFO | 0o666) << 16), "link or device"),
        "a socket": (_with("demo/socket", external_attr=(stat.S_IFSOCK | 0o666) << 16), "link or device"),
        "a file with a folder's mode": (
            _with("demo/x", external_attr=(stat.S_IFDIR | 0o777) << 16),
            "folder without a slash",
        ),
        "a file with a folder's attribute": (_with("demo/x", external_attr=0x10), "folder without a slash"),
        "a twin of METADATA": (_with(f"{INFO}/metadata"), "some file systems take for"),
        "a twin of RECORD on Windows": (_with(f"{INFO}/RECORD."), "some file systems take for"),
        "a stream of METADATA on Windows": (_with(f"{INFO}/METADATA::$DATA"), "some file systems take for"),
        "a twin of the .dist-info folder": (_with("demo-1.0.DIST-INFO/METADATA"), "its only such folder"),
    }


def _missing() -> Mapping[str, tuple[Wheel, str]]:
    return {
        "no METADATA": (Wheel(omit=("METADATA",)), "required METADATA file"),
        "no WHEEL": (Wheel(omit=("WHEEL",)), "required WHEEL file"),
        "no RECORD": (Wheel(omit=("RECORD",)), "required RECORD file"),
        "nothing of all that": (
            Wheel(omit=("METADATA", "WHEEL", "RECORD")),
            "RECORD file: not found",
        ),
        "a second .dist-info folder": (_with("other-1.0.dist-info/METADATA"), "its only such folder"),
    }


def _records() -> Mapping[str, tuple[Wheel, str]]:
    listed = Wheel().members[RECORD]
    return {
        "a RECORD that is not UTF-8": (_with(RECORD, b"\xff"), "comma-separated values in UTF-8"),
        "a RECORD of two columns": (_with(RECORD, b"demo/__init__.py,\n"), "a line of 2 columns"),
        "a RECORD with an open quote": (_with(RECORD, b'"demo'), "comma-separated values"),
        "a RECORD that lists nothing": (_with(RECORD, b""), "does not list 'demo/__init__.py'"),
        "a RECORD that lists too much": (
            _with(RECORD, listed + b"/etc/passwd,sha256=abc,1\n"),
            "lists '/etc/passwd', which is not in the wheel",
        ),
        "a RECORD that lists a file twice": (_with(RECORD, listed * 2), "more than once"),
        "a RECORD of other content": (
            _with(RECORD, listed.replace(b"sha256=4", b"sha256=5")),
            "another sha256 digest",
        ),
        "a RECORD of another size": (_with(RECORD, listed.replace(b",0\n", b",1\n")), "gives 1 bytes"),
        "a RECORD of MD5 digests": (_with(RECORD, listed.replace(b"sha256", b"md5")), "SHA-256 or better"),
        "a RECORD that is a list without end": (
            _with(RECORD, b"".join(b"%d,sha256=a,1\n" % number for number in range(20_000))),
            "which is not in the wheel",
        ),
    }


def _contents() -> Mapping[str, tuple[Wheel, str]]:
    return {
        "a METADATA that is too large": (
            _with(METADATA, bytes(5 * 1024**2)),
            "more than 4194304 bytes",
        ),
        "a METADATA of very many fields": (
            _with(METADATA, b"A: b\n" * 100_000 + WHEEL.metadata),
            "more than 10000 fields",
        ),
        "a METADATA of very many different fields": (
            _with(METADATA, b"".join(b"A%d: b\n" % number for number in range(100_000))),
            "more than 100 different ones",
        ),
        "a METADATA of nested mail": (
            _with(METADATA, b"Content-Type: message/rfc822\n\n" * 10_000),
            "fields of mail",
        ),
        "a METADATA in another encoding": (
            _with(METADATA, b"Content-Transfer-Encoding: base64\n" + WHEEL.metadata),
            "fields of mail",
        ),
        "a METADATA that is no text": (_with(METADATA, bytes(range(256))), "has no Name"),
        "a script that is a path": (
            _with(SCRIPTS, b"[console_scripts]\n../../bin/sh = a:b\n"),
            "cannot be the name of a script",
        ),
        "a script that only some readers see": (
            _with(SCRIPTS, b"[console_scripts]\nx = a:b\n  /bin/sh = a:b\n"),
            "cannot be the name of a script",
        ),
        "entry points that are no text": (_with(SCRIPTS, b"\xff"), "not an INI file in UTF-8"),
        "entry points of one long line": (
            _with(SCRIPTS, b"[x]\na" + b" " * 500_000 + b"b"),
            "is no entry of a group",
        ),
    }


def _wheel_files() -> Mapping[str, tuple[Wheel, str]]:
    said = WHEEL.wheel_file
    return {
        "a WHEEL file of another tag": (
            _with(WHEEL_FILE, said.replace(b"py3", b"cp311")),
            "the file name 'py3-none-any'",
        ),
        "a WHEEL file of one more tag": (
            _with(WHEEL_FILE, said + b"Tag: py2-none-any\n"),
            "the file name 'py3-none-any'",
        ),
        "a WHEEL file of no tag": (_with(WHEEL_FILE, b"Wheel-Version: 1.0\n"), "gives nothing as Tag"),
        "a WHEEL file of a build": (_with(WHEEL_FILE, said + b"Build: 1\n"), "gives '1' as Build"),
        "a WHEEL file of a coming version": (
            _with(WHEEL_FILE, said.replace(b"1.0", b"2.0")),
            "must be 1.x",
        ),
        "a WHEEL file of neither lib": (
            _with(WHEEL_FILE, said.replace(b"true", b"maybe")),
            "must be true or false",
        ),
        "a file name of a build": (
            Wheel(named="demo-1.0-1-py3-none-any.whl"),
            "gives nothing as Build",
        ),
        "a file name of another tag": (
            Wheel(named="demo-1.0-py2-none-any.whl"),
            "gives 'py3-none-any' as Tag",
        ),
    }
