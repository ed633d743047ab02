"""Letters go out on working days, between eight and four, one batch a day, all of them, in the fewest days."""

from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.mandates.rules.batches import Batches, days_of, last_day, letters_due

FRIDAY = date(2026, 3, 6)
moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))


@st.composite
def histories(draw: st.DrawFn) -> tuple[Batches, datetime]:
    """Return batches, some of which may have gone out before now, and now."""
    now = draw(moments)
    last_on = draw(st.none() | st.integers(0, 9).map(lambda days: now.date() - timedelta(days=days)))
    return Batches(draw(st.integers(0, 500)), draw(st.integers(1, 60)), last_on), now


@given(histories())
def test_every_day_is_a_working_day_that_is_not_over_and_has_had_no_batch(
    case: tuple[Batches, datetime],
) -> None:
    batches, now = case
    days = days_of(batches, now=now)
    assert days == sorted(set(days))
    for day in days:
        assert day.weekday() < 5
        assert day >= now.date()
        assert day != batches.last_on
        assert day > now.date() or now.time() < time(16)


@given(histories())
def test_there_are_as_many_days_as_it_takes_and_no_more(case: tuple[Batches, datetime]) -> None:
    batches, now = case
    room = len(days_of(batches, now=now)) * batches.size
    assert batches.waiting <= room < batches.waiting + batches.size


@given(histories())
def test_a_batch_is_due_only_on_a_day_that_was_said(case: tuple[Batches, datetime]) -> None:
    batches, now = case
    if letters_due(batches, now=now):
        assert days_of(batches, now=now)[0] == now.date()


@given(histories())
def test_whoever_looks_each_quarter_of_an_hour_sends_all_on_the_days_that_were_said(
    case: tuple[Batches, datetime],
) -> None:
    batches, now = case
    said = days_of(batches, now=now)[:5]
    went: list[date] = []
    while len(went) < len(said):
        if letters_due(batches, now=now):
            went.append(now.date())
            left = max(batches.waiting - batches.size, 0)
            batches = Batches(left, batches.size, now.date())
        now += timedelta(minutes=15)
    assert went == said


@given(histories())
def test_the_last_day_is_that_of_the_last_batch(case: tuple[Batches, datetime]) -> None:
    batches, now = case
    days = days_of(batches, now=now)
    assert last_day(batches, now=now) == (days[-1] if days else batches.last_on or now.date())


@pytest.mark.parametrize(
    ("at", "due"),
    [
        (datetime(2026, 3, 6, 8, tzinfo=UTC), True),
        (datetime(2026, 3, 6, 15, 59, 59, tzinfo=UTC), True),
        (datetime(2026, 3, 6, 7, 59, 59, tzinfo=UTC), False),
        (datetime(2026, 3, 6, 16, tzinfo=UTC), False),
        (datetime(2026, 3, 7, 12, tzinfo=UTC), False),
        (datetime(2026, 3, 8, 12, tzinfo=UTC), False),
        (datetime(2026, 3, 9, 8, tzinfo=UTC), True),
        # Eight in the evening on Sunday in New York is midnight on Monday.
        (datetime(2026, 3, 8, 20, tzinfo=timezone(timedelta(hours=-12))), True),
    ],
)
def test_the_hours_are_in_utc_and_half_open(at: datetime, due: bool) -> None:
    assert letters_due(Batches(1, 1), now=at) == due


def test_friday_evening_is_followed_by_monday() -> None:
    evening = datetime.combine(FRIDAY, time(17), tzinfo=UTC)
    assert days_of(Batches(3, 2), now=evening) == [date(2026, 3, 9), date(2026, 3, 10)]


begun = st.builds(Batches, st.integers(1, 500), st.integers(1, 60), st.just(FRIDAY), st.integers(1, 60))


@given(begun)
def test_what_is_left_of_todays_batch_goes_out_today_whatever_the_hour(batches: Batches) -> None:
    midnight = datetime.combine(FRIDAY, time(23, 59), tzinfo=UTC)
    rest = min(batches.left, batches.waiting)
    assert letters_due(batches, now=midnight) == rest
    today, *later = days_of(batches, now=midnight)
    assert today == FRIDAY
    assert later == days_of(Batches(batches.waiting - rest, batches.size, FRIDAY), now=midnight)


@given(begun)
def test_what_is_left_of_an_earlier_batch_is_a_letter_like_the_others(batches: Batches) -> None:
    monday = datetime(2026, 3, 9, 12, tzinfo=UTC)
    without = Batches(batches.waiting, batches.size, FRIDAY)
    assert days_of(batches, now=monday) == days_of(without, now=monday)
    assert letters_due(batches, now=monday) == letters_due(without, now=monday)


@given(begun, st.integers(1, 60))
def test_portions_of_a_batch_move_its_last_day_nowhere(batches: Batches, portion: int) -> None:
    noon = datetime.combine(FRIDAY, time(12), tzinfo=UTC)
    sent = min(portion, letters_due(batches, now=noon))
    after = Batches(batches.waiting - sent, batches.size, FRIDAY, min(batches.left, batches.waiting) - sent)
    assert last_day(after, now=noon) == last_day(batches, now=noon)
