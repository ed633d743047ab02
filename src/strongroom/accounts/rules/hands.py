"""When an account may have got into other hands, and how long it then changes no critical project.

Whoever takes an account over does it by one of these ways. Each of them is also what an honest owner does who
lost something, so none is forbidden: it takes time, in which whoever knows better can say so.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Self

COOL_OFF = timedelta(hours=72)
"""From the change on, everywhere. Longer than a weekend without mail."""

DISPUTABLE_FOR = timedelta(days=7)
"""How long the link in the letter about a change freezes the account: longer than the cool-off, for a week away."""


class HandsCause(StrEnum):
    """By what an account may have got into other hands. The words are the end of "... because ..."."""

    words: str

    def __new__(cls, value: str, words: str) -> Self:
        """Make a cause of its value, which stands in the table and stays, and its words."""
        cause = str.__new__(cls, value)
        cause._value_ = value
        cause.words = words
        return cause

    PRIMARY_ADDRESS = "primary-address", "its primary mail address was changed"
    PASSWORD_RESET = "password-reset", "its password was reset with a code sent by mail"
    RECOVERY_CODE = "recovery-code", "a recovery code was used in place of its second factor"
    OPERATOR_RECOVERY = "operator-recovery", "the operators helped somebody back into it"
    UNFROZEN = "unfrozen", "the operators opened it again after it had been frozen"
    LATE_ENROLMENT = (
        "late-enrolment",
        "the second factor that it needs was enrolled after the deadline for it",
    )


def cause_of(value: str) -> HandsCause:
    """Return the cause that stands in the table as this value."""
    return next(cause for cause in HandsCause if cause == value)


@dataclass(frozen=True, slots=True)
class ChangeOfHands:
    """One change of hands: the account changes no critical project from `at` on, until before `ends_at`."""

    cause: HandsCause
    at: datetime
    ends_at: datetime

    def is_running(self, now: datetime) -> bool:
        """The cool-off has not ended."""
        return now < self.ends_at


def find_running(changes: Iterable[ChangeOfHands], *, now: datetime) -> ChangeOfHands | None:
    """Return the change by which the account has to wait: of several the one that ends last; None if all have ended."""
    running = [change for change in changes if change.is_running(now)]
    return max(running, key=lambda change: (change.ends_at, change.at), default=None)
