"""Ids of people and projects as API tokens name them: for ever the same, and never those of two things.

A name may pass to another project; an id does not, for no row's number is given twice. The form is a UUID
because tools for tokens, such as pypitoken, read no other. It holds no secret: who knows the number has the id.
"""

from enum import IntEnum


class Kind(IntEnum):
    """What an id is of. Never renumbered: restricted tokens are in other people's hands."""

    PERSON = 1
    PROJECT = 2


def stable_id(kind: Kind, number: int) -> str:
    """Return the id of the row with this number, as a UUID of version 8 (RFC 9562, 5.8: of our own making)."""
    return f"00000000-0000-8{kind:03x}-8000-{number:012x}"
