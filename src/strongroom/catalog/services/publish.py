"""Record a file that was checked and stored: project, release, file, role, journal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from strongroom.catalog.errors import FileExists, FilenameUsed, VersionWithdrawn
from strongroom.catalog.models import File, Project, Release
from strongroom.catalog.rules.letters import FirstFile
from strongroom.catalog.services.names import begin_project
from strongroom.catalog.services.telling import tell_of_release
from strongroom.foundation.names import NormalizedName, normalize
from strongroom.foundation.permits import Action, Permit
from strongroom.infra.db import write
from strongroom.infra.journal.services import Fact, append


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file whose content is already kept under its digest.

    Args:
        display_name: The project's name as the uploader writes it.
        version: PEP 440 normal form.
        release_metadata: What a new release takes over from its first file.
        description_html: Rendered and made safe.
    """

    display_name: str
    version: str
    filename: str
    filetype: str
    python_version: str
    size_bytes: int
    digests: Mapping[str, str]
    metadata_sha256: str
    requires_python: str
    summary: str
    release_metadata: Mapping[str, Any]
    description_html: str = ""


@dataclass(frozen=True, slots=True)
class Published:
    """What became of an upload: `is_new` is False when the identical file was here already."""

    is_new: bool
    created_project: bool = False
    serial: int = 0


_OF_A_KNOWN_RELEASE = ("project", "version", "withdrawn_at")
"""What is asked of a release that is there; its description may be long."""


def is_published(*, filename: str, sha256: str) -> bool:
    """Say whether exactly this file is published already: True means there is nothing left to do.

    Raises:
        FileExists: the name is taken by other content, or the content by another name.
        FilenameUsed: a file of that name was withdrawn.
    """
    known = File.objects.filter(Q(filename=filename) | Q(sha256=sha256))
    rows = list(known.only("filename", "sha256", "withdrawn_at"))
    same_name = next((row for row in rows if row.filename == filename), None)
    if same_name is None:
        _refuse_known_content(rows)
        return False
    if same_name.withdrawn_at is not None:
        raise FilenameUsed(
            f"The file name {filename!r} was used by a file that was withdrawn.",
            why="A file name is never used twice, so that pinned hashes keep their meaning.",
            next_step="Publish under a new version.",
        )
    if same_name.sha256 == sha256:
        return True
    raise FileExists(
        f"File already exists ('{filename}', with sha256 hash '{same_name.sha256}').",
        why="Published files never change.",
        next_step="Publish the changed file under a new version.",
    )


def find_release_start(name: NormalizedName, *, version: str) -> datetime | None:
    """Return when the first file of a release was published; None where it would be a new release.

    Raises:
        VersionWithdrawn: the version was withdrawn.
    """
    rows = Release.objects.filter(project__name=name, version=version).select_related("project")
    row = rows.only(*_OF_A_KNOWN_RELEASE, "created_at", "project__display_name").first()
    if row is None:
        return None
    _refuse_withdrawn(row)
    return row.created_at


def publish_file(permit: Permit, new: NewFile) -> Published:
    """Publish the file, creating its release and its project where they are new.

    The identical file again changes nothing and is a success, so that a retry after a lost answer is safe.

    Raises:
        FileExists: the name is taken by other content, or the content by another name.
        FilenameUsed: a file of that name was withdrawn.
        VersionWithdrawn: the version was withdrawn.
        NameRefused, NamespaceReserved: the project is new, and `begin_project` refuses its name.
    """
    name = normalize(new.display_name)
    permit.require(Action.UPLOAD, name)
    with write():
        if is_published(filename=new.filename, sha256=new.digests["sha256"]):
            return Published(is_new=False)
        project, created = _project_for(permit, new, name)
        release, begins = _release_for(permit, new, project)
        _record_file(permit, new, release)
        serial = append(
            Fact(
                "file.published",
                project=name,
                subject=new.filename,
                data={"version": new.version, "sha256": new.digests["sha256"], "new_project": created},
            ),
            by=permit.by,
            at=permit.at,
        )
        if begins:
            first = FirstFile(new.filename, new.size_bytes, new.digests["sha256"])
            tell_of_release(permit, version=new.version, file=first)
    return Published(is_new=True, created_project=created, serial=serial)


def _refuse_known_content(twins: Sequence[File]) -> None:
    if twins:
        raise FileExists(
            f"File already exists: the same content was published as '{twins[0].filename}'.",
            next_step="Install that file, or publish different content.",
        )


def _project_for(permit: Permit, new: NewFile, name: NormalizedName) -> tuple[Project, bool]:
    project = Project.objects.filter(name=name).first()
    if project is None:
        return begin_project(name, display_name=new.display_name, by=permit.by, now=permit.at), True
    if project.withdrawn_at is not None or project.display_name != new.display_name:
        project.withdrawn_at = None
        project.display_name = new.display_name
        project.save(update_fields=["withdrawn_at", "display_name"])
    return project, False


def _release_for(permit: Permit, new: NewFile, project: Project) -> tuple[Release, bool]:
    # Nobody else writes meanwhile, so what is not there can be made: no savepoint is needed.
    release = project.releases.filter(version=new.version).only(*_OF_A_KNOWN_RELEASE).first()
    if release is not None:
        _refuse_withdrawn(release)
        return release, False
    begun = project.releases.create(
        version=new.version,
        created_at=permit.at,
        published_by=str(permit.by),
        summary=new.summary,
        description_html=new.description_html,
        requires_python=new.requires_python,
        metadata=dict(new.release_metadata),
    )
    return begun, True


def _refuse_withdrawn(release: Release) -> None:
    if release.withdrawn_at is not None:
        raise VersionWithdrawn(
            f"Version {release.version} of {release.project.display_name} was withdrawn on "
            f"{release.withdrawn_at:%Y-%m-%d}.",
            why="A withdrawn version is never filled again, so that nobody can put other files in its place.",
            next_step="Publish a new version.",
        )


def _record_file(permit: Permit, new: NewFile, release: Release) -> None:
    File.objects.create(
        release=release,
        filename=new.filename,
        filetype=new.filetype,
        python_version=new.python_version,
        size_bytes=new.size_bytes,
        sha256=new.digests["sha256"],
        blake2_256=new.digests["blake2_256"],
        md5=new.digests["md5"],
        metadata_sha256=new.metadata_sha256,
        requires_python=new.requires_python,
        uploaded_at=permit.at,
        uploaded_by=str(permit.by),
        proof_kind=permit.proof.kind if permit.proof else "",
        proof_factor=permit.proof.factor if permit.proof else "",
    )
