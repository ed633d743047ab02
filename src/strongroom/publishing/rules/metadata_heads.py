"""What METADATA and PKG-INFO may look like before they are parsed.

They are read by e-mail parsers, with which mail can do what metadata must not: a transfer encoding makes
one reader see another description than the next, nested parts are followed until the stack is full, and
ten thousand different headers take seconds.

Source: the core metadata specification; RFC 5322, 2.2 (header fields).
"""

import re
from collections.abc import Iterator

from strongroom.publishing.errors import BUILD_AGAIN, Fault

MAX_BYTES = 4 * 1024**2
"""As much as a form may have, which says the same."""
MAX_FIELDS = 10_000
"""The largest published projects have some thousand dependencies, one field each."""
MAX_FIELD_NAMES = 100
"""There are some forty; parsing time grows with their number times `MAX_FIELDS`."""

_LINE = re.compile(rb"(?:([!-9;-~]*):|[ \t]|From )[^\r\n]*(?:\r\n|\r|\n|\Z)")
"""A header's first line, one that goes on with it, or the envelope's, which e-mail parsers pass over."""
_OF_MAIL = {b"content-type", b"content-transfer-encoding"}


def head_faults(content: bytes, *, name: str) -> Iterator[Fault]:
    """Yield why the metadata are not parsed.

    Args:
        content: The file's bytes.
        name: What the file is called, for messages.
    """
    if len(content) > MAX_BYTES:
        yield _fault(f"{name} has more than {MAX_BYTES} bytes.")
    names: set[bytes] = set()
    count = position = 0
    while (line := _LINE.match(content, position)) and count <= MAX_FIELDS:
        position = line.end()
        if line[1] is not None:
            names.add(line[1].lower())
            count += 1
    if count > MAX_FIELDS or len(names) > MAX_FIELD_NAMES:
        yield _fault(
            f"{name} has more than {MAX_FIELDS} fields, or more than {MAX_FIELD_NAMES} different ones."
        )
    if names & _OF_MAIL:
        yield _fault(f"{name} has Content-Type or Content-Transfer-Encoding in it, which are fields of mail.")


def _fault(what: str) -> Fault:
    return Fault("unreadable_metadata", what, BUILD_AGAIN, "content")
