"""The one voice in which Strongroom refuses.

A refusal says what is wrong, why, and what to do next. Every context derives its
own refusals from `Refusal`; only the interfaces turn them into HTTP or exit codes.
"""

from collections.abc import Mapping
from typing import ClassVar, TypeVar

T = TypeVar("T")


class Refusal(Exception):
    """Something was asked that is not done, and the person asking can be told why.

    Args:
        what: One sentence: what is wrong.
        why: One sentence: the rule behind it, or empty where `what` says it.
        next_step: One sentence: what would make it pass, or empty where nothing would.
    """

    code: ClassVar[str] = "refused"

    def __init__(self, what: str, *, why: str = "", next_step: str = "") -> None:
        self.what = what
        self.why = why
        self.next_step = next_step
        super().__init__(self.message)

    @property
    def message(self) -> str:
        """What, why and what next, as one line of plain text."""
        return " ".join(part for part in (self.what, self.why, self.next_step) if part)


class NotFound(Refusal):
    """Nothing of that name is here."""

    code = "not_found"


def nearest(table: Mapping[type[Refusal], T], refusal: Refusal) -> T:
    """Return the table's entry for the nearest class in a refusal's ancestry; the table has one for `Refusal`."""
    return next(table[kind] for kind in type(refusal).__mro__ if kind in table)
