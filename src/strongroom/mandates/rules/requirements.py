"""What owners may ask for on their own project, and from which day on (ADR 16).

Nobody who works on the project is surprised: while somebody else lacks the factor, fourteen whole days pass first. Where
everybody holds it already nobody loses anything, and it may hold at once.
"""

from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta

from strongroom.mandates.errors import RequirementUnfit
from strongroom.mandates.rules.timeline import end_of_notice, start_of

NOTICE_DAYS = 14
"""Whole days (UTC) before an owners' requirement holds for people who lack the factor. Our decision, ADR 16."""
LATEST_DAYS = 365
"""A day further ahead is more likely a slip than a plan."""


def earliest_start(lacking: Collection[str], *, now: datetime) -> datetime:
    """Return the first instant from which a requirement may hold.

    Args:
        lacking: User names of the other people of the project who lack the factor.
    """
    return end_of_notice(now, notice_days=NOTICE_DAYS) if lacking else now


def start_of_requirement(chosen: date | None, *, lacking: Collection[str], now: datetime) -> datetime:
    """Return the instant from which a requirement holds, given the day (UTC) that an owner chose; none means at once.

    Raises:
        RequirementUnfit: the day is over, too far ahead, or too soon for those who lack the factor.
    """
    today = now.astimezone(UTC).date()
    latest = today + timedelta(days=LATEST_DAYS)
    if chosen is not None and not today <= chosen <= latest:
        raise RequirementUnfit(
            f"{chosen} cannot be chosen.", next_step=f"Choose a day from {today} to {latest}."
        )
    starts_at = now if chosen is None or chosen == today else start_of(chosen)
    earliest = earliest_start(lacking, now=now)
    if starts_at < earliest:
        raise RequirementUnfit(
            f"It can hold from {earliest:%Y-%m-%d} on, no sooner.",
            why=f"{', '.join(sorted(lacking))} would be shut out, and has {NOTICE_DAYS} days to enrol."
            if len(lacking) == 1
            else f"{', '.join(sorted(lacking))} would be shut out, and have {NOTICE_DAYS} days to enrol.",
            next_step="Choose a later day, or ask them to enrol before you do this.",
        )
    return starts_at
