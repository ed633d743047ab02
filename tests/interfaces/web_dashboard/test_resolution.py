"""Ten years of days, drawn with as many points as a picture shows, and none of them invented."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.interfaces.web.dashboard.resolution import Point, Span, at_resolution

MONDAY = date(2026, 3, 2)
MOST_POINTS = 160

histories = st.builds(
    lambda first, values: [(first + timedelta(days=place), (value,)) for place, value in enumerate(values)],
    st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    st.lists(st.none() | st.integers(0, 1000), min_size=1, max_size=200),
)
spans = st.sampled_from(Span)


def days(number: int, *, until: date = MONDAY) -> list[Point]:
    return [(until - timedelta(days=number - 1 - place), (place,)) for place in range(number)]


@pytest.mark.parametrize("number", [1, 90, 121, 365, 1101, 3650])
@pytest.mark.parametrize("happens", [True, False])
def test_a_picture_has_few_points_however_many_days_there_are(number: int, *, happens: bool) -> None:
    span = Span.for_days(number - 1)
    assert len(at_resolution(days(number), span, happens=happens, today=MONDAY)) <= MOST_POINTS


def test_up_to_four_months_are_drawn_by_day_three_years_by_week_and_ten_by_month() -> None:
    assert [Span.for_days(number) for number in (90, 365, 1095, 3650)] == [
        Span.DAY,
        Span.WEEK,
        Span.WEEK,
        Span.MONTH,
    ]


@given(histories, spans)
def test_of_what_is_counted_at_an_instant_the_last_day_of_a_span_stands_as_it_is(
    history: list[Point], span: Span
) -> None:
    drawn = at_resolution(history, span, happens=False, today=history[-1][0])
    assert set(drawn) <= set(history)
    assert drawn[-1] == history[-1]
    assert len({span.first_day(day) for day, _ in history}) == len(drawn)


@given(histories, spans)
def test_what_happens_is_added_up_and_nothing_is_lost_but_the_span_that_is_not_over(
    history: list[Point], span: Span
) -> None:
    today = history[-1][0]
    drawn = at_resolution(history, span, happens=True, today=today)
    over = [value for day, (value,) in history if span.first_day(day) < span.first_day(today)]
    assert sum(values[0] or 0 for _, values in drawn) == sum(value or 0 for value in over)
    assert all(day == span.first_day(day) for day, _ in drawn)


@given(histories, spans)
def test_a_span_of_which_nothing_is_known_is_not_nothing(history: list[Point], span: Span) -> None:
    unknown: list[Point] = [(day, (None,)) for day, _ in history]
    drawn = at_resolution(unknown, span, happens=True, today=date(2031, 1, 1))
    assert {values for _, values in drawn} == {(None,)}


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), spans)
def test_spans_follow_each_other_without_a_gap(day: date, span: Span) -> None:
    following = span.next_first_day(day)
    assert span.first_day(day) <= day < following
    assert span.first_day(following) == following
    assert span.first_day(following - timedelta(days=1)) == span.first_day(day)
