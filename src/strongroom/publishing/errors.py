"""How publishing refuses: every fault found, the most useful first.

A check reports `Fault` values; `UploadRefused` carries all that were found in one step,
so that whoever uploads can mend them together. Interfaces map the classes to answers.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from strongroom.foundation.errors import Refusal

SHOWN_CHARACTERS = 60
"""Characters of an offending value that a message repeats."""

SHOWN_FAULTS = 20
"""Faults a message spells out; further ones are only counted."""

BUILD_AGAIN = "Build the file again with a current build backend, and upload that."


def shown(value: str) -> str:
    """Return `value` quoted for a message: control characters escaped, elided past 60 characters."""
    return repr(value if len(value) <= SHOWN_CHARACTERS else value[:SHOWN_CHARACTERS] + "…")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with an upload.

    Args:
        code: Stable word for programs, in snake_case.
        what: One sentence: what is wrong, with the offending value.
        next_step: One sentence: what would make it pass.
        field: The form field it is about, or empty.
    """

    code: str
    what: str
    next_step: str
    field: str = ""

    def __str__(self) -> str:
        return f"{self.what} {self.next_step}"


class UploadRefused(Refusal):
    """The upload is not taken; `faults` says why, the most useful reason first."""

    code = "upload_refused"

    def __init__(self, *faults: Fault) -> None:
        if not faults:
            raise ValueError("a refusal needs a fault")
        self.faults = faults
        super().__init__(faults[0].what, next_step=faults[0].next_step)

    @property
    def message(self) -> str:
        """All faults as one line of plain text; at most `SHOWN_FAULTS` are spelled out."""
        sentences = [str(fault) for fault in self.faults[:SHOWN_FAULTS]]
        unseen = len(self.faults) - SHOWN_FAULTS
        if unseen > 0:
            sentences.append(f"There are {unseen} more faults.")
        return " ".join(sentences)


class TooManyNewProjects(Refusal):
    """An account began as many projects as it may in an hour.

    Args:
        username: Whose account it is.
        at_most: How many that is.
        retry_at: When the next one may begin.
    """

    code = "too_many_new_projects"

    def __init__(self, username: str, *, at_most: int, retry_at: datetime) -> None:
        self.retry_at = retry_at
        super().__init__(
            f"{username} has begun {at_most} projects within an hour, and may begin no more now.",
            next_step=f"Upload this one after {retry_at:%H:%M} UTC. Projects that exist take releases meanwhile.",
        )


def refuse_if(faults: Iterable[Fault]) -> None:
    """Raise what was found.

    Raises:
        UploadRefused: if there is at least one fault.
    """
    found = tuple(faults)
    if found:
        raise UploadRefused(*found)
