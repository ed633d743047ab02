"""Answers `/packages/<aa>/<bb>/<rest of the digest>/<file name>` with kept contents, and counts downloads.

Content is served only where the store has a record for exactly this digest and file name; with
`.metadata` appended, the metadata file the record names. A download is one whole file handed over:
not a range, not HEAD, not metadata.
"""

import logging
import re
from functools import lru_cache, partial
from typing import NamedTuple

from strongroom.foundation import clock, user_agents
from strongroom.foundation.download_events import DownloadEvent
from strongroom.foundation.names import NormalizedName, is_valid_name, normalize
from strongroom.infra.eventlog import EventWriter
from strongroom.infra.storage.local import ContentStore
from strongroom.infra.storage.open_file import OpenFile
from strongroom.interfaces.simple import multipart
from strongroom.interfaces.simple.conditional import Outcome, evaluate, format_date, range_applies
from strongroom.interfaces.simple.messages import FilePart, Handler, Header, Request, Response
from strongroom.interfaces.simple.ranges import ByteRange, RangeNotSatisfiable, parse_ranges
from strongroom.interfaces.simple.responses import (
    COMMON_HEADERS,
    SURROGATE,
    not_ready,
    precondition_failed,
    repeatable,
    text_response,
)
from strongroom.readpath.store import FileRecord, PageStore

ROOT = "/packages/"

_PATH = re.compile(r"/packages/([0-9a-f]{2})/([0-9a-f]{2})/([0-9a-f]{60})/([^/]+)", re.DOTALL)
_METADATA_SUFFIX = ".metadata"
_FILE_HEADERS: tuple[Header, ...] = (
    ("Accept-Ranges", "bytes"),
    ("Cache-Control", "public, max-age=31536000, immutable"),
    *COMMON_HEADERS,
)
_KEPT_OPEN = 256
"""Contents that stay open for the next request. They never change, and whether one may still be served is
asked of the store first; but of one that was removed, the space is free only when it is closed."""

_log = logging.getLogger(__name__)


class _Offer(NamedTuple):
    """A content to send, of which file it is, and whether to send it is a download of that file."""

    sha256: str
    content_type: str
    record: FileRecord
    is_download: bool


class PackageFiles:
    """Distribution files and their metadata files.

    Args:
        on_absent: Asked for files of projects whose names are free here.
        kept_open: Contents that stay open for the next request; none where room is made for new ones.
    """

    def __init__(
        self,
        pages: PageStore,
        *,
        contents: ContentStore,
        events: EventWriter,
        on_absent: Handler | None = None,
        kept_open: int = _KEPT_OPEN,
    ) -> None:
        self._pages = pages
        self._open = lru_cache(kept_open)(contents.open)
        self._events = events
        self._on_absent = on_absent

    def answer(self, request: Request) -> Response | None:
        """Return the file of the path, or why there is none. Only for GET and HEAD."""
        match = _PATH.fullmatch(request.path)
        if match is None:
            return _not_found()
        offer = self._find("".join(match.group(1, 2, 3)), match[4])
        if offer is None:
            return self._answer_absent(request, match[4])
        outcome = evaluate(request.headers, etag=offer.sha256, modified_at=offer.record.uploaded_at)
        if outcome is Outcome.NOT_MODIFIED:
            return Response("304 Not Modified", _kept_headers(offer))
        if outcome is Outcome.FAILED:
            return precondition_failed()
        try:
            file = self._open(offer.sha256)
        except FileNotFoundError:
            _log.error("content %s is offered and not kept", offer.sha256)
            return _content_missing()
        return self._send(request, offer, file)

    def _find(self, sha256: str, filename: str) -> _Offer | None:
        is_metadata = filename.endswith(_METADATA_SUFFIX)
        record = self._pages.get_file(sha256, filename.removesuffix(_METADATA_SUFFIX))
        if record is None:
            return None
        if not is_metadata:
            return _Offer(sha256, record.content_type, record, is_download=True)
        if not record.metadata_sha256:
            return None
        return _Offer(record.metadata_sha256, "application/octet-stream", record, is_download=False)

    def _answer_absent(self, request: Request, filename: str) -> Response | None:
        if not self._pages.is_ready():
            return not_ready()
        name = _project_of(filename.removesuffix(_METADATA_SUFFIX))
        if self._on_absent is None or name is None or self._pages.owns(name):
            return _not_found()
        return self._on_absent(request)

    def _send(self, request: Request, offer: _Offer, file: OpenFile) -> Response:
        try:
            parts = _requested_parts(request, offer, file.size_bytes)
        except RangeNotSatisfiable as refusal:
            unsatisfied = ("Content-Range", f"bytes */{file.size_bytes}")
            return text_response("416 Range Not Satisfiable", refusal.message, unsatisfied)
        if parts:
            return _partial_response(offer, file, parts)
        headers = [("Content-Type", offer.content_type), ("Content-Length", str(file.size_bytes))]
        response = Response("200 OK", headers + _kept_headers(offer), (FilePart(file, 0, file.size_bytes),))
        if offer.is_download and request.method == "GET":
            response.before_last = partial(self._note, offer.record, request.header("user-agent"))
        return response

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
            system=client.system,
        )
        try:
            self._events.append(event.to_line())
        except OSError:
            # A full disk costs a count, not an installation.
            _log.exception("a download of %s could not be noted", record.filename)


def find_record(pages: PageStore, path: str) -> FileRecord | None:
    """Return the file that is offered at this path, itself or its metadata file."""
    match = _PATH.fullmatch(path)
    if match is None:
        return None
    return pages.get_file("".join(match.group(1, 2, 3)), match[4].removesuffix(_METADATA_SUFFIX))


def _requested_parts(request: Request, offer: _Offer, size_bytes: int) -> tuple[ByteRange, ...]:
    """Return the ranges to send, none for the whole. Only GET has ranges (RFC 9110 section 14.2)."""
    header = request.header("range")
    if not header or request.method != "GET":
        return ()
    condition = request.header("if-range")
    if not range_applies(condition, etag=offer.sha256, modified_at=offer.record.uploaded_at):
        return ()
    return parse_ranges(header, size_bytes)


def _partial_response(offer: _Offer, file: OpenFile, parts: tuple[ByteRange, ...]) -> Response:
    status, kept = "206 Partial Content", _kept_headers(offer)
    if len(parts) == 1:
        (part,) = parts
        headers = [
            ("Content-Type", offer.content_type),
            ("Content-Length", str(part.length)),
            ("Content-Range", part.content_range),
        ]
        return Response(status, headers + kept, (FilePart(file, part.first, part.length),))
    # No file holds its own digest, so the digest can stand between its parts.
    boundary = offer.sha256
    body = multipart.body(file, parts, part_type=offer.content_type, boundary=boundary)
    headers = [
        ("Content-Type", multipart.content_type(boundary)),
        ("Content-Length", str(multipart.length_of(body))),
    ]
    return Response(status, headers + kept, body)


def _kept_headers(offer: _Offer) -> list[Header]:
    """Return what a whole file, a part of it and 304 have in common."""
    return [
        ("ETag", f'"{offer.sha256}"'),
        ("Last-Modified", format_date(offer.record.uploaded_at)),
        (SURROGATE, f"file/{offer.sha256} project/{offer.record.project}"),
        *_FILE_HEADERS,
    ]


def _project_of(filename: str) -> NormalizedName | None:
    """Return the project that a file name speaks of: only version and tags follow in a wheel's, a version in others."""
    stem = filename.removesuffix(".tar.gz").removesuffix(".zip")
    raw_name = stem.partition("-")[0] if stem == filename else stem.rpartition("-")[0]
    return normalize(raw_name) if is_valid_name(raw_name) else None


def _not_found() -> Response:
    return repeatable(
        text_response(
            "404 Not Found",
            "No file is offered at this address. Look for its present one on the page of its project "
            "under /simple/; files that were withdrawn have none.",
        )
    )


def _content_missing() -> Response:
    return text_response(
        "503 Service Unavailable",
        "This file is offered, but its content is missing here. Try again later; if it stays missing, tell "
        "the operators of this index.",
        ("Retry-After", "60"),
    )
