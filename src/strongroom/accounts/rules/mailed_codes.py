"""Codes that are mailed: how they look, how long they live, and the letters that carry them, word for word.

A mailed code shows that whoever types it reads the mailbox. It is no second factor: NIST SP 800-63B-4, 3.1.3
excludes mail from those. Greeting and end of the letters are those of all mail (`rules.mail`).
"""

from datetime import timedelta
from enum import StrEnum
from typing import Self

from strongroom.accounts.rules import typed_codes
from strongroom.foundation.letters import Letter

VALID_FOR = timedelta(minutes=10)
"""Source: ASVS 5.0, 6.5.5, and NIST SP 800-63B-4, 3.1.3.1: at most ten minutes."""

MAX_TRIES = 5
"""Of one code. With those that may be sent in a day, a guesser has one chance in five thousand million."""

_LENGTH = 8
"""Characters of 5 bits: 40 bits. NIST SP 800-63B-4, 4.2.1.2 asks for six digits, which are 20 bits."""


class CodePurpose(StrEnum):
    """What a code is mailed for; it serves nothing else. The words of its letter."""

    subject: str
    asked_for: str
    otherwise: str

    def __new__(cls, value: str, subject: str, asked_for: str, otherwise: str) -> Self:
        """Make a purpose of its value and its words."""
        purpose = str.__new__(cls, value)
        purpose._value_ = value
        purpose.subject, purpose.asked_for, purpose.otherwise = subject, asked_for, otherwise
        return purpose

    SIGN_IN = (
        "sign-in",
        "Your code to confirm a sign-in",
        (
            "Somebody is signing in to your account with the right password, from a browser that we do not know. "
            "If it is you, enter this code on the page that asks for it:"
        ),
        (
            "If it was not you, somebody knows your password. Without the code they do not get in. "
            "Change the password now:\n{index_url}/account/password/reset/"
        ),
    )
    ENROLMENT = (
        "enrolment",
        "Your code to add a second factor",
        (
            "Somebody is adding a second factor to your account. If it is you, enter this code on the page that asks "
            "for it:"
        ),
        (
            "If it was not you, somebody is signed in as you. Without the code nothing is added. "
            "Change the password now:\n{index_url}/account/password/reset/"
        ),
    )


def new_code() -> str:
    """Return a random code as people read it: `7K3Q-9XWF`."""
    return typed_codes.new_code(length=_LENGTH)


def canonical(raw_code: str) -> str | None:
    """Return the one form that is digested, or None if the text cannot be a mailed code."""
    return typed_codes.canonical(raw_code, length=_LENGTH)


def letter(purpose: CodePurpose, *, code: str, origin: str, index_url: str) -> Letter:
    """Return the letter with a code.

    Args:
        origin: From where and with what it was asked for, in words.
    """
    minutes = VALID_FOR // timedelta(minutes=1)
    text = (
        f"{purpose.asked_for}\n\n"
        f"    {code}\n\n"
        f"It works once, within {minutes} minutes. Nobody of this index will ever ask you for it.\n\n"
        f"Asked for with: {origin}\n\n"
        f"{purpose.otherwise.format(index_url=index_url)}"
    )
    return Letter(purpose.subject, text)
