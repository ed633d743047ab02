"""Releases with their files, as the pages show them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from strongroom.catalog.queries import FileRecord, ReleaseRecord, list_files
from strongroom.foundation.names import NormalizedName
from strongroom.interfaces.web.projects.file_kinds import kind_words
from strongroom.interfaces.web.wording import actor_words
from strongroom.readpath.queries import file_url


@dataclass(frozen=True, slots=True)
class ShownFile:
    """One file (`components/file.html`)."""

    filename: str
    url: str
    size_bytes: int
    uploaded_at: datetime
    kind: str
    sha256: str
    yanked_reason: str | None
    metadata_url: str
    attested: bool = False


@dataclass(frozen=True, slots=True)
class ShownRelease:
    """A release with its files."""

    version: str
    released_at: datetime
    published_by: str
    requires_python: str
    yanked: bool
    yanked_reason: str
    prerelease: bool
    files: tuple[ShownFile, ...]


def shown_releases(name: NormalizedName, releases: Collection[ReleaseRecord]) -> list[ShownRelease]:
    """Return these releases of a project in their order, each with its files."""
    files: dict[str, list[ShownFile]] = {}
    for file in list_files(name):
        files.setdefault(file.version, []).append(_shown_file(file))
    return [_shown_release(release, files.get(release.version, [])) for release in releases]


def links_of(metadata: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the links that a release names, by label; only web addresses, so that none can carry a script."""
    urls = dict(metadata.get("project_urls") or ())
    named = [
        *urls.items(),
        ("Homepage", metadata.get("home_page")),
        ("Download", metadata.get("download_url")),
    ]
    found: dict[str, str] = {}
    for label, url in named:
        if url and urlsplit(url).scheme in {"http", "https"} and url not in found.values():
            found.setdefault(label, url)
    return list(found.items())


def license_of(metadata: Mapping[str, Any]) -> str:
    """Return the license in few words: the expression, or the first line of what is said instead."""
    said = metadata.get("license_expression") or metadata.get("license") or ""
    return str(said).strip().partition("\n")[0][:100]


def _shown_release(release: ReleaseRecord, files: list[ShownFile]) -> ShownRelease:
    return ShownRelease(
        version=release.version,
        released_at=release.created_at,
        published_by=actor_words(release.published_by),
        requires_python=release.requires_python,
        yanked=release.yanked_at is not None,
        yanked_reason=release.yanked_reason,
        prerelease=release.parsed.is_prerelease,
        files=tuple(files),
    )


def _shown_file(file: FileRecord) -> ShownFile:
    url = file_url(file.sha256, file.filename)
    return ShownFile(
        filename=file.filename,
        url=url,
        size_bytes=file.size_bytes,
        uploaded_at=file.uploaded_at,
        kind=kind_words(file.filename, file.filetype),
        sha256=file.sha256,
        yanked_reason=file.yanked_reason if file.yanked else None,
        metadata_url=f"{url}.metadata" if file.metadata_sha256 else "",
    )
