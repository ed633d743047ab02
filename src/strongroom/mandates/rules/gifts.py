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

OPERATOR_FOR = WAITS
"""Whose role is younger approves nothing: an admin who means no good would give one to a second account of theirs."""


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
    """What has become of a gift so far.

    Args:
        proposed_by: Actor, as the journal names it.
        recipient_id: The account that is to own the project.
        ending: None while it is open.
    """

    proposed_by: str
    proposed_at: datetime
    recipient_id: int
    approved_at: datetime | None = None
    ending: GiftEnding | None = None

    @property
    def waits_until(self) -> datetime | None:
        """When it is carried out, if nobody stops it; None before it is approved."""
        return self.approved_at + WAITS if self.approved_at else None


@dataclass(frozen=True, slots=True)
class Seconder:
    """The operator who wants to approve.

    Args:
        name: Actor, as the journal names it.
        user_id: None for the console.
        hands_changed: Their own account changed hands lately.
        operator_since: When they got the first role that covers it; None for the console.
    """

    name: str
    user_id: int | None
    hands_changed: bool = False
    operator_since: datetime | None = None


def stage_at(course: GiftCourse, now: datetime) -> GiftStage:
    """Return how far a gift has come."""
    if course.ending is not None:
        return GiftStage(course.ending)
    if course.waits_until is not None:
        return GiftStage.WAITING if now < course.waits_until else GiftStage.READY
    return GiftStage.PROPOSED if now < course.proposed_at + UNDECIDED_FOR else GiftStage.EXPIRED


def check_may_approve(course: GiftCourse, seconder: Seconder, *, now: datetime) -> None:
    """Let an operator approve, as the second one.

    Raises:
        GiftUnfit: it waits for no approval, or not for this operator's.
    """
    stage = stage_at(course, now)
    if stage is not GiftStage.PROPOSED:
        raise GiftUnfit("This gift waits for no approval.", why=f"It is {stage}.")
    why = _why_not(course, seconder, now)
    if why:
        raise GiftUnfit("You cannot approve this gift.", why=why, next_step="Leave it to another operator.")


def check_open(course: GiftCourse, *, now: datetime) -> None:
    """Let it be stopped.

    Raises:
        GiftUnfit: it has ended.
    """
    stage = stage_at(course, now)
    if not stage.is_open:
        raise GiftUnfit("This gift has ended.", why=f"It is {stage}.")


def _why_not(course: GiftCourse, seconder: Seconder, now: datetime) -> str:
    if seconder.name == course.proposed_by:
        return "You have proposed it yourself, and it takes two operators."
    if seconder.user_id == course.recipient_id:
        return "It is to you."
    if seconder.hands_changed:
        return "Your own account changed hands lately."
    if seconder.operator_since is not None and now < seconder.operator_since + OPERATOR_FOR:
        return f"You have been an operator for less than {OPERATOR_FOR.days} days: whoever made you one could approve twice."
    return ""
