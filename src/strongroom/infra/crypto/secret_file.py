"""The file that holds the installation's keys; back it up apart from the database.

    {"format": "strongroom-secrets-1",
     "root": "<32 bytes, base64>",
     "keys": [{"id": 1, "key": "<32 bytes, base64>"}]}

The first key seals, all of them open. Ids only rise: a key with a higher id than the first one *waits*, it opens what other
machines seal with it already. The root is never replaced (see `keyring`).

A ring follows its file: a process that runs on seals with the key that is first now, and opens with one that came later.
What is sealed and which key may be dropped is decided by whoever keeps the sealed bytes; here, files are written.
"""

import base64
import contextlib
import json
import os
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from strongroom.foundation.errors import Refusal
from strongroom.infra.crypto.keyring import KEY_BYTES, KeyRing, SealingKey

_FORMAT = "strongroom-secrets-1"
_MAX_FILE_BYTES = 65_536

_OPEN_TO_OTHERS = stat.S_IRWXO | stat.S_IWGRP
"""Mode bits that are refused. The group may read: that is how container platforms mount secrets."""


Identity = tuple[int, int, int]
"""By what a file is known: it is never written to, only replaced."""


class SecretFileUnusable(Refusal):
    """The secret file cannot be made, read, understood or trusted."""

    code = "secret_file_unusable"


class SealingKeyNeeded(Refusal):
    """The key cannot be dropped."""

    code = "sealing_key_needed"


class FileKeyRing(KeyRing):
    """The keys in a file, as they are at each moment. Safe to share among threads.

    Raises:
        SecretFileUnusable: the file cannot be read, is open to others, or is malformed; also later, when it has changed.
    """

    __slots__ = ("_path", "_present")

    def __init__(self, path: Path) -> None:
        content, identity = _read_private(path)
        keys, root_secret = _understood(content, path=path)
        super().__init__(keys, root_secret=root_secret)
        self._path = path
        self._present = (identity, keys)

    def _keys(self) -> tuple[SealingKey, ...]:
        seen, keys = self._present
        with _in_our_words(self._path):
            if _identity(self._path.stat()) == seen:
                return keys
            content, identity = _read_private(self._path)
        keys, root_secret = _understood(content, path=self._path)
        if root_secret != self._root_secret:
            raise SecretFileUnusable(
                f"The secret file {self._path} belongs to another installation.",
                why="Its root is not the one that this process began with.",
                next_step="Restore the file that belongs to this database.",
            )
        self._present = (identity, keys)
        return keys


def load_or_create(path: Path) -> FileKeyRing:
    """Return the keys in the file; where there is none, make it first, with new keys.

    Processes that start together agree on one file: it appears whole or not at all.
    The folder must be there already, so that a volume that is not mounted is noticed
    and not mistaken for a new installation.

    Raises:
        SecretFileUnusable: if it cannot be made or read, is open to others, or is malformed.
    """
    with _in_our_words(path):
        if not path.exists():
            content = {"format": _FORMAT, "root": _new_key(), "keys": [{"id": 1, "key": _new_key()}]}
            with _draft(content, path) as draft, contextlib.suppress(FileExistsError):
                os.link(draft, path)  # a file that is there by now stays
        return FileKeyRing(path)


def add_key(path: Path) -> int:
    """Let a new key wait: it opens, and does not seal yet. Return its id.

    Raises:
        SecretFileUnusable: the file cannot be read or written.
    """
    with _changed(path) as document:
        new_id: int = max(entry["id"] for entry in document["keys"]) + 1
        document["keys"].append({"id": new_id, "key": _new_key()})
    return new_id


def seal_with_newest(path: Path) -> int:
    """Put the key with the highest id first: from now on it seals. Return its id.

    Raises:
        SecretFileUnusable: the file cannot be read or written.
    """
    with _changed(path) as document:
        document["keys"].sort(key=lambda entry: entry["id"], reverse=True)
        newest: int = document["keys"][0]["id"]
    return newest


def drop_key(path: Path, key_id: int) -> None:
    """Forget a key that was replaced; what is sealed with it opens never again.

    Raises:
        SealingKeyNeeded: it seals, waits, or is not there.
        SecretFileUnusable: the file cannot be read or written.
    """
    with _changed(path) as document:
        current, *others = document["keys"]
        if key_id >= current["id"] or key_id not in {entry["id"] for entry in others}:
            raise SealingKeyNeeded(
                f"Key {key_id} is not one that was replaced.",
                next_step="`strongroom keys list` shows which were.",
            )
        document["keys"] = [entry for entry in document["keys"] if entry["id"] != key_id]


@contextlib.contextmanager
def _changed(path: Path) -> Iterator[dict[str, Any]]:
    """Lend what the file says, and replace the file by what became of it; nobody sees it half written."""
    with _in_our_words(path):
        content, _ = _read_private(path)
        _understood(content, path=path)
        document = json.loads(content)
        yield document
        with _draft(document, path) as draft:
            _give_to_owner_of(path, draft)
            draft.replace(path)


@contextlib.contextmanager
def _in_our_words(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise SecretFileUnusable(
            f"The secret file {path} cannot be used: {error.strerror}.",
            next_step="Let the account that runs Strongroom read it, and write in its folder when keys are made.",
        ) from error


@contextlib.contextmanager
def _draft(content: dict[str, Any], path: Path) -> Iterator[Path]:
    """Lend a private file with this content, on disk before it gets its name beside `path`."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".secrets-")  # mode 0600
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            json.dump(content, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        yield Path(name)
    finally:
        Path(name).unlink(missing_ok=True)
    _sync_folder(path.parent)


def _give_to_owner_of(path: Path, draft: Path) -> None:
    """Give the new file to whom the old one belongs: an operator may be somebody else than who runs the servers."""
    status = path.stat()
    if (status.st_uid, status.st_gid) != (os.geteuid(), os.getegid()):
        os.chown(draft, status.st_uid, status.st_gid)
    draft.chmod(stat.S_IMODE(status.st_mode))


def _identity(status: os.stat_result) -> Identity:
    return status.st_ino, status.st_mtime_ns, status.st_size


def _new_key() -> str:
    return base64.b64encode(os.urandom(KEY_BYTES)).decode("ascii")


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _read_private(path: Path) -> tuple[bytes, Identity]:
    """Return the content of a file that others cannot reach, and which file it is; the open one is judged, not its name."""
    with path.open("rb") as file:
        status = os.fstat(file.fileno())
        mode = stat.S_IMODE(status.st_mode)
        if mode & _OPEN_TO_OTHERS:
            raise SecretFileUnusable(
                f"The secret file {path} is open to other accounts of this machine (mode {mode:04o}).",
                why="Whoever reads it can forge tokens and read second factors.",
                next_step=f"Run: chmod 600 {path}. If others may have read it, replace its keys.",
            )
        return file.read(_MAX_FILE_BYTES), _identity(status)


def _understood(content: bytes, *, path: Path) -> tuple[tuple[SealingKey, ...], bytes]:
    """Return the sealing keys, in the order of the file, and the root secret."""
    try:
        document = json.loads(content)
        if document["format"] != _FORMAT:
            raise ValueError("unknown format")
        keys, root_secret = tuple(map(_sealing_key, document["keys"])), _decoded(document["root"])
        KeyRing(keys, root_secret=root_secret)
    except (ValueError, KeyError, TypeError, RecursionError):
        # Neither text nor cause of the error is passed on: both may quote the secrets.
        raise SecretFileUnusable(
            f"The secret file {path} is malformed.",
            why=f"It must be a {_FORMAT} document with a root and one or more keys of {KEY_BYTES} bytes.",
            next_step="Restore it from its backup. A new one could not open what is sealed already.",
        ) from None
    else:
        return keys, root_secret


def _sealing_key(entry: dict[str, Any]) -> SealingKey:
    if type(entry["id"]) is not int:
        raise ValueError("a key's id is a whole number")
    return SealingKey(entry["id"], _decoded(entry["key"]))


def _decoded(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
