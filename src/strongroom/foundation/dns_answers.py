"""What the DNS said: values, so that rules can decide on them without asking."""

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """How a question for records ended."""

    FOUND = "found"
    NOTHING = "nothing"
    """The name exists, without such records (RFC 2308, 2.2: NODATA)."""
    NO_SUCH_NAME = "no such name"
    """The name does not exist, nor anything below it (RFC 8020: NXDOMAIN)."""
    UNCLEAR = "unclear"
    """No answer, a refusal, or a failure of servers: it says nothing about the name."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An outcome, and the host names in the records found, where the records hold some (MX: the best one first)."""

    outcome: Outcome
    hosts: tuple[str, ...] = ()

    @property
    def is_absence(self) -> bool:
        """There is certainly no such record."""
        return self.outcome in {Outcome.NOTHING, Outcome.NO_SUCH_NAME}
