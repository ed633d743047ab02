"""Requests to be given an account back, as operators see them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from strongroom.accounts.errors import RecoveryNotFound
from strongroom.accounts.models import Recovery, RecoveryApproval
from strongroom.accounts.rules.recoveries import Course, Ending, Stage, stage_at, stage_lasts_until


@dataclass(frozen=True, slots=True)
class Approval:
    """An operator's yes. `by` is an actor, as the journal names them."""

    by: str
    at: datetime
    reason: str
    note: str


@dataclass(frozen=True, slots=True)
class RecoveryRecord:
    """One request, as it stands; for the meaning of each field see the table."""

    recovery_id: int
    username: str
    asked_at: datetime
    asked_by: str
    password_given: bool
    lost: str
    evidence: str
    new_address: str
    course: Course
    approvals: tuple[Approval, ...]
    ended_at: datetime | None
    ended_by: str
    ended_because: str

    def stage(self, now: datetime) -> Stage:
        """How far it has come."""
        return stage_at(self.course, now)

    def until(self, now: datetime) -> datetime | None:
        """When the present stage ends if nobody acts; None of a request that has ended."""
        return stage_lasts_until(self.course, now)


def list_recoveries(
    *, user_ids: Collection[int] | None = None, open_only: bool = False
) -> list[RecoveryRecord]:
    """Return the requests of these people, or of all, newest first."""
    rows = Recovery.objects.select_related("user").prefetch_related("approvals").order_by("-asked_at", "-pk")
    if user_ids is not None:
        rows = rows.filter(user_id__in=user_ids)
    if open_only:
        rows = rows.filter(ended_at=None)
    return [_record(row) for row in rows]


def get_recovery(recovery_id: int) -> RecoveryRecord:
    """Return one request.

    Raises:
        RecoveryNotFound: if there is none of that number.
    """
    row = Recovery.objects.select_related("user").filter(pk=recovery_id).first()
    if row is None:
        raise RecoveryNotFound("There is no such request.")
    return _record(row)


def course_of(row: Recovery) -> Course:
    """Return what has become of the request of this row; for this room, which has the row."""
    return Course(
        person_id=row.user_id,
        asked_at=row.asked_at,
        approved_by=tuple(approval.by for approval in _approvals(row)),
        waits_until=row.waits_until,
        ending=Ending(row.ending) if row.ending else None,
    )


def _record(row: Recovery) -> RecoveryRecord:
    return RecoveryRecord(
        recovery_id=row.pk,
        username=row.user.username,
        asked_at=row.asked_at,
        asked_by=row.asked_by,
        password_given=row.password_given,
        lost=row.lost,
        evidence=row.evidence,
        new_address=row.new_address,
        course=course_of(row),
        approvals=tuple(Approval(one.by, one.at, one.reason, one.note) for one in _approvals(row)),
        ended_at=row.ended_at,
        ended_by=row.ended_by,
        ended_because=row.ended_because,
    )


def _approvals(row: Recovery) -> list[RecoveryApproval]:
    """Return them in the order in which they were given, from memory where they were fetched before."""
    return sorted(row.approvals.all(), key=lambda approval: approval.pk)
