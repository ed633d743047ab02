"""The store of finished pages and of what is needed to serve files: one small LMDB per node.

It holds nothing that could not be made again from the database: a node that lost it, or that
stayed behind, rebuilds it and notes with `set_serial` how far in the journal it came. One process
at a time writes, any number read, and a reader sees a change whole or not at all.

Open a folder once per process and share the store among its threads (LMDB refuses a second).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from strongroom.foundation.names import NormalizedName
from strongroom.readpath.store.environment import Environment
from strongroom.readpath.store.records import (
    FileRecord,
    PreparedPage,
    Representation,
    file_key,
    pack_file,
    pack_page,
    page_key,
    unpack_file,
    unpack_page,
)

__all__ = ["Changes", "FileRecord", "PageStore", "PreparedPage", "Representation", "project_key", "root_key"]

_SERIAL_KEY = b"s"
_SERIAL_BYTES = 8
_MAP_BYTES = 1 << 30


def root_key(representation: Representation) -> str:
    """Return the key of the list of all projects."""
    return f"simple//{representation}"


def project_key(name: NormalizedName, representation: Representation) -> str:
    """Return the key of a project's page."""
    return f"simple/{name}/{representation}"


class Changes:
    """What one write transaction will put and delete; of two changes of one key the later counts."""

    def __init__(self) -> None:
        self.values: dict[bytes, bytes | None] = {}
        self.cleared = False

    def clear(self) -> None:
        """Forget all pages, files and the serial, and every change made so far."""
        self.values.clear()
        self.cleared = True

    def put_page(self, key: str, page: PreparedPage) -> None:
        """Show `page` at `key`."""
        self.values[page_key(key)] = pack_page(page)

    def delete_page(self, key: str) -> None:
        """Show nothing at `key`."""
        self.values[page_key(key)] = None

    def put_file(self, record: FileRecord) -> None:
        """Offer the file under its digest and name."""
        self.values[file_key(record.sha256, record.filename)] = pack_file(record)

    def delete_file(self, sha256: str, filename: str) -> None:
        """Offer the file no more; the same content under other names is untouched."""
        self.values[file_key(sha256, filename)] = None

    def set_serial(self, serial: int) -> None:
        """Note the index serial of the last change that is contained."""
        self.values[_SERIAL_KEY] = serial.to_bytes(_SERIAL_BYTES, "big")


class PageStore:
    """Finished pages and file records by key. Made by `open`; safe among threads and across forks."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment

    @classmethod
    def open(cls, path: Path, *, writable: bool, map_bytes: int = _MAP_BYTES) -> "PageStore":
        """Return the store in the folder `path`, which a writer creates.

        `map_bytes` is the address space to begin with, not disk space; it doubles when it is full.

        Raises:
            FileNotFoundError: if there is none and this is not its writer.
        """
        return cls(Environment(path, writable=writable, map_bytes=map_bytes))

    def get_page(self, key: str) -> PreparedPage | None:
        """Return the page shown at `key`."""
        return self._environment.get(page_key(key), unpack_page)

    def has_page(self, key: str) -> bool:
        """A page is shown at `key`; cheaper than to get it."""
        return self._environment.get(page_key(key), len) is not None

    def get_file(self, sha256: str, filename: str) -> FileRecord | None:
        """Return the file offered under exactly this digest and name.

        Raises:
            ValueError: if `sha256` is not hexadecimal.
        """
        key = file_key(sha256, filename)
        return self._environment.get(key, lambda value: unpack_file(value, sha256=sha256, filename=filename))

    def serial(self) -> int:
        """Return the index serial of the last change contained; 0 before the first."""
        return self._environment.get(_SERIAL_KEY, lambda value: int.from_bytes(value, "big")) or 0

    @contextmanager
    def write(self) -> Iterator[Changes]:
        """Lend a list of changes; all of them happen when the block ends, none when it raises.

        They are collected in memory: rebuild a whole index in portions. After a power failure the
        last transactions may be missing, serial included; the store is intact.

        Raises:
            PermissionError: if the store was not opened to be written.
        """
        self._environment.require_writable()
        changes = Changes()
        yield changes
        self._environment.apply(changes.values, clear=changes.cleared)

    def close(self) -> None:
        """Let go of the folder."""
        self._environment.close()
