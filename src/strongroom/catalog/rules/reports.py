"""What can be wrong with a project, what can come of it, and the words in which people read that."""

from enum import StrEnum
from typing import NamedTuple

from strongroom.catalog.errors import ReportUnfit
from strongroom.foundation.letters import Letter

REPORT_LENGTH = 2000
"""Characters."""


class ReportKind(StrEnum):
    """What is said to be wrong. The value stands in the table, and stays."""

    MALWARE = "malware"
    ABUSE = "abuse"
    NAME = "name"
    OTHER = "other"


class Outcome(StrEnum):
    """What an operator found."""

    UPHELD = "upheld"
    DISMISSED = "dismissed"


class Answer(NamedTuple):
    """What an operator answered to a report."""

    project: str
    outcome: Outcome
    words: str
    operator: str


def check_text(text: str) -> str:
    """Return what is reported without white space around it.

    Raises:
        ReportUnfit: it says nothing, or too much.
    """
    text = text.strip()
    if not 0 < len(text) <= REPORT_LENGTH:
        raise ReportUnfit(
            f"A report has 1 to {REPORT_LENGTH:,} characters.", next_step="Say what you saw, and where."
        )
    return text


def to_the_reporter(answer: Answer) -> Letter:
    """Return what whoever reported a project reads."""
    found = {
        Outcome.UPHELD: "Your report was right, and the people of the project are told.",
        Outcome.DISMISSED: "Nothing is to be done about it.",
    }
    text = (
        f"You reported the project {answer.project}. {found[answer.outcome]}\n\n"
        f"The answer of operator {answer.operator}: {answer.words}"
    )
    return Letter(f"Your report of {answer.project}", text)


def to_its_people(answer: Answer) -> Letter:
    """Return what the people of a project read of a report that was right. Not who reported it, nor their words."""
    text = (
        f"Somebody reported the project {answer.project}, and the operators of this index agree with them.\n\n"
        f"What operator {answer.operator} says: {answer.words}"
    )
    return Letter(f"A report about {answer.project}", text)
