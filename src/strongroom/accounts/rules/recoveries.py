"""How far a request to be given an account back has come, and who may move it on: a state machine on values.

    asked -> approved by one -> approved by two, waiting -> ready -> done
    and from each of them, until it is done -> refused | withdrawn | expired

It follows from dates and approvals alone, so nothing depends on a job having run. What only helps an attacker
takes two operators, a week, and no objection from anybody who was told (ADR 12).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from strongroom.accounts.errors import RecoveryUnfit
from strongroom.accounts.rules.four_eyes import Approver, check_four_eyes

WAITS = timedelta(days=7)
"""Between the second approval and the completion: whoever is on holiday without mail is back, mostly."""

UNDECIDED_FOR = timedelta(days=30)
"""From the request on. What two operators have not approved by then, they never will."""

READY_FOR = timedelta(days=7)
"""For which the mailed link works."""

ASKED_AGAIN_AFTER = timedelta(days=30)
"""Since the last request, where whoever asks knows nothing but a user name."""

APPROVALS_NEEDED = 2

EVIDENCE_LENGTH = 5000
"""Characters of why operators should believe who asks: they alone read it."""

NOTE_LENGTH = 1000
"""Characters of what an operator says of the evidence."""


class Stage(StrEnum):
    """How far a request has come."""

    ASKED = "asked"
    APPROVED_ONCE = "approved once"
    WAITING = "waiting"
    READY = "ready"
    DONE = "done"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"

    @property
    def is_open(self) -> bool:
        """Something can still come of it."""
        return self in _OPEN


class Ending(StrEnum):
    """How a request ended. The value stands in the table, and stays."""

    DONE = "done"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


_OPEN = frozenset({Stage.ASKED, Stage.APPROVED_ONCE, Stage.WAITING, Stage.READY})


@dataclass(frozen=True, slots=True)
class Course:
    """What has become of a request so far.

    Args:
        person_id: Whose account it is.
        approved_by: Actors, as the journal names them; no two are the same.
        waits_until: Set by the last approval.
        ending: None while it is open.
    """

    person_id: int
    asked_at: datetime
    approved_by: tuple[str, ...] = ()
    waits_until: datetime | None = None
    ending: Ending | None = None


def stage_at(course: Course, now: datetime) -> Stage:
    """Return how far a request has come."""
    if course.ending is not None:
        return Stage(course.ending)
    if now >= lapses_at(course):
        return Stage.EXPIRED
    if course.waits_until is not None:
        return Stage.WAITING if now < course.waits_until else Stage.READY
    return Stage.APPROVED_ONCE if course.approved_by else Stage.ASKED


def lapses_at(course: Course) -> datetime:
    """Return from when on nothing can come of it any more, unless somebody acts before."""
    if course.waits_until is not None:
        return course.waits_until + READY_FOR
    return course.asked_at + UNDECIDED_FOR


def stage_lasts_until(course: Course, now: datetime) -> datetime | None:
    """Return when the present stage ends if nobody acts; None of one that has ended."""
    stage = stage_at(course, now)
    if stage is Stage.WAITING:
        return course.waits_until
    return lapses_at(course) if stage.is_open else None


def waits_until(course: Course, now: datetime) -> datetime | None:
    """Return until when it waits if one more operator approves now; None if that does not suffice."""
    return now + WAITS if len(course.approved_by) + 1 >= APPROVALS_NEEDED else None


def check_may_approve(course: Course, approver: Approver, *, now: datetime) -> None:
    """Let an operator approve.

    Raises:
        RecoveryUnfit: it is not waiting for an approval.
        ApprovalRefused: this operator may not; another one may.
    """
    if stage_at(course, now) not in {Stage.ASKED, Stage.APPROVED_ONCE}:
        raise RecoveryUnfit(
            "This request waits for no approval.", why=f"It is in the stage: {stage_at(course, now)}."
        )
    check_four_eyes(approver, agreed=course.approved_by, concerned=[course.person_id], now=now)


def check_open(course: Course, *, now: datetime) -> None:
    """Let it be refused or withdrawn.

    Raises:
        RecoveryUnfit: it has ended.
    """
    if not stage_at(course, now).is_open:
        raise RecoveryUnfit("This request has ended.", why=f"It is {stage_at(course, now)}.")


def check_ready(course: Course, *, now: datetime) -> None:
    """Let it be completed.

    Raises:
        RecoveryUnfit: it was not approved, still waits, or has ended.
    """
    stage = stage_at(course, now)
    if stage is not Stage.READY:
        until = (
            f" until {course.waits_until:%Y-%m-%d %H:%M} UTC"
            if stage is Stage.WAITING and course.waits_until
            else ""
        )
        raise RecoveryUnfit(
            "The account cannot be given back now.", why=f"The request is in the stage: {stage}{until}."
        )


def may_ask(last: Course | None, *, knows_password: bool, now: datetime) -> bool:
    """Say whether a person may ask, whose last request was this one.

    Who knows a user name, as everybody does, cannot have its owner written to over and over again.
    """
    if last is None:
        return True
    if stage_at(last, now).is_open:
        return False
    return knows_password or now >= last.asked_at + ASKED_AGAIN_AFTER
