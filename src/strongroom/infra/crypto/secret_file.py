"""The file that holds the installation's keys; back it up apart from the database.

    {"format": "strongroom-secrets-1",
     "root": "<32 bytes, base64>",
     "keys": [{"id": 1, "key": "<32 bytes, base64>"}]}

To rotate, an operator puts a new key with a new id first and keeps the old ones behind it.
The root is never replaced (see `keyring`).
"""

import base64
import contextlib
import json
import os
import stat
import tempfile
from pathlib import Path
from typing import Any

from strongroom.foundation.errors import Refusal
from strongroom.infra.crypto.keyring import KEY_BYTES, KeyRing, SealingKey

_FORMAT = "strongroom-secrets-1"
_MAX_FILE_BYTES = 65_536

_OPEN_TO_OTHERS = stat.S_IRWXO | stat.S_IWGRP
"""Mode bits that are refused. The group may read: that is how container platforms mount secrets."""


class SecretFileUnusable(Refusal):
    """The secret file cannot be made, read, understood or trusted."""

    code = "secret_file_unusable"


def load_or_create(path: Path) -> KeyRing:
    """Return the keys in the file; where there is none, make it first, with new keys.

    Processes that start together agree on one file: it appears whole or not at all.
    The folder must be there already, so that a volume that is not mounted is noticed
    and not mistaken for a new installation.

    Raises:
        SecretFileUnusable: if it cannot be made or read, is open to others, or is malformed.
    """
    try:
        if not path.exists():
            _create(path)
        return _key_ring(_read_private(path), path=path)
    except OSError as error:
        raise SecretFileUnusable(
            f"The secret file {path} cannot be used: {error.strerror}.",
            next_step="Let the account that runs Strongroom read it, and write in its folder the first time.",
        ) from error


def _create(path: Path) -> None:
    """Write new keys to a private file, on disk before it gets its name; a file already there stays."""
    content = {
        "format": _FORMAT,
        "root": _new_key(),
        "keys": [{"id": 1, "key": _new_key()}],
    }
    descriptor, draft = tempfile.mkstemp(dir=path.parent, prefix=".secrets-")  # mode 0600
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            json.dump(content, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
    finally:
        Path(draft).unlink()
    _sync_folder(path.parent)


def _new_key() -> str:
    return base64.b64encode(os.urandom(KEY_BYTES)).decode("ascii")


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _read_private(path: Path) -> bytes:
    """Return the content of a file that others cannot reach; the open file is judged, not its name."""
    with path.open("rb") as file:
        mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
        if mode & _OPEN_TO_OTHERS:
            raise SecretFileUnusable(
                f"The secret file {path} is open to other accounts of this machine (mode {mode:04o}).",
                why="Whoever reads it can forge tokens and read second factors.",
                next_step=f"Run: chmod 600 {path}. If others may have read it, replace its keys.",
            )
        return file.read(_MAX_FILE_BYTES)


def _key_ring(content: bytes, *, path: Path) -> KeyRing:
    try:
        return _understood(json.loads(content))
    except (ValueError, KeyError, TypeError, RecursionError):
        # Neither text nor cause of the error is passed on: both may quote the secrets.
        raise SecretFileUnusable(
            f"The secret file {path} is malformed.",
            why=f"It must be a {_FORMAT} document with a root and one or more keys of {KEY_BYTES} bytes.",
            next_step="Restore it from its backup. A new one could not open what is sealed already.",
        ) from None


def _understood(document: dict[str, Any]) -> KeyRing:
    if document["format"] != _FORMAT:
        raise ValueError("unknown format")
    keys = [_sealing_key(entry) for entry in document["keys"]]
    return KeyRing(keys, root_secret=_decoded(document["root"]))


def _sealing_key(entry: dict[str, Any]) -> SealingKey:
    if type(entry["id"]) is not int:
        raise ValueError("a key's id is a whole number")
    return SealingKey(entry["id"], _decoded(entry["key"]))


def _decoded(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
