"""A critical project in custody is given by two operators, after a week in public."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.mandates.errors import GiftUnfit
from strongroom.mandates.rules.gifts import (
    UNDECIDED_FOR,
    WAITS,
    GiftCourse,
    GiftEnding,
    GiftStage,
    check_open,
    check_undecided,
    stage_at,
)

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
PROPOSED = GiftCourse(NOON)
INSTANTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))


@given(now=INSTANTS, approved=st.none() | INSTANTS, ending=st.none() | st.sampled_from(GiftEnding))
def test_nothing_is_ready_before_a_second_operator_and_a_week(
    now: datetime, approved: datetime | None, ending: GiftEnding | None
) -> None:
    course = GiftCourse(NOON, approved_at=approved, ending=ending)
    if stage_at(course, now) is GiftStage.READY:
        assert approved is not None
        assert now - approved >= WAITS
        assert ending is None


def test_what_nobody_seconds_expires() -> None:
    assert stage_at(PROPOSED, NOON + UNDECIDED_FOR - timedelta(microseconds=1)) is GiftStage.PROPOSED
    assert stage_at(PROPOSED, NOON + UNDECIDED_FOR) is GiftStage.EXPIRED
    check_undecided(PROPOSED, now=NOON)
    with pytest.raises(GiftUnfit):
        check_undecided(PROPOSED, now=NOON + UNDECIDED_FOR)


def test_what_has_ended_is_neither_approved_nor_stopped() -> None:
    for ending in GiftEnding:
        ended = GiftCourse(NOON, ending=ending)
        with pytest.raises(GiftUnfit):
            check_undecided(ended, now=NOON)
        with pytest.raises(GiftUnfit):
            check_open(ended, now=NOON)
