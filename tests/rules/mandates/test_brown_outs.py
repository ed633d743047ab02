"""Days of rehearsal before a deadline."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from strongroom.mandates.errors import BrownOutUnfit
from strongroom.mandates.rules.timeline import (
    QUIET_DAYS,
    Phase,
    brown_out_days,
    check_brown_outs,
    deadline,
    phase,
)

ANNOUNCED = datetime(2026, 7, 8, 15, 30, tzinfo=UTC)
DEADLINE = datetime(2026, 10, 7, tzinfo=UTC)
DAYS = brown_out_days(DEADLINE, days_before=(14, 3))
INSTANT = timedelta(microseconds=1)

instants = st.datetimes(datetime(2020, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))
notices = st.integers(90, 1_000)
offsets = st.sets(st.integers(1, 1_000), max_size=5)


def start(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=UTC)


def test_a_rehearsal_is_so_many_days_before_the_deadline() -> None:
    assert list(DAYS) == [date(2026, 9, 23), date(2026, 10, 4)]


@pytest.mark.parametrize("day", DAYS)
def test_it_lasts_from_the_start_of_its_day_to_the_start_of_the_next(day: date) -> None:
    def at(now: datetime) -> Phase | None:
        return phase(ANNOUNCED, deadline=DEADLINE, now=now, brown_outs=DAYS)

    assert at(start(day) - INSTANT) is Phase.ANNOUNCED
    assert at(start(day)) is Phase.BROWN_OUT
    assert at(start(day) + timedelta(days=1) - INSTANT) is Phase.BROWN_OUT
    assert at(start(day) + timedelta(days=1)) is Phase.ANNOUNCED


@given(instants, notices, offsets)
def test_none_lies_within_thirty_days_of_the_announcement_nor_after_the_deadline(
    announced_at: datetime, notice_days: int, days_before: set[int]
) -> None:
    try:
        check_brown_outs(days_before, notice_days=notice_days)
    except BrownOutUnfit:
        assume(False)
    ends = deadline(announced_at, notice_days=notice_days)

    for day in brown_out_days(ends, days_before=days_before):
        assert start(day) >= announced_at + timedelta(days=QUIET_DAYS)
        assert start(day) + timedelta(days=1) <= ends


@given(instants, notices, st.integers(-10, 1_100))
def test_one_is_refused_only_where_it_would_break_a_promise(
    announced_at: datetime, notice_days: int, days_before: int
) -> None:
    announced_at = start(announced_at.date()) + timedelta(days=1) - INSTANT
    ends = deadline(announced_at, notice_days=notice_days)
    day = start(ends.date() - timedelta(days=days_before))
    fits = announced_at + timedelta(days=QUIET_DAYS) <= day < ends

    try:
        check_brown_outs([days_before], notice_days=notice_days)
    except BrownOutUnfit as refusal:
        assert not fits
        assert str(days_before) in refusal.what
    else:
        assert fits


@given(instants, notices, st.sets(st.integers(1, 60)), instants)
def test_a_rehearsal_never_counts_as_in_force(
    announced_at: datetime, notice_days: int, days_before: set[int], now: datetime
) -> None:
    ends = deadline(announced_at, notice_days=notice_days)
    days = brown_out_days(ends, days_before=days_before)

    def at(*, brown_outs: tuple[date, ...]) -> Phase | None:
        return phase(announced_at, deadline=ends, now=now, brown_outs=brown_outs)

    assert (at(brown_outs=days) is Phase.ENFORCED) == (now >= ends)
    assert at(brown_outs=()) is not Phase.BROWN_OUT
    if at(brown_outs=days) is Phase.BROWN_OUT:
        assert at(brown_outs=()) is Phase.ANNOUNCED
