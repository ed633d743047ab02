"""Sealing, deriving and digesting with the installation's own keys.

Two kinds of key live side by side, because they age differently. *Sealing keys* are
replaced from time to time (docs/how-to/rotate-keys.md): the first seals, all of them open. The *root secret* is
for ever: everything derived or digested from it would change with it, so that every
API token and every recovery code would die. Neither is ever used for the other's work.
"""

import hashlib
import hmac
import os
from collections.abc import Sequence
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from strongroom.foundation.errors import Refusal

KEY_BYTES = 32
"""Length of the root secret and of each sealing key: AES-256."""

MAX_KEY_ID = 2**32 - 1

_FORMAT = b"\x01"
_KEY_ID_BYTES = 4
_NONCE_BYTES = 12
"""Random. NIST SP 800-38D, 8.3: one key then seals at most 2**32 times; an index seals a few per account."""

_HEADER_BYTES = len(_FORMAT) + _KEY_ID_BYTES


class Unsealable(Refusal):
    """Sealed bytes do not open: another key, another context, or damage."""

    code = "unsealable"


@dataclass(frozen=True, slots=True)
class SealingKey:
    """A key that seals and opens, and the number by which sealed bytes name it."""

    id: int
    key_secret: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if not 0 <= self.id <= MAX_KEY_ID:
            raise ValueError(f"a sealing key's id lies between 0 and {MAX_KEY_ID}")
        if len(self.key_secret) != KEY_BYTES:
            raise ValueError(f"a sealing key has {KEY_BYTES} bytes")


class KeyRing:
    """The keys of this installation.

    Args:
        sealing_keys: The current key first; older ones follow, and only open.
        root_secret: What derived keys and digests come from; rotation never changes it.

    Raises:
        ValueError: if there is no sealing key, two share an id, or a length is wrong.
    """

    __slots__ = ("_root_secret", "_sealing_keys")

    def __init__(self, sealing_keys: Sequence[SealingKey], *, root_secret: bytes) -> None:
        if not sealing_keys or len({key.id for key in sealing_keys}) != len(sealing_keys):
            raise ValueError("a key ring has at least one sealing key, and no two with the same id")
        if len(root_secret) != KEY_BYTES:
            raise ValueError(f"a root secret has {KEY_BYTES} bytes")
        self._sealing_keys = tuple(sealing_keys)
        self._root_secret = root_secret

    def __repr__(self) -> str:
        current, *_ = self.key_ids
        return f"<KeyRing sealing with key {current}, opening with {sorted(self.key_ids)}>"

    @property
    def key_ids(self) -> tuple[int, ...]:
        """The numbers of the sealing keys, that of the current one first."""
        return tuple(key.id for key in self._keys())

    def _keys(self) -> tuple[SealingKey, ...]:
        """Return the sealing keys of this moment, the current one first."""
        return self._sealing_keys

    def seal(self, plaintext: bytes, *, context: str) -> bytes:
        """Encrypt and authenticate with AES-256-GCM under the current key.

        Args:
            plaintext: The secret.
            context: Where the bytes will lie, such as `totp:17`. It is not stored, but bytes
                moved to another row no longer open.

        Returns:
            Format byte, key id (4 bytes), nonce (12), ciphertext and tag (16).
        """
        current = self._keys()[0]
        header = _FORMAT + current.id.to_bytes(_KEY_ID_BYTES, "big")
        nonce = os.urandom(_NONCE_BYTES)
        cipher = AESGCM(current.key_secret)
        return header + nonce + cipher.encrypt(nonce, plaintext, header + context.encode())

    def open(self, sealed: bytes, *, context: str) -> bytes:
        """Return what was sealed for this context.

        Raises:
            Unsealable: if the key is not on this ring, the context is another one, or any byte was changed.
        """
        key_id = key_id_of(sealed)
        header, nonce = sealed[:_HEADER_BYTES], sealed[_HEADER_BYTES : _HEADER_BYTES + _NONCE_BYTES]
        key = next((key for key in self._keys() if key.id == key_id), None)
        if key is None:
            raise _unsealable("The key that sealed them is not in the secret file.")
        try:
            ciphertext = sealed[_HEADER_BYTES + _NONCE_BYTES :]
            return AESGCM(key.key_secret).decrypt(nonce, ciphertext, header + context.encode())
        except InvalidTag as error:
            raise _unsealable("They were sealed for another place, or changed since.") from error

    def derive(self, purpose: str, *, length: int = KEY_BYTES) -> bytes:
        """Return the key for a purpose: always the same, and telling nothing about any other.

        Source: RFC 5869 (HKDF-SHA256). No salt: the root secret is uniformly random (3.1).
        """
        return self._expanded(f"derive:{purpose}", length=length)

    def keyed_digest(self, data: bytes, *, purpose: str) -> bytes:
        """Return the HMAC-SHA256 (32 bytes) by which a secret is recognized but not read.

        Who has the database but not the secret file can neither guess nor forge it.
        """
        return hmac.digest(self._expanded(f"digest:{purpose}", length=KEY_BYTES), data, hashlib.sha256)

    def _expanded(self, label: str, *, length: int) -> bytes:
        hkdf = HKDF(algorithm=SHA256(), length=length, salt=None, info=f"strongroom:{label}".encode())
        return hkdf.derive(self._root_secret)


def key_id_of(sealed: bytes) -> int:
    """Return the number of the key that sealed these bytes.

    Raises:
        Unsealable: if they are not sealed bytes.
    """
    if not sealed.startswith(_FORMAT) or len(sealed) < _HEADER_BYTES + _NONCE_BYTES:
        raise _unsealable("They are not in the form in which this index seals.")
    return int.from_bytes(sealed[len(_FORMAT) : _HEADER_BYTES], "big")


def _unsealable(why: str) -> Unsealable:
    return Unsealable(
        "Sealed bytes do not open.",
        why=why,
        next_step="Restore the secret file that belongs to this database, or have the secret set up anew.",
    )
