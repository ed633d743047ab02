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

_FAR_STEPS = 10
"""Steps by which a clock may be wrong so that we can say so: five minutes."""

_CODE = re.compile(r"[0-9]{6}")


def new_secret() -> bytes:
    """Return 160 random bits; they are to be sealed at rest and shown only while enrolling."""
    return secrets.token_bytes(_SECRET_BYTES)


def seal_context(app_id: int) -> str:
    """Return where a sealed secret lies: moved to another app, it does not open."""
    return f"totp:{app_id}"


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
    return _last_fitting(secret, code, at=at, last_step=last_step, drift=_DRIFT_STEPS)


def distant_step(secret: bytes, code: str, *, at: datetime, last_step: int) -> int | None:
    """Return the time step of a code that is not accepted because a clock is wrong, by five minutes at most.

    Whoever is told that their code belongs to a coming step could wait for it: of such a step, the caller must take the
    code as used. Args are those of `accepted_step`.
    """
    step = _last_fitting(secret, code, at=at, last_step=last_step, drift=_FAR_STEPS)
    is_near = step is not None and abs(step - _codes(secret).timecode(at)) <= _DRIFT_STEPS
    return None if is_near else step


def clock_fault(step: int, *, at: datetime) -> str:
    """Return by how much the clock is wrong that made the code of this step, in words: "2 minutes behind"."""
    seconds = (step - int(at.timestamp()) // _STEP_SECONDS) * _STEP_SECONDS
    minutes = max(1, round(abs(seconds) / 60))
    return f"about {minutes} minute{'s' * (minutes > 1)} {'fast' if seconds > 0 else 'behind'}"


def _last_fitting(secret: bytes, code: str, *, at: datetime, last_step: int, drift: int) -> int | None:
    """Return the latest step after `last_step`, and at most `drift` from the present one, that has this code."""
    digits = "".join(code.split())
    if not _CODE.fullmatch(digits):
        return None
    codes = _codes(secret)
    present = codes.timecode(at)
    window = range(max(present - drift, last_step + 1), present + drift + 1)
    # All are compared, and the last that fits is taken: if two steps share a code, it still works once.
    fitting = [step for step in window if hmac.compare_digest(codes.generate_otp(step), digits)]
    return max(fitting, default=None)


def _codes(secret: bytes) -> pyotp.TOTP:
    return pyotp.TOTP(_base32(secret), interval=_STEP_SECONDS)


def _base32(secret: bytes) -> str:
    return base64.b32encode(secret).decode("ascii").rstrip("=")
