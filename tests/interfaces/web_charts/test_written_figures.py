"""How pages write numbers, sizes and days."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.interfaces.web.charts.scales import DayScale, exact_number, round_values, short_number
from strongroom.interfaces.web.templatetags.strongroom import count, day, instant, relative_to, share, size

TODAY = date(2022, 11, 21)


@pytest.mark.parametrize(
    ("value", "written"),
    [(0, "0"), (7.5, "7.5"), (950, "950"), (999.6, "1k"), (3818, "3.8k"), (9960, "10k"), (28_400, "28k"),
     (999_600, "1M"), (6_000_000, "6M"), (2.1e9, "2.1B")],
)  # fmt: skip
def test_numbers_are_shortened_without_jumps(value: float, written: str) -> None:
    assert short_number(value) == written


@given(st.floats(min_value=1e-6, max_value=1e18))
def test_an_axis_reaches_its_largest_value_in_few_round_steps(maximum: float) -> None:
    steps = round_values(maximum)
    assert steps[0] == 0
    assert steps[-1] >= maximum * 0.999
    assert 2 <= len(steps) <= 6


@given(st.one_of(st.integers(0, 10**13), st.floats(min_value=0, max_value=1e13)))
def test_what_an_axis_says_is_what_it_means(maximum: float) -> None:
    steps = round_values(maximum)
    units = {"k": 10**3, "M": 10**6, "B": 10**9, "T": 10**12}
    for value in steps:
        label = exact_number(value)
        read_back = Decimal(label.rstrip("kMBT")) * units.get(label[-1], 1)
        assert read_back == value
        assert len(label) <= 5, "it fits beside the plot"
    assert all(isinstance(value, int) for value in steps), "there is no half of what is counted"


@given(st.dates(min_value=date(1990, 1, 1), max_value=date(2090, 1, 1)), st.integers(0, 3000))
def test_months_on_an_axis_are_few_and_inside(first: date, span: int) -> None:
    scale = DayScale(first, first + timedelta(days=span))
    months = scale.months(at_most=6)
    assert 1 <= len(months) <= 6
    assert all(0 <= scale.place(month) <= 1 for month in months)


@pytest.mark.parametrize(
    ("size_bytes", "written"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1.0 kB"),
        (14_227, "14.2 kB"),
        (999_960, "1.0 MB"),
        (10_500_000, "10.5 MB"),
    ],
)
def test_sizes_are_written_in_decimal_units(size_bytes: int, written: str) -> None:
    assert size(size_bytes) == written


def test_figures_that_are_missing_are_a_dash() -> None:
    assert {count(None), share(None), day(None), instant(None)} == {"\N{EN DASH}"}


def test_days_and_instants_can_be_read_by_machines() -> None:
    assert day(TODAY) == '<time datetime="2022-11-21">21 November 2022</time>'
    late = datetime(2022, 11, 20, 22, 30, tzinfo=timezone(timedelta(hours=-5)))
    assert day(late) == day(TODAY), "the day is the day in UTC"
    assert instant(late) == '<time datetime="2022-11-21T03:30:00+00:00">21 November 2022, 03:30 UTC</time>'


@pytest.mark.parametrize(
    ("days", "written"),
    [(0, "today"), (1, "tomorrow"), (-1, "yesterday"), (30, "in 30 days"), (-90, "90 days ago"), (120, "in 120 days"),
     (121, "in 4 months"), (-800, "2 years ago")],
)  # fmt: skip
def test_a_deadline_stays_exact_to_the_day_for_four_months(days: int, written: str) -> None:
    assert relative_to(TODAY + timedelta(days=days), TODAY) == written


def test_an_instant_is_compared_by_its_utc_day() -> None:
    assert relative_to(datetime(2022, 11, 22, 0, 0, tzinfo=UTC), TODAY) == "tomorrow"
