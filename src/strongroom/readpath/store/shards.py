"""The list of all projects in shards: contiguous ranges of sorted names, each ready to be sent.

A change of one project makes its shard anew and touches no other. Shards are made of the lines that
are kept with the projects. A range begins with the name in its key and ends where the next one begins;
what is before the first one belongs to the shard of the empty name. None is empty.
"""

from collections.abc import Iterable
from itertools import pairwise

import lmdb

from strongroom.readpath.store.codings import Piece, read_zstd_frame
from strongroom.readpath.store.environment import find, scan
from strongroom.readpath.store.project_records import (
    LISTED,
    PROJECT_PREFIX,
    SHARD_PREFIX,
    pack_shard,
    unpack_lines,
    unpack_shard,
)
from strongroom.readpath.store.records import Representation

TARGET = 600
"""Names in a shard: few enough to make it in milliseconds, enough to compress well. It is split at twice as many."""
_TOO_FEW = TARGET // 4

_Line = tuple[bytes, list[bytes]]
"""A name, and its line in each of `LISTED`."""


def rewrite_shards(transaction: lmdb.Transaction, names: Iterable[bytes]) -> None:
    """Make the shards anew to which these names belong."""
    done_before: bytes | None = b""
    for name in sorted(names):
        if done_before is None:
            return
        if name >= done_before:
            done_before = _rewrite(transaction, _start(transaction, name))


def _rewrite(transaction: lmdb.Transaction, start: bytes) -> bytes | None:
    """Make the shard that begins at `start` anew, as several, none or one with the next if its size asks for it.

    Returns:
        Where it ends, or None if it is the last.
    """
    end = _next(transaction, start)
    lines = _lines(transaction, start, end)
    if len(lines) < _TOO_FEW and end is not None:
        transaction.delete(SHARD_PREFIX + end)
        start_of_next, end = end, _next(transaction, end)
        lines += _lines(transaction, start_of_next, end)
    before = _present(transaction, start)
    transaction.delete(SHARD_PREFIX + start)
    for first, shard in _split(start, lines):
        pieces = {
            form: _piece(separator.join([in_forms[number] for _, in_forms in shard]), before.get(form))
            for number, (form, separator) in enumerate(LISTED.items())
        }
        transaction.put(SHARD_PREFIX + first, pack_shard(pieces))
    return end


def _present(transaction: lmdb.Transaction, start: bytes) -> dict[Representation, Piece]:
    """Return the pieces of the shard that begins at `start`, copied, or nothing if there is none."""
    value = find(transaction, SHARD_PREFIX + start)
    copy = None if value is None else memoryview(bytes(value))
    return {} if copy is None else {form: unpack_shard(copy, form) for form in LISTED}


def _piece(part: bytes, before: Piece | None) -> Piece:
    """Return the part compressed: as before if it is the same, as in HTML where no line tells a serial."""
    if before is not None and before.size_bytes == len(part) and read_zstd_frame(before.frame) == part:
        return before
    return Piece.of(part)


def _split(start: bytes, lines: list[_Line]) -> Iterable[tuple[bytes, list[_Line]]]:
    """Yield the beginnings and lines of shards of about the same size."""
    count = len(lines) // TARGET if len(lines) > 2 * TARGET else 1
    edges = [len(lines) * number // count for number in range(count + 1)]
    for first, last in pairwise(edges):
        if first < last:
            yield lines[first][0] if first else start, lines[first:last]


def _start(transaction: lmdb.Transaction, name: bytes) -> bytes:
    """Return where the shard begins to which the name belongs."""
    with transaction.cursor() as cursor:
        beyond = not cursor.set_range(SHARD_PREFIX + name + b"\0")
        found = cursor.last() if beyond else cursor.prev()
        key = bytes(cursor.key()) if found else b""
    return key[1:] if key.startswith(SHARD_PREFIX) else b""


def _next(transaction: lmdb.Transaction, start: bytes) -> bytes | None:
    """Return where the shard begins that follows the one at `start`."""
    return next((name for name, _ in scan(transaction, SHARD_PREFIX, start + b"\0")), None)


def _lines(transaction: lmdb.Transaction, start: bytes, end: bytes | None) -> list[_Line]:
    """Return the lines of the listed projects from `start` to before `end`."""
    known = ((name, unpack_lines(value)) for name, value in scan(transaction, PROJECT_PREFIX, start, end))
    return [(name, lines) for name, lines in known if any(lines)]
