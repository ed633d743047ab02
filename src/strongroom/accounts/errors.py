"""Refusals of this room."""

from strongroom.foundation.errors import NotFound, Refusal


class PersonNotFound(NotFound):
    """There is no such account."""

    code = "person_not_found"


class ProofNeeded(Refusal):
    """A dangerous action asks for a fresh proof of who is acting."""

    code = "proof_needed"


class FactorRefused(Refusal):
    """The code, key or recovery code was not accepted."""

    code = "factor_refused"


class FactorNotFound(NotFound):
    """The account has no such second factor."""

    code = "factor_not_found"


class FactorNameTaken(Refusal):
    """Another factor of the account has that name, or none was given."""

    code = "factor_name_taken"


class FactorMissing(Refusal):
    """Recovery codes are a way back to a second factor; without one they open nothing."""

    code = "factor_missing"


class LastFactorNeeded(Refusal):
    """The last second factor of somebody who must have one is not removed."""

    code = "last_factor_needed"


class AccountExists(Refusal):
    """The user name or address belongs to another account."""

    code = "account_exists"


class TokenNotFound(NotFound):
    """The account has no such API token."""

    code = "token_not_found"


class TokenNameMissing(Refusal):
    """A token has a name of some characters, by which its owner knows what to revoke."""

    code = "token_name_missing"


class InvalidUsername(Refusal):
    """The text cannot be a user name."""

    code = "invalid_username"


class PasswordRefused(Refusal):
    """The password is too easy to guess, or too short."""

    code = "password_refused"


class MailLinkInvalid(NotFound):
    """A link to switch off mail is not as it was written."""

    code = "mail_link_invalid"


class SetupClosed(NotFound):
    """The link that creates the first operator is wrong, or was used."""

    code = "setup_closed"
