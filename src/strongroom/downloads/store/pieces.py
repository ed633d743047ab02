"""Files of detail rows: what chunks of logs leave of a day, and the form in which days are carried.

A piece is a file of tab-separated lines (`rules.details.COLUMNS`), compressed with zstd. It is named by day and digest of
what it is of, and renamed into place when it is whole and synced: to write it again changes nothing. Lines that are alike need not be
added up. Pieces that nobody names any more are swept.
"""

import os
import secrets
import sys
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Self

from strongroom.downloads.rules.details import DetailRow
from strongroom.infra.storage.folders import make_folder, sync_folder

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

_ENDING = ".tsv.zst"
_UNFINISHED = "unfinished"
_BLOCK_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Piece:
    """A file of rows of one day, and how many downloads it holds by class of client."""

    day: date
    digest: str
    downloads: Counter[str]


class PieceFolder:
    """Where pieces are, each under its day and digest."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, day: date, digest: str) -> Path:
        """Return where a piece is."""
        return self.folder / day.isoformat() / f"{digest}{_ENDING}"

    def unfinished(self) -> Path:
        """Return the path of a file that nobody else writes, in a folder that is swept."""
        folder = self.folder / _UNFINISHED
        folder.mkdir(parents=True, exist_ok=True)
        return folder / f"{secrets.token_hex(8)}{_ENDING}"

    def put(self, day: date, digest: str, unfinished: Path) -> None:
        """Give a file that was written its name; it is durable when this returns."""
        path = self.path(day, digest)
        # The folder of all details, in which this one is, may be as new.
        make_folder(path.parent, within=self.folder.parent.parent)
        sync_file(unfinished)
        unfinished.rename(path)
        sync_folder(path.parent)

    def sweep(self, named: Collection[tuple[date, str]], *, unchanged_since: datetime) -> int:
        """Remove what was written before and is not named; return how many files."""
        kept = {self.path(day, digest) for day, digest in named}
        swept = 0
        for path in self.folder.glob(f"*/*{_ENDING}"):
            if path not in kept and path.stat().st_mtime < unchanged_since.timestamp():
                path.unlink(missing_ok=True)
                swept += 1
        return swept


class PieceWriter:
    """Takes rows of any days, a share at a time, and makes one piece of each day of them. Use it in a `with`."""

    def __init__(self, pieces: PieceFolder) -> None:
        self._pieces = pieces
        self._files: dict[date, Path] = {}
        self._downloads: defaultdict[date, Counter[str]] = defaultdict(Counter)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for path in self._files.values():
            path.unlink(missing_ok=True)
        self._files.clear()

    def add(self, rows: Iterable[DetailRow]) -> None:
        """Write rows out."""
        lines: defaultdict[date, list[str]] = defaultdict(list)
        for row in rows:
            lines[row.day].append(row.to_line())
            self._downloads[row.day][row.client.client_class] += row.downloads
        for day, texts in lines.items():
            path = self._files.get(day) or self._files.setdefault(day, self._pieces.unfinished())
            # A frame of its own each time: no file stays open, however many days a log speaks of.
            with path.open("ab") as file:
                file.write(compressed(texts))

    def keep(self, digest: str) -> tuple[Piece, ...]:
        """Name what was written; it is durable when this returns."""
        made = []
        for day in sorted(self._files):
            self._pieces.put(day, digest, self._files.pop(day))
            made.append(Piece(day, digest, self._downloads[day]))
        return tuple(made)


def compressed(lines: Iterable[str]) -> bytes:
    """Return lines as a piece, or as a part of one: parts may be joined."""
    return zstd.compress("".join(lines).encode("ascii"))


def compressed_blocks(content: Iterable[bytes]) -> Iterator[bytes]:
    """Yield content as the blocks of one piece."""
    compressor = zstd.ZstdCompressor()
    for block in content:
        yield compressor.compress(block)
    yield compressor.flush()


def blocks(paths: Iterable[Path]) -> Iterator[bytes]:
    """Yield what pieces hold, uncompressed.

    Raises:
        OSError, EOFError, zstd.ZstdError: one of them is damaged, or gone.
    """
    for path in paths:
        with zstd.open(path, "rb") as file:
            while block := file.read(_BLOCK_BYTES):
                yield block


DAMAGES: tuple[type[Exception], ...] = (OSError, EOFError, zstd.ZstdError)


def sync_file(path: Path) -> None:
    """Have a file that was written by others than us on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
