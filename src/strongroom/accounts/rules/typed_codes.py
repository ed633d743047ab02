"""How codes look that people read on paper or in a letter, and type."""

import re
import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O and U, which are mistaken for 1, 0 and V. Five bits a character."""

_GROUP = 4
_MISREAD = str.maketrans("ILO", "110")


def new_code(*, length: int) -> str:
    """Return a random code of so many characters, in groups of four: `7K3Q-9XWF`."""
    code = "".join(secrets.choice(ALPHABET) for _ in range(length))
    return "-".join(code[start : start + _GROUP] for start in range(0, length, _GROUP))


def canonical(raw_code: str, *, length: int) -> str | None:
    """Return the one form that is digested, or None if the text cannot be a code of that length.

    Case, white space and hyphens do not matter; I and L are read as 1, O as 0.
    """
    if not raw_code.isascii():
        return None
    code = "".join(raw_code.split()).replace("-", "").upper().translate(_MISREAD)
    return code if re.fullmatch(f"[{ALPHABET}]{{{length}}}", code) else None
