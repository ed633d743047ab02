"""What a designation is without the runs after a day: where that is known, what it was; else what protects longer."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.criticality.rules.discarding import Outside, outside_without

TODAY = date(2026, 11, 23)
EARLIER, LATER = TODAY - timedelta(days=9), TODAY + timedelta(days=400)


@pytest.mark.parametrize(
    ("outside", "expected"),
    [
        (Outside(None, None, None), None),
        (Outside(EARLIER, None, EARLIER), EARLIER),
        (Outside(TODAY, None, TODAY), TODAY),
        (Outside(LATER, None, LATER), None),  # it went outside in what is taken back
        (Outside(None, EARLIER, LATER), EARLIER),  # it came inside
        (Outside(None, LATER, LATER), None),  # out, and in again
    ],
)
def test_it_is_where_the_runs_that_stay_left_it(outside: Outside, expected: date | None) -> None:
    assert outside_without(outside, after=TODAY) == expected


def by_runs(inside: list[bool]) -> list[Outside]:
    """Return where a designation was after the run of each day, from the day before the first."""
    history = [Outside(None, None, None)]
    for number, rule_holds in enumerate(inside):
        last, on = history[-1], EARLIER + timedelta(days=number)
        since = None if rule_holds else last.since or on
        history.append(last if since == last.since else Outside(since, last.since, on))
    return history


@given(st.lists(st.booleans(), max_size=20), st.integers(0, 20))
def test_whatever_is_taken_back_shortens_no_protection(inside: list[bool], kept: int) -> None:
    history = by_runs(inside)
    stayed = history[min(kept, len(inside))]
    found = outside_without(history[-1], after=EARLIER + timedelta(days=kept - 1))
    assert found in (None, stayed.since)
