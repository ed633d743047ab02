"""Four eyes: who may be one of the two that something takes (ADR 12), and what nobody decides alone for themselves.

It takes two where a mistake helps nobody but an attacker: an account given back, a critical project given away. Both are
asked the same, whoever begins as well as whoever joins in: else an admin who means no good lets a second account of
theirs begin. Where one suffices, it is one whom it gives nothing.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from strongroom.accounts.errors import ApprovalRefused

OPERATOR_FOR = timedelta(days=7)
"""Whose role is younger agrees to nothing: an admin who means no good would give one to a second account of theirs.
Every operator is told of a new one, and has as long to say something."""

_THEIR_OWN = "It is for your own account, or for a project of yours."
_TO_ANOTHER = "Leave it to another operator."


@dataclass(frozen=True, slots=True)
class Approver:
    """An operator who wants to be one of the two.

    Args:
        name: Actor, as the journal names it.
        user_id: None for the console.
        hands_changed: Their own account changed hands lately.
        operator_since: When they got the first role that covers it; None if none does, and for the console.
    """

    name: str
    user_id: int | None
    hands_changed: bool = False
    operator_since: datetime | None = None


def check_four_eyes(
    approver: Approver, *, agreed: Collection[str], concerned: Collection[int], now: datetime
) -> None:
    """Let an operator be one of the two.

    Args:
        agreed: Actors who have agreed before, as the journal names them.
        concerned: The accounts that get something by it.

    Raises:
        ApprovalRefused: this operator may not; another one may.
    """
    why = _why_not(approver, agreed, concerned, now)
    if why:
        raise ApprovalRefused(
            "You cannot be one of the two operators that it takes.", why=why, next_step=_TO_ANOTHER
        )


def check_not_their_own(user_id: int | None, *, concerned: Collection[int]) -> None:
    """Let an operator decide alone, as long as it is about others.

    Args:
        user_id: The operator's account; None for the console.
        concerned: The accounts that get something by it.

    Raises:
        ApprovalRefused: theirs is among them; another operator may.
    """
    if user_id in concerned:
        raise ApprovalRefused("You cannot decide this.", why=_THEIR_OWN, next_step=_TO_ANOTHER)


def _why_not(approver: Approver, agreed: Collection[str], concerned: Collection[int], now: datetime) -> str:
    if approver.name in agreed:
        return "You have agreed to it already."
    if approver.user_id is None:
        return ""
    if approver.user_id in concerned:
        return _THEIR_OWN
    if approver.hands_changed:
        return "Your own account changed hands lately, and whoever has it now need not be you."
    if approver.operator_since is None:
        return "No role of yours covers it."
    if now < approver.operator_since + OPERATOR_FOR:
        return f"You have been an operator for less than {OPERATOR_FOR.days} days: whoever made you one could agree twice."
    return ""
