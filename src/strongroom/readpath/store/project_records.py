"""What the page store knows of projects and of the list of all, and its form as bytes.

Keys, beside those in `records`: `n` + name for a project, `m` + name for the keys of its pages and files,
`l` + name for the shard of the list that begins with this name, `r` + representation for the frame of
the list, `s` for its state. `t` and `u` are those of `tokens`.
"""

import struct
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from strongroom.foundation.names import NormalizedName
from strongroom.readpath.store.codings import Piece
from strongroom.readpath.store.records import FileRecord, Representation

Bytes = TypeVar("Bytes", bytes, memoryview)

LISTED = {Representation.HTML: b"", Representation.JSON: b","}
"""Forms of the list of all projects, and what stands between two of its lines."""

STATE_KEY = b"s"
PROJECT_PREFIX, CONTENTS_PREFIX, SHARD_PREFIX, FRAME_PREFIX = b"n", b"m", b"l", b"r"

_KNOWN_HEAD = struct.Struct("<QQHH")
_STATE = struct.Struct("<QQ8s")
_FRAME_HEAD = struct.Struct("<HHH")
_PIECE_HEAD = struct.Struct("<IIIII")
_KEY_HEAD = struct.Struct("<H")


@dataclass(frozen=True, slots=True)
class Body:
    """A page before it is compressed."""

    content_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class ProjectState:
    """All that is to be shown of one project; a withdrawn one has nothing but its name.

    Args:
        serial: Of the project's newest change.
        modified_at: Unix seconds of that change. The store adds what is missing to be later than before.
        documents: Further pages, by key, such as those of its releases; kept in no other coding.
        kept_documents: Keys of documents that stay as the store has them.
        lines: Its part of the list of all projects, in each of `LISTED`, or nothing where it is not listed.
    """

    name: NormalizedName
    serial: int
    modified_at: int
    pages: Mapping[Representation, Body] = field(default_factory=dict)
    documents: Mapping[str, Body] = field(default_factory=dict)
    kept_documents: frozenset[str] = frozenset()
    lines: Mapping[Representation, bytes] = field(default_factory=dict)
    files: tuple[FileRecord, ...] = ()


@dataclass(frozen=True, slots=True)
class KnownProject:
    """What the store remembers of a project beside its pages and files; see `ProjectState`."""

    name: NormalizedName
    serial: int
    modified_at: int
    lines: Mapping[Representation, bytes]


@dataclass(frozen=True, slots=True)
class RootFrame:
    """What stands around the lines of the list of all projects."""

    content_type: str
    head: bytes
    tail: bytes


@dataclass(frozen=True, slots=True)
class RootState:
    """How far the pages have come.

    Args:
        serial: Of the newest change that they contain.
        modified_at: Unix seconds.
        incarnation: Another one whenever the list changes and its serial does not rise.
    """

    serial: int
    modified_at: int
    incarnation: bytes


def pack_known(project: KnownProject) -> bytes:
    """Return the stored form; the name is in the key."""
    lines = [project.lines.get(form, b"") for form in LISTED]
    head = _KNOWN_HEAD.pack(project.serial, project.modified_at, *map(len, lines))
    return b"".join([head, *lines])


def unpack_known(value: memoryview, name: NormalizedName) -> KnownProject:
    """Return the project of a stored form, found under this name."""
    serial, modified_at, *_ = _KNOWN_HEAD.unpack_from(value)
    lines = dict(zip(LISTED, unpack_lines(value), strict=True))
    return KnownProject(name, serial, modified_at, {form: line for form, line in lines.items() if line})


def unpack_lines(value: memoryview) -> list[bytes]:
    """Return a known project's lines, one for each of `LISTED`, empty if it is not listed."""
    _, _, *sizes = _KNOWN_HEAD.unpack_from(value)
    return _parts(bytes(value), _KNOWN_HEAD.size, sizes)


def pack_keys(keys: Iterable[bytes]) -> bytes:
    """Return the stored form of the keys of a project's pages and files."""
    return b"".join(_KEY_HEAD.pack(len(key)) + key for key in keys)


def unpack_keys(value: memoryview) -> Iterator[bytes]:
    """Yield the keys of a stored form."""
    at = 0
    while at < len(value):
        (size,) = _KEY_HEAD.unpack_from(value, at)
        at += _KEY_HEAD.size
        yield bytes(value[at : at + size])
        at += size


def pack_state(state: RootState) -> bytes:
    """Return the stored form."""
    return _STATE.pack(state.serial, state.modified_at, state.incarnation)


def unpack_state(value: memoryview) -> RootState:
    """Return the state of a stored form."""
    return RootState(*_STATE.unpack(value))


def pack_frame(frame: RootFrame) -> bytes:
    """Return the stored form."""
    parts = [frame.content_type.encode(), frame.head, frame.tail]
    return b"".join([_FRAME_HEAD.pack(*map(len, parts)), *parts])


def unpack_frame(value: memoryview) -> RootFrame:
    """Return the frame of a stored form."""
    parts = _parts(value, _FRAME_HEAD.size, _FRAME_HEAD.unpack_from(value))
    content_type, head, tail = map(bytes, parts)
    return RootFrame(content_type.decode(), head, tail)


def pack_shard(pieces: Mapping[Representation, Piece]) -> bytes:
    """Return the stored form of a shard: its piece in each of `LISTED`."""
    parts: list[bytes | memoryview] = []
    for piece in (pieces[form] for form in LISTED):
        sizes = piece.size_bytes, len(piece.deflated), len(piece.frame)
        parts += [_PIECE_HEAD.pack(piece.crc32, piece.shift, *sizes), piece.deflated, piece.frame]
    return b"".join(parts)


def unpack_shard(value: memoryview, form: Representation) -> Piece:
    """Return a shard's piece; its bytes are lent by `value`, not copied."""
    at = 0
    for candidate in LISTED:
        crc32, shift, size_bytes, *sizes = _PIECE_HEAD.unpack_from(value, at)
        at += _PIECE_HEAD.size
        if candidate is form:
            deflated, frame = _parts(value, at, sizes)
            return Piece(deflated, frame, crc32, shift, size_bytes)
        at += sum(sizes)
    raise ValueError(f"There is no list of all projects as {form}.")


def _parts(value: Bytes, at: int, sizes: Iterable[int]) -> list[Bytes]:
    """Return the parts of these sizes that begin at `at`."""
    parts = []
    for size in sizes:
        parts.append(value[at : at + size])
        at += size
    return parts
