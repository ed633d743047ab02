"""Project names: what is one, and which spellings are the same.

Source: packaging.python.org, "Names and normalization"; PEP 503.
"""

import re
from typing import NewType

from strongroom.foundation.errors import Refusal

NormalizedName = NewType("NormalizedName", str)
"""A project name in PEP 503 normal form. Only `normalize` makes one."""

MAX_NAME_LENGTH = 128
"""Characters. No PEP sets a limit; longer names break file systems' 255-byte file names."""

# `\Z`, not `$`: a trailing newline is not part of a name (fixed in the specification in August 2025).
_VALID = re.compile(r"([A-Z0-9]|[A-Z0-9][A-Z0-9._-]*[A-Z0-9])\Z", re.IGNORECASE | re.ASCII)
_SEPARATORS = re.compile(r"[-_.]+")


class InvalidName(Refusal):
    """The text is not a project name."""

    code = "invalid_name"


def is_valid_name(raw_name: str) -> bool:
    """The text can name a project (ASCII letters, digits and inner `.`, `_`, `-`)."""
    return len(raw_name) <= MAX_NAME_LENGTH and _VALID.match(raw_name) is not None


def normalize(raw_name: str) -> NormalizedName:
    """Return the form that all spellings of a name share.

    Raises:
        InvalidName: if the text is not a project name.
    """
    if not is_valid_name(raw_name):
        shown = raw_name if len(raw_name) <= 60 else raw_name[:60] + "…"
        raise InvalidName(
            f"{shown!r} is not a valid project name.",
            why="A name consists of ASCII letters, digits, '.', '_' and '-', begins and ends with a letter or digit, "
            f"and has at most {MAX_NAME_LENGTH} characters.",
            next_step="Choose another name.",
        )
    return NormalizedName(_SEPARATORS.sub("-", raw_name).lower())
