"""The letters to somebody whose account was frozen, opened again or signed out, or may be in other hands, word for word.

They go to every confirmed address of the account. Greeting and end are those of all mail (`rules.mail`).
"""

from dataclasses import dataclass
from datetime import datetime

from strongroom.accounts.rules.hands import ChangeOfHands
from strongroom.accounts.rules.standing import AccountStanding
from strongroom.foundation.letters import Letter


@dataclass(frozen=True, slots=True)
class NotMe:
    """The link by which the owner says that a change was not them, and when it ends."""

    url: str
    ends_at: datetime


def hands_changed(username: str, change: ChangeOfHands, not_me: NotMe, *, by: str) -> Letter:
    """Return the letter to the account itself, at the old and the new address."""
    text = (
        f"Your account {username} may be in other hands, because {change.cause.words}.\n\n"
        f"When: {_moment(change.at)}\n"
        f"By: {by}\n\n"
        "If it was you, there is nothing to do. Until "
        f"{_moment(change.ends_at)} the account changes no critical project; the others who work on its projects can,"
        " and they were told.\n\n"
        "If it was not you, open this page and confirm it. It asks for no sign-in:\n\n"
        f"    {not_me.url}\n\n"
        "That freezes the account at once: its sessions end, its API tokens are suspended, and what it published since"
        " is not offered until the operators of this index have looked at it. Only they open the account again.\n\n"
        f"The link works until {_moment(not_me.ends_at)}. Pass this letter on to nobody: whoever has the link can"
        " freeze your account."
    )
    return Letter(f"Was this you? {_sentence(change.cause.words)}", text)


def frozen(standing: AccountStanding, *, by: str) -> Letter:
    """Return the letter about an account that was frozen."""
    text = (
        f"{standing.what} {standing.why}\n\n"
        f"By: {by}\n\n"
        "Nobody can sign in to it. Its sessions have ended, its API tokens are suspended, and its password cannot be"
        f" reset. {standing.next_step}"
    )
    return Letter(f"Your account {standing.username} is frozen", text)


def unfrozen(username: str, *, by: str, reason: str) -> Letter:
    """Return the letter about an account that was opened again."""
    text = (
        f"Your account {username} is open again: you can sign in, and its API tokens work.\n\n"
        f"By: {by}\n"
        f"Reason: {reason}\n\n"
        "Look through its addresses, second factors and API tokens before you go on. Releases that were taken off the"
        " index meanwhile stay so until the operators offer them again. A second letter says how long it waits."
    )
    return Letter(f"Your account {username} is open again", text)


def let_in_again(username: str) -> Letter:
    """Return the letter about an account that is open because its owner is back in the company's directory."""
    text = (
        f"Your account {username} is open again, because the company's directory lets you in again: you can sign in, and its"
        " API tokens work.\n\nIf you have not come back, tell the operators of this index at once."
    )
    return Letter(f"Your account {username} is open again", text)


def signed_out(username: str, *, by: str, reason: str) -> Letter:
    """Return the letter about an account whose sessions were ended."""
    text = (
        f"Everybody who was signed in as {username} was signed out, and its browsers were forgotten.\n\n"
        f"By: {by}\n"
        f"Reason: {reason}\n\n"
        "You can sign in as before. Its API tokens go on: look through them, and through its second factors and addresses."
    )
    return Letter(f"Your account {username} was signed out", text)


def _sentence(words: str) -> str:
    return f"{words[0].upper()}{words[1:]}"


def _moment(instant: datetime) -> str:
    return f"{instant:%Y-%m-%d %H:%M} UTC"
