"""How often something may be tried."""

from datetime import timedelta

import pytest

from strongroom.infra.throttle.services import Limit, TooManyAttempts, count_attempt, forget_attempts
from tests.contexts.infra.given import AT_ONCE, at_once
from tests.support.given import NOON

LIMIT = Limit(attempts=3, per=timedelta(minutes=10))


def attempts(number: int, *, key: str = "ada", after: timedelta = timedelta(0)) -> int:
    """Try so often; return how many attempts were let through."""
    return sum(_is_let_through(key, after) for _ in range(number))


def _is_let_through(key: str, after: timedelta) -> bool:
    try:
        count_attempt(key, LIMIT, now=NOON + after)
    except TooManyAttempts:
        return False
    return True


@pytest.mark.django_db
def test_the_limit_is_reached_and_not_exceeded() -> None:
    assert attempts(10) == 3


@pytest.mark.django_db
def test_keys_do_not_share_their_allowance() -> None:
    attempts(10)
    assert attempts(10, key="ben") == 3


@pytest.mark.django_db
def test_a_refusal_says_when_to_try_again() -> None:
    attempts(3)
    with pytest.raises(TooManyAttempts, match=r"Try again after 12:10 UTC\.") as refused:
        count_attempt("ada", LIMIT, now=NOON + timedelta(minutes=9))
    assert refused.value.retry_at == NOON + LIMIT.per


@pytest.mark.django_db
def test_a_span_ends_after_its_time_and_not_before() -> None:
    attempts(3)
    assert attempts(1, after=LIMIT.per - timedelta(microseconds=1)) == 0
    assert attempts(10, after=LIMIT.per) == 3


@pytest.mark.django_db
def test_refused_attempts_do_not_prolong_the_span() -> None:
    attempts(3)
    attempts(50, after=timedelta(minutes=9))
    assert attempts(10, after=LIMIT.per) == 3


@pytest.mark.django_db
def test_a_success_gives_the_allowance_back() -> None:
    attempts(3)
    forget_attempts("ada")
    assert attempts(10) == 3


@pytest.mark.django_db(transaction=True)
def test_attempts_at_the_same_instant_never_exceed_the_limit() -> None:
    assert sum(at_once(lambda _: attempts(2))) == 3


@pytest.mark.django_db(transaction=True)
def test_a_new_span_begins_once_for_attempts_at_the_same_instant() -> None:
    attempts(3)
    let_through = at_once(lambda _: attempts(1, after=timedelta(hours=1)))
    assert (sum(let_through), len(let_through)) == (3, AT_ONCE)
