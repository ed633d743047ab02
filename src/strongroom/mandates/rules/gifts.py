"""How a critical project in custody comes to a new owner: two operators, a week in public, and nobody who stops it.

    proposed -> approved, waiting -> ready -> done
    and from each of them, until it is done -> stopped | expired

It follows from dates alone. One helpful operator, or one who means no good, hands nothing to a stranger that everybody
depends on (ADR 12).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from strongroom.mandates.errors import GiftUnfit

WAITS = timedelta(days=7)
"""Between the approval and the gift: for everybody who reads the project's history, and its maintainers, to say something."""

UNDECIDED_FOR = timedelta(days=30)
"""From the proposal on. What no second operator has approved by then, none will."""


class GiftEnding(StrEnum):
    """How a gift ended. The value stands in the table, and stays."""

    DONE = "done"
    STOPPED = "stopped"
    EXPIRED = "expired"


class GiftStage(StrEnum):
    """How far a gift has come."""

    PROPOSED = "proposed"
    WAITING = "waiting"
    READY = "ready"
    DONE = "done"
    STOPPED = "stopped"
    EXPIRED = "expired"

    @property
    def is_open(self) -> bool:
        """Something can still come of it."""
        return self in {GiftStage.PROPOSED, GiftStage.WAITING, GiftStage.READY}


@dataclass(frozen=True, slots=True)
class GiftCourse:
    """What has become of a gift so far. `ending` is None while it is open."""

    proposed_at: datetime
    approved_at: datetime | None = None
    ending: GiftEnding | None = None

    @property
    def waits_until(self) -> datetime | None:
        """When it is carried out, if nobody stops it; None before it is approved."""
        return self.approved_at + WAITS if self.approved_at else None


def stage_at(course: GiftCourse, now: datetime) -> GiftStage:
    """Return how far a gift has come."""
    if course.ending is not None:
        return GiftStage(course.ending)
    if course.waits_until is not None:
        return GiftStage.WAITING if now < course.waits_until else GiftStage.READY
    return GiftStage.PROPOSED if now < course.proposed_at + UNDECIDED_FOR else GiftStage.EXPIRED


def check_undecided(course: GiftCourse, *, now: datetime) -> None:
    """Let it be approved. Whose approval counts is the rule of four eyes, of the accounts.

    Raises:
        GiftUnfit: it waits for no approval.
    """
    stage = stage_at(course, now)
    if stage is not GiftStage.PROPOSED:
        raise GiftUnfit("This gift waits for no approval.", why=f"It is {stage}.")


def check_open(course: GiftCourse, *, now: datetime) -> None:
    """Let it be stopped.

    Raises:
        GiftUnfit: it has ended.
    """
    stage = stage_at(course, now)
    if not stage.is_open:
        raise GiftUnfit("This gift has ended.", why=f"It is {stage}.")
