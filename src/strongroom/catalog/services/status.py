"""Set the status of a project (PEP 792): what its owners say of its future, and the quarantine of operators.

Archived projects take no uploads; deprecated ones do, they are only advised against. What is quarantined offers no
files and is listed nowhere until an operator lifts it; its owners cannot, and what they had set comes back then.
"""

from strongroom.catalog.errors import ProjectNotFound, StatusUnfit
from strongroom.catalog.models import Project, ProjectStatus
from strongroom.catalog.services.care import check_of_others, checked_reason, record
from strongroom.foundation.operators import require_operator
from strongroom.foundation.permits import Action, Permit
from strongroom.infra.db import write

_FIELDS = ("status", "status_reason", "status_before", "reason_before")


def archive(permit: Permit, *, reason: str) -> None:
    """Close a project for uploads and say so on its pages. Always open, also without a second factor.

    A withdrawn project, too: then no upload brings it back until it is opened again.

    Raises:
        ProjectNotFound: there is no such project.
        StatusUnfit: it is quarantined.
        ReasonUnfit: an operator gave no reason, or it does not fit.
    """
    permit.require(Action.ARCHIVE, permit.project)
    _set(permit, ProjectStatus.ARCHIVED, reason)


def deprecate(permit: Permit, *, reason: str) -> None:
    """Advise against using a project; uploads go on.

    It asks for more than archiving, because it opens an archived project.

    Raises:
        ProjectNotFound: there is no such project.
        StatusUnfit: it is quarantined.
        ReasonUnfit: an operator gave no reason, or it does not fit.
    """
    permit.require(Action.CHANGE_SETTINGS, permit.project)
    _set(permit, ProjectStatus.DEPRECATED, reason)


def set_active(permit: Permit, *, reason: str = "") -> None:
    """Open an archived project again, or take its deprecation back.

    Raises:
        ProjectNotFound: there is no such project.
        StatusUnfit: it is quarantined.
        ReasonUnfit: an operator gave no reason, or it does not fit.
    """
    permit.require(Action.CHANGE_SETTINGS, permit.project)
    _set(permit, ProjectStatus.ACTIVE, reason)


def quarantine(permit: Permit, *, reason: str) -> None:
    """Offer no files of a project until they have been examined; its people are told why.

    Raises:
        OperatorsOnly: nobody else does this.
        ProjectNotFound: there is no such project.
        StatusUnfit: it is quarantined already.
        ReasonUnfit: there is no reason, or it does not fit.
    """
    _require_operator(permit)
    reason = checked_reason(permit, reason)
    with write():
        project = _project_outside_quarantine(permit)
        project.status_before, project.reason_before = project.status, project.status_reason
        project.status, project.status_reason = ProjectStatus.QUARANTINED, reason
        project.save(update_fields=_FIELDS)
        record(permit, "project.set_quarantined", reason)


def lift_quarantine(permit: Permit, *, reason: str) -> None:
    """Offer a project's files again, in the status that it had before; its people are told why.

    Raises:
        OperatorsOnly: nobody else does this.
        ApprovalRefused: it is a project of this operator.
        ProjectNotFound: there is no such project.
        StatusUnfit: it is not quarantined.
        ReasonUnfit: there is no reason, or it does not fit.
    """
    _require_operator(permit)
    reason = checked_reason(permit, reason)
    with write():
        check_of_others(permit.project, by=permit.by)
        project = _project(permit)
        if project.status != ProjectStatus.QUARANTINED:
            raise StatusUnfit(f"{permit.project} is not quarantined.")
        project.status = project.status_before or ProjectStatus.ACTIVE
        project.status_reason = project.reason_before
        project.status_before = project.reason_before = ""
        project.save(update_fields=_FIELDS)
        record(permit, "project.quarantine_lifted", reason)


def _set(permit: Permit, status: ProjectStatus, reason: str) -> None:
    reason = checked_reason(permit, reason)
    with write():
        project = _project_outside_quarantine(permit)
        project.status, project.status_reason = status, reason
        project.save(update_fields=_FIELDS)
        record(permit, f"project.set_{status.value}", reason)


def _require_operator(permit: Permit) -> None:
    permit.require(Action.CHANGE_SETTINGS, permit.project)
    require_operator(
        permit.by,
        "A quarantine is imposed and lifted by operators.",
        next_step="Write to the operators of this index.",
    )


def _project_outside_quarantine(permit: Permit) -> Project:
    project = _project(permit)
    if project.status == ProjectStatus.QUARANTINED:
        raise StatusUnfit(
            f"{permit.project} is quarantined.",
            why="A quarantine is lifted by those who imposed it, not by another status.",
            next_step="Write to the operators of this index.",
        )
    return project


def _project(permit: Permit) -> Project:
    project = Project.objects.filter(name=permit.project).first()
    if project is None:
        raise ProjectNotFound(f"There is no project named {permit.project!r} here.")
    return project
