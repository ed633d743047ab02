"""A letter as a value: what rules word, and services send."""

from typing import NamedTuple


class Letter(NamedTuple):
    """A subject and a plain text, without greeting and end."""

    subject: str
    text: str
