"""The files of runs in a folder: `<day>-<beginning of the digest of the inputs>.jsonl.zst`.

What has its name is whole and on disk: a file is written and synced as `.unfinished`, and then renamed. Whoever makes
or removes one holds the folder's lock, so a process that dies leaves at most that one unfinished file, which the next
one removes. A run holds it from its first look on. Lock order: the folder, then the writer's lock.

Reading takes files from anywhere: packed or not, whoever wrote them.
"""

import fcntl
import hashlib
import os
import sys
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import IO

from strongroom.criticality.errors import RunFileUnfit
from strongroom.criticality.rules.designation import Inputs, Outcome
from strongroom.criticality.rules.run_files import RunLines
from strongroom.infra.storage.folders import make_folder, sync_folder
from strongroom.infra.storage.local import StagedFile

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

_OPTIONS: dict[int, int] = {
    zstd.CompressionParameter.compression_level: 1,
    zstd.CompressionParameter.checksum_flag: 1,
}
"""Level 3 takes three times as long for a twentieth less. The checksum tells what a disk forgot."""

_ENDING = ".jsonl.zst"
_DAY_CHARACTERS = len("YYYY-MM-DD")
_ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
_LINE_BYTES = 1024 * 1024
"""No longer line is read; those of projects have some dozen bytes, the longest are reasons."""
_FILE_BYTES = 256 * 1024 * 1024
"""Nor more of an unpacked file; that of an index of PyPI's size has a tenth of it."""


@dataclass(frozen=True, slots=True)
class RunFile:
    """The file of a run, written and synced.

    Args:
        size_bytes: Packed, as is `sha256`.
        inputs_sha256: Digest of what the run looked at.
    """

    name: str
    size_bytes: int
    sha256: str
    inputs_sha256: str
    _unfinished: Path

    def tells_the_same_as(self, name: str) -> bool:
        """The kept file of that name has the same inputs, and is what it was when it was kept."""
        kept = self._unfinished.parent / name
        return name == self.name and kept.is_file() and _sha256(kept) == self.sha256

    def keep(self) -> None:
        """Give it its name; on return it survives a power failure."""
        folder = self._unfinished.parent
        self._unfinished.replace(folder / self.name)
        sync_folder(folder)

    def remove_earlier(self) -> None:
        """Remove the files of earlier runs of the day, those included whose process died before its commit."""
        for path in _files_of(self.name[:_DAY_CHARACTERS], self._unfinished.parent):
            if path.name != self.name:
                path.unlink(missing_ok=True)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Let nobody else make or remove a file meanwhile; wait for whoever does."""
    make_folder(folder, within=folder.parent)
    with _locked(folder):
        yield


@contextmanager
def staged(folder: Path, inputs: Inputs, outcome: Outcome) -> Iterator[RunFile]:
    """Write the file of a run, and lend it; what was not kept when the block ends is gone. Call it within `alone`."""
    unfinished = folder / ".unfinished"
    unfinished.unlink(missing_ok=True)
    try:
        yield _write(unfinished, inputs, outcome)
    finally:
        unfinished.unlink(missing_ok=True)


def remove_files_of(days: Collection[date], *, folder: Path) -> None:
    """Remove the files of the runs of these days, if there are any."""
    if not folder.is_dir():
        return
    with _locked(folder):
        for day in days:
            for path in _files_of(day.isoformat(), folder):
                path.unlink(missing_ok=True)


def read_lines(path: Path) -> Iterator[bytes]:
    """Yield the lines of a file, with their ends; memory is bounded, whatever is in it.

    Raises:
        RunFileUnfit: if it cannot be read to its end, or holds what no run would leave.
    """
    size_bytes = 0
    try:
        with path.open("rb") as raw, _unpacked(raw) as text:
            while line := text.readline(_LINE_BYTES):
                size_bytes += len(line)
                if size_bytes > _FILE_BYTES or not line.endswith(b"\n"):
                    raise RunFileUnfit(
                        f"{path.name} is not the file of a run: it holds a line without an end, or endlessly many."
                    )
                yield line
    except (OSError, EOFError, zstd.ZstdError) as error:
        raise RunFileUnfit(
            f"{path.name} cannot be read to its end: {error}.", next_step="Check the path, or fetch it again."
        ) from error


def _write(path: Path, inputs: Inputs, outcome: Outcome) -> RunFile:
    packer = zstd.ZstdCompressor(options=_OPTIONS)
    lines = RunLines(inputs, outcome)
    file = StagedFile(path)
    try:
        for piece in lines:
            file.write(packer.compress(piece))
        file.write(packer.flush())
        file.sync()
    finally:
        file.close()
    return RunFile(
        name=f"{inputs.on}-{lines.inputs_sha256[:16]}{_ENDING}",
        size_bytes=file.size_bytes,
        sha256=file.sha256,
        inputs_sha256=lines.inputs_sha256,
        _unfinished=path,
    )


def _files_of(day: str, folder: Path) -> Iterator[Path]:
    return folder.glob(f"{day}-*{_ENDING}")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _unpacked(raw: IO[bytes]) -> IO[bytes]:
    """Return the content of a file by its first bytes (RFC 8878, 3.1.1)."""
    magic = raw.read(len(_ZSTD_MAGIC))
    raw.seek(0)
    return zstd.ZstdFile(raw) if magic == _ZSTD_MAGIC else raw  # type: ignore[return-value]
