"""API tokens as macaroons: what they look like, and when one is genuine.

A macaroon is a chain of HMACs: the server's key signs the identifier, the result signs
the first caveat, that result the next. Its holder can therefore add a caveat offline,
but take none away. What caveats say is the matter of `caveats`.

Wire form: macaroon version 2, binary ("format.txt" of libmacaroons), as PyPI's tokens
have it and as `pypitoken` reads and restricts them. First-party caveats only.

Invariants: `parse` accepts exactly what `serialize` writes (no second spelling of a
token). The location is a hint for people and tools: no signature covers it, so no
decision may rest on it.
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import reduce

from strongroom.foundation.errors import Refusal
from strongroom.foundation.tokens.errors import TokenRefused

MAX_TOKEN_LENGTH = 8192
"""Characters, prefix included: fits a header line of every server and proxy in common use."""

MAX_CAVEATS = 32
MIN_KEY_BYTES = 32

_VERSION = 2
_END, _LOCATION, _IDENTIFIER, _SIGNATURE = 0, 1, 2, 6
_LOW_BITS, _MORE = 0x7F, 0x80
"""In a byte of a length: its 7 bits, and the bit that says that another byte follows."""

_KEY_GENERATOR = b"macaroons-key-generator"
"""The HMAC key that stretches a server's key; part of the format."""


class TokenMalformed(TokenRefused):
    """The text is not an API token."""

    code = "token_malformed"


class TokenTooLarge(Refusal):
    """A token would carry more than this index reads back."""

    code = "token_too_large"


class TokenForged(TokenRefused):
    """The token is well formed, but this index did not make it, or somebody changed it."""

    code = "token_forged"


@dataclass(frozen=True, slots=True)
class Macaroon:
    """A token taken apart; `signature` is what makes it a secret."""

    identifier: str
    location: str
    caveats: tuple[bytes, ...]
    signature: bytes = field(repr=False)


def mint(key: bytes, *, identifier: str, location: str, caveats: Iterable[bytes] = ()) -> Macaroon:
    """Return a new token, signed with the server's key for this identifier.

    Raises:
        ValueError: if the key is shorter than `MIN_KEY_BYTES`.
    """
    carried = tuple(caveats)
    return Macaroon(identifier, location, carried, _signature(key, identifier, carried))


def restrict(macaroon: Macaroon, caveat: bytes) -> Macaroon:
    """Return the token with one more caveat. Needs no key: every holder can do it."""
    return replace(
        macaroon,
        caveats=(*macaroon.caveats, caveat),
        signature=_hmac(macaroon.signature, caveat),
    )


def verify(macaroon: Macaroon, key: bytes) -> tuple[bytes, ...]:
    """Return the caveats of a genuine token; they still have to be met.

    Raises:
        TokenForged: if the signature is not the one this key makes (compared in constant time).
        ValueError: if the key is shorter than `MIN_KEY_BYTES`.
    """
    expected = _signature(key, macaroon.identifier, macaroon.caveats)
    if not hmac.compare_digest(expected, macaroon.signature):
        raise TokenForged(
            "This API token is not valid.",
            why="Its signature is not one that this index made.",
            next_step="Copy the token again, or create a new one on your account page.",
        )
    return macaroon.caveats


def serialize(macaroon: Macaroon, *, prefix: str) -> str:
    """Return `prefix`, a hyphen, and the token in base64url without padding.

    Raises:
        ValueError: if the prefix is empty or holds a hyphen.
        TokenTooLarge: if the token is too long or has too many caveats.
    """
    if not prefix or "-" in prefix:
        raise ValueError("a token's prefix is not empty and holds no hyphen")
    text = f"{prefix}-{_encoded(_packed(macaroon))}"
    if len(text) > MAX_TOKEN_LENGTH or len(macaroon.caveats) > MAX_CAVEATS:
        raise TokenTooLarge(
            "This API token would be too large.",
            why=f"A token has at most {MAX_TOKEN_LENGTH} characters and {MAX_CAVEATS} restrictions.",
            next_step="Name fewer projects in it.",
        )
    return text


def parse(text: str) -> Macaroon:
    """Take a token apart; whether it is genuine is for `verify` to say.

    Args:
        text: As sent. Any prefix before the first hyphen is let pass.

    Raises:
        TokenMalformed: if it is not what `serialize` writes.
    """
    prefix, _, payload = text.partition("-")
    if not (prefix and payload) or len(text) > MAX_TOKEN_LENGTH:
        raise _malformed("A token is a prefix, a hyphen and one long word.")
    try:
        packed = base64.b64decode(payload + "=" * (-len(payload) % 4), altchars=b"-_", validate=True)
        macaroon = _unpacked(packed)
    except (binascii.Error, IndexError, ValueError):
        raise _malformed("Its content is not a version 2 macaroon without third-party caveats.") from None
    # Idle bits at the end of base64 and long-winded lengths read the same: only one spelling passes.
    if _encoded(_packed(macaroon)) != payload or len(macaroon.caveats) > MAX_CAVEATS:
        raise _malformed(f"It has more than {MAX_CAVEATS} restrictions, or is not written in the usual way.")
    return macaroon


def _signature(key: bytes, identifier: str, caveats: tuple[bytes, ...]) -> bytes:
    if len(key) < MIN_KEY_BYTES:
        raise ValueError(f"a macaroon's key has at least {MIN_KEY_BYTES} bytes")
    return reduce(_hmac, caveats, _hmac(_hmac(_KEY_GENERATOR, key), identifier.encode()))


def _hmac(key: bytes, message: bytes) -> bytes:
    return hmac.digest(key, message, hashlib.sha256)


def _encoded(packed: bytes) -> str:
    return base64.urlsafe_b64encode(packed).rstrip(b"=").decode("ascii")


def _packed(macaroon: Macaroon) -> bytes:
    end = bytes([_END])
    head = _packet(_LOCATION, macaroon.location.encode()) + _packet(_IDENTIFIER, macaroon.identifier.encode())
    caveats = b"".join(_packet(_IDENTIFIER, caveat) + end for caveat in macaroon.caveats)
    return bytes([_VERSION]) + head + end + caveats + end + _packet(_SIGNATURE, macaroon.signature)


def _packet(kind: int, content: bytes) -> bytes:
    """Return one field: its kind, its length (lowest bits first), its content."""
    length, head = len(content), bytearray([kind])
    while length > _LOW_BITS:
        head.append((length & _LOW_BITS) | _MORE)
        length >>= 7
    head.append(length)
    return bytes(head) + content


def _unpacked(packed: bytes) -> Macaroon:
    """Read `version location identifier END (caveat END)* END signature`.

    Raises:
        ValueError, IndexError: if the bytes are anything else.
    """
    fields = list(_fields(packed))
    caveat_count = (len(fields) - 5) // 2
    shape = [_LOCATION, _IDENTIFIER, _END, *[_IDENTIFIER, _END] * caveat_count, _END, _SIGNATURE]
    if packed[0] != _VERSION or [kind for kind, _ in fields] != shape:
        raise ValueError("not a version 2 macaroon with first-party caveats")
    contents = [content for _, content in fields]
    return Macaroon(contents[1].decode(), contents[0].decode(), tuple(contents[3:-2:2]), contents[-1])


def _fields(packed: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield kind and content of every field after the version byte."""
    position = 1
    while position < len(packed):
        kind = packed[position]
        position += 1
        length = 0
        if kind != _END:
            length, position = _length_at(packed, position)
        if position + length > len(packed):
            raise ValueError("a field ends after the token")
        yield kind, packed[position : position + length]
        position += length


def _length_at(packed: bytes, position: int) -> tuple[int, int]:
    """Return the length written here and the position behind it; two bytes suffice for a bounded token."""
    low = packed[position]
    if low < _MORE:
        return low, position + 1
    return (low & _LOW_BITS) | (packed[position + 1] << 7), position + 2


def _malformed(why: str) -> TokenMalformed:
    return TokenMalformed(
        "This is not an API token.",
        why=why,
        next_step="Copy the whole token, from its prefix to its last character, without spaces.",
    )
