"""When a designation can be contested, and what may come of it."""

from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from strongroom.criticality.errors import ContestUnfit
from strongroom.criticality.rules.designation import Rule

CONTEST_LENGTH = 1000
"""Characters of what is wrong with a designation, which takes more words than another reason."""

AGAIN_AFTER = timedelta(days=30)
"""After an answer. Who has something new to say has a month to find it; who has not does not wear operators down."""


class ContestOutcome(StrEnum):
    """How a contest ended. The value stands in the table, and stays."""

    GRANTED = "granted"
    REFUSED = "refused"
    TAKEN_BACK = "taken-back"


class Standing(NamedTuple):
    """How a name stands when it is contested.

    Args:
        is_critical: A designation is in force.
        rules: Those that fired in the newest run, or the one that holds.
        open_since: An earlier contest waits for its answer since then.
        answered_at: When operators answered last.
    """

    is_critical: bool
    rules: Collection[str]
    open_since: datetime | None
    answered_at: datetime | None


def check_may_contest(name: str, standing: Standing, *, now: datetime) -> None:
    """Let a designation be contested.

    Raises:
        ContestUnfit: there is no designation, none that a contest could end, a contest that waits, or one that was
            answered less than `AGAIN_AFTER` ago.
    """
    if not standing.is_critical:
        raise ContestUnfit(f"{name} is not critical.", why="There is no designation to contest.")
    if set(standing.rules) == {Rule.OWN_DEPENDENCY}:
        raise ContestUnfit(
            f"The designation of {name} cannot be contested.",
            why="This index itself runs on it, and downloads have nothing to do with that.",
        )
    if standing.open_since is not None:
        raise ContestUnfit(
            f"The designation of {name} is contested already.",
            why=f"Since {_day(standing.open_since)}; operators have not answered yet.",
            next_step="Wait for their answer, or take that contest back first.",
        )
    if standing.answered_at is not None and now < standing.answered_at + AGAIN_AFTER:
        raise ContestUnfit(
            f"The designation of {name} cannot be contested again yet.",
            why=f"Operators answered on {_day(standing.answered_at)}.",
            next_step=f"Contest it again from {_day(standing.answered_at + AGAIN_AFTER)} on, if there is something new to say.",
        )


def what_holds(rules: Collection[str]) -> str:
    """Return what keeps a name critical although a contest is granted, as a sentence; empty if nothing does."""
    if Rule.OWN_DEPENDENCY in rules:
        return "It stays critical, because this index itself runs on it."
    if Rule.NAMED in rules:
        return "It stays critical as long as it is on the operators' list."
    return ""


def _day(instant: datetime) -> str:
    return f"{instant:%Y-%m-%d}"
