"""The JSON API's documents as bytes: what is known of a project and its releases in, JSON out.

`/pypi/<project>/json` is one document. That of a version is sent in two parts, so that a change of
one release, or of the project's people, does not rewrite the documents of all versions: a head of
its own (`release_head`) and a tail that all versions of a project share (`release_tail`).

Source: PyPI's documentation of its JSON API, and what bandersnatch, Poetry and pip-audit read of it.
A key is never left out; what is not known is null. Counts of downloads, signatures and the like are
there with the fixed values that PyPI gives them since it keeps them no more.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from strongroom.foundation.names import NormalizedName
from strongroom.foundation.versions import canonical
from strongroom.readpath.rules.pages import FileEntry, instant, json_digest, json_text

CONTENT_TYPE = "application/json"

_TO_SECONDS = len("2026-01-31T23:59:59")

_NOT_COUNTED = -1
"""In place of every count of downloads; PyPI keeps the keys and counts no more."""


@dataclass(frozen=True)
class ReleaseFile:
    """A file with what the simple pages do not say of it. As an entry, it keeps its line.

    Args:
        packagetype: `sdist` or `bdist_wheel`.
        python_version: As the upload form says it, such as `py3` or `source`.
    """

    entry: FileEntry
    packagetype: str
    python_version: str
    md5: str
    blake2_256: str

    def in_json(self, origin: str) -> str:
        """Return the file as the documents of an index with this address tell it."""
        before, after = self._around_origin
        return f"{before}{json_text(origin)[1:-1]}{after}"

    @cached_property
    def _around_origin(self) -> tuple[str, str]:
        return _file(self)


@dataclass(frozen=True, slots=True)
class ReleaseDetails:
    """A version and what its first file said.

    Args:
        metadata: Core metadata fields by the names of `packaging.metadata.RawMetadata`; absent where empty.
        yanked: The reason, or True where none was given.
        files: By file name.
        vulnerabilities: Entries as they are shown; see `vulnerabilities.Advisory.entry`.
    """

    version: str
    summary: str
    requires_python: str
    metadata: Mapping[str, Any]
    yanked: str | bool
    files: tuple[ReleaseFile, ...]
    vulnerabilities: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class ProjectDetails:
    """What the documents of a project say of the project itself.

    Args:
        serial: Journal entry of its last change.
        people: (role, user name): `owner` or `maintainer`, of those who have a role of their own.
        origin: Public address of the index; all addresses in the documents begin with it.
        organization: The organization's name, where the project is one of an organization.
    """

    name: NormalizedName
    display_name: str
    serial: int
    people: tuple[tuple[str, str], ...]
    origin: str
    organization: str | None = None


def project_document(
    project: ProjectDetails, releases: Mapping[str, Sequence[ReleaseFile]], *, latest: ReleaseDetails
) -> bytes:
    """Return the document of a project: of all `releases`, by version, the files, of `latest` everything."""
    files = ",".join(
        f"{json_text(version)}:{_files(own, project.origin)}" for version, own in releases.items()
    )
    return f'{_head(project, latest)},{_tail(project)},"releases":{{{files}}}}}'.encode()


def release_head(project: ProjectDetails, release: ReleaseDetails) -> bytes:
    """Return the first part of a version's document: its own metadata, files and vulnerabilities."""
    return _head(project, release).encode()


def release_tail(project: ProjectDetails) -> bytes:
    """Return the second part of a version's document, the same for all versions."""
    return f",{_tail(project)}}}".encode()


def version_keys(versions: Iterable[str]) -> dict[str, str]:
    """Return the spelling under which each version (in PEP 440 normal form) is kept.

    `1.0.0` is found by every equal spelling because all have one canonical form, `1`. Where a project has
    published several equal versions, the shortest is kept under that form, the others under their own.
    """
    keys: dict[str, str] = {}
    taken: set[str] = set()
    for version in sorted(versions, key=len):
        form = canonical(version)
        keys[version] = version if form in taken else form
        taken.add(keys[version])
    return keys


def _head(project: ProjectDetails, release: ReleaseDetails) -> str:
    """Return the beginning of an object, up to a comma."""
    info, vulnerabilities = json_text(_info(project, release)), json_text(release.vulnerabilities)
    return (
        f'{{"info":{info},"urls":{_files(release.files, project.origin)},"vulnerabilities":{vulnerabilities}'
    )


def _tail(project: ProjectDetails) -> str:
    """Return members of an object, from after a comma up to the next one."""
    roles = [{"role": role.capitalize(), "user": user} for role, user in project.people]
    ownership = json_text({"roles": roles, "organization": project.organization})
    return f'"last_serial":{project.serial},"ownership":{ownership}'


def _info(project: ProjectDetails, release: ReleaseDetails) -> dict[str, Any]:
    said = release.metadata
    page = f"{project.origin}/project/{project.name}/"
    return {
        "name": project.display_name,
        "version": release.version,
        "summary": release.summary or None,
        "description": said.get("description", ""),
        "description_content_type": said.get("description_content_type"),
        "author": said.get("author"),
        "author_email": said.get("author_email"),
        "maintainer": said.get("maintainer"),
        "maintainer_email": said.get("maintainer_email"),
        "license": said.get("license"),
        "license_expression": said.get("license_expression"),
        "license_files": said.get("license_files"),
        "keywords": ",".join(said.get("keywords", ())) or None,
        "classifiers": said.get("classifiers", []),
        "platform": ",".join(said.get("platforms", ())) or None,
        "home_page": said.get("home_page"),
        "download_url": said.get("download_url"),
        "project_urls": _project_urls(said) or None,
        "requires_python": release.requires_python or None,
        "requires_dist": said.get("requires_dist"),
        "provides_extra": said.get("provides_extra"),
        "dynamic": said.get("dynamic"),
        "yanked": release.yanked is not False,
        "yanked_reason": _reason(yanked=release.yanked),
        "package_url": page,
        "project_url": page,
        "release_url": f"{page}{release.version}/",
        "bugtrack_url": None,
        "docs_url": None,
        "downloads": dict.fromkeys(("last_day", "last_week", "last_month"), _NOT_COUNTED),
    }


def _project_urls(said: Mapping[str, Any]) -> dict[str, str]:
    """Return the labeled addresses; the two that have fields of their own are among them under PyPI's labels."""
    own = {"Homepage": said.get("home_page"), "Download": said.get("download_url")}
    return {label: url for label, url in own.items() if url} | dict(said.get("project_urls", ()))


def _files(files: Iterable[ReleaseFile], origin: str) -> str:
    return f"[{','.join(file.in_json(origin) for file in files)}]"


def _file(file: ReleaseFile) -> tuple[str, str]:
    """Return what stands before the index's own address and after it; by hand, as the file's part of the simple page."""
    entry, md5, uploaded_at = file.entry, json_text(file.md5), instant(file.entry.uploaded_at)
    after = (
        f'{json_text(entry.url)[1:]},"size":{entry.size_bytes},"packagetype":{json_text(file.packagetype)},'
        f'"python_version":{json_text(file.python_version)},"digests":{{"md5":{md5},'
        f'"sha256":{json_text(entry.sha256)},"blake2b_256":{json_text(file.blake2_256)}}},"md5_digest":{md5},'
        f'"upload_time":"{uploaded_at[:_TO_SECONDS]}","upload_time_iso_8601":"{uploaded_at}",'
        f'"requires_python":{_or_null(entry.requires_python)},"yanked":{"true" if entry.yanked else "false"},'
        f'"yanked_reason":{_or_null(_reason(yanked=entry.yanked))},'
        f'"core-metadata":{json_digest(entry.metadata_sha256)},'
        f'"has_sig":false,"downloads":{_NOT_COUNTED},"comment_text":""}}'
    )
    return f'{{"filename":{json_text(entry.filename)},"url":"', after


def _or_null(text: str | None) -> str:
    return json_text(text) if text else "null"


def _reason(*, yanked: str | bool) -> str | None:
    return yanked if isinstance(yanked, str) else None
