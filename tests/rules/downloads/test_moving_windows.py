"""A window is moved to another one by the days in which they differ."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from strongroom.downloads.rules.moving_windows import days_only_in, moved, moves
from strongroom.foundation.periods import Window

FIRST = date(2026, 1, 1)
WINDOWS = st.builds(
    lambda offset, days: Window.before(FIRST + timedelta(days=offset), days=days),
    st.integers(0, 40),
    st.integers(1, 30),
)


@given(WINDOWS, WINDOWS)
def test_the_days_of_one_alone_are_those_that_the_other_has_not(one: Window, other: Window) -> None:
    spans = list(days_only_in(one, other))

    assert [day for span in spans for day in span] == [day for day in one if day not in set(other)]


@given(WINDOWS, WINDOWS, st.integers(1, 9))
def test_moved_again_and_again_it_is_the_wanted_one(held: Window, wanted: Window, most_days: int) -> None:
    if not moves(held, wanted):
        return
    for _ in range(30):
        nearer = moved(held, wanted, most_days=most_days)
        assert sum(span.days for span in days_only_in(held, nearer)) <= 2 * most_days
        assert moves(nearer, wanted)
        held = nearer
    assert held == wanted


def test_a_day_or_a_month_is_moved_and_what_is_far_is_added_up_anew() -> None:
    held = Window.before(FIRST, days=183)

    assert moves(held, held)
    assert moves(held, Window.before(FIRST + timedelta(days=1), days=183))
    assert moves(held, Window.before(FIRST + timedelta(days=30), days=183))
    assert not moves(held, Window.before(FIRST + timedelta(days=60), days=183))
    assert not moves(held, Window.before(FIRST + timedelta(days=400), days=183))
    assert not moves(held, Window.before(FIRST, days=30))
