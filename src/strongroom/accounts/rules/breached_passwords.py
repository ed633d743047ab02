"""How passwords that others have lost are looked up without saying which one is meant.

Both the file that an operator imports and the range API know passwords by their SHA-1, in which leaked lists are
published. That SHA-1 is broken does not matter here: nothing is protected by it.
"""

import hashlib

from strongroom.accounts.rules.password_strength import normal_form

PREFIX_BYTES = 8
"""Of a digest in the file: with a thousand million leaked passwords, one innocent one in 18 thousand million is taken
for one of them."""

RANGE_DIGITS = 5
"""Hexadecimal digits that the range API is told: some hundred leaked passwords share them, and 2**140 others."""


def digest_of(password: str) -> bytes:
    """Return the SHA-1 by which leaked lists know a password."""
    return hashlib.sha1(normal_form(password).encode("utf-8", "replace"), usedforsecurity=False).digest()


def range_asked(digest: bytes) -> str:
    """Return all that the range API learns of a password."""
    return digest.hex().upper()[:RANGE_DIGITS]


def is_in_range(digest: bytes, answer: str) -> bool:
    """The answer lists this digest. Lines are `REST:COUNT`; those with a count of 0 are padding."""
    rest = digest.hex().upper()[RANGE_DIGITS:]
    found = (line.strip().upper().partition(":") for line in answer.splitlines())
    return any(suffix == rest and count.strip("0") != "" for suffix, _, count in found)
