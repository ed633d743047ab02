"""Take one release off the index until it has been examined, and offer it again.

Its files are on no page and cannot be downloaded; who pinned them by their hash gets them neither. Nothing of it is
lost: lifting the quarantine brings all of it back as it was.
"""

from strongroom.catalog.errors import ReleaseNotFound, StatusUnfit
from strongroom.catalog.models import Release
from strongroom.catalog.services.care import check_of_others, checked_reason, record
from strongroom.foundation.actors import ActorKind
from strongroom.foundation.operators import require_operator
from strongroom.foundation.permits import Action, Permit
from strongroom.infra.db import write


def quarantine_release(permit: Permit, *, version: str, reason: str) -> None:
    """Offer no file of a release until it has been examined; the project's people are told why.

    Raises:
        OperatorsOnly: neither an operator nor the index itself does this.
        ReleaseNotFound: the project has no such release.
        StatusUnfit: it is quarantined already.
        ReasonUnfit: there is no reason, or it does not fit.
    """
    reason = _checked(permit, reason)
    with write():
        release = _release(permit, version)
        if release.quarantined_at is not None:
            raise StatusUnfit(f"{permit.project} {version} is quarantined already.")
        release.quarantined_at, release.quarantined_because = permit.at, reason
        release.save(update_fields=["quarantined_at", "quarantined_because"])
        record(permit, "release.quarantined", reason, subject=version)


def lift_release_quarantine(permit: Permit, *, version: str, reason: str) -> None:
    """Offer the files of a quarantined release again; the project's people are told why.

    Raises:
        OperatorsOnly: no operator does this.
        ApprovalRefused: it is a project of this operator.
        ReleaseNotFound: the project has no such release.
        StatusUnfit: it is not quarantined.
        ReasonUnfit: there is no reason, or it does not fit.
    """
    reason = _checked(permit, reason)
    with write():
        check_of_others(permit.project, by=permit.by)
        release = _release(permit, version)
        if release.quarantined_at is None:
            raise StatusUnfit(f"{permit.project} {version} is not quarantined.")
        release.quarantined_at, release.quarantined_because = None, ""
        release.save(update_fields=["quarantined_at", "quarantined_because"])
        record(permit, "release.quarantine_lifted", reason, subject=version)


def _checked(permit: Permit, reason: str) -> str:
    permit.require(Action.CHANGE_SETTINGS, permit.project)
    if permit.by.kind is not ActorKind.SYSTEM:
        require_operator(
            permit.by,
            "A quarantine is imposed and lifted by operators.",
            next_step="Write to the operators of this index.",
        )
    return checked_reason(permit, reason, needed=True)


def _release(permit: Permit, version: str) -> Release:
    rows = Release.objects.filter(project__name=permit.project, version=version, withdrawn_at=None)
    release = rows.defer("description_html").first()
    if release is None:
        raise ReleaseNotFound(f"{permit.project} has no release {version[:60]}.")
    return release
