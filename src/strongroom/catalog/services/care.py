"""Yank and withdraw: what happens to releases after they were published.

A yank is of a whole release, as on PyPI, although PEP 592 lets an index mark single files: what is wrong with a
release is wrong with what it says of itself, and a file that is added later must not undo the mark.
"""

from strongroom.accounts.services import check_not_their_own
from strongroom.catalog.errors import ProjectNotFound, ReleaseNotFound
from strongroom.catalog.models import File, Project, Release
from strongroom.catalog.queries import people_by_project
from strongroom.catalog.services.telling import tell_of_care
from strongroom.foundation.actors import Actor, ActorKind
from strongroom.foundation.names import NormalizedName
from strongroom.foundation.permits import Action, Permit
from strongroom.foundation.reasons import fitting_reason, needed_reason
from strongroom.infra.db import write
from strongroom.infra.journal.services import Fact, append


def yank(permit: Permit, *, version: str, reason: str) -> None:
    """Mark a release as not to be chosen; it stays installable by those who pin it (PEP 592).

    A yanked release can be yanked again, for another reason.

    Raises:
        ReleaseNotFound: there is no such release.
        ReasonUnfit: an operator gave no reason, or it does not fit.
    """
    permit.require(Action.YANK, permit.project)
    reason = checked_reason(permit, reason)
    with write():
        rows = Release.objects.filter(project__name=permit.project, version=version, withdrawn_at=None)
        if not rows.update(yanked_at=permit.at, yanked_reason=reason):
            raise ReleaseNotFound(f"{permit.project} has no release {version[:60]}.")
        record(permit, "release.yanked", reason, subject=version)


def unyank(permit: Permit, *, version: str, reason: str = "") -> None:
    """Take a yank back.

    Raises:
        ReleaseNotFound: there is no such release, or it is not yanked.
        ReasonUnfit: an operator gave no reason, or it does not fit.
    """
    permit.require(Action.YANK, permit.project)
    reason = checked_reason(permit, reason)
    with write():
        rows = Release.objects.filter(project__name=permit.project, version=version, withdrawn_at=None)
        if not rows.exclude(yanked_at=None).update(yanked_at=None, yanked_reason=""):
            raise ReleaseNotFound(f"{permit.project} has no yanked release {version[:60]}.")
        record(permit, "release.unyanked", reason, subject=version)


def withdraw(permit: Permit, *, reason: str) -> None:
    """Take the whole project out of the index.

    Its name stays with its people, its file names and versions are never used again, its
    downloads and its designation stay as they are.

    Raises:
        ProjectNotFound: it does not exist, or was withdrawn already.
        ReasonUnfit: there is no reason, or it does not fit.
    """
    permit.require(Action.WITHDRAW, permit.project)
    reason = checked_reason(permit, reason, needed=True)
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
        record(permit, "project.withdrawn", reason)


def checked_reason(permit: Permit, reason: str, *, needed: bool = False) -> str:
    """Return the reason without white space around it.

    Args:
        needed: Not only of operators, who always say why.

    Raises:
        ReasonUnfit: there is none where one is needed, or it does not fit.
    """
    if needed or permit.by.kind is ActorKind.OPERATOR:
        return needed_reason(reason, read_by="The people concerned")
    return fitting_reason(reason)


def check_of_others(name: NormalizedName, *, by: Actor) -> None:
    """Let an operator decide in favor of a project, unless they have a right on it, whichever way it comes to them.

    Raises:
        ApprovalRefused: another operator may.
    """
    check_not_their_own(by.user_id, concerned=people_by_project([name]).get(name, ()))


def record(permit: Permit, kind: str, reason: str, *, subject: str = "") -> None:
    """Append to the journal what was done to the permit's project, and tell its people."""
    append(Fact(kind, project=permit.project, subject=subject, reason=reason), by=permit.by, at=permit.at)
    tell_of_care(permit, kind, subject=subject, reason=reason)
