"""A critical project in custody is given by two operators, after a week in public."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.mandates.errors import GiftUnfit
from strongroom.mandates.rules.gifts import (
    OPERATOR_FOR,
    UNDECIDED_FOR,
    WAITS,
    GiftCourse,
    GiftEnding,
    GiftStage,
    Seconder,
    check_may_approve,
    check_open,
    stage_at,
)

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
PROPOSED = GiftCourse("operator:otto", NOON, recipient_id=7)
OLGA = Seconder("operator:olga", 2, operator_since=NOON - OPERATOR_FOR)
INSTANTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))


@given(now=INSTANTS, approved=st.none() | INSTANTS, ending=st.none() | st.sampled_from(GiftEnding))
def test_nothing_is_ready_before_a_second_operator_and_a_week(
    now: datetime, approved: datetime | None, ending: GiftEnding | None
) -> None:
    course = GiftCourse("operator:otto", NOON, 7, approved_at=approved, ending=ending)
    if stage_at(course, now) is GiftStage.READY:
        assert approved is not None
        assert now - approved >= WAITS
        assert ending is None


def test_what_nobody_seconds_expires() -> None:
    assert stage_at(PROPOSED, NOON + UNDECIDED_FOR - timedelta(microseconds=1)) is GiftStage.PROPOSED
    assert stage_at(PROPOSED, NOON + UNDECIDED_FOR) is GiftStage.EXPIRED
    with pytest.raises(GiftUnfit):
        check_may_approve(PROPOSED, OLGA, now=NOON + UNDECIDED_FOR)


@pytest.mark.parametrize(
    "seconder",
    [
        Seconder("operator:otto", 1),
        Seconder("operator:olga", 7),
        Seconder("operator:olga", 2, hands_changed=True),
        Seconder("operator:olga", 2, operator_since=NOON - OPERATOR_FOR + timedelta(seconds=1)),
    ],
    ids=["who proposed it", "who is to get it", "whose hands changed", "who is new"],
)
def test_the_second_operator_is_really_a_second_one(seconder: Seconder) -> None:
    with pytest.raises(GiftUnfit):
        check_may_approve(PROPOSED, seconder, now=NOON)


def test_another_operator_or_the_console_approves() -> None:
    check_may_approve(PROPOSED, OLGA, now=NOON)
    check_may_approve(PROPOSED, Seconder("operator:console", None), now=NOON)


def test_what_has_ended_is_neither_approved_nor_stopped() -> None:
    for ending in GiftEnding:
        ended = GiftCourse("operator:otto", NOON, 7, ending=ending)
        with pytest.raises(GiftUnfit):
            check_may_approve(ended, OLGA, now=NOON)
        with pytest.raises(GiftUnfit):
            check_open(ended, now=NOON)
