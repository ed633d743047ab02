"""Recovery codes: a way back for who has lost every second factor.

They are shown once and kept only as keyed digests of their canonical form.
"""

from strongroom.accounts.rules import typed_codes

CODES_IN_A_SET = 10

_LENGTH = 16
"""Characters of 5 bits: 80 bits a code. NIST SP 800-63B-4, 4.2.1.1 asks for 64."""


def new_codes() -> tuple[str, ...]:
    """Return a set of random codes as people read them: `7K3Q-9XWF-0ABC-D4EF`."""
    return tuple(typed_codes.new_code(length=_LENGTH) for _ in range(CODES_IN_A_SET))


def canonical(raw_code: str) -> str | None:
    """Return the one form that is digested, or None if the text cannot be a recovery code."""
    return typed_codes.canonical(raw_code, length=_LENGTH)
