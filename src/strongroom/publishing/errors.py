"""How publishing refuses: every fault found, the most useful first.

A check reports `Fault` values; `UploadRefused` carries all that were found in one file,
so that whoever uploads can mend them together. Interfaces map the classes to answers.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from strongroom.foundation.errors import Refusal

SHOWN_CHARACTERS = 60
"""Characters of an offending value that a message repeats."""

SHOWN_FAULTS = 100
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
    def lines(self) -> list[str]:
        """One line of plain text a fault; at most `SHOWN_FAULTS` are spelled out."""
        unseen = len(self.faults) - SHOWN_FAULTS
        rest = [f"There are {unseen} more faults."] if unseen > 0 else []
        return [*map(str, self.faults[:SHOWN_FAULTS]), *rest]

    @property
    def message(self) -> str:
        """All lines as one."""
        return " ".join(self.lines)


class UploadsClosed(Refusal):
    """The operators take no uploads for the time being."""

    code = "uploads_closed"


class NewProjectsClosed(Refusal):
    """The operators let nobody begin a project for the time being."""

    code = "new_projects_closed"


class TooManyNewProjects(Refusal):
    """As many projects were begun by a person, or from a network, as may be in an hour.

    Args:
        what: One sentence: who has begun how many.
        retry_at: When the next one may begin.
    """

    code = "too_many_new_projects"

    def __init__(self, what: str, *, retry_at: datetime) -> None:
        self.retry_at = retry_at
        super().__init__(
            what,
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
