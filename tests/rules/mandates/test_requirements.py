"""From which day on owners may ask for a second factor on their own project."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.mandates.errors import RequirementUnfit
from strongroom.mandates.rules.requirements import (
    LATEST_DAYS,
    NOTICE_DAYS,
    earliest_start,
    start_of_requirement,
)
from strongroom.mandates.rules.timeline import start_of

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
TODAY = NOW.date()

instants = st.datetimes(datetime(2020, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))


def test_where_everybody_holds_one_it_may_hold_at_once() -> None:
    assert start_of_requirement(None, lacking=[], now=NOW) == NOW
    assert start_of_requirement(TODAY, lacking=[], now=NOW) == NOW
    assert start_of_requirement(date(2026, 3, 3), lacking=[], now=NOW) == datetime(2026, 3, 3, tzinfo=UTC)


@pytest.mark.parametrize("chosen", [None, TODAY, date(2026, 3, 3), date(2026, 3, 16)])
def test_whoever_lacks_one_is_not_surprised(chosen: date | None) -> None:
    with pytest.raises(RequirementUnfit) as refused:
        start_of_requirement(chosen, lacking=["ben", "ada"], now=NOW)
    assert "2026-03-17" in refused.value.what
    assert "ada, ben would be shut out, and have 14 days" in refused.value.why


def test_the_first_day_after_fourteen_whole_days_can_be_chosen() -> None:
    assert start_of_requirement(date(2026, 3, 17), lacking=["ben"], now=NOW) == datetime(
        2026, 3, 17, tzinfo=UTC
    )


@pytest.mark.parametrize("chosen", [TODAY - timedelta(days=1), TODAY + timedelta(days=LATEST_DAYS + 1)])
@pytest.mark.parametrize("lacking", [[], ["ben"]])
def test_a_day_that_is_over_or_far_away_is_refused(chosen: date, lacking: list[str]) -> None:
    with pytest.raises(RequirementUnfit, match="cannot be chosen"):
        start_of_requirement(chosen, lacking=lacking, now=NOW)


@given(instants, st.integers(0, LATEST_DAYS) | st.none(), st.booleans())
def test_nobody_who_lacks_one_has_less_than_fourteen_whole_days(
    now: datetime, days: int | None, is_lacking: bool
) -> None:
    lacking = ["ben"] if is_lacking else []
    chosen = None if days is None else now.date() + timedelta(days=days)
    try:
        starts_at = start_of_requirement(chosen, lacking=lacking, now=now)
    except RequirementUnfit:
        assert is_lacking
        assert chosen is None or start_of(chosen) < earliest_start(lacking, now=now)
    else:
        assert starts_at >= now
        assert not is_lacking or starts_at - now >= timedelta(days=NOTICE_DAYS)
        assert starts_at == now or starts_at.date() == chosen
