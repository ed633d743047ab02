"""A wheel's RECORD: the list of its files with their digests.

Source: the binary distribution format, "The .dist-info directory" and "Signed wheel files"; PEP 376.
"""

import csv
import io
from base64 import urlsafe_b64encode
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from strongroom.publishing.errors import BUILD_AGAIN, Fault, shown

ALGORITHMS = ("sha256", "sha384", "sha512")
"""Digests that may stand in RECORD: SHA-256 or better, never MD5 or SHA-1."""

_UNLISTED = ("RECORD", "RECORD.jws", "RECORD.p7s")
_MAX_FAULTS = 100
"""Faulty lines after which the rest is not read."""


@dataclass(frozen=True, slots=True)
class RecordEntry:
    """What RECORD says of one file.

    Args:
        algorithm: One of `ALGORITHMS`.
        digest: URL-safe base64 without padding.
        size_bytes: None where RECORD leaves it out.
    """

    algorithm: str
    digest: str
    size_bytes: int | None


@dataclass(frozen=True, slots=True)
class Record:
    """What RECORD says, by path, without itself and its signatures; and what is wrong with it."""

    entries: Mapping[str, RecordEntry]
    faults: tuple[Fault, ...]


class _Unreadable(ValueError):
    """A line says nothing that could be relied on; the text is the end of a sentence about RECORD."""


def encoded(digest: bytes) -> str:
    """Return a digest as RECORD writes it."""
    return urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")


def read_record(content: bytes, *, files: Collection[str], dist_info: str) -> Record:
    """Read RECORD, which must list the wheel's files, all of them and no others, each once with a digest.

    Memory is bounded by `files`, however long the list is.

    Args:
        content: The bytes of RECORD.
        files: Names of the wheel's files.
        dist_info: The wheel's `.dist-info` folder.
    """
    unlisted = {f"{dist_info}/{name}" for name in _UNLISTED}
    listed: dict[str, RecordEntry | None] = {}
    faults: list[Fault] = []
    try:
        for row in _rows(content):
            try:
                _read_row(row, listed, files=files, unlisted=unlisted)
            except _Unreadable as error:
                faults.append(_fault(str(error)))
            if len(faults) == _MAX_FAULTS:
                break
    except (UnicodeDecodeError, csv.Error):
        return Record({}, (_fault("is not a list of comma-separated values in UTF-8"),))
    missing = sorted(set(files) - unlisted - listed.keys()) if len(faults) < _MAX_FAULTS else ()
    faults += (
        _fault(f"does not list {shown(path)}, which is in the wheel") for path in missing[:_MAX_FAULTS]
    )
    entries = {path: entry for path, entry in listed.items() if entry}
    return Record(entries, tuple(faults))


def entry_faults(path: str, *, entry: RecordEntry, digest: str, size_bytes: int) -> Iterator[Fault]:
    """Yield where RECORD says something else of a file than is true.

    Args:
        digest: Of the file, by the entry's algorithm, as `encoded` returns it.
    """
    if digest != entry.digest:
        yield _fault(f"gives another {entry.algorithm} digest for {shown(path)} than the file has")
    if entry.size_bytes not in (None, size_bytes):
        yield _fault(f"gives {entry.size_bytes} bytes for {shown(path)}, which has {size_bytes}")


def _rows(content: bytes) -> Iterator[list[str]]:
    text = io.StringIO(content.decode("utf-8"), newline="")
    return (row for row in csv.reader(text, strict=True) if row)


def _read_row(
    row: Sequence[str],
    listed: dict[str, RecordEntry | None],
    *,
    files: Collection[str],
    unlisted: Collection[str],
) -> None:
    if len(row) != 3:
        raise _Unreadable(f"has a line of {len(row)} columns instead of 3")
    path, announced, size = row
    if path in unlisted:
        return
    if path not in files:
        raise _Unreadable(f"lists {shown(path)}, which is not in the wheel")
    if path in listed:
        raise _Unreadable(f"lists {shown(path)} more than once")
    listed[path] = None
    listed[path] = _entry(path, announced, size)


def _entry(path: str, announced: str, size: str) -> RecordEntry:
    algorithm, _, digest = announced.partition("=")
    if algorithm not in ALGORITHMS or not digest:
        raise _Unreadable(f"gives no SHA-256 or better digest for {shown(path)}")
    if size and not (size.isascii() and size.isdigit() and len(size) < 20):
        raise _Unreadable(f"gives {shown(size)} as the size of {shown(path)}")
    return RecordEntry(algorithm, digest.rstrip("="), int(size) if size else None)


def _fault(said: str) -> Fault:
    return Fault("invalid_record", f"The wheel's RECORD {said}.", BUILD_AGAIN, "content")
