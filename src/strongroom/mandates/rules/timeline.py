"""When a mandate warns and when it refuses.

Every designation has its own deadline, counted from its own announcement. All instants
are aware and in UTC.
"""

from datetime import UTC, datetime, time, timedelta
from enum import StrEnum

from strongroom.foundation.errors import Refusal

MINIMUM_NOTICE_DAYS = 90
"""Days from the announcement of a mandate to its deadline. Our decision: nobody has less."""


class NoticeTooShort(Refusal):
    """A mandate would bind people sooner than they were promised."""

    code = "notice_too_short"


class Phase(StrEnum):
    """How far a mandate has come for one project."""

    ANNOUNCED = "announced"
    ENFORCED = "enforced"


def deadline(announced_at: datetime, *, notice_days: int) -> datetime:
    """Return the instant from which the mandate is enforced: the end of the last day of notice.

    That is midnight UTC after the day that lies `notice_days` after the announcement, so
    nobody ever has less than the full notice.

    Raises:
        NoticeTooShort: if the notice is shorter than `MINIMUM_NOTICE_DAYS`.
        ValueError: if the instant is naive (a mistake in our code).
    """
    if announced_at.tzinfo is None:
        raise ValueError("an announcement is an aware instant")
    if notice_days < MINIMUM_NOTICE_DAYS:
        raise NoticeTooShort(
            f"A notice of {notice_days} days is too short.",
            why=f"People have at least {MINIMUM_NOTICE_DAYS} days from the announcement to enrol a second factor.",
            next_step=f"Set {MINIMUM_NOTICE_DAYS} days or more.",
        )
    last_day = announced_at.astimezone(UTC).date() + timedelta(days=notice_days)
    return datetime.combine(last_day + timedelta(days=1), time.min, tzinfo=UTC)


def phase(announced_at: datetime, *, deadline: datetime, now: datetime) -> Phase | None:
    """Return the phase at `now`, or None before the announcement.

    Half-open: announced from the announcement on, enforced from the deadline on.
    """
    if now >= deadline:
        return Phase.ENFORCED
    return Phase.ANNOUNCED if now >= announced_at else None
