"""What is written to people by mail: the kinds of it, and how a message is put together.

`MailKind` is the one table of them. The page on which people choose and the reference in the
documentation show its words; whatever has no reason to be sent always can be switched off.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Self
from urllib.parse import urlsplit

from strongroom.foundation.letters import Letter


class MailKind(StrEnum):
    """A kind of mail. What it is about, in one sentence; and why it is always sent, where it is.

    The value is part of addresses that were mailed, and stays.
    """

    heading: str
    tells: str
    always_because: str

    def __new__(cls, value: str, heading: str, tells: str, always_because: str = "") -> Self:
        """Make a kind of its value and its words."""
        kind = str.__new__(cls, value)
        kind._value_ = value
        kind.heading, kind.tells, kind.always_because = heading, tells, always_because
        return kind

    ACCOUNT = (
        "account",
        "Security of your account",
        (
            "Your password, addresses, second factors or recovery codes changed, an API token was made or revoked, "
            "or mail was switched off."
        ),
        "Whoever changes these can act as you.",
    )
    SIGN_IN = (
        "sign-in",
        "Sign-ins",
        (
            "Somebody signs in, or wants to be let in, with what only you should know: a code to confirm that it is you, "
            "or word of a sign-in from a browser that we did not know."
        ),
        "Whoever signs in as you can act as you.",
    )
    RIGHTS = (
        "rights",
        "Your rights",
        "You are invited to a project or an organization, or your role there begins, changes or ends.",
        "Nobody should gain or lose a right without knowing.",
    )
    OWNERS = (
        "owners",
        "Owners of your projects",
        "Somebody is invited to own a project or an organization of yours, becomes an owner of it, or ceases to be one.",
        "An owner can take a project from everybody else.",
    )
    HANDS = (
        "hands",
        "Accounts of those you work with",
        (
            "The account of somebody who can publish a project of yours may be in other hands: its primary address or "
            "password was changed by mail, a recovery code was used, or the operators are asked to give it back, or did."
        ),
        "You would be the first to notice that it is not them.",
    )
    MANDATES = (
        "mandate",
        "Critical projects",
        "A second factor will be needed for a project of yours, now is, or no longer is for its owners' sake.",
        "Without knowing, you would be refused when you need to publish.",
    )
    VOUCHERS = (
        "voucher",
        "Free security keys",
        (
            "A code for a free security key, for which you waited, is there for you, went to somebody else because you did "
            "not look at it, or is about to end."
        ),
        "You asked for it, and without knowing you would miss it.",
    )
    OPERATORS = (
        "operators",
        "Decisions of operators",
        (
            "The operators of this index changed a project of yours, granted or revoked a namespace, answered a report "
            "of yours or about a project of yours, or made or unmade operators; with their reason. Operators are told, too, "
            "when too many are missing in the company's directory to be believed."
        ),
        "You may have to answer, or to act.",
    )
    RELEASES = (
        "releases",
        "New releases",
        (
            "A release of a project of yours was published: by whom, with what, and what to do if that is wrong. "
            "One mail for each release, also for your own: that is how a stolen token is noticed."
        ),
    )
    PEOPLE = (
        "people",
        "People of your projects",
        "Somebody is invited to help with a project or an organization of yours, begins to, or ceases to.",
    )
    CARE = (
        "care",
        "State of your projects",
        (
            "A release of a project of yours was yanked, or a yank was taken back; a project was withdrawn, "
            "archived, deprecated or opened again."
        ),
    )
    TOKEN_USE = (
        "token-use",
        "Use and end of your API tokens",
        "An API token of yours was used by a program that had not used it before, or is about to expire.",
    )

    @property
    def switchable(self) -> bool:
        """People may switch it off."""
        return not self.always_because


@dataclass(frozen=True, slots=True)
class Mail:
    """What one person is to be told.

    Args:
        to: User name. It goes to the verified primary address; an address nobody confirmed may be a stranger's.
        text: Without greeting and end.
        why: Goes on from "You get this mail because".
        thread: What it belongs to, such as `project/harborlight`: mail programs show that together.
    """

    to: str
    kind: MailKind
    subject: str
    text: str
    why: str
    thread: str = ""


def to_owner(username: str, kind: MailKind, letter: Letter) -> Mail:
    """Return the mail by which somebody is told of their own account."""
    why = f"{username} is your account"
    return Mail(username, kind, letter.subject, letter.text, why, thread="account")


@dataclass(frozen=True, slots=True)
class Sender:
    """The index that writes.

    Args:
        url: Without a slash at its end.
        contact: What reaches its operators: a mail address, or the address of a page.
    """

    name: str
    url: str
    contact: str

    @property
    def choice_url(self) -> str:
        """Where people choose what they get."""
        return f"{self.url}/account/mail/"


def text_of(mail: Mail, sender: Sender) -> str:
    """Return the whole text: greeting, what happened, why it was sent, how to get no more of it.

    The address that switches it off without sign-in is in a header only: who passes the text on keeps it.
    """
    kind = mail.kind
    ending = (
        f"To get no more mail of this kind ({kind.heading}), switch it off at\n{sender.choice_url}"
        if kind.switchable
        else f"Mail of this kind ({kind.heading}) is always sent. {kind.always_because}\n"
        f"All kinds: {sender.choice_url}"
    )
    return (
        f"Hello {mail.to},\n\n{mail.text.strip()}\n\n"
        # With the space: mail programs know the end of a message by it (RFC 3676, 4.3).
        f"-- \n{sender.name}\nIts operators: {sender.contact}\nYou get this mail because {mail.why}.\n{ending}\n"
    )


def headers_of(mail: Mail, sender: Sender, *, off_url: str) -> dict[str, str]:
    """Return the headers beside the usual ones.

    Args:
        off_url: Switches this kind off without sign-in.

    Source: RFC 2919 (List-Id), RFC 2369 and RFC 8058 (List-Unsubscribe, by HTTPS only), RFC 5322, 3.6.4
        (In-Reply-To and References: to a message that never was, by which mail programs put a thread together).
    """
    host = urlsplit(sender.url).hostname or "localhost"
    headers = {"List-Id": f"<{mail.kind}.{host}>"}
    if mail.thread:
        headers["In-Reply-To"] = headers["References"] = f"<{mail.thread}@{host}>"
    if mail.kind.switchable:
        headers["List-Unsubscribe"] = f"<{off_url}>"
        if off_url.startswith("https:"):
            headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers
