"""When a mandate warns, when it rehearses, and when it refuses.

Every project has its own deadline, counted from its own announcement. All instants are aware and in UTC, all days are
days in UTC.
"""

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from strongroom.mandates.errors import BrownOutUnfit, NoticeTooShort

MINIMUM_NOTICE_DAYS = 90
"""Days from the announcement of an operators' mandate to its deadline. Our decision: nobody has less."""
LONGEST_NOTICE_DAYS = 3650
"""Nobody plans for later, and dates come to an end."""
QUIET_DAYS = 30
"""Days from the announcement in which nothing is refused, not even for a rehearsal (ADR 16)."""


class Phase(StrEnum):
    """How far a mandate has come for one project."""

    ANNOUNCED = "announced"
    BROWN_OUT = "brown-out"
    ENFORCED = "enforced"


REFUSING = frozenset({Phase.BROWN_OUT, Phase.ENFORCED})
"""In these phases whoever lacks the factor is refused."""


def deadline(announced_at: datetime, *, notice_days: int) -> datetime:
    """Return the instant from which the mandate is enforced: the end of the last day of notice.

    That is midnight UTC after the day that lies `notice_days` after the announcement, so
    nobody ever has less than the full notice.

    Raises:
        NoticeTooShort: if the notice is shorter than `MINIMUM_NOTICE_DAYS`.
        ValueError: if the instant is naive (a mistake in our code).
    """
    check_notice(notice_days)
    return end_of_notice(announced_at, notice_days=notice_days)


def check_notice(notice_days: int) -> None:
    """Let pass a notice that is long enough.

    Raises:
        NoticeTooShort: it is shorter than `MINIMUM_NOTICE_DAYS`.
    """
    if notice_days < MINIMUM_NOTICE_DAYS:
        raise NoticeTooShort(
            f"A notice of {notice_days} days is too short.",
            why=f"People have at least {MINIMUM_NOTICE_DAYS} days from the announcement to enrol a second factor.",
            next_step=f"Set {MINIMUM_NOTICE_DAYS} days or more.",
        )


def end_of_notice(announced_at: datetime, *, notice_days: int) -> datetime:
    """Return the first midnight UTC before which `notice_days` whole days have passed since the announcement.

    Raises:
        ValueError: if the instant is naive (a mistake in our code).
    """
    if announced_at.tzinfo is None:
        raise ValueError("an announcement is an aware instant")
    return start_of(announced_at.astimezone(UTC).date() + timedelta(days=notice_days + 1))


def start_of(day: date) -> datetime:
    """Return the first instant of a day in UTC."""
    return datetime.combine(day, time.min, tzinfo=UTC)


def check_brown_outs(days_before: Collection[int], *, notice_days: int) -> None:
    """Let pass rehearsals that fit into a notice.

    Args:
        days_before: How many days before the deadline each is; 1 is the last day of the notice.

    Raises:
        BrownOutUnfit: one would be on the deadline or later, or within `QUIET_DAYS` of the announcement.
    """
    latest = notice_days - QUIET_DAYS
    for days in days_before:
        if not 1 <= days <= latest:
            raise BrownOutUnfit(
                f"A rehearsal {days} days before the deadline does not fit.",
                why=f"It is at least a day before the deadline, and not before {QUIET_DAYS} days have passed since the "
                "announcement.",
                next_step=f"With a notice of {notice_days} days, choose 1 to {latest} days before the deadline.",
            )


def brown_out_days(deadline: datetime, *, days_before: Collection[int]) -> tuple[date, ...]:
    """Return the days of rehearsal before a deadline, in their order."""
    last = deadline.astimezone(UTC).date()
    return tuple(sorted(last - timedelta(days=days) for days in set(days_before)))


def phase(
    announced_at: datetime, *, deadline: datetime, now: datetime, brown_outs: Collection[date] = ()
) -> Phase | None:
    """Return the phase at `now`, or None before the announcement.

    Half-open: announced from the announcement on, enforced from the deadline on; a rehearsal from the start of its day
    in UTC to the start of the next.
    """
    if now >= deadline:
        return Phase.ENFORCED
    if now < announced_at:
        return None
    return Phase.BROWN_OUT if now.astimezone(UTC).date() in brown_outs else Phase.ANNOUNCED
