"""A wheel's RECORD: the list of its files with their digests.

Source: the binary distribution format, "The .dist-info directory" and "Signed wheel files"; PEP 376.
"""

import csv
from base64 import urlsafe_b64encode
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from strongroom.publishing.errors import BUILD_AGAIN, Fault, UploadRefused, shown

ALGORITHMS = ("sha256", "sha384", "sha512")
"""Digests that may stand in RECORD: SHA-256 or better, never MD5 or SHA-1."""

_UNLISTED = ("RECORD", "RECORD.jws", "RECORD.p7s")


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


def encoded(digest: bytes) -> str:
    """Return a digest as RECORD writes it."""
    return urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")


def read_record(content: bytes, *, dist_info: str) -> Mapping[str, RecordEntry]:
    """Return the entries by path, without those of RECORD itself and of its signatures.

    Args:
        content: The bytes of RECORD.
        dist_info: The wheel's `.dist-info` folder.

    Raises:
        UploadRefused: if it is not a readable list with one digest a file.
    """
    unlisted = {f"{dist_info}/{name}" for name in _UNLISTED}
    entries: dict[str, RecordEntry] = {}
    for row in _rows(content):
        if len(row) != 3:
            raise _refusal(f"has a line of {len(row)} columns instead of 3")
        path = row[0]
        if path in entries:
            raise _refusal(f"lists {shown(path)} more than once")
        if path not in unlisted:
            entries[path] = _entry(*row)
    return entries


def check_listed_files(entries: Mapping[str, RecordEntry], *, files: Iterable[str], dist_info: str) -> None:
    """Check that RECORD lists the wheel's files, all of them and no others.

    Raises:
        UploadRefused: otherwise.
    """
    present = set(files) - {f"{dist_info}/{name}" for name in _UNLISTED}
    for path in sorted(present - entries.keys()):
        raise _refusal(f"does not list {shown(path)}, which is in the wheel")
    for path in sorted(entries.keys() - present):
        raise _refusal(f"lists {shown(path)}, which is not in the wheel")


def check_entry(path: str, *, entry: RecordEntry, digest: str, size_bytes: int) -> None:
    """Check what RECORD says of a file against the file.

    Raises:
        UploadRefused: if the digest or the size differs.
    """
    if digest != entry.digest:
        raise _refusal(f"gives another {entry.algorithm} digest for {shown(path)} than the file has")
    if entry.size_bytes not in (None, size_bytes):
        raise _refusal(f"gives {entry.size_bytes} bytes for {shown(path)}, which has {size_bytes}")


def _rows(content: bytes) -> Iterator[list[str]]:
    try:
        text = content.decode("utf-8")
        yield from (row for row in csv.reader(text.splitlines(), strict=True) if row)
    except (UnicodeDecodeError, csv.Error) as error:
        raise _refusal("is not a list of comma-separated values in UTF-8") from error


def _entry(path: str, announced: str, size: str) -> RecordEntry:
    algorithm, _, digest = announced.partition("=")
    if algorithm not in ALGORITHMS or not digest:
        raise _refusal(f"gives no SHA-256 or better digest for {shown(path)}")
    if size and not (size.isascii() and size.isdigit() and len(size) < 20):
        raise _refusal(f"gives {shown(size)} as the size of {shown(path)}")
    return RecordEntry(algorithm, digest.rstrip("="), int(size) if size else None)


def _refusal(said: str) -> UploadRefused:
    return UploadRefused(Fault("invalid_record", f"The wheel's RECORD {said}.", BUILD_AGAIN, "content"))
