"""Codes of authenticator apps: which one is right, and never twice.

Source: RFC 6238 with SHA-1, 6 digits and 30 seconds, which every app understands.
The caller stores the accepted step with `UPDATE ... WHERE last_step < step`, in which
case of two requests with the same code only one gets through.
"""

import base64
import hmac
import re
import secrets
from datetime import datetime

import pyotp

_STEP_SECONDS = 30
_SECRET_BYTES = 20
"""RFC 4226, requirement 6 recommends 160 bits."""

_DRIFT_STEPS = 1
"""Steps that a clock may be behind or ahead. RFC 6238, 5.2 allows one; each adds a code to guess."""

_CODE = re.compile(r"[0-9]{6}")


def new_secret() -> bytes:
    """Return 160 random bits; they are to be sealed at rest and shown only while enrolling."""
    return secrets.token_bytes(_SECRET_BYTES)


def readable(secret: bytes) -> str:
    """Return the secret in base32, in groups of four, for apps that cannot scan."""
    text = _base32(secret)
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def provisioning_uri(secret: bytes, *, account: str, issuer: str) -> str:
    """Return the `otpauth://` address that apps scan.

    Args:
        secret: As `new_secret` made it.
        account: Shown in the app under the issuer: the user name.
        issuer: The name of this index.
    """
    return _codes(secret).provisioning_uri(name=account, issuer_name=issuer)


def accepted_step(secret: bytes, code: str, *, at: datetime, last_step: int) -> int | None:
    """Return the time step the code belongs to, or None if it is not accepted.

    Args:
        secret: As `new_secret` made it.
        code: As typed; white space in it is ignored.
        at: The present instant; a step early or late is tolerated.
        last_step: The step last accepted for this secret, 0 if none was. Only later ones are, so
            that no code works twice, nor an older one after a newer one (RFC 6238, 5.2).
    """
    digits = "".join(code.split())
    if not _CODE.fullmatch(digits):
        return None
    codes = _codes(secret)
    present = codes.timecode(at)
    window = range(max(present - _DRIFT_STEPS, last_step + 1), present + _DRIFT_STEPS + 1)
    # All are compared, and the last that fits is taken: if two steps share a code, it still works once.
    fitting = [step for step in window if hmac.compare_digest(codes.generate_otp(step), digits)]
    return max(fitting, default=None)


def _codes(secret: bytes) -> pyotp.TOTP:
    return pyotp.TOTP(_base32(secret), interval=_STEP_SECONDS)


def _base32(secret: bytes) -> str:
    return base64.b32encode(secret).decode("ascii").rstrip("=")
