"""What the people of a project read when its designation is contested, or when operators decide about its name.

Greeting and end are put around it by the accounts.
"""

from strongroom.criticality.rules.contests import ContestOutcome
from strongroom.foundation.letters import Letter


def contested(name: str, *, by: str, reason: str) -> Letter:
    """Return what they read when one of them contests it."""
    text = (
        f"{by} contests that {name} is a critical project, and says:\n\n    {reason}\n\n"
        "Until operators answer, everything stays as it is. An owner can take the contest back on the project's page."
    )
    return Letter(f"The designation of {name} is contested", text)


def answered(name: str, outcome: ContestOutcome, *, answer: str, holds: str) -> Letter:
    """Return what they read of the answer.

    Args:
        holds: As of `contests.what_holds`.
    """
    ends = (
        holds
        or "The designation ends with the next run, and with it what a mandate on critical projects asks."
    )
    found = {
        ContestOutcome.GRANTED: f"The operators of this index agree: the downloads and dependents of {name} designate it no more. {ends}",
        ContestOutcome.REFUSED: f"The operators of this index do not agree: {name} stays critical.",
    }[outcome]
    return Letter(f"The contest of {name}: {outcome}", f"{found}\n\nTheir reason: {answer}")


def counted_again(name: str, *, reason: str) -> Letter:
    """Return what they read when a granted contest no longer counts."""
    text = (
        f"The operators of this index had agreed that the downloads and dependents of {name} do not designate it. From the "
        f"next run on they count again, as those of any project.\n\nTheir reason: {reason}"
    )
    return Letter(_decided(name), text)


def added_by_name(name: str, *, reason: str) -> Letter:
    """Return what they read when operators put it on their list."""
    text = f"The project {name} counts as critical from the next designation on.\n\n{_given(reason)}"
    return Letter(_decided(name), text)


def taken_off_the_list(name: str, *, reason: str) -> Letter:
    """Return what they read when operators take it off their list."""
    text = f"The project {name} is no longer named by operators: its rank decides again.\n\n{_given(reason)}"
    return Letter(_decided(name), text)


def _decided(name: str) -> str:
    return f"{name} and the critical projects"


def _given(reason: str) -> str:
    return f"The reason given by the operators of this index: {reason}"
