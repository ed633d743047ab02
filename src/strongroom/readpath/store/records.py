"""What the page store holds, and its form as bytes.

Keys begin with a letter for their kind: `p`, `g` or `z` + text for pages as they are, in gzip and in
zstd, `f` + 32 bytes of digest + file name for files; the others are in `project_records`. Values begin
with a fixed head of sizes and numbers (little-endian), followed by the parts one after another.
"""

import hashlib
import struct
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import NamedTuple

from strongroom.foundation.names import NormalizedName
from strongroom.infra.storage.open_file import OpenFile

_PAGE_HEAD = struct.Struct("<QQBB")
_FILE_HEAD = struct.Struct("<QQ32sHHH")
_NO_METADATA = bytes(32)


class Representation(StrEnum):
    """The bodies a page is prepared in; `API` is the project's document at /pypi/<project>/json."""

    HTML = "html"
    JSON = "json"
    API = "api"


class Coding(StrEnum):
    """The content codings (RFC 9110, 8.4.1) a body is kept in."""

    IDENTITY = "identity"
    GZIP = "gzip"
    ZSTD = "zstd"


class PreparedPage(NamedTuple):
    """A page as it goes over the wire.

    Args:
        content_type: Header value, at most 255 characters of ASCII.
        body: In its coding.
        etag: Strong validator without its quotation marks, at most 255 characters.
        serial: Index serial the page tells.
        modified_at: Unix seconds; a page that changes gets a greater one, though the second be the same.
    """

    content_type: str
    body: bytes
    etag: str
    serial: int
    modified_at: int = 0
    coding: Coding = Coding.IDENTITY

    @classmethod
    def of(
        cls,
        body: bytes,
        *,
        content_type: str,
        serial: int,
        modified_at: int = 0,
        coding: Coding = Coding.IDENTITY,
    ) -> "PreparedPage":
        """Return a page whose validator is derived from the body (128 bits of its SHA-256)."""
        return cls(content_type, body, hashlib.sha256(body).hexdigest()[:32], serial, modified_at, coding)


class FileRecord(NamedTuple):
    """What is needed to serve a file and to count its downloads.

    Args:
        metadata_sha256: Digest of the content to serve as metadata file, or empty for none.
        uploaded_at: Unix seconds.
    """

    sha256: str
    filename: str
    size_bytes: int
    project: NormalizedName
    version: str
    content_type: str = "application/octet-stream"
    metadata_sha256: str = ""
    uploaded_at: int = 0


@dataclass(frozen=True, slots=True)
class RootSnapshot:
    """The list of all projects as it goes over the wire, in a file that stays as it is while it is held.

    Args:
        etag, serial, modified_at: As of a page.
    """

    content_type: str
    coding: Coding
    etag: str
    serial: int
    modified_at: int
    file: OpenFile


def project_key(name: NormalizedName, representation: Representation) -> str:
    """Return the key of a project's page."""
    return f"simple/{name}/{representation}"


def release_key(name: NormalizedName, version: str) -> str:
    """Return the key of the first part of a release's document, by the spelling it is kept under."""
    return f"release/{name}/{version}"


def release_tail_key(name: NormalizedName) -> str:
    """Return the key of the part that the documents of all releases of a project share."""
    return f"release/{name}/"


NAMESPACES_KEY = "namespaces"
"""The key of the list of all namespaces."""


def namespace_key(name: NormalizedName) -> str:
    """Return the key of a namespace's page."""
    return f"namespace/{name}"


_CODING_LETTERS = {Coding.IDENTITY: b"p", Coding.GZIP: b"g", Coding.ZSTD: b"z"}


def page_key(key: str, coding: Coding = Coding.IDENTITY) -> bytes:
    """Return the stored key of a page in a coding."""
    return _CODING_LETTERS[coding] + key.encode()


def page_of_key(key: bytes) -> str | None:
    """Return what `page_key` was made of, in no coding; None for the key of something else."""
    return key[1:].decode() if key.startswith(b"p") else None


def file_key(sha256: str, filename: str) -> bytes:
    """Return the stored key of a file; ValueError if `sha256` is not hexadecimal."""
    return b"f" + bytes.fromhex(sha256) + filename.encode()


def file_of_key(key: bytes) -> tuple[str, str] | None:
    """Return digest and name of a file's stored key; None for the key of something else."""
    return (key[1:33].hex(), key[33:].decode()) if key.startswith(b"f") else None


def pack_page(page: PreparedPage) -> bytes:
    """Return the stored form."""
    content_type, etag = page.content_type.encode("ascii"), page.etag.encode("ascii")
    head = _PAGE_HEAD.pack(page.serial, page.modified_at, len(content_type), len(etag))
    return b"".join([head, content_type, etag, page.body])


def unpack_page(value: memoryview, coding: Coding = Coding.IDENTITY) -> PreparedPage:
    """Return the page of a stored form, found under the key of this coding."""
    serial, modified_at, type_size, etag_size = _PAGE_HEAD.unpack_from(value)
    end = _PAGE_HEAD.size + type_size + etag_size
    texts = str(value[_PAGE_HEAD.size : end], "ascii")
    body = bytes(value[end:])
    return PreparedPage(texts[:type_size], body, texts[type_size:], serial, modified_at, coding)


UNPACK_PAGE = {coding: partial(unpack_page, coding=coding) for coding in Coding}
"""By coding: what returns the page of a stored form found under the key of that coding."""


def page_validator(value: memoryview) -> tuple[str, str]:
    """Return content type and entity tag of a page's stored form."""
    _, _, *sizes = _PAGE_HEAD.unpack_from(value)
    (content_type, etag), _ = _texts(value, _PAGE_HEAD.size, sizes)
    return content_type, etag


def pack_file(record: FileRecord) -> bytes:
    """Return the stored form; digest and name are in the key."""
    texts = [text.encode() for text in (record.project, record.version, record.content_type)]
    metadata = bytes.fromhex(record.metadata_sha256) or _NO_METADATA
    head = _FILE_HEAD.pack(record.size_bytes, record.uploaded_at, metadata, *map(len, texts))
    return b"".join([head, *texts])


def unpack_file(value: memoryview, *, sha256: str, filename: str) -> FileRecord:
    """Return the record of a stored form, found under this digest and name."""
    size_bytes, uploaded_at, metadata, *sizes = _FILE_HEAD.unpack_from(value)
    (project, version, content_type), _ = _texts(value, _FILE_HEAD.size, sizes)
    return FileRecord(
        sha256=sha256,
        filename=filename,
        size_bytes=size_bytes,
        project=NormalizedName(project),  # it was one when it was stored
        version=version,
        content_type=content_type,
        metadata_sha256="" if metadata == _NO_METADATA else metadata.hex(),
        uploaded_at=uploaded_at,
    )


def _texts(value: memoryview, offset: int, sizes: list[int]) -> tuple[list[str], int]:
    """Return the texts of these sizes that begin at `offset`, and the offset after the last."""
    texts = []
    for size in sizes:
        texts.append(str(value[offset : offset + size], "utf-8"))
        offset += size
    return texts, offset
