"""The deadline of a project that was under the same mandate before."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.mandates.rules.scopes import Scope
from strongroom.mandates.rules.terms import deadline_on_return
from strongroom.mandates.rules.timeline import end_of_notice

FIRST = datetime(2026, 3, 2, 12, tzinfo=UTC)
returns = st.lists(st.integers(0, 2000), max_size=12)
"""On which days after the announcement a project comes into scope again."""


def deadlines(scope: Scope, days: list[int]) -> list[datetime]:
    """Return the deadline of each term, the first one first, of a project that comes back on these days."""
    held: list[datetime] = []
    for day in [0, *sorted(days)]:
        fresh = end_of_notice(FIRST + timedelta(days=day), notice_days=90)
        held.append(deadline_on_return(scope, fresh=fresh, earlier=held))
    return held


@given(returns)
def test_however_often_it_leaves_its_organization_the_first_deadline_stays(days: list[int]) -> None:
    assert set(deadlines(Scope.ORGANIZATION, days)) == {end_of_notice(FIRST, notice_days=90)}


@given(st.sampled_from(sorted(set(Scope) - {Scope.ORGANIZATION})), returns)
def test_where_nobody_leaves_at_will_each_term_has_the_full_notice(scope: Scope, days: list[int]) -> None:
    whole = [end_of_notice(FIRST + timedelta(days=day), notice_days=90) for day in [0, *sorted(days)]]
    assert deadlines(scope, days) == whole


@pytest.mark.parametrize("scope", Scope)
def test_who_was_never_there_has_the_full_notice(scope: Scope) -> None:
    assert deadline_on_return(scope, fresh=FIRST, earlier=[]) == FIRST
