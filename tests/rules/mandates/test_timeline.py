"""Notice, announcement and enforcement of a mandate."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.mandates.errors import NoticeTooShort
from strongroom.mandates.rules.timeline import MINIMUM_NOTICE_DAYS, Phase, deadline, phase

ANNOUNCED = datetime(2026, 7, 8, 15, 30, tzinfo=UTC)
DEADLINE = datetime(2026, 10, 7, tzinfo=UTC)
INSTANT = timedelta(microseconds=1)

zones = st.builds(timezone, st.timedeltas(timedelta(hours=-23), timedelta(hours=23)))
instants = st.datetimes(datetime(2020, 1, 1), datetime(2100, 1, 1), timezones=zones)


def test_the_deadline_is_the_end_of_the_day_ninety_days_after_the_announcement() -> None:
    assert deadline(ANNOUNCED, notice_days=90) == DEADLINE


def test_a_day_is_a_utc_day_wherever_the_announcement_was_made() -> None:
    in_tokyo = datetime(2026, 7, 9, 0, 30, tzinfo=timezone(timedelta(hours=9)))

    assert deadline(in_tokyo, notice_days=90) == DEADLINE


@given(instants, st.integers(90, 1_000))
def test_nobody_has_less_than_the_full_notice_nor_a_day_more(
    announced_at: datetime, notice_days: int
) -> None:
    notice = deadline(announced_at, notice_days=notice_days) - announced_at

    assert timedelta(days=notice_days) < notice <= timedelta(days=notice_days + 1)


@given(instants, st.integers(90, 1_000))
def test_the_deadline_is_midnight_utc(announced_at: datetime, notice_days: int) -> None:
    found = deadline(announced_at, notice_days=notice_days)

    assert found.tzinfo is UTC
    assert (found.hour, found.minute, found.second, found.microsecond) == (0, 0, 0, 0)


@given(instants, instants, st.integers(90, 1_000))
def test_who_is_told_later_has_no_earlier_deadline(
    first: datetime, second: datetime, notice_days: int
) -> None:
    earlier, later = sorted((first, second))

    assert deadline(earlier, notice_days=notice_days) <= deadline(later, notice_days=notice_days)


@pytest.mark.parametrize("notice_days", [-1, 0, 1, 89])
def test_a_notice_of_less_than_ninety_days_is_refused_in_words(notice_days: int) -> None:
    with pytest.raises(NoticeTooShort) as refused:
        deadline(ANNOUNCED, notice_days=notice_days)

    assert refused.value.code == "notice_too_short"
    assert str(notice_days) in refused.value.what
    assert str(MINIMUM_NOTICE_DAYS) in refused.value.why
    assert refused.value.next_step


def test_an_announcement_without_a_time_zone_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="aware"):
        deadline(datetime(2026, 7, 8), notice_days=90)


@pytest.mark.parametrize(
    "now, expected",
    [
        (ANNOUNCED - INSTANT, None),
        (ANNOUNCED, Phase.ANNOUNCED),
        (DEADLINE - INSTANT, Phase.ANNOUNCED),
        (DEADLINE, Phase.ENFORCED),
        (DEADLINE + timedelta(days=999), Phase.ENFORCED),
    ],
    ids=["before the announcement", "announcement", "last instant of notice", "deadline", "long after"],
)
def test_the_phase_changes_at_the_instants_of_announcement_and_deadline(
    now: datetime, expected: Phase | None
) -> None:
    assert phase(ANNOUNCED, deadline=DEADLINE, now=now) is expected


@given(instants, st.integers(90, 1_000), instants, instants)
def test_a_mandate_never_goes_back_to_an_earlier_phase(
    announced_at: datetime, notice_days: int, first: datetime, second: datetime
) -> None:
    order = [None, Phase.ANNOUNCED, Phase.ENFORCED]
    ends = deadline(announced_at, notice_days=notice_days)
    before, after = (phase(announced_at, deadline=ends, now=now) for now in sorted((first, second)))

    assert order.index(before) <= order.index(after)
