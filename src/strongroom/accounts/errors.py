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


class LastFactorNeeded(Refusal):
    """The last second factor of somebody who must have one is not removed."""

    code = "last_factor_needed"


class TokenRefused(Refusal):
    """An API token was not accepted: malformed, forged, expired, revoked or its owner inactive."""

    code = "token_refused"


class AccountExists(Refusal):
    """The user name or address belongs to another account."""

    code = "account_exists"
