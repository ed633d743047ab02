"""Count an attempt, or refuse it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F

from strongroom.foundation.errors import Refusal
from strongroom.infra.db import write
from strongroom.infra.throttle.models import Allowance


class TooManyAttempts(Refusal):
    """The allowance of this span is used up.

    Args:
        retry_at: When the next attempt is counted again.
    """

    code = "too_many_attempts"

    def __init__(self, retry_at: datetime) -> None:
        self.retry_at = retry_at
        super().__init__("Too many attempts.", next_step=f"Try again after {retry_at:%H:%M} UTC.")


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `attempts` in each span of `per`."""

    attempts: int
    per: timedelta


def count_attempt(key: str, limit: Limit, *, now: datetime) -> None:
    """Count one attempt under `key`.

    Raises:
        TooManyAttempts: when the span's allowance is used up; the attempt is then not to be made.
    """
    with write():
        row, _ = Allowance.objects.get_or_create(key=key, defaults={"begun_at": now, "attempts": 0})
        if row.begun_at + limit.per <= now:
            Allowance.objects.filter(key=key).update(begun_at=now, attempts=1)
            return
        counted = Allowance.objects.filter(key=key, attempts__lt=limit.attempts).update(
            attempts=F("attempts") + 1
        )
    if not counted:
        raise TooManyAttempts(row.begun_at + limit.per)


def forget_attempts(key: str) -> None:
    """Begin a new span for `key`, after a success (NIST SP 800-63B-4, 3.2.2)."""
    Allowance.objects.filter(key=key).delete()


def forget_spans_before(instant: datetime) -> None:
    """Forget what was counted in spans that began earlier: strangers make a row with every name they try."""
    Allowance.objects.filter(begun_at__lt=instant).delete()
