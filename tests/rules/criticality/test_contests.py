"""When a designation can be contested."""

from datetime import UTC, datetime, time, timedelta

import pytest

from strongroom.criticality.errors import ContestUnfit
from strongroom.criticality.rules.contests import (
    AGAIN_AFTER,
    ContestedName,
    check_may_contest,
    what_holds,
)

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
CRITICAL = ContestedName(
    "harborlight", is_critical=True, rules=["downloads"], open_since=None, answered_at=None
)


def test_a_designation_in_force_can_be_contested_whichever_rule_made_it() -> None:
    for rules in (["downloads"], ["kept"], ["named"], ["dependents"], ["downloads", "own-dependency"]):
        check_may_contest(CRITICAL._replace(rules=rules), now=NOON)


@pytest.mark.parametrize(
    ("contested", "why"),
    [
        (CRITICAL._replace(is_critical=False), "no designation"),
        (CRITICAL._replace(rules=["own-dependency"]), "itself runs on it"),
        (CRITICAL._replace(open_since=NOON), "not answered yet"),
        (CRITICAL._replace(answered_at=NOON), "from 2026-03-31 on"),
    ],
)
def test_not_without_one_nor_twice_at_a_time_nor_soon_again(contested: ContestedName, why: str) -> None:
    with pytest.raises(ContestUnfit, match=why):
        check_may_contest(contested, now=NOON)


def test_it_is_open_again_from_the_first_moment_of_the_day_that_the_refusal_names() -> None:
    answered = CRITICAL._replace(answered_at=NOON)
    midnight = datetime.combine((NOON + AGAIN_AFTER).date(), time(), tzinfo=UTC)
    check_may_contest(answered, now=midnight)
    with pytest.raises(ContestUnfit) as refused:
        check_may_contest(answered, now=midnight - timedelta(microseconds=1))
    assert refused.value.again_on == midnight.date()
    assert f"from {midnight.date()} on" in refused.value.message


def test_of_what_waiting_does_not_change_no_day_is_named() -> None:
    for contested in (CRITICAL._replace(rules=["own-dependency"]), CRITICAL._replace(open_since=NOON)):
        with pytest.raises(ContestUnfit) as refused:
            check_may_contest(contested, now=NOON)
        assert refused.value.again_on is None


def test_what_downloads_have_nothing_to_do_with_holds_on() -> None:
    assert what_holds(["downloads"]) == ""
    assert "runs on it" in what_holds(["downloads", "own-dependency"])
    assert "list" in what_holds(["named"])
