"""How long an API token lives that does not live for ever."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.accounts.errors import TokenEndUnfit
from strongroom.accounts.rules.token_ends import (
    LONGEST_TOKEN_LIFE,
    check_end,
    last_token_day,
    token_end_after,
)

MADE = st.datetimes(min_value=datetime(2026, 1, 1), max_value=datetime(2126, 1, 1), timezones=st.just(UTC))


@given(MADE, st.integers(1, LONGEST_TOKEN_LIFE.days))
def test_every_number_of_days_up_to_the_longest_is_fine(made_at: datetime, days: int) -> None:
    ends = token_end_after(days, made_at=made_at)
    assert ends - made_at == timedelta(days=days)
    check_end(ends, made_at=made_at)


@given(MADE)
def test_the_last_day_counts_to_its_end_and_not_a_moment_longer(made_at: datetime) -> None:
    midnight = datetime.combine(last_token_day(made_at) + timedelta(days=1), time(), UTC)
    check_end(midnight, made_at=made_at)
    with pytest.raises(TokenEndUnfit, match="works for 1 to 3650 days, or for ever"):
        check_end(midnight + timedelta(microseconds=1), made_at=made_at)


@given(MADE, st.integers(max_value=0) | st.integers(min_value=LONGEST_TOKEN_LIFE.days + 1))
def test_other_numbers_of_days_are_refused_however_large(made_at: datetime, days: int) -> None:
    with pytest.raises(TokenEndUnfit):
        token_end_after(days, made_at=made_at)


@given(MADE)
def test_for_ever_is_fine_and_over_before_it_begins_is_not(made_at: datetime) -> None:
    check_end(None, made_at=made_at)
    with pytest.raises(TokenEndUnfit):
        check_end(made_at - timedelta(microseconds=1), made_at=made_at)
