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


class PasswordMissing(Refusal):
    """Without a password the account could not be entered any more."""

    code = "password_missing"


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


class TokenEndUnfit(Refusal):
    """No API token ends so late, unless it never does."""

    code = "token_end_unfit"


class InvalidUsername(Refusal):
    """The text cannot be a user name."""

    code = "invalid_username"


class PasswordRefused(Refusal):
    """The password is too easy to guess, or too short."""

    code = "password_refused"


class AddressMissing(Refusal):
    """The account has no confirmed address that a code could be mailed to."""

    code = "address_missing"


class SessionNotFound(NotFound):
    """The account has no such session, or browser."""

    code = "session_not_found"


class SessionEnded(Refusal):
    """The session in which somebody does something was ended while they did it."""

    code = "session_ended"

    def __init__(self) -> None:
        super().__init__(
            "This session has ended meanwhile.",
            why="It was ended, or the password or a second factor of the account was changed, while this was on its way.",
            next_step="Sign in again, and look whether it was done.",
        )


class PasswordBreached(Refusal):
    """The password is right, and known to others: it is disabled."""

    code = "password_breached"


class PasswordsBusy(Refusal):
    """As many passwords as this process has memory for are being checked already."""

    code = "passwords_busy"


class DirectoryUnavailable(Refusal):
    """The company's directory, which would know the password, does not answer."""

    code = "directory_unavailable"


class DirectoryHasPassword(Refusal):
    """The password of the account is the directory's: nothing here sets or changes it."""

    code = "directory_has_password"


class DirectoryEntryUnfit(Refusal):
    """The directory's password is right, but what the directory says makes no account here."""

    code = "directory_entry_unfit"


class AnswerRefused(Refusal):
    """What somebody brought as the answer of an identity provider is not in order.

    Args:
        fault: What is wrong with it, for operators; whoever brought it is told the same in each case.
    """

    code = "answer_refused"

    def __init__(self, fault: str) -> None:
        self.fault = fault
        super().__init__(
            "The answer of the identity provider is not in order, or there was none.",
            why="It must be signed by the provider, made for this index, and come back to the browser that asked for it, "
            "once and in time.",
            next_step="Try again; if it happens again, tell the operators of this index.",
        )


class ProviderAnswerUnfit(Refusal):
    """The identity provider's answer is in order, but what it says of somebody makes no account here."""

    code = "provider_answer_unfit"


class DumpUnreadable(Refusal):
    """A file of leaked passwords is not in the form in which they are published."""

    code = "dump_unreadable"


class MailLinkInvalid(NotFound):
    """A link to switch off mail is not as it was written."""

    code = "mail_link_invalid"


class SetupClosed(NotFound):
    """The link that creates the first operator is wrong, or was used."""

    code = "setup_closed"


class NotAnOperator(NotFound):
    """Nobody but operators is told that there is a desk."""

    code = "not_an_operator"


class DeedNotCovered(Refusal):
    """No role of this operator covers what they ask for, or the account cannot act as an operator now."""

    code = "deed_not_covered"


class KeyNeeded(ProofNeeded):
    """Operators prove who they are with a security key or passkey; nothing weaker does."""

    code = "key_needed"


class OperatorRoleUnfit(Refusal):
    """The role of an operator cannot be granted or revoked like this."""

    code = "operator_role_unfit"


class BannerUnfit(Refusal):
    """The banner says nothing, says too much, would never be seen, or is there already."""

    code = "banner_unfit"


class BannerNotFound(NotFound):
    """There is no such banner, or it has ended."""

    code = "banner_not_found"


class AccountNotOpen(Refusal):
    """The account is frozen or closed: nobody signs in to it, proves anything with it or acts by it."""

    code = "account_not_open"


class StandingUnfit(Refusal):
    """The account cannot be frozen or unfrozen like this."""

    code = "standing_unfit"


class DisputeLinkInvalid(NotFound):
    """A link by which somebody says "this was not me" is not as it was written, or came too late."""

    code = "dispute_link_invalid"


class AddressTooNew(Refusal):
    """The primary address was changed lately: a code mailed there would show nothing."""

    code = "address_too_new"


class MailedCodeNeeded(ProofNeeded):
    """The first second factor of somebody who must have one takes a code that was mailed, too."""

    code = "mailed_code_needed"


class RecoveryNotFound(NotFound):
    """There is no such request to be given an account back."""

    code = "recovery_not_found"


class RecoveryLinkInvalid(NotFound):
    """A link from a letter about a recovery is not as it was written."""

    code = "recovery_link_invalid"


class RecoveryUnfit(Refusal):
    """The request has not come so far, or has ended."""

    code = "recovery_unfit"


class ApprovalRefused(Refusal):
    """This operator may not open the request, or be one of the two whom something takes."""

    code = "approval_refused"


class AccountNeeded(Refusal):
    """The account cannot be closed: others depend on it."""

    code = "account_needed"
