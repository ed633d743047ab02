"""Logs with one JSON object a line: our own events, and what CDNs and proxies write under names of all sorts."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from strongroom.downloads.rules.log_days import utc_day
from strongroom.downloads.rules.log_rows import NO_DOWNLOAD, Row
from strongroom.foundation.download_events import DownloadEvent

_TIMES = (
    "timestamp",
    "time",
    "@timestamp",
    "time_iso8601",
    "start_time",
    "EdgeStartTimestamp",
    "at",
    "ts",
    "date",
)
_PATHS = ("url", "path", "uri", "request_uri", "request_url", "ClientRequestURI", "filename", "request")
_PROJECTS = ("project", "project_name")
_METHODS = ("method", "request_method", "ClientRequestMethod")
_STATUSES = ("status", "status_code", "response_status", "EdgeResponseStatus")
_AGENTS = (
    "user_agent",
    "http_user_agent",
    "request_user_agent",
    "userAgent",
    "ClientRequestUserAgent",
    "agent",
)
"""Keys under which each thing is looked for; the first that is there holds it."""

_NO_FILES = (".metadata", ".asc", ".sig", ".provenance")


def event_rows(block: bytes) -> list[Row]:
    """Return the rows of lines of Strongroom's own event log."""
    events = map(DownloadEvent.from_line, block.split(b"\n"))
    return [
        (
            event.at.date().isoformat().encode(),
            event.filename.encode("utf-8", "replace"),
            event.project.encode(),
            _agent(event).encode("utf-8", "replace"),
        )
        for event in events
        if event is not None
    ]


def _agent(event: DownloadEvent) -> str:
    """Return a header that says the same of the client."""
    return (
        f"{event.installer}/{event.installer_version or '-'} Python/{event.python_version} ({event.system})"
    )


def json_rows(block: bytes) -> list[Row]:
    """Return the rows of lines that hold a JSON object, at their end: before it stands what syslog writes."""
    return list(_json_rows(block))


def _json_rows(block: bytes) -> Iterator[Row]:
    for line in block.split(b"\n"):
        begin = line.find(b"{")
        if begin < 0:
            continue
        try:
            fields = json.loads(line[begin:])
        except (ValueError, RecursionError):
            continue
        day = _day(fields)
        if day:
            yield _row(fields, day)


def _row(fields: Mapping[str, Any], day: bytes) -> Row:
    """Return the row of a line of that day. Where a line says no method or status, only downloads are logged there."""
    method, status = _first(fields, _METHODS) or "GET", _first(fields, _STATUSES) or 200
    words = str(_first(fields, _PATHS) or "").split(" ")
    if len(words) > 1:  # a request line: method, path, protocol
        method, *words = words
    path = words[0].partition("?")[0]
    if method != "GET" or str(status) != "200" or path.endswith(_NO_FILES):
        return NO_DOWNLOAD
    project = _first(fields, _PROJECTS) or (path if "/packages/" in path else "")
    agent = _first(fields, _AGENTS)
    return day, _bytes(path), _bytes(project), _bytes(agent)


def _day(fields: Mapping[str, Any]) -> bytes:
    day = utc_day(str(_first(fields, _TIMES)))
    return day.isoformat().encode() if day else b""


def _first(fields: Mapping[str, Any], keys: tuple[str, ...]) -> Any:
    return next((fields[key] for key in keys if key in fields), None)


def _bytes(value: object) -> bytes:
    return value.encode("utf-8", "replace") if isinstance(value, str) else b""
