"""How often the codes of a person may be guessed: by whoever has the password already.

An allowance counts what comes from everywhere together; the interface bounds below it what comes from one network
address (`interfaces.web.accounts.sign_in_limits`). Recovery codes and security keys cannot be guessed, so theirs is no
more than a brake: whoever uses up that of the app must not have used up the owner's way back.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from strongroom.infra.throttle.services import Limit, count_attempts, forget_attempts

_CODES = (Limit(10, timedelta(minutes=5)), Limit(50, timedelta(days=1)))
"""RFC 4226, 7.3. With three codes in a million valid at a time, 50 a day find one in 18 years."""

_UNGUESSABLE = (Limit(20, timedelta(minutes=5)),)


def count_code(user_id: int, *, now: datetime) -> None:
    """Count one try of an app's code.

    Raises:
        TooManyAttempts: too many were wrong.
    """
    count_attempts(_spans(f"second-factor:{user_id}", _CODES), now=now)


def count_recovery_code(user_id: int, *, now: datetime) -> None:
    """Count one try of a recovery code.

    Raises:
        TooManyAttempts: too many were wrong.
    """
    count_attempts(_spans(f"recovery-code:{user_id}", _UNGUESSABLE), now=now)


def count_key(user_id: int, *, now: datetime) -> None:
    """Count one answer of a security key.

    Raises:
        TooManyAttempts: too many were wrong.
    """
    count_attempts(_spans(f"security-key:{user_id}", _UNGUESSABLE), now=now)


def forget_codes(user_id: int) -> None:
    """Begin anew after a success."""
    forget_attempts(*_spans(f"second-factor:{user_id}", _CODES))


def forget_recovery_codes(user_id: int) -> None:
    """Begin anew after a success."""
    forget_attempts(*_spans(f"recovery-code:{user_id}", _UNGUESSABLE))


def forget_keys(user_id: int) -> None:
    """Begin anew after a success."""
    forget_attempts(*_spans(f"security-key:{user_id}", _UNGUESSABLE))


def _spans(key: str, limits: tuple[Limit, ...]) -> Mapping[str, Limit]:
    return {f"{key}:{limit.per.total_seconds():.0f}": limit for limit in limits}
