"""Count an attempt, or refuse it."""

from collections.abc import Iterable, Mapping
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
    count_attempts({key: limit}, now=now)


def count_attempts(limits: Mapping[str, Limit], *, now: datetime) -> None:
    """Count one attempt under each of these keys, or under none: what one limit refuses takes nothing from the others.

    Raises:
        TooManyAttempts: when the allowance of one is used up, until all of them let the attempt through.
    """
    with write():
        running = {
            row.key: row
            for row in Allowance.objects.filter(key__in=limits)
            if now < row.begun_at + limits[row.key].per
        }
        used_up = [row for row in running.values() if row.attempts >= limits[row.key].attempts]
        if not used_up:
            _count_in(running, limits, now)
    if used_up:
        raise TooManyAttempts(max(row.begun_at + limits[row.key].per for row in used_up))


def count(key: str, *, per: timedelta, now: datetime) -> int:
    """Count what is not limited; return how often it was in this span, this time included."""
    with write():
        row = Allowance.objects.filter(key=key, begun_at__gt=now - per).first()
        _count_in({key: row} if row else {}, [key], now)
    return row.attempts + 1 if row else 1


def give_back(key: str) -> None:
    """Take one attempt back that was counted, after a success, where others share the allowance."""
    with write():
        Allowance.objects.filter(key=key, attempts__gt=0).update(attempts=F("attempts") - 1)


def forget_attempts(*keys: str) -> None:
    """Begin new spans for these keys, after a success (NIST SP 800-63B-4, 3.2.2)."""
    with write():
        Allowance.objects.filter(key__in=keys).delete()


def forget_spans_before(instant: datetime) -> None:
    """Forget what was counted in spans that began earlier: strangers make a row with every name they try."""
    Allowance.objects.filter(begun_at__lt=instant).delete()


def _count_in(running: Mapping[str, Allowance], keys: Iterable[str], now: datetime) -> None:
    """Write all spans at once. Between the reading and this nobody else counted: there is one writer at a time."""
    rows = [
        Allowance(key=key, begun_at=running[key].begun_at, attempts=running[key].attempts + 1)
        if key in running
        else Allowance(key=key, begun_at=now, attempts=1)
        for key in keys
    ]
    Allowance.objects.bulk_create(
        rows, update_conflicts=True, update_fields=["begun_at", "attempts"], unique_fields=["key"]
    )
