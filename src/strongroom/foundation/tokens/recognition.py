"""From what a request carries to a genuine token."""

import base64
from collections.abc import Callable

from strongroom.foundation.tokens import macaroons
from strongroom.foundation.tokens.errors import TokenRefused
from strongroom.foundation.tokens.macaroons import Macaroon

PREFIX = "strongroom"
"""What scanners for leaked secrets find tokens by, unless an index chooses its own. Never another index's prefix.

No signature covers it, and `recognize` lets any pass: tokens made under a former prefix go on working.
"""

USERNAME = "__token__"

CHALLENGE = 'Basic realm="packages of this index", charset="UTF-8"'
"""For WWW-Authenticate (RFC 7617), with 401: without it, installers look for no credentials."""

Derive = Callable[[str], bytes]
"""Returns the key for a purpose, as the key ring's `derive` does."""


def key_of(token_id: str, *, derive: Derive) -> bytes:
    """Return the key that signs this token."""
    return derive(f"api-token:{token_id}")


def recognize(text: str, *, derive: Derive) -> Macaroon:
    """Return the token, which this index has made. Its caveats still have to be met, and it may be revoked.

    Raises:
        TokenMalformed, TokenForged: if it is none of ours.
    """
    macaroon = macaroons.parse(text)
    macaroons.verify(macaroon, key_of(macaroon.identifier, derive=derive))
    return macaroon


def token_in(authorization: str, *, made_at: str) -> str:
    """Return the token that an Authorization header holds: as password of `__token__`, or as it is.

    Args:
        made_at: Address of the page where tokens are made.

    Raises:
        TokenRefused: if there is none, or a user name and password instead.
    """
    scheme, _, value = authorization.partition(" ")
    if scheme.lower() in {"bearer", "token"}:
        return value.strip()
    next_step = f"Make one at {made_at} and give it as the password of the user name {USERNAME}."
    if scheme.lower() != "basic":
        raise TokenRefused("No API token was sent.", next_step=next_step)
    username, password = _basic(value)
    if username != USERNAME:
        raise TokenRefused(
            "User name and password are not taken here, only an API token.",
            why="A stolen password must not be enough.",
            next_step=next_step,
        )
    return password.strip()


def _basic(value: str) -> tuple[str, str]:
    """Return user name and password (RFC 7617, 2)."""
    try:
        username, _, password = base64.b64decode(value.strip(), validate=True).decode().partition(":")
    except ValueError:
        raise TokenRefused(
            "The Authorization header cannot be read.", next_step="Check the token and try again."
        ) from None
    return username, password
