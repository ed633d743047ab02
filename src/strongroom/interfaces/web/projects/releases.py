"""Releases with their files, as the pages show them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from strongroom.catalog.queries import FileRecord, ReleaseRecord, list_files
from strongroom.foundation.names import NormalizedName
from strongroom.interfaces.web.projects.file_kinds import kind_words, tag_words
from strongroom.interfaces.web.projects.proofs import ShownProof, shown_proof
from strongroom.interfaces.web.wording import actor_words
from strongroom.readpath.queries import file_url


@dataclass(frozen=True, slots=True)
class ShownFile:
    """One file (`components/file.html`, `components/release_file.html`).

    Args:
        yanked_reason: None where it is not yanked; may be empty.
        metadata_url: Empty where there is no metadata file.
        tags: For which interpreters and systems it is, in the words of its name; empty for source.
        published_by: User name; the proof says with what.
    """

    filename: str
    url: str
    size_bytes: int
    uploaded_at: datetime
    kind: str
    sha256: str
    yanked_reason: str | None
    metadata_url: str
    blake2_256: str
    tags: str
    requires_python: str
    published_by: str
    proof: ShownProof


@dataclass(frozen=True, slots=True)
class ShownRelease:
    """A release with its files; a quarantined one has none to show."""

    version: str
    released_at: datetime
    published_by: str
    requires_python: str
    yanked: bool
    yanked_reason: str
    prerelease: bool
    quarantined: bool
    files: tuple[ShownFile, ...]

    @property
    def proof(self) -> ShownProof | None:
        """The proof that all its files have in common, with the same publisher; None where they differ."""
        common = {(file.published_by, file.proof) for file in self.files}
        return next(iter(common))[1] if len(common) == 1 else None


def shown_releases(
    releases: Iterable[ReleaseRecord], files: Mapping[str, Sequence[FileRecord]]
) -> list[ShownRelease]:
    """Return these releases in their order, each with its files.

    Args:
        files: Of the project, by version.
    """
    return [_shown_release(release, files.get(release.version, ())) for release in releases]


def files_by_version(name: NormalizedName) -> Mapping[str, Sequence[FileRecord]]:
    """Return the published files of a project."""
    files: dict[str, list[FileRecord]] = {}
    for file in list_files(name):
        files.setdefault(file.version, []).append(file)
    return files


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


def _shown_release(release: ReleaseRecord, files: Sequence[FileRecord]) -> ShownRelease:
    return ShownRelease(
        version=release.version,
        released_at=release.created_at,
        published_by=actor_words(release.published_by),
        requires_python=release.requires_python,
        yanked=release.yanked_at is not None,
        yanked_reason=release.yanked_reason,
        prerelease=release.parsed.is_prerelease,
        quarantined=release.quarantined_at is not None,
        files=tuple(_shown_file(file) for file in files),
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
        blake2_256=file.blake2_256,
        tags=tag_words(file.filename, file.filetype),
        requires_python=file.requires_python,
        published_by=file.uploaded_by.partition(":")[2],
        proof=shown_proof(file.proof),
    )
