"""What the page store holds, and its form as bytes.

Keys begin with a letter for their kind: `p` + text for pages, `f` + 32 bytes of digest + file name
for files, `s` for the serial. Values begin with a fixed head of sizes and numbers (little-endian),
followed by the parts one after another. The store is made anew when the form changes, so there is
no version in it.
"""

import hashlib
import struct
from dataclasses import dataclass
from enum import StrEnum

from strongroom.foundation.names import NormalizedName

_PAGE_HEAD = struct.Struct("<QBB")
_FILE_HEAD = struct.Struct("<Q32sHHH")
_NO_METADATA = bytes(32)


class Representation(StrEnum):
    """The bodies a simple page is prepared in."""

    HTML = "html"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class PreparedPage:
    """A page as it goes over the wire.

    Args:
        content_type: Header value, at most 255 characters.
        etag: Strong validator without its quotation marks, at most 255 characters.
        serial: Index serial the page tells.
    """

    content_type: str
    body: bytes
    etag: str
    serial: int

    @classmethod
    def of(cls, body: bytes, *, content_type: str, serial: int) -> "PreparedPage":
        """Return a page whose validator is derived from the body (128 bits of its SHA-256)."""
        return cls(content_type, body, hashlib.sha256(body).hexdigest()[:32], serial)


@dataclass(frozen=True, slots=True)
class FileRecord:
    """What is needed to serve a file and to count its downloads.

    Args:
        metadata_sha256: Digest of the content to serve as metadata file, or empty for none.
    """

    sha256: str
    filename: str
    size_bytes: int
    project: NormalizedName
    version: str
    content_type: str = "application/octet-stream"
    metadata_sha256: str = ""


def page_key(key: str) -> bytes:
    """Return the stored key of a page."""
    return b"p" + key.encode()


def file_key(sha256: str, filename: str) -> bytes:
    """Return the stored key of a file; ValueError if `sha256` is not hexadecimal."""
    return b"f" + bytes.fromhex(sha256) + filename.encode()


def pack_page(page: PreparedPage) -> bytes:
    """Return the stored form."""
    content_type, etag = page.content_type.encode(), page.etag.encode()
    head = _PAGE_HEAD.pack(page.serial, len(content_type), len(etag))
    return b"".join([head, content_type, etag, page.body])


def unpack_page(value: memoryview) -> PreparedPage:
    """Return the page of a stored form."""
    serial, *sizes = _PAGE_HEAD.unpack_from(value)
    (content_type, etag), end = _texts(value, _PAGE_HEAD.size, sizes)
    return PreparedPage(content_type, bytes(value[end:]), etag, serial)


def pack_file(record: FileRecord) -> bytes:
    """Return the stored form; digest and name are in the key."""
    texts = [text.encode() for text in (record.project, record.version, record.content_type)]
    metadata = bytes.fromhex(record.metadata_sha256) or _NO_METADATA
    return b"".join([_FILE_HEAD.pack(record.size_bytes, metadata, *map(len, texts)), *texts])


def unpack_file(value: memoryview, *, sha256: str, filename: str) -> FileRecord:
    """Return the record of a stored form, found under this digest and name."""
    size_bytes, metadata, *sizes = _FILE_HEAD.unpack_from(value)
    (project, version, content_type), _ = _texts(value, _FILE_HEAD.size, sizes)
    return FileRecord(
        sha256=sha256,
        filename=filename,
        size_bytes=size_bytes,
        project=NormalizedName(project),  # it was one when it was stored
        version=version,
        content_type=content_type,
        metadata_sha256="" if metadata == _NO_METADATA else metadata.hex(),
    )


def _texts(value: memoryview, offset: int, sizes: list[int]) -> tuple[list[str], int]:
    """Return the texts of these sizes that begin at `offset`, and the offset after the last."""
    texts = []
    for size in sizes:
        texts.append(str(value[offset : offset + size], "utf-8"))
        offset += size
    return texts, offset
