"""When a designation can be contested, and what may come of it."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from strongroom.criticality.errors import ContestUnfit
from strongroom.criticality.rules.designation import Rule
from strongroom.foundation.days import utc_day

CONTEST_LENGTH = 1000
"""Characters of what is wrong with a designation, which takes more words than another reason."""

AGAIN_AFTER = timedelta(days=30)
"""From the day (UTC) of an answer to the first on which the name can be contested again. Who has something new to say has
a month to find it; who has not does not wear operators down."""


class ContestOutcome(StrEnum):
    """How a contest ended. The value stands in the table, and stays."""

    GRANTED = "granted"
    REFUSED = "refused"
    TAKEN_BACK = "taken-back"


class ContestedName(NamedTuple):
    """How a name stands when it is contested.

    Args:
        name: Normalized.
        is_critical: A designation is in force.
        rules: Those that fired in the newest run, or the one that holds.
        open_since: An earlier contest waits for its answer since then.
        answered_at: When operators answered last.
    """

    name: str
    is_critical: bool
    rules: Collection[str]
    open_since: datetime | None
    answered_at: datetime | None


def check_may_contest(contested: ContestedName, *, now: datetime) -> None:
    """Let a designation be contested.

    Raises:
        ContestUnfit: there is no designation, none that a contest could end, a contest that waits, or one that was
            answered lately; then it says on which day it can be contested again.
    """
    name = contested.name
    if not contested.is_critical:
        raise ContestUnfit(f"{name} is not critical.", why="There is no designation to contest.")
    if set(contested.rules) == {Rule.OWN_DEPENDENCY}:
        raise ContestUnfit(
            f"The designation of {name} cannot be contested.",
            why="This index itself runs on it, and downloads have nothing to do with that.",
        )
    if contested.open_since is not None:
        raise ContestUnfit(
            f"The designation of {name} is contested already.",
            why=f"Since {utc_day(contested.open_since)}; operators have not answered yet.",
            next_step="Wait for their answer, or take that contest back first.",
        )
    if contested.answered_at is not None:
        _check_again(name, utc_day(contested.answered_at), today=utc_day(now))


def _check_again(name: str, answered_on: date, *, today: date) -> None:
    again_on = answered_on + AGAIN_AFTER
    if today < again_on:
        raise ContestUnfit(
            f"The designation of {name} cannot be contested again yet.",
            why=f"Operators answered on {answered_on}.",
            next_step=f"Contest it again from {again_on} on, if there is something new to say.",
            again_on=again_on,
        )


def what_holds(rules: Collection[str]) -> str:
    """Return what keeps a name critical although a contest is granted, as a sentence; empty if nothing does."""
    if Rule.OWN_DEPENDENCY in rules:
        return "It stays critical, because this index itself runs on it."
    if Rule.NAMED in rules:
        return "It stays critical as long as it is on the operators' list."
    return ""
