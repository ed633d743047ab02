"""The letters that go out about addresses and passwords, in the words of this index.

allauth asks for them by a name; those it would send about changes are not here, because
the services tell of a changed password or address in the transaction that changes it.
"""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class FormLetter:
    """A letter with `{gaps}`, or with what fills them."""

    subject: str
    text: str

    def filled(self, facts: dict[str, Any]) -> "FormLetter":
        """Return the letter with its gaps filled."""
        return FormLetter(self.subject.format_map(facts), self.text.format_map(facts))


_IGNORE = "If you did not ask for this, ignore this letter: without the code nothing happens.\n"

TO_RESET = "account/email/password_reset_code"
"""The letter with the code to set a new password."""

TO_A_FURTHER_ADDRESS = "account/email/email_confirmation"

OF_NO_ACCOUNT = "account/email/unknown_account"
"""To whoever asks for a new password by an address that can set none."""

OF_THE_DIRECTORY = "directory_has_password"
"""The same, where there is an account, and the directory has its password."""

LETTERS = {
    "account/email/email_confirmation_signup": FormLetter(
        "Your code to confirm your address",
        "Hello {username},\n\nenter this code on the page that asks for it, within 10 minutes:\n\n"
        "    {code}\n\n" + _IGNORE,
    ),
    TO_A_FURTHER_ADDRESS: FormLetter(
        "Your code to confirm your address",
        "Hello {username},\n\nenter this code on the page where you gave this address, within 10 minutes:\n\n"
        "    {code}\n\n" + _IGNORE,
    ),
    TO_RESET: FormLetter(
        "Your code to set a new password",
        "Hello,\n\nenter this code on the page where you asked for a new password, within 10 minutes:\n\n    {code}\n\n"
        "Your second factor will still be asked for when you sign in.\n\n" + _IGNORE,
    ),
    "account/email/account_already_exists": FormLetter(
        "You have an account already",
        "Hello,\n\nsomebody, probably you, tried to register with this address at {index_name}. It has an account"
        " already.\n\nIf you have forgotten its password, set a new one at\n{index_url}/account/password/reset/\n",
    ),
    OF_THE_DIRECTORY: FormLetter(
        "Your password is not kept here",
        "Hello,\n\nsomebody, probably you, asked for a new password at {index_name}. The password of your account there is"
        " that of {directory_name}: change it there.\n\nIf it was not you, ignore this letter.\n",
    ),
    OF_NO_ACCOUNT: FormLetter(
        "There is no account with this address",
        "Hello,\n\nsomebody, probably you, asked for a new password at {index_name}. No account there has this"
        " as a confirmed address.\n\nPerhaps you used another one. If it was not you, ignore this letter.\n",
    ),
}

TOLD_BY_SERVICES = frozenset(
    {
        "account/email/email_changed",
        "account/email/email_deleted",
        "account/email/password_changed",
        "account/email/password_reset",
        "account/email/password_set",
    }
)
