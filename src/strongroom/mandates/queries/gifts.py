"""Critical projects that are on their way out of custody, for everybody to see."""

from dataclasses import dataclass
from datetime import datetime

from strongroom.foundation.names import NormalizedName
from strongroom.mandates.models import Gift
from strongroom.mandates.rules.gifts import GiftCourse, GiftEnding, GiftStage, stage_at


@dataclass(frozen=True, slots=True)
class GiftRecord:
    """A gift that is open."""

    project: NormalizedName
    recipient: str
    reason: str
    approved_by: str
    course: GiftCourse

    def stage(self, now: datetime) -> GiftStage:
        """How far it has come."""
        return stage_at(self.course, now)


def find_gift(name: NormalizedName, *, now: datetime) -> GiftRecord | None:
    """Return the gift of a project that something can still come of, if there is one."""
    row = Gift.objects.select_related("recipient").filter(project=name, ended_at=None).first()
    record = _record(row) if row else None
    return record if record and record.stage(now).is_open else None


def course_of(row: Gift) -> GiftCourse:
    """Return what has become of a gift, for its rules."""
    return GiftCourse(
        proposed_at=row.proposed_at,
        approved_at=row.approved_at,
        ending=GiftEnding(row.ending) if row.ending else None,
    )


def _record(row: Gift) -> GiftRecord:
    return GiftRecord(
        project=NormalizedName(row.project),
        recipient=row.recipient.username,
        reason=row.reason,
        approved_by=row.approved_by,
        course=course_of(row),
    )
