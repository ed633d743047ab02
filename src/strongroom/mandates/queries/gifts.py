"""Critical projects that are on their way out of custody, for everybody to see."""

from dataclasses import dataclass
from datetime import datetime

from strongroom.foundation.names import NormalizedName
from strongroom.mandates.errors import GiftNotFound
from strongroom.mandates.models import Gift
from strongroom.mandates.rules.gifts import WAITS, GiftCourse, GiftEnding, GiftStage, stage_at


@dataclass(frozen=True, slots=True)
class GiftRecord:
    """A gift that is open. `proposed_by` and `approved_by` are actors, as the journal names them."""

    project: NormalizedName
    recipient: str
    reason: str
    proposed_by: str
    approved_by: str
    course: GiftCourse

    def stage(self, now: datetime) -> GiftStage:
        """How far it has come."""
        return stage_at(self.course, now)

    def given_at(self, now: datetime) -> datetime:
        """When it is given, if nobody stops it; one that waits for its approval, if that comes now."""
        return self.course.waits_until or now + WAITS


def find_gift(name: NormalizedName, *, now: datetime) -> GiftRecord | None:
    """Return the gift of a project that something can still come of, if there is one."""
    row = Gift.objects.select_related("recipient").filter(project=name, ended_at=None).first()
    record = _record(row) if row else None
    return record if record and record.stage(now).is_open else None


def get_gift(name: NormalizedName, *, now: datetime) -> GiftRecord:
    """Return the gift of a project that something can still come of.

    Raises:
        GiftNotFound: there is none.
    """
    gift = find_gift(name, now=now)
    if gift is None:
        raise GiftNotFound(f"No gift of {name} is open.")
    return gift


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
        proposed_by=row.proposed_by,
        approved_by=row.approved_by,
        course=course_of(row),
    )
