"""How often the codes of a person may be guessed: by whoever has the password already.

Codes of apps and recovery codes share one allowance. Security keys have their own:
they cannot be guessed, and an attacker must not be able to use up the owner's.
"""

from datetime import datetime, timedelta

from strongroom.infra.throttle.services import Limit, count_attempt, forget_attempts

_CODES = (Limit(5, timedelta(minutes=5)), Limit(50, timedelta(days=1)))
"""RFC 4226, 7.3. With three codes in a million valid at a time, 50 a day find one in 18 years."""

_KEYS = (Limit(20, timedelta(minutes=5)),)


def count_code(user_id: int, *, now: datetime) -> None:
    """Count one try of a code.

    Raises:
        TooManyAttempts: too many were wrong.
    """
    _count(f"second-factor:{user_id}", _CODES, now)


def count_key(user_id: int, *, now: datetime) -> None:
    """Count one answer of a security key.

    Raises:
        TooManyAttempts: too many were wrong.
    """
    _count(f"security-key:{user_id}", _KEYS, now)


def forget_codes(user_id: int) -> None:
    """Begin anew after a success."""
    _forget(f"second-factor:{user_id}", _CODES)


def forget_keys(user_id: int) -> None:
    """Begin anew after a success."""
    _forget(f"security-key:{user_id}", _KEYS)


def _count(key: str, limits: tuple[Limit, ...], now: datetime) -> None:
    for limit in limits:
        count_attempt(f"{key}:{int(limit.per.total_seconds())}", limit, now=now)


def _forget(key: str, limits: tuple[Limit, ...]) -> None:
    for limit in limits:
        forget_attempts(f"{key}:{int(limit.per.total_seconds())}")
