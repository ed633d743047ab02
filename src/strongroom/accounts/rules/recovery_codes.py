"""Recovery codes: a way back for who has lost every second factor.

They are shown once and kept only as keyed digests of their canonical form.
"""

import re
import secrets

CODES_IN_A_SET = 10

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O and U, which are mistaken for 1, 0 and V."""

_LENGTH = 16
"""Characters of 5 bits: 80 bits a code. NIST SP 800-63B-4, 4.2.1.1 asks for 64."""

_GROUP = 4
_CODE = re.compile(f"[{_ALPHABET}]{{{_LENGTH}}}")
_MISREAD = str.maketrans("ILO", "110")


def new_codes() -> tuple[str, ...]:
    """Return a set of random codes as people read them: `7K3Q-9XWF-0ABC-D4EF`."""
    return tuple(_grouped(_random_code()) for _ in range(CODES_IN_A_SET))


def canonical(raw_code: str) -> str | None:
    """Return the one form that is digested, or None if the text cannot be a code.

    Case, white space and hyphens do not matter; I and L are read as 1, O as 0.
    """
    if not raw_code.isascii():
        return None
    code = "".join(raw_code.split()).replace("-", "").upper().translate(_MISREAD)
    return code if _CODE.fullmatch(code) else None


def _random_code() -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))


def _grouped(code: str) -> str:
    return "-".join(code[start : start + _GROUP] for start in range(0, _LENGTH, _GROUP))
