"""Refusals of tokens."""

from strongroom.foundation.errors import Refusal


class TokenRefused(Refusal):
    """An API token was not accepted: malformed, forged, expired, revoked, of a closed account, or for something else."""

    code = "token_refused"
