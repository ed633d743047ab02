"""The words of the letters about a recovery: to every address of the account, and to all who share a project with it.

Each letter tells the whole course so far, so that whoever reads only the last one can still object. What the person
wrote as evidence goes to nobody but operators; what operators found in it, everybody concerned reads.
"""

from dataclasses import dataclass
from datetime import datetime

from strongroom.accounts.rules.recoveries import READY_FOR, WAITS
from strongroom.foundation.letters import Letter


@dataclass(frozen=True, slots=True)
class Said:
    """An operator's approval, in words."""

    by: str
    at: datetime
    reason: str
    note: str


@dataclass(frozen=True, slots=True)
class Case:
    """A request, as letters speak of it.

    Args:
        asked_by: In words: "somebody who knew the user name".
        lost: Empty where nobody vouches yet for who says so.
        new_address: Shortened; empty where the account keeps its own.
    """

    username: str
    asked_at: datetime
    asked_by: str
    lost: str
    new_address: str
    approvals: tuple[Said, ...] = ()


def of_asking(case: Case) -> Letter:
    """Return the letter that somebody asks for the account."""
    return _letter(
        case,
        f"Somebody asks to be given the account {case.username}",
        "Two operators of this index have to approve it, then it waits for a week, in which you can object.",
    )


def of_first_approval(case: Case) -> Letter:
    """Return the letter that one operator approved."""
    return _letter(
        case,
        f"One operator approved that {case.username} is recovered",
        "Another one has to approve it, too; then it waits for a week.",
    )


def of_second_approval(case: Case, *, waits_until: datetime) -> Letter:
    """Return the letter that it was approved, and now waits."""
    return _letter(
        case,
        f"{case.username} is given back on {waits_until:%Y-%m-%d}, unless you object",
        f"Two operators approved it. From {_minute(waits_until)} on, {WAITS.days} days after the second approval, whoever "
        "asked gets a link that removes the second factors, the recovery codes and the API tokens and sets a new password.",
    )


def of_readiness(case: Case) -> Letter:
    """Return the letter that the waiting is over, to everybody but the address that gets the link."""
    return _letter(
        case,
        f"{case.username} can be recovered now",
        "The week is over and nobody objected. A link was mailed to whoever asked. You can still object until it is used.",
    )


def with_link(case: Case, *, url: str) -> Letter:
    """Return the letter that carries the link by which the account is given back."""
    text = (
        f"You asked to be given the account {case.username} back. Two operators approved it, and nobody objected.\n\n"
        f"Choose a new password here, within {READY_FOR.days} days:\n{url}\n\n"
        "This removes the second factors, recovery codes and API tokens that the account has. You enrol a new second "
        "factor right after it. For 72 hours the account then changes no critical project.\n\n"
        "Give the link to nobody: whoever opens it can take the account. No operator asks you for it."
    )
    return Letter(f"Your link to recover {case.username}", text)


def of_ending(case: Case, *, how: str) -> Letter:
    """Return the letter that nothing more comes of it, or that it is done.

    Args:
        how: A sentence: "ada objected: this is not me."
    """
    return Letter(f"The recovery of {case.username} has ended", f"{how}\n\n{_course(case)}")


def with_objection(letter: Letter, *, url: str) -> Letter:
    """Return the letter with the way to object, which is another one for each reader."""
    objection = (
        "If this is wrong, object now; it ends then, and one objection is enough. You need not sign in, only say why "
        f"in a sentence:\n{url}"
    )
    return Letter(letter.subject, f"{letter.text}\n\n{objection}")


def _letter(case: Case, title: str, what_follows: str) -> Letter:
    return Letter(title, f"{title}.\n\n{what_follows}\n\n{_course(case)}")


def _course(case: Case) -> str:
    return "\n\n".join([_facts(case), *map(_approval, case.approvals)])


def _facts(case: Case) -> str:
    lines = [
        ("Account", case.username),
        ("Asked for", _minute(case.asked_at)),
        ("By", case.asked_by),
        ("Said to be lost", case.lost or "not said in this letter, because nobody vouches yet for who asks"),
        ("It would go to", case.new_address or "the confirmed primary address of the account"),
    ]
    return "\n".join(f"{name}: {' '.join(value.split())}" for name, value in lines)


def _approval(said: Said) -> str:
    return (
        f"Approved by {said.by}, {_minute(said.at)}.\n"
        f"Reason: {' '.join(said.reason.split())}\nOn the evidence: {' '.join(said.note.split())}"
    )


def _minute(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"
