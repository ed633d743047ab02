"""Answers `/packages/<aa>/<bb>/<rest of the digest>/<file name>` with kept contents, and counts downloads.

Content is served only where the store has a record for exactly this digest and file name; with
`.metadata` appended, the metadata file the record names. A download is one whole file handed over:
not a range, not HEAD, not metadata.
"""

import logging
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import BinaryIO
from wsgiref.types import WSGIEnvironment

from strongroom.foundation import clock, user_agents
from strongroom.foundation.download_events import DownloadEvent
from strongroom.infra.eventlog import EventWriter
from strongroom.infra.storage.local import ContentStore
from strongroom.interfaces.simple.conditional import is_current, range_applies
from strongroom.interfaces.simple.file_blocks import BLOCK_BYTES, FileBlocks
from strongroom.interfaces.simple.ranges import ByteRange, RangeNotSatisfiable, parse_range
from strongroom.interfaces.simple.responses import COMMON_HEADERS, Response, not_modified, text_response
from strongroom.readpath.store import FileRecord, PageStore

ROOT = "/packages/"

_PATH = re.compile(r"/packages/([0-9a-f]{2})/([0-9a-f]{2})/([0-9a-f]{60})/([^/]+)", re.DOTALL)
_METADATA_SUFFIX = ".metadata"
_FILE_HEADERS = (
    ("Accept-Ranges", "bytes"),
    ("Cache-Control", "public, max-age=31536000, immutable"),
    *COMMON_HEADERS,
)

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Offer:
    """A content to send, and the file whose download that is; None for metadata."""

    sha256: str
    content_type: str
    downloads: FileRecord | None


class PackageFiles:
    """Distribution files and their metadata files."""

    def __init__(self, pages: PageStore, contents: ContentStore, events: EventWriter) -> None:
        self._pages = pages
        self._contents = contents
        self._events = events

    def answer(self, environ: WSGIEnvironment, path: str) -> Response:
        """Return the file of `path`, or why there is none. Only for GET and HEAD."""
        offer = self._find(path)
        if offer is None:
            return _not_found()
        if is_current(environ.get("HTTP_IF_NONE_MATCH", ""), offer.sha256):
            return not_modified(_headers(offer))
        try:
            file = self._contents.open(offer.sha256)
        except FileNotFoundError:
            _log.error("content %s is offered and not kept", offer.sha256)
            return _content_missing()
        return self._send(environ, offer, file)

    def _find(self, path: str) -> _Offer | None:
        match = _PATH.fullmatch(path)
        if match is None:
            return None
        sha256, filename = "".join(match.group(1, 2, 3)), match[4]
        wants_metadata = filename.endswith(_METADATA_SUFFIX)
        record = self._pages.get_file(sha256, filename.removesuffix(_METADATA_SUFFIX))
        if record is None:
            return None
        if not wants_metadata:
            return _Offer(sha256, record.content_type, record)
        if not record.metadata_sha256:
            return None
        return _Offer(record.metadata_sha256, "application/octet-stream", None)

    def _send(self, environ: WSGIEnvironment, offer: _Offer, file: BinaryIO) -> Response:
        size_bytes = file.seek(0, 2)
        try:
            part = _requested_part(environ, offer, size_bytes)
        except RangeNotSatisfiable as refusal:
            file.close()
            unsatisfied = ("Content-Range", f"bytes */{size_bytes}")
            return text_response("416 Range Not Satisfiable", refusal.message, unsatisfied)
        if part is not None:
            headers = [("Content-Range", part.content_range), *_headers(offer, part.length)]
            return Response("206 Partial Content", headers, FileBlocks(file, part.first, part.length))
        headers = _headers(offer, size_bytes)
        if environ["REQUEST_METHOD"] == "HEAD":
            file.close()
            return Response("200 OK", headers)
        return Response("200 OK", headers, self._whole(environ, offer, file, size_bytes))

    def _whole(
        self, environ: WSGIEnvironment, offer: _Offer, file: BinaryIO, size_bytes: int
    ) -> Iterable[bytes]:
        """Return the body of a whole file; at its end, as near as can be told, the download is noted."""
        user_agent = environ.get("HTTP_USER_AGENT", "")

        def note_download() -> None:
            if offer.downloads is not None:
                self._note(offer.downloads, user_agent)

        wrapper: Callable[[BinaryIO, int], Iterable[bytes]] | None = environ.get("wsgi.file_wrapper")
        if wrapper is None:
            return FileBlocks(file, 0, size_bytes, before_last=note_download)
        file.seek(0)
        note_download()
        return wrapper(file, BLOCK_BYTES)

    def _note(self, record: FileRecord, user_agent: str) -> None:
        client = user_agents.parse(user_agent)
        event = DownloadEvent(
            at=clock.now(),
            filename=record.filename,
            project=record.project,
            version=record.version,
            installer=client.installer,
            installer_version=client.installer_version,
            python_version=client.python_version,
        )
        try:
            self._events.append(event.to_line())
        except OSError:
            # A full disk costs a count, not an installation.
            _log.exception("a download of %s could not be noted", record.filename)


def _requested_part(environ: WSGIEnvironment, offer: _Offer, size_bytes: int) -> ByteRange | None:
    """Return the range to send, None for the whole. Only GET has ranges (RFC 9110 section 14.2)."""
    header = environ.get("HTTP_RANGE", "")
    if not header or environ["REQUEST_METHOD"] != "GET":
        return None
    if not range_applies(environ.get("HTTP_IF_RANGE", ""), offer.sha256):
        return None
    return parse_range(header, size_bytes)


def _headers(offer: _Offer, length: int | None = None) -> list[tuple[str, str]]:
    size = [] if length is None else [("Content-Length", str(length))]
    return [("Content-Type", offer.content_type), *size, ("ETag", f'"{offer.sha256}"'), *_FILE_HEADERS]


def _not_found() -> Response:
    return text_response(
        "404 Not Found",
        "No file is offered at this address. Look for its present one on the page of its project "
        "under /simple/; files that were withdrawn have none.",
    )


def _content_missing() -> Response:
    return text_response(
        "503 Service Unavailable",
        "This file is offered, but its content is missing here. Try again later; if it stays missing, tell "
        "the operators of this index.",
        ("Retry-After", "60"),
    )
