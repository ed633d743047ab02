"""Which letters of an announcement that did not arrive are sent again: those of which every word still holds.

A letter goes as it was written, for its reader finds the same text under its address. So it goes only if it would be written
word for word like that today. Whoever needs another one is told by the letters that follow the terms.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from strongroom.mandates.rules import letters
from strongroom.mandates.rules.letters import Reader, WholeLetter
from strongroom.mandates.rules.terms import Term


class LeftOut(StrEnum):
    """Why a letter is not sent again; the value is how pages say it, after "because"."""

    NOT_BOUND = "the mandate binds the reader no more"
    HELD = "the reader holds what it asks for by now"
    OUTDATED = "it would say something else today: its dates, its projects or its words are others"
    UNREACHED = "no mail gets to the reader, as far as we know"


@dataclass(frozen=True, slots=True)
class Unarrived:
    """A letter that did not arrive, and what is so of its reader today.

    Args:
        written: What it says.
        reader: Whether they hold what is asked for is as it is today.
        terms: Those of the projects it names that bind its reader today.
        reason: The one that was given for the mandate.
        is_reached: Mail gets to the reader now, as far as we know.
    """

    written: WholeLetter
    reader: Reader
    terms: Sequence[Term]
    reason: str
    is_reached: bool

    def why_left_out(self, now: datetime) -> LeftOut | None:
        """Return why it is not sent again; None if it is."""
        if not self.terms:
            return LeftOut.NOT_BOUND
        if self.reader.satisfied:
            return LeftOut.HELD
        if not self._holds(now):
            return LeftOut.OUTDATED
        return None if self.is_reached else LeftOut.UNREACHED

    def _holds(self, now: datetime) -> bool:
        """Say whether its deadlines are to come, and it would say the same today, of rehearsals too."""
        is_to_come = all(now < term.deadline for term in self.terms)
        today = letters.announcement(self.reader, self.terms, reason=self.reason, now=now)
        return is_to_come and self.written == today
