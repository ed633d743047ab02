"""When a designation can be contested."""

from datetime import UTC, datetime, timedelta

import pytest

from strongroom.criticality.errors import ContestUnfit
from strongroom.criticality.rules.contests import (
    AGAIN_AFTER,
    Standing,
    check_may_contest,
    what_holds,
)

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
CRITICAL = Standing(is_critical=True, rules=["downloads"], open_since=None, answered_at=None)


def test_a_designation_in_force_can_be_contested_whichever_rule_made_it() -> None:
    for rules in (["downloads"], ["kept"], ["named"], ["dependents"], ["downloads", "own-dependency"]):
        check_may_contest("harborlight", CRITICAL._replace(rules=rules), now=NOON)


@pytest.mark.parametrize(
    ("standing", "why"),
    [
        (CRITICAL._replace(is_critical=False), "no designation"),
        (CRITICAL._replace(rules=["own-dependency"]), "itself runs on it"),
        (CRITICAL._replace(open_since=NOON), "not answered yet"),
        (CRITICAL._replace(answered_at=NOON), "from 2026-03-31 on"),
    ],
)
def test_not_without_one_nor_twice_at_a_time_nor_soon_again(standing: Standing, why: str) -> None:
    with pytest.raises(ContestUnfit, match=why):
        check_may_contest("harborlight", standing, now=NOON)


def test_thirty_days_after_an_answer_it_is_open_again() -> None:
    answered = CRITICAL._replace(answered_at=NOON)
    check_may_contest("harborlight", answered, now=NOON + AGAIN_AFTER)
    with pytest.raises(ContestUnfit):
        check_may_contest("harborlight", answered, now=NOON + AGAIN_AFTER - timedelta(microseconds=1))


def test_what_downloads_have_nothing_to_do_with_holds_on() -> None:
    assert what_holds(["downloads"]) == ""
    assert "runs on it" in what_holds(["downloads", "own-dependency"])
    assert "list" in what_holds(["named"])
