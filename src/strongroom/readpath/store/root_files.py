"""The list of all projects in files, put together from its shards when it is asked for.

A list of 800,000 names takes 45 MB: it is never in memory as a whole, and it is one file for all who
ask this process, until it changes. A file has no name, so nothing is left of a process that was killed.
"""

import tempfile
import threading
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import lmdb

from strongroom.infra.storage.open_file import OpenFile
from strongroom.readpath.store.checksums import crc32_join
from strongroom.readpath.store.codings import (
    GZIP_HEADER,
    Piece,
    deflate,
    gzip_trailer,
    read_zstd_frame,
    zstd_frame,
)
from strongroom.readpath.store.environment import Environment, find, scan
from strongroom.readpath.store.project_records import (
    FRAME_PREFIX,
    LISTED,
    SHARD_PREFIX,
    STATE_KEY,
    RootFrame,
    unpack_frame,
    unpack_shard,
    unpack_state,
)
from strongroom.readpath.store.records import Coding, Representation, RootSnapshot

_WRITE_BYTES = 1 << 18

_Shards = Iterator[Piece]


class RootFiles:
    """The newest file of each form and coding that was asked for.

    Args:
        folder: Where there is room for them; made when the first is.
    """

    def __init__(self, environment: Environment, folder: Path) -> None:
        self._environment = environment
        self._folder = folder
        self._kept: dict[tuple[Representation, Coding], tuple[bytes, RootSnapshot]] = {}
        self._joining = threading.Lock()

    def get(self, form: Representation, coding: Coding) -> RootSnapshot | None:
        """Return the list as it is now; None if there is none yet or none of this form."""
        return self._find(form, coding) or self._make(form, coding)

    def _find(self, form: Representation, coding: Coding) -> RootSnapshot | None:
        state, snapshot = self._kept.get((form, coding), (None, None))
        return snapshot if state == self._environment.get(STATE_KEY, bytes) else None

    def _make(self, form: Representation, coding: Coding) -> RootSnapshot | None:
        """Put a new file together, unless another thread was quicker."""
        with self._joining:
            if (found := self._find(form, coding)) is not None:
                return found
            made = self._environment.read(partial(self._read, form=form, coding=coding))
            if made is None:
                return None
            self._kept[form, coding] = made
            return made[1]

    def _read(
        self, transaction: lmdb.Transaction, *, form: Representation, coding: Coding
    ) -> tuple[bytes, RootSnapshot] | None:
        packed_state = find(transaction, STATE_KEY)
        packed_frame = find(transaction, FRAME_PREFIX + form.encode())
        if packed_state is None or packed_frame is None:
            return None
        state, frame = unpack_state(packed_state), unpack_frame(packed_frame)
        shards = (unpack_shard(value, form) for _, value in scan(transaction, SHARD_PREFIX))
        parts = _JOINED[coding](frame, LISTED[form], shards)
        snapshot = RootSnapshot(
            content_type=frame.content_type,
            coding=coding,
            etag=f"{state.serial}-{state.incarnation.hex()}-{form}-{coding}",
            serial=state.serial,
            modified_at=state.modified_at,
            file=self._in_a_file(parts),
        )
        return bytes(packed_state), snapshot

    def _in_a_file(self, parts: Iterator[bytes | memoryview]) -> OpenFile:
        self._folder.mkdir(exist_ok=True)
        with tempfile.TemporaryFile(dir=self._folder, buffering=_WRITE_BYTES) as file:
            for part in parts:
                file.write(part)
            file.flush()
            return OpenFile(f"/dev/fd/{file.fileno()}")


def _plain(frame: RootFrame, separator: bytes, shards: _Shards) -> Iterator[bytes | memoryview]:
    yield frame.head
    for number, shard in enumerate(shards):
        if number:
            yield separator
        yield read_zstd_frame(shard.frame)
    yield frame.tail


def _in_zstd(frame: RootFrame, separator: bytes, shards: _Shards) -> Iterator[bytes | memoryview]:
    """Yield frame after frame."""
    between = zstd_frame(separator) if separator else b""
    yield zstd_frame(frame.head)
    for number, shard in enumerate(shards):
        if number:
            yield between
        yield shard.frame
    yield zstd_frame(frame.tail)


def _in_gzip(frame: RootFrame, separator: bytes, shards: _Shards) -> Iterator[bytes | memoryview]:
    """Yield one member: its checksum is put together of those of the shards."""
    between = deflate(separator) if separator else b""
    yield GZIP_HEADER
    yield deflate(frame.head)
    crc32, size_bytes = zlib.crc32(frame.head), len(frame.head)
    for number, shard in enumerate(shards):
        if number:
            yield between
            crc32, size_bytes = zlib.crc32(separator, crc32), size_bytes + len(separator)
        yield shard.deflated
        crc32 = crc32_join(crc32, shard.crc32, shift=shard.shift)
        size_bytes += shard.size_bytes
    yield deflate(frame.tail, last=True)
    yield gzip_trailer(zlib.crc32(frame.tail, crc32), size_bytes + len(frame.tail))


_JOINED: dict[Coding, Callable[[RootFrame, bytes, _Shards], Iterator[bytes | memoryview]]] = {
    Coding.IDENTITY: _plain,
    Coding.GZIP: _in_gzip,
    Coding.ZSTD: _in_zstd,
}
