"""Logs with one JSON object a line: our own events, and what CDNs and proxies write under names of all sorts."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
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
"""Keys under which each thing is looked for; the first that is there and says something holds it."""

_SOUGHT = (_TIMES, _METHODS, _STATUSES, _PATHS, _PROJECTS, _AGENTS)
_WHITESPACE = b" \t\r\n"
"""Of JSON (RFC 8259, section 2)."""
_OBJECT = re.compile(rb'\{[ \t]*"')
"""How one begins that says anything. What syslog writes before it may have braces of its own."""
_SHORTEST = len(b'{"at":20261123}')
"""Of lines that say when. Shorter ones, such as blank ones, are not even looked at: there may be millions of them."""
_EVENT = re.compile(rb"^\{.{99,}", re.MULTILINE)
"""A line that may be one of our own events, whose keys alone are as long."""
_LAYOUTS = 256
"""Sets of keys that are remembered: most logs have one or two."""

_DOWNLOADED = (200, "200", None)
"""Statuses of downloads: as a number or a text, or of a line that has none."""
_NO_FILES = (".metadata", ".asc", ".sig", ".provenance")


def event_rows(block: bytes) -> list[Row]:
    """Return the rows of lines of Strongroom's own event log, which writes nothing before an object."""
    events = map(DownloadEvent.from_line, _EVENT.findall(block))
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
    decode = json.JSONDecoder().raw_decode
    for line in block.split(b"\n"):
        begin = _OBJECT.search(line) if len(line) >= _SHORTEST else None
        if begin is None:
            continue
        try:
            text = line[begin.start() :].rstrip(_WHITESPACE).decode("utf-8", "surrogatepass")
            fields, end = decode(text)
        except (ValueError, RecursionError):
            continue
        if end < len(text):
            continue
        if None in fields.values():
            fields = {key: value for key, value in fields.items() if value is not None}
        # No key is None: what a line does not tell is None, too.
        time, *told = map(fields.get, _keys_in(tuple(fields)))
        day = utc_day(str(time)) or _day_told_otherwise(fields)
        if day:
            yield _row(day.isoformat().encode(), *told)


def _day_told_otherwise(fields: Mapping[str, Any]) -> date | None:
    """Return the day of a line whose first time is none: it has the day beside the time of day, or another time is one."""
    told = [
        f"{fields.get('date')}T{fields.get('time')}",
        *(str(fields[key]) for key in _TIMES if key in fields),
    ]
    return next((day for text in told if (day := utc_day(text))), None)


@lru_cache(_LAYOUTS)
def _keys_in(keys: tuple[str, ...]) -> tuple[str | None, ...]:
    """Return under which of these keys each thing that is sought stands, None for what is not there."""
    return tuple(next((key for key in names if key in keys), None) for names in _SOUGHT)


def _row(day: bytes, *told: Any) -> Row:
    """Return the row of a line of that day. Where a line says no method or status, only downloads are logged there."""
    method, status, request, project, agent = told
    method = "GET" if method is None else method
    words = str(request or "").split(" ")
    if len(words) > 1:  # a request line: method, path, protocol
        method, *words = words
    path = words[0].partition("?")[0]
    if method != "GET" or status not in _DOWNLOADED or path.endswith(_NO_FILES):
        return NO_DOWNLOAD
    return day, _bytes(path), _bytes(project or (path if "/packages/" in path else "")), _bytes(agent)


def _bytes(value: object) -> bytes:
    return value.encode("utf-8", "replace") if isinstance(value, str) else b""
