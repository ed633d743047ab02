"""How long an account waits that may be in other hands."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.accounts.rules.enrolment import FactorDue, code_needed, hands_change
from strongroom.accounts.rules.hands import (
    COOL_OFF,
    DISPUTABLE_FOR,
    ChangeOfHands,
    HandsCause,
    find_running,
)

T0 = datetime(2026, 7, 8, 12, tzinfo=UTC)

instants = st.integers(-(10**6), 10**6).map(lambda seconds: T0 + timedelta(seconds=seconds))
changes = st.builds(
    lambda cause, at, left: ChangeOfHands(cause, at, at + left),
    st.sampled_from(HandsCause),
    instants,
    st.sampled_from([COOL_OFF, timedelta(hours=1), timedelta(days=9)]),
)


@given(st.lists(changes), instants)
def test_of_several_changes_the_one_that_ends_last_counts(
    several: list[ChangeOfHands], now: datetime
) -> None:
    found = find_running(several, now=now)
    ends = [change.ends_at for change in several if now < change.ends_at]
    assert (found.ends_at if found else None) == max(ends, default=None)


@given(st.lists(changes), changes, instants)
def test_a_further_change_never_ends_the_waiting_sooner(
    several: list[ChangeOfHands], further: ChangeOfHands, now: datetime
) -> None:
    before, after = find_running(several, now=now), find_running([*several, further], now=now)
    if before is not None:
        assert after is not None
        assert after.ends_at >= before.ends_at


@given(st.lists(changes), instants, st.integers(0, 10**6))
def test_what_has_ended_does_not_begin_again(
    several: list[ChangeOfHands], now: datetime, seconds: int
) -> None:
    if find_running(several, now=now) is None:
        assert find_running(several, now=now + timedelta(seconds=seconds)) is None


def test_it_ends_at_the_very_instant() -> None:
    change = ChangeOfHands(HandsCause.PASSWORD_RESET, T0, T0 + COOL_OFF)
    assert change.is_running(T0 + COOL_OFF - timedelta(microseconds=1))
    assert not change.is_running(T0 + COOL_OFF)


def test_the_link_outlives_the_waiting() -> None:
    assert DISPUTABLE_FOR > COOL_OFF


@pytest.mark.parametrize("cause", HandsCause)
def test_each_cause_has_words_that_end_a_sentence(cause: HandsCause) -> None:
    assert cause.words.startswith(("its ", "a ", "the "))
    assert not cause.words.endswith(".")
    assert len(cause.value) <= 20


@pytest.mark.parametrize(
    ("due", "is_first", "after", "takes_a_code", "waits"),
    [
        (FactorDue.NONE, True, FactorDue.NONE, False, False),
        (FactorDue.NONE, False, FactorDue.NONE, False, False),
        (FactorDue.ANNOUNCED, True, FactorDue.NONE, True, False),
        (FactorDue.ANNOUNCED, False, FactorDue.NONE, False, False),
        (FactorDue.ENFORCED, True, FactorDue.NONE, True, True),
        # An app, where a key is asked for; then the key.
        (FactorDue.ENFORCED, True, FactorDue.ENFORCED, True, True),
        (FactorDue.ENFORCED, False, FactorDue.ENFORCED, False, False),
        (FactorDue.ENFORCED, False, FactorDue.NONE, False, True),
    ],
)
def test_the_factor_that_somebody_is_bound_to_takes_a_code_and_a_late_one_waiting(
    due: FactorDue, is_first: bool, after: FactorDue, takes_a_code: bool, waits: bool
) -> None:
    assert code_needed(due, is_first=is_first) is takes_a_code
    assert hands_change(due, is_first=is_first, after=after) is waits
