"""Since when a designation is outside, once the runs after a day are taken back."""

from datetime import date
from typing import NamedTuple


class Outside(NamedTuple):
    """Since when a designation is outside of every rule.

    Args:
        since: As the run of `decided_on` left it; None while a rule holds it.
        before: As that run found it.
        decided_on: Day of the last run that changed it; None if none did.
    """

    since: date | None
    before: date | None
    decided_on: date | None


def outside_without(outside: Outside, *, after: date) -> date | None:
    """Return since when it was outside as the runs up to `after` left it.

    Where several of the runs that are taken back changed it, the first day is not known any more, and it counts as not outside:
    that only lengthens what a designation protects.
    """
    if outside.decided_on is None or outside.decided_on <= after:
        return outside.since
    return outside.before if outside.before is not None and outside.before <= after else None
