"""File contents in a local folder, each under its own SHA-256 digest.

Layout: `<root>/<aa>/<remaining 62 digits>`, and `<root>/.staging/` on the same file system
for what is still being written. What has a digest name is complete and on disk: content is
written and synced under a staging name first and only then renamed, so a process that dies at any
point leaves either nothing or a staging file, never a torn content file. A staging file is locked
(flock) while somebody writes it, so what a dead process left behind can be told by its lock.

This room knows digests only: which file names and projects a content belongs to, and whether
anybody still needs it, is decided elsewhere.
"""

import fcntl
import hashlib
import io
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from strongroom.infra.storage.folders import make_folder, sync_folder
from strongroom.infra.storage.open_file import OpenFile

_DIGEST = re.compile(r"[0-9a-f]{64}")
_FILE_MODE = 0o444
"""Kept content never changes; the descriptor that creates it may write all the same."""


class StagedFile:
    """Content on its way in: hashed and counted while it is written.

    Args:
        path: Where the bytes go meanwhile; must not exist yet.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.size_bytes = 0
        self._sha256 = hashlib.sha256()
        self._blake2b_256 = hashlib.blake2b(digest_size=32)
        self._md5 = hashlib.md5(usedforsecurity=False)
        self._file = io.BufferedWriter(io.FileIO(path, "x", opener=_create_read_only))
        fcntl.flock(self._file, fcntl.LOCK_EX)

    def write(self, chunk: bytes | memoryview) -> None:
        """Append `chunk`."""
        self._file.write(chunk)
        self.size_bytes += len(chunk)
        self._sha256.update(chunk)
        self._blake2b_256.update(chunk)
        self._md5.update(chunk)

    @property
    def sha256(self) -> str:
        """Digest of what was written so far, 64 lower-case hexadecimal digits."""
        return self._sha256.hexdigest()

    @property
    def blake2b_256(self) -> str:
        """BLAKE2b digest of 256 bits, 64 lower-case hexadecimal digits."""
        return self._blake2b_256.hexdigest()

    @property
    def md5(self) -> str:
        """For clients of old that compare it; it proves nothing."""
        return self._md5.hexdigest()

    def open(self) -> BinaryIO:
        """Return what was written so far, opened for reading, as checks of archives need it."""
        self.flush()
        return self.path.open("rb")

    def flush(self) -> None:
        """Let others see under `path` what was written so far."""
        self._file.flush()

    def sync(self) -> None:
        """Return when what was written so far would survive a power failure."""
        self.flush()
        os.fsync(self._file.fileno())

    def close(self) -> None:
        """End writing."""
        self._file.close()


class ContentStore:
    """Contents kept under `root`; the first staging makes the folder.

    Every method that takes a digest raises ValueError for anything but 64 lower-case
    hexadecimal digits, so no path out of `root` can be spelled.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._staging = root / ".staging"

    @contextmanager
    def stage(self) -> Iterator[StagedFile]:
        """Lend a file to write to; what was not kept when the block ends is gone."""
        self._root.parent.mkdir(parents=True, exist_ok=True)
        make_folder(self._staging, within=self._root.parent)
        with _folder_locked(self._staging, fcntl.LOCK_SH):
            staged = StagedFile(self._staging / secrets.token_hex(16))
        try:
            yield staged
        finally:
            staged.close()
            staged.path.unlink(missing_ok=True)

    def keep(self, staged: StagedFile) -> None:
        """Put the staged content under its digest; on return it survives a power failure.

        Content that is kept already is replaced by the same bytes, which makes its modification
        time new again: who sweeps what nobody needs can spare recent content by its age.
        """
        staged.sync()
        target = self.path(staged.sha256)
        make_folder(target.parent, within=self._root.parent)
        staged.path.replace(target)
        sync_folder(target.parent)

    def path(self, sha256: str) -> Path:
        """Return where the content of that digest is, or would be."""
        if _DIGEST.fullmatch(sha256) is None:
            raise ValueError("a digest is 64 lower-case hexadecimal digits")
        return self._root / sha256[:2] / sha256[2:]

    def has(self, sha256: str) -> bool:
        """The content of that digest is kept."""
        return self.path(sha256).is_file()

    def open(self, sha256: str) -> OpenFile:
        """Return the content, opened for reading.

        Raises:
            FileNotFoundError: if it is not kept.
        """
        return OpenFile(self.path(sha256))

    def remove(self, sha256: str) -> None:
        """Forget the content; no fault if it is not kept."""
        self.path(sha256).unlink(missing_ok=True)

    def digests(self) -> Iterator[str]:
        """Every kept digest, in no particular order."""
        for path in self._root.glob("[0-9a-f][0-9a-f]/*"):
            digest = "".join(path.parts[-2:])
            if _DIGEST.fullmatch(digest):
                yield digest

    def abandoned(self) -> list[Path]:
        """Return what died processes left in staging: files that nobody writes any more."""
        if not self._staging.is_dir():
            return []
        # Alone in the folder: a file is locked a moment after it was made.
        with _folder_locked(self._staging, fcntl.LOCK_EX):
            return [path for path in self._staging.iterdir() if _is_unlocked(path)]


def _create_read_only(path: str, flags: int) -> int:
    return os.open(path, flags, _FILE_MODE)


@contextmanager
def _folder_locked(folder: Path, mode: int) -> Iterator[None]:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, mode)
        yield
    finally:
        os.close(descriptor)


def _is_unlocked(path: Path) -> bool:
    """The file is there and no process holds its lock."""
    try:
        with path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except (FileNotFoundError, BlockingIOError):
        return False
    return True
