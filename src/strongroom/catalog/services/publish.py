"""Record a file that was checked and stored: project, release, file, role, journal."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import FilteredRelation, Q, QuerySet

from strongroom.catalog.errors import FileExists, FilenameUsed, ReleaseQuarantined, VersionWithdrawn
from strongroom.catalog.models import File, Project, Release
from strongroom.catalog.rules.letters import FirstFile
from strongroom.catalog.services.names import begin_project
from strongroom.catalog.services.telling import tell_of_release
from strongroom.foundation.names import NormalizedName, normalize
from strongroom.foundation.permits import Action, Permit
from strongroom.infra.db import write
from strongroom.infra.journal.services import Fact, append, tell_listeners
from strongroom.infra.statements import prepared


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


class _Known(NamedTuple):
    """A project that is there; the last two are those of its release of some version, None where that would be new."""

    project_id: int
    display_name: str
    withdrawn_at: datetime | None
    release_id: int | None
    begun_at: datetime | None


def is_published(*, filename: str, sha256: str) -> bool:
    """Say whether exactly this file is published already: True means there is nothing left to do.

    Raises:
        FileExists: the name is taken by other content, or the content by another name.
        FilenameUsed: a file of that name was withdrawn.
    """
    known = {name: (digest, withdrawn_at) for name, digest, withdrawn_at in _like(filename, sha256)}
    if filename not in known:
        _refuse_known_content(known)
        return False
    published, withdrawn_at = known[filename]
    if withdrawn_at is not None:
        raise FilenameUsed(
            f"The file name {filename!r} was used by a file that was withdrawn.",
            why="A file name is never used twice, so that pinned hashes keep their meaning.",
            next_step="Publish under a new version.",
        )
    if published == sha256:
        return True
    raise FileExists(
        f"File already exists ('{filename}', with sha256 hash '{published}').",
        why="Published files never change.",
        next_step="Publish the changed file under a new version.",
    )


def find_release_start(name: NormalizedName, *, version: str) -> datetime | None:
    """Return when the first file of a release was published; None where it would be a new release.

    Raises:
        VersionWithdrawn, ReleaseQuarantined: the version takes no files any more, or not now.
    """
    known = _find(name, version=version)
    return known.begun_at if known else None


def publish_file(permit: Permit, new: NewFile) -> Published:
    """Publish the file, creating its release and its project where they are new.

    The identical file again changes nothing and is a success, so that a retry after a lost answer is safe.

    Raises:
        FileExists: the name is taken by other content, or the content by another name.
        FilenameUsed: a file of that name was withdrawn.
        VersionWithdrawn, ReleaseQuarantined: the version takes no files any more, or not now.
        NameRefused, NamespaceReserved: the project is new, and `begin_project` refuses its name.
    """
    name = normalize(new.display_name)
    permit.require(Action.UPLOAD, name)
    with write():
        if is_published(filename=new.filename, sha256=new.digests["sha256"]):
            tell_listeners()
            return Published(is_new=False)
        known = _find(name, version=new.version)
        project_id = _bring_back(known, new) if known else _begin(permit, new, name)
        release_id = known.release_id if known else None
        _record_file(permit, new, release_id or _begin_release(permit, new, project_id))
        serial = append(
            Fact(
                "file.published",
                project=name,
                subject=new.filename,
                data={"version": new.version, "sha256": new.digests["sha256"], "new_project": known is None},
            ),
            by=permit.by,
            at=permit.at,
        )
        if release_id is None:
            first = FirstFile(new.filename, new.size_bytes, new.digests["sha256"])
            tell_of_release(permit, version=new.version, file=first)
    return Published(is_new=True, created_project=known is None, serial=serial)


@prepared
def _like(filename: str, sha256: str) -> QuerySet[Any, Any]:
    known = File.objects.filter(Q(filename=filename) | Q(sha256=sha256))
    return known.values_list("filename", "sha256", "withdrawn_at")


def _find(name: NormalizedName, *, version: str) -> _Known | None:
    """Return what there is already where a file of this version belongs; None where the project would be new.

    Raises:
        VersionWithdrawn, ReleaseQuarantined: the version takes no files any more, or not now.
    """
    for *known, release_withdrawn_at, quarantined_at in _of_version(name, version):
        found = _Known(*known)
        if quarantined_at is not None:
            raise ReleaseQuarantined(
                f"Version {version} of {found.display_name} is quarantined and takes no files.",
                why="Nothing of it is offered until the operators have examined it.",
                next_step="Publish a new version, or write to the operators of this index.",
            )
        if release_withdrawn_at is not None:
            raise VersionWithdrawn(
                f"Version {version} of {found.display_name} was withdrawn on {release_withdrawn_at:%Y-%m-%d}.",
                why="A withdrawn version is never filled again, so that nobody can put other files in its place.",
                next_step="Publish a new version.",
            )
        return found
    return None


@prepared
def _of_version(name: str, version: str) -> QuerySet[Any, Any]:
    wanted = FilteredRelation("releases", condition=Q(releases__version=version))
    projects = Project.objects.filter(name=name).annotate(release=wanted)
    of_release = "release__pk", "release__created_at", "release__withdrawn_at", "release__quarantined_at"
    return projects.values_list("pk", "display_name", "withdrawn_at", *of_release)


def _refuse_known_content(names: Iterable[str]) -> None:
    for name in names:
        raise FileExists(
            f"File already exists: the same content was published as '{name}'.",
            next_step="Install that file, or publish different content.",
        )


def _begin(permit: Permit, new: NewFile, name: NormalizedName) -> int:
    return begin_project(name, display_name=new.display_name, by=permit.by, now=permit.at).pk


def _bring_back(known: _Known, new: NewFile) -> int:
    """Show a project that was withdrawn again, and by the name that is written now."""
    if known.withdrawn_at is not None or known.display_name != new.display_name:
        project = Project.objects.filter(pk=known.project_id)
        project.update(withdrawn_at=None, display_name=new.display_name)
    return known.project_id


def _begin_release(permit: Permit, new: NewFile, project_id: int) -> int:
    # Nobody else writes meanwhile, so what is not there can be made: no savepoint is needed.
    release = Release.objects.create(
        project_id=project_id,
        version=new.version,
        created_at=permit.at,
        published_by=str(permit.by),
        summary=new.summary,
        description_html=new.description_html,
        requires_python=new.requires_python,
        metadata=dict(new.release_metadata),
    )
    return release.pk


def _record_file(permit: Permit, new: NewFile, release_id: int) -> None:
    File.objects.create(
        release_id=release_id,
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
