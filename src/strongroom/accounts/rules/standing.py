"""Whether an account is open, and the words for it where it is not."""

from dataclasses import dataclass
from datetime import datetime

LEFT_DIRECTORY = "the company's directory, which has its password, does not let its owner in any more"
"""Why the account of somebody is frozen who has left the company: the one reason that can pass by itself (ADR 13)."""


@dataclass(frozen=True, slots=True)
class AccountStanding:
    """How an account stands: open, frozen, closed, or closed while it was frozen.

    Args:
        frozen_because: The end of "It is frozen, because ..."; empty where it is not frozen.
    """

    username: str
    frozen_at: datetime | None = None
    frozen_because: str = ""
    closed_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Its owner can use it."""
        return self.frozen_at is None and self.closed_at is None

    @property
    def waits_for_directory(self) -> bool:
        """It is frozen for as long as the company's directory does not let its owner in."""
        return self.frozen_at is not None and self.frozen_because == LEFT_DIRECTORY

    @property
    def what(self) -> str:
        """Since when it is closed or frozen, as a sentence; empty where it is open."""
        if self.closed_at is not None:
            return f"The account {self.username} was closed on {self.closed_at:%Y-%m-%d}."
        if self.frozen_at is not None:
            return f"The account {self.username} is frozen since {self.frozen_at:%Y-%m-%d %H:%M} UTC."
        return ""

    @property
    def why(self) -> str:
        """Why it is frozen, as a sentence; empty where it is not, or is closed besides."""
        if self.closed_at is not None or not self.frozen_because:
            return ""
        return f"It was frozen because {self.frozen_because.rstrip('.')}."

    @property
    def next_step(self) -> str:
        """What whoever it belongs to can do; empty where it is open."""
        if self.is_open:
            return ""
        if self.closed_at is not None:
            return "A closed account is not opened again; register a new one."
        if self.waits_for_directory:
            return (
                "It opens by itself when the directory lets its owner in again: ask those who keep the directory, or, after you "
                "have left the company, the operators of this index."
            )
        return "If it is yours, write to the operators of this index: only they open it again."
