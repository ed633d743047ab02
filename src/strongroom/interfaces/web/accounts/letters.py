"""The letters that go out about addresses and passwords, in the words of this index.

allauth asks for them by a name; those it would send about passwords are not here, because
the services tell of a changed password in the transaction that changes it.
"""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter with `{gaps}`."""

    subject: str
    text: str

    def filled(self, facts: dict[str, Any]) -> "Letter":
        """Return the letter with its gaps filled."""
        return Letter(self.subject.format_map(facts), self.text.format_map(facts))


_IGNORE = "If you did not ask for this, ignore this letter: without the code nothing happens.\n"

LETTERS = {
    "account/email/email_confirmation_signup": Letter(
        "Your code to confirm your address",
        "Hello {username},\n\nenter this code on the page where you registered, within 15 minutes:\n\n"
        "    {code}\n\n" + _IGNORE,
    ),
    "account/email/email_confirmation": Letter(
        "Your code to confirm your address",
        "Hello {username},\n\nenter this code on the page where you gave this address, within 15 minutes:\n\n"
        "    {code}\n\n" + _IGNORE,
    ),
    "account/email/password_reset_code": Letter(
        "Your code to set a new password",
        "Hello,\n\nenter this code on the page where you asked for a new password:\n\n    {code}\n\n"
        "Your second factor will still be asked for when you sign in.\n\n" + _IGNORE,
    ),
    "account/email/account_already_exists": Letter(
        "You have an account already",
        "Hello,\n\nsomebody, probably you, tried to register with this address at {index_name}. It has an account"
        " already.\n\nIf you have forgotten its password, set a new one at\n{index_url}/account/password/reset/\n",
    ),
    "account/email/unknown_account": Letter(
        "There is no account with this address",
        "Hello,\n\nsomebody, probably you, asked for a new password at {index_name}. No account there has this"
        " address.\n\nPerhaps you used another one. If it was not you, ignore this letter.\n",
    ),
    "account/email/email_changed": Letter(
        "The primary address of your account was changed",
        "Hello,\n\nyour account at {index_name} now writes to {to_email} instead of {from_email}.\n\n"
        "If this was not you, change your password at once and write to the operators of this index.\n"
        "{index_url}/account/\n",
    ),
    "account/email/email_deleted": Letter(
        "An address was removed from your account",
        "Hello,\n\nthe address {deleted_email} was removed from your account at {index_name}.\n\n"
        "If this was not you, change your password at once and write to the operators of this index.\n"
        "{index_url}/account/\n",
    ),
}

TOLD_BY_SERVICES = frozenset(
    {"account/email/password_changed", "account/email/password_reset", "account/email/password_set"}
)

ONLY_BY_THE_OWNER = frozenset({"account/email/email_changed", "account/email/email_deleted"})
"""Warnings of what somebody signed in has done. However many other letters were sent: these must arrive."""
