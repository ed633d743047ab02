"""The simple repository API's pages as bytes: what is known of a project in, HTML and JSON out.

Sources: PEP 503 (HTML), 592 (yank), 629 (version), 658 and 714 (metadata), 691 (JSON), 700 (sizes,
times, versions), 752 (namespaces), 792 (status), 833 (HTML frozen at 1.4). Left out on purpose: `tracks` (PEP 708 was
rejected), the key `dist-info-metadata` (PEP 714: installers stumbled over it), `gpg-sig`.

No key but `namespaces`, which installers do not read, is ever null: uv refuses such pages. Both forms say the same of a project; a property
test reads them back.
"""

import html
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import cached_property
from typing import Any
from urllib.parse import quote

from strongroom.foundation.names import NormalizedName

API_VERSION = "1.4"
"""Of both forms. HTML may never say more (PEP 833)."""

NAMESPACES_VERSION = "1.5"
"""Of JSON, on an index that has granted a namespace (PEP 752)."""

json_text = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
"""Returns a value as JSON without white space."""

HTML_CONTENT_TYPE = "text/html; charset=utf-8"
JSON_CONTENT_TYPE = "application/vnd.pypi.simple.v1+json"
"""Without parameters: mousebender compares the whole value."""


class ProjectStatus(StrEnum):
    """The states of PEP 792."""

    ACTIVE = "active"
    ARCHIVED = "archived"
    DEPRECATED = "deprecated"
    QUARANTINED = "quarantined"


@dataclass(frozen=True)
class FileEntry:
    """One wheel or source distribution. Its lines are made when they are first asked for, and stay with it.

    Args:
        sha256: Of the file, 64 lower-case hexadecimal digits.
        uploaded_at: Aware instant.
        requires_python: As in the metadata, or empty.
        metadata_sha256: Of the metadata file, or empty where none is offered.
        yanked: The reason, or True where none was given.
    """

    filename: str
    sha256: str
    size_bytes: int
    uploaded_at: datetime
    requires_python: str = ""
    metadata_sha256: str = ""
    yanked: str | bool = False

    def __post_init__(self) -> None:
        if self.yanked == "":
            raise ValueError("a yank without a reason is True, not an empty text")
        if self.uploaded_at.tzinfo is None:
            raise ValueError("an upload happens at an instant, not at a local time")

    @cached_property
    def url(self) -> str:
        """The file's address; see `file_url`."""
        return file_url(self.sha256, self.filename)

    @cached_property
    def in_json(self) -> str:
        """The file as pages in JSON tell it."""
        return _json_file(self)

    @cached_property
    def in_html(self) -> str:
        """The file as pages in HTML tell it."""
        return _html_file(self)


@dataclass(frozen=True, slots=True)
class NamespaceEntry:
    """A namespace in which the project's name lies; `owned`: the project is one of the namespace's owner."""

    name: NormalizedName
    owned: bool


@dataclass(frozen=True, slots=True)
class ProjectPage:
    """What the page of one project says.

    Args:
        display_name: As its maintainers spell it.
        serial: Journal entry of the project's last change.
        status_reason: Empty where none was given.
        versions: Normalized, each once; those of all files are among them.
        files: In the order shown, no file name twice. Of a quarantined project none is shown.
        namespaces: Widest first; None on an index that has granted none.
    """

    name: NormalizedName
    display_name: str
    serial: int
    versions: tuple[str, ...] = ()
    files: tuple[FileEntry, ...] = ()
    status: ProjectStatus = ProjectStatus.ACTIVE
    status_reason: str = ""
    namespaces: tuple[NamespaceEntry, ...] | None = None

    @property
    def offered_files(self) -> tuple[FileEntry, ...]:
        """The files that may be offered in this status (PEP 792)."""
        return () if self.status is ProjectStatus.QUARANTINED else self.files


@dataclass(frozen=True, slots=True)
class RootEntry:
    """One project in the list of all."""

    display_name: str
    name: NormalizedName
    serial: int


def file_url(sha256: str, filename: str) -> str:
    """Return a file's address on this host.

    It begins with /packages/ because bandersnatch mirrors no other, depends on nothing but the
    content and the name, and holds for ever. `+` and `!` are escaped so that clients which decode
    and encode again come to the same file.
    """
    return f"/packages/{sha256[:2]}/{sha256[2:4]}/{sha256[4:]}/{quote(filename, safe='')}"


def instant(at: datetime) -> str:
    """Return an instant with microseconds, in UTC (PEP 700)."""
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def project_json(page: ProjectPage) -> bytes:
    """Return the project's page in JSON."""
    status = {"status": page.status.value}
    if page.status_reason:
        status["reason"] = page.status_reason
    content: dict[str, Any] = {
        "meta": _meta(page.serial, namespaced=page.namespaces is not None),
        "name": page.name,
        "project-status": status,
        "versions": page.versions,
    }
    if page.namespaces is not None:
        content["namespaces"] = [{"name": one.name, "owned": one.owned} for one in page.namespaces] or None
    files = ",".join(entry.in_json for entry in page.offered_files)
    return f'{json_text(content)[:-1]},"files":[{files}]}}'.encode()


def root_json_line(entry: RootEntry) -> bytes:
    """Return one project's part of the list of all in JSON; a comma stands between two."""
    return _json_bytes({"name": entry.display_name, "_last-serial": entry.serial})


def root_json_frame(serial: int, *, namespaced: bool = False) -> tuple[bytes, bytes]:
    """Return what stands before and after the projects of the list in JSON, at an index serial.

    Args:
        namespaced: The index has granted a namespace.
    """
    whole = _json_bytes({"meta": _meta(serial, namespaced=namespaced), "projects": []})
    return whole[:-2], whole[-2:]


def project_html(page: ProjectPage) -> bytes:
    """Return the project's page in HTML."""
    head = [_meta_tag("pypi:project-status", page.status)]
    if page.status_reason:
        head.append(_meta_tag("pypi:project-status-reason", page.status_reason))
    before, after = _html_frame(f"Links for {page.display_name}", head, page.serial)
    return "".join([before, *(entry.in_html for entry in page.offered_files), after]).encode()


def root_html_line(entry: RootEntry) -> bytes:
    """Return one project's line of the list of all in HTML."""
    return _anchor(entry.display_name, {"href": f"/simple/{entry.name}/"}).encode()


def root_html_frame(serial: int) -> tuple[bytes, bytes]:
    """Return what stands before and after the lines of the list in HTML, at an index serial."""
    head, tail = _html_frame("Simple index", [], serial)
    return head.encode(), tail.encode()


def _meta(serial: int, *, namespaced: bool) -> dict[str, Any]:
    return {"api-version": NAMESPACES_VERSION if namespaced else API_VERSION, "_last-serial": serial}


def _json_file(entry: FileEntry) -> str:
    """Written by hand: with hundreds of files, dictionaries on the way to text take most of a page's time."""
    requires_python = entry.requires_python and f',"requires-python":{json_text(entry.requires_python)}'
    return (
        f'{{"filename":{json_text(entry.filename)},"url":{json_text(entry.url)},'
        f'"hashes":{{"sha256":{json_text(entry.sha256)}}},"size":{entry.size_bytes},'
        f'"upload-time":"{instant(entry.uploaded_at)}","core-metadata":{json_digest(entry.metadata_sha256)},'
        f'"yanked":{json_text(entry.yanked) if entry.yanked else "false"}{requires_python}}}'
    )


def json_digest(sha256: str) -> str:
    """Return in JSON the digest of something, or false where it is empty because there is no such thing."""
    return f'{{"sha256":{json_text(sha256)}}}' if sha256 else "false"


def _json_bytes(content: dict[str, Any]) -> bytes:
    return json_text(content).encode()


def _html_file(entry: FileEntry) -> str:
    attributes = {"href": f"{entry.url}#sha256={entry.sha256}"}
    if entry.requires_python:
        attributes["data-requires-python"] = entry.requires_python
    if entry.metadata_sha256:
        attributes["data-core-metadata"] = f"sha256={entry.metadata_sha256}"
    if entry.yanked is not False:
        attributes["data-yanked"] = "" if entry.yanked is True else entry.yanked
    return _anchor(entry.filename, attributes)


def _anchor(text: str, attributes: dict[str, str]) -> str:
    """One link on one line, without white space around its text: mousebender does not strip it."""
    written = "".join(f' {name}="{_escape(value)}"' for name, value in attributes.items())
    return f"<a{written}>{_escape(text)}</a><br>\n"


def _meta_tag(name: str, content: str) -> str:
    return f'<meta name="{name}" content="{_escape(content)}">'


def _escape(text: str) -> str:
    """Escape for text and quoted attributes; a bare carriage return would be read as a line feed."""
    return html.escape(text).replace("\r", "&#13;")


def _html_frame(title: str, head: list[str], serial: int) -> tuple[str, str]:
    """Return what stands before and after the lines of a page."""
    before = [
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
        _meta_tag("pypi:repository-version", API_VERSION),
        *head,
        f"<title>{_escape(title)}</title>\n</head>\n<body>\n<h1>{_escape(title)}</h1>\n",
    ]
    return "\n".join(before), f"</body>\n</html>\n<!--SERIAL {serial}-->\n"
