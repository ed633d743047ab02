"""Yank, withdraw, archive: what happens to releases after they were published."""

from strongroom.catalog.errors import ProjectNotFound, ReasonMissing, ReleaseNotFound
from strongroom.catalog.models import File, Project, ProjectStatus, Release
from strongroom.foundation.actors import ActorKind
from strongroom.foundation.permits import Action, Permit
from strongroom.infra.db import write
from strongroom.infra.journal.services import Fact, append


def yank(permit: Permit, *, version: str, reason: str) -> None:
    """Mark a release as not to be chosen; it stays installable by those who pin it (PEP 592).

    Raises:
        ReleaseNotFound: there is no such release.
        ReasonMissing: an operator gave no reason.
    """
    permit.require(Action.YANK, permit.project)
    _change_yank(permit, version, reason, yanked=True)


def unyank(permit: Permit, *, version: str, reason: str = "") -> None:
    """Take a yank back.

    Raises:
        ReleaseNotFound: there is no such release.
        ReasonMissing: an operator gave no reason.
    """
    permit.require(Action.YANK, permit.project)
    _change_yank(permit, version, reason, yanked=False)


def withdraw(permit: Permit, *, reason: str) -> None:
    """Take the whole project out of the index.

    Its name stays with its people, its file names and versions are never used again, its
    downloads and its designation stay as they are.

    Raises:
        ProjectNotFound: it does not exist, or was withdrawn already.
        ReasonMissing: no reason was given.
    """
    permit.require(Action.WITHDRAW, permit.project)
    _require_reason(permit, reason, always=True)
    with write():
        changed = Project.objects.filter(name=permit.project, withdrawn_at=None).update(
            withdrawn_at=permit.at
        )
        if not changed:
            raise ProjectNotFound(f"There is no project named {permit.project!r} here.")
        Release.objects.filter(project__name=permit.project, withdrawn_at=None).update(withdrawn_at=permit.at)
        File.objects.filter(release__project__name=permit.project, withdrawn_at=None).update(
            withdrawn_at=permit.at
        )
        _record(permit, "project.withdrawn", reason)


def archive(permit: Permit, *, reason: str) -> None:
    """Close a project for uploads and say so on its pages (PEP 792). Always open, also without a second factor.

    A withdrawn project, too: then no upload brings it back until it is opened again.
    """
    permit.require(Action.ARCHIVE, permit.project)
    _set_status(permit, ProjectStatus.ARCHIVED, reason)


def set_active(permit: Permit, *, reason: str = "") -> None:
    """Open an archived project again."""
    permit.require(Action.CHANGE_SETTINGS, permit.project)
    _set_status(permit, ProjectStatus.ACTIVE, reason)


def _change_yank(permit: Permit, version: str, reason: str, *, yanked: bool) -> None:
    _require_reason(permit, reason)
    with write():
        rows = Release.objects.filter(project__name=permit.project, version=version, withdrawn_at=None)
        found = rows.update(yanked_at=permit.at if yanked else None, yanked_reason=reason if yanked else "")
        if not found:
            raise ReleaseNotFound(f"{permit.project} has no release {version[:60]}.")
        _record(permit, "release.yanked" if yanked else "release.unyanked", reason, subject=version)


def _set_status(permit: Permit, status: ProjectStatus, reason: str) -> None:
    _require_reason(permit, reason)
    with write():
        # A quarantine is lifted by those who imposed it, not by a change of status.
        rows = Project.objects.filter(name=permit.project).exclude(status=ProjectStatus.QUARANTINED)
        if not rows.update(status=status, status_reason=reason):
            raise ProjectNotFound(f"There is no project named {permit.project!r} here.")
        _record(permit, f"project.set_{status.value}", reason)


def _require_reason(permit: Permit, reason: str, *, always: bool = False) -> None:
    if (always or permit.by.kind is ActorKind.OPERATOR) and not reason.strip():
        raise ReasonMissing(
            "A reason is needed.",
            why="The people concerned will read it.",
            next_step="Say why, in a sentence.",
        )


def _record(permit: Permit, kind: str, reason: str, *, subject: str = "") -> None:
    append(Fact(kind, project=permit.project, subject=subject, reason=reason), by=permit.by, at=permit.at)
