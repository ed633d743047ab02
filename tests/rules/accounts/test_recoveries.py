"""How an account is given back, as a state machine: what must have happened before it can be."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.accounts.errors import ApprovalRefused, RecoveryUnfit
from strongroom.accounts.rules import recoveries as rules
from strongroom.accounts.rules.four_eyes import Approver
from strongroom.accounts.rules.recoveries import Course, Ending, Stage, stage_at
from strongroom.foundation.errors import Refusal

NOW = datetime(2026, 7, 8, 12, tzinfo=UTC)
DAY = timedelta(days=1)
ADA, OTTO, OLGA = 1, 7, 8

ASKED = Course(ADA, NOW)
ONCE = replace(ASKED, approved_by=("operator:otto",))
TWICE = replace(ONCE, approved_by=("operator:otto", "operator:olga"), waits_until=NOW + 7 * DAY)


def approver(name: str = "otto", user_id: int | None = OTTO) -> Approver:
    """Return somebody who has been an operator for long enough, or the console."""
    return Approver(f"operator:{name}", user_id, operator_since=NOW - 7 * DAY)


@pytest.mark.parametrize(
    ("course", "at", "stage"),
    [
        (ASKED, NOW, Stage.ASKED),
        (ONCE, NOW, Stage.APPROVED_ONCE),
        (ASKED, NOW + 30 * DAY, Stage.EXPIRED),
        (ONCE, NOW + 30 * DAY, Stage.EXPIRED),
        (TWICE, NOW, Stage.WAITING),
        (TWICE, NOW + 7 * DAY - timedelta(seconds=1), Stage.WAITING),
        (TWICE, NOW + 7 * DAY, Stage.READY),
        (TWICE, NOW + 14 * DAY, Stage.EXPIRED),
        *((replace(TWICE, ending=ending), NOW + 7 * DAY, Stage(ending)) for ending in Ending),
    ],
)
def test_the_stage_follows_from_dates_and_approvals(course: Course, at: datetime, stage: Stage) -> None:
    assert stage_at(course, at) is stage


def test_the_second_approval_begins_the_week() -> None:
    assert rules.waits_until(ASKED, NOW) is None
    assert rules.waits_until(ONCE, NOW) == NOW + 7 * DAY


@pytest.mark.parametrize(
    ("course", "who"),
    [
        (ASKED, approver("ada", ADA)),
        (ONCE, approver()),
        (replace(ASKED, approved_by=("operator:console",)), approver("console", None)),
    ],
)
def test_nobody_approves_their_own_or_twice(course: Course, who: Approver) -> None:
    with pytest.raises(ApprovalRefused):
        rules.check_may_approve(course, who, now=NOW)


def test_two_operators_approve_or_one_and_the_console() -> None:
    rules.check_may_approve(ASKED, approver(), now=NOW)
    rules.check_may_approve(ONCE, approver("olga", OLGA), now=NOW)
    rules.check_may_approve(ONCE, approver("console", None), now=NOW)


@pytest.mark.parametrize("course", [TWICE, replace(ASKED, ending=Ending.REFUSED)])
def test_what_is_approved_or_ended_takes_no_approval(course: Course) -> None:
    with pytest.raises(RecoveryUnfit):
        rules.check_may_approve(course, approver("zoe", 9), now=NOW)


def test_who_knows_only_the_name_asks_once_in_a_month() -> None:
    refused = replace(ASKED, ending=Ending.REFUSED)
    assert rules.may_ask(None, knows_password=False, now=NOW)
    assert not rules.may_ask(refused, knows_password=False, now=NOW + 29 * DAY)
    assert rules.may_ask(refused, knows_password=False, now=NOW + 30 * DAY)
    assert rules.may_ask(refused, knows_password=True, now=NOW)
    assert not rules.may_ask(ASKED, knows_password=True, now=NOW), "one is open"


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["otto", "olga", "ada", "console", "object", "complete"]),
        st.integers(min_value=0, max_value=20),
    ),
    max_size=12,
)
IDS = {"otto": OTTO, "olga": OLGA, "ada": ADA, "console": None}


@given(STEPS)
def test_an_account_is_given_back_only_after_two_others_and_a_quiet_week(
    steps: list[tuple[str, int]],
) -> None:
    course, now = ASKED, NOW
    approvals: list[tuple[str, datetime]] = []
    objected = False
    for step, days in steps:
        now += days * DAY
        try:
            if step == "object":
                rules.check_open(course, now=now)
                course, objected = replace(course, ending=Ending.REFUSED), True
            elif step == "complete":
                rules.check_ready(course, now=now)
                course = replace(course, ending=Ending.DONE)
                break
            else:
                rules.check_may_approve(course, approver(step, IDS[step]), now=now)
                approvals.append((step, now))
                until = rules.waits_until(course, now)
                course = replace(
                    course, approved_by=(*course.approved_by, f"operator:{step}"), waits_until=until
                )
        except Refusal:
            continue
    if course.ending is Ending.DONE:
        assert len({name for name, _ in approvals}) == 2
        assert "ada" not in dict(approvals)
        assert not objected
        assert approvals[-1][1] + rules.WAITS <= now < approvals[-1][1] + rules.WAITS + rules.READY_FOR
