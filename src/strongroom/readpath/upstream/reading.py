"""An upstream's page of a project as values, whichever form it came in.

Sources: PEP 503 and 691 with all that was added to them (see `rules.pages`). What is read is somebody
else's word: what has not the form it must have is left out, file by file. Left out are also files

* without a SHA-256, because nobody could tell whether they are the right ones;
* whose names are not those of files of this project, so that a page offers nothing under a foreign name.

A metadata file is offered if the upstream announces its SHA-256.
"""

import json
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from strongroom.foundation.names import NormalizedName, is_valid_name, normalize
from strongroom.readpath.rules.pages import FileEntry, ProjectPage, ProjectStatus
from strongroom.readpath.upstream.client import PageAnswer
from strongroom.readpath.upstream.errors import faulty
from strongroom.readpath.upstream.filenames import readings, version_of

_SHA256 = re.compile(r"[0-9a-f]{64}")
_FILENAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+!-]{0,240}", re.ASCII)
_MAX_NUMBER = 2**53
"""From here on JSON numbers are not exact everywhere."""
_JSON_TYPE = re.compile(r"application/(?:vnd\.pypi\.simple\.\w+\+)?json")


UNKNOWN_SIZE = 0
UNKNOWN_TIME = datetime(1970, 1, 1, tzinfo=UTC)
"""What stands in a file's entry where the upstream says nothing; see `UpstreamPage.is_detailed`."""


@dataclass(frozen=True, slots=True)
class UpstreamPage:
    """A project as an upstream shows it.

    Args:
        addresses: Where the upstream has each file, by file name.
    """

    page: ProjectPage
    addresses: Mapping[str, str]

    @property
    def is_detailed(self) -> bool:
        """Size and upload time of every file are known, as PEP 700 wants them; HTML has neither."""
        return all(
            entry.size_bytes != UNKNOWN_SIZE and entry.uploaded_at != UNKNOWN_TIME
            for entry in self.page.files
        )


@dataclass(frozen=True, slots=True)
class _Listed:
    """A file as a page lists it, in the words of PEP 691; nothing but the address is checked yet."""

    filename: object
    url: str
    sha256: object
    requires_python: object = None
    metadata: object = None
    yanked: object = False
    size: object = None
    uploaded: object = None


@dataclass(slots=True)
class _Said:
    """What a page says of a project as a whole, and its files."""

    files: list[_Listed] = field(default_factory=list)
    versions: list[str] = field(default_factory=list)
    status: object = None
    status_reason: object = None
    serial: object = 0


def read_page(answer: PageAnswer, name: NormalizedName) -> UpstreamPage:
    """Return the project that a page shows.

    Raises:
        UpstreamFaulty: if it is no page of this project.
    """
    kind = answer.content_type.partition(";")[0].strip().lower()
    try:
        text = answer.body.decode()
        said = _said_in_json(text, answer.url, name) if _JSON_TYPE.fullmatch(kind) else None
        if kind in {"text/html", "application/vnd.pypi.simple.v1+html"}:
            said = _Html(text, answer.url).said
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise faulty("The page of the project cannot be read.") from error
    if said is None:
        raise faulty("The page of the project is neither JSON nor HTML.")
    return _page(said, name)


def _said_in_json(text: str, url: str, name: NormalizedName) -> _Said:
    page = json.loads(text)
    if not str(page["meta"]["api-version"]).startswith("1.") or not _is_name_of(page["name"], name):
        raise ValueError("a page of another version, or of another project")
    status = page.get("project-status") or {}
    return _Said(
        files=[_listed_in_json(file, url) for file in page["files"]],
        versions=[_text(version) for version in page.get("versions") or ()],
        status=status.get("status"),
        status_reason=status.get("reason"),
        serial=page["meta"].get("_last-serial"),
    )


def _is_name_of(raw_name: str, name: NormalizedName) -> bool:
    return is_valid_name(raw_name) and normalize(raw_name) == name


def _listed_in_json(file: Mapping[str, Any], url: str) -> _Listed:
    metadata = file.get("core-metadata", file.get("dist-info-metadata"))
    return _Listed(
        filename=file.get("filename"),
        url=_address(url, file.get("url")),
        sha256=file["hashes"].get("sha256"),
        requires_python=file.get("requires-python"),
        metadata=metadata.get("sha256") if isinstance(metadata, dict) else None,
        yanked=file.get("yanked", False),
        size=file.get("size"),
        uploaded=file.get("upload-time"),
    )


def _address(base: str, given: object) -> str:
    """Return where a link leads, or an empty text if that is not the web."""
    link = _text(given)
    try:
        address = urljoin(base, link)
        is_web = urlsplit(address).scheme in {"http", "https"}
    except ValueError:
        return ""
    return address if link and is_web else ""


class _Html(HTMLParser):
    """Reads the links and the meta elements of a page."""

    def __init__(self, text: str, url: str) -> None:
        super().__init__()
        self.said = _Said()
        self._base = url
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take note of what an element says."""
        given = dict(attrs)
        href = given.get("href")
        if tag == "base" and href:
            self._base = _address(self._base, href) or self._base
        elif tag == "a" and href:
            self.said.files.append(_listed_in_html(_address(self._base, href), given))
        elif tag == "meta" and given.get("name") == "pypi:project-status":
            self.said.status = given.get("content")
        elif tag == "meta" and given.get("name") == "pypi:project-status-reason":
            self.said.status_reason = given.get("content")


def _listed_in_html(href: str, given: Mapping[str, str | None]) -> _Listed:
    url, fragment = urldefrag(href)
    metadata = given.get("data-core-metadata", given.get("data-dist-info-metadata"))
    return _Listed(
        filename=unquote(urlsplit(url).path.rpartition("/")[2]),
        url=url,
        sha256=fragment.removeprefix("sha256="),
        requires_python=given.get("data-requires-python"),
        metadata=(metadata or "").removeprefix("sha256="),
        yanked=(given["data-yanked"] or True) if "data-yanked" in given else False,
    )


def _page(said: _Said, name: NormalizedName) -> UpstreamPage:
    found = [(entry, listed.url) for listed in said.files if (entry := _entry(listed, name))]
    addresses: dict[str, str] = {}
    entries = []
    for entry, url in found:
        if entry.filename not in addresses:
            addresses[entry.filename] = url
            entries.append(entry)
    page = ProjectPage(
        name=name,
        display_name=name,
        serial=_number(said.serial),
        versions=_versions(said.versions, entries, name),
        files=tuple(entries),
        status=_status(said.status),
        status_reason=_text(said.status_reason),
    )
    return UpstreamPage(page, addresses)


def _entry(listed: _Listed, name: NormalizedName) -> FileEntry | None:
    """Return the file, or None if it is left out."""
    filename, sha256 = listed.filename, _digest(listed.sha256)
    if not isinstance(filename, str) or not _FILENAME.fullmatch(filename) or not sha256:
        return None
    if not listed.url or name not in (reading.project for reading in readings(filename)):
        return None
    return FileEntry(
        filename=filename,
        sha256=sha256,
        size_bytes=_number(listed.size) or UNKNOWN_SIZE,
        uploaded_at=_instant(listed.uploaded),
        requires_python=_text(listed.requires_python),
        metadata_sha256=_digest(listed.metadata),
        yanked=_yanked(listed.yanked),
    )


def _digest(given: object) -> str:
    lowered = given.lower() if isinstance(given, str) else ""
    return lowered if _SHA256.fullmatch(lowered) else ""


def _number(given: object) -> int:
    """Return a number above zero that fits everywhere, or zero."""
    if not isinstance(given, int) or isinstance(given, bool):
        return 0
    return given if 0 < given < _MAX_NUMBER else 0


def _text(given: object) -> str:
    """Return a text that can be written down, or an empty one: JSON may hold halves of characters."""
    with suppress(UnicodeEncodeError):
        if isinstance(given, str):
            given.encode()
            return given
    return ""


def _instant(given: object) -> datetime:
    """Return an upload time; PEP 700 has them in UTC."""
    try:
        at = datetime.fromisoformat(given) if isinstance(given, str) else UNKNOWN_TIME
        at = at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return UNKNOWN_TIME
    return max(at, UNKNOWN_TIME)


def _yanked(given: object) -> str | bool:
    return _text(given) or bool(given)


def _status(given: object) -> ProjectStatus:
    """Return the status of PEP 792; one that is not known yet does not forbid anything."""
    return next((status for status in ProjectStatus if status == given), ProjectStatus.ACTIVE)


def _versions(said: list[str], entries: list[FileEntry], name: NormalizedName) -> tuple[str, ...]:
    """Return the versions a page names, and those of its files, each once."""
    of_files = [version_of(entry.filename, name) for entry in entries]
    return tuple(dict.fromkeys(version for version in [*said, *of_files] if version))
