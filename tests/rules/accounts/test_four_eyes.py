"""What takes two operators takes two who are really two, and whom it gives nothing."""

from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.accounts.errors import ApprovalRefused
from strongroom.accounts.rules.four_eyes import (
    OPERATOR_FOR,
    Approver,
    check_four_eyes,
    check_not_their_own,
)

NOW = datetime(2026, 7, 8, 12, tzinfo=UTC)
ADA, OTTO, OLGA = 1, 7, 8
OLDER = NOW - OPERATOR_FOR
OLGA_APPROVES = Approver("operator:olga", OLGA, operator_since=OLDER)
CONSOLE = Approver("operator:console", None)

ACCOUNTS = {"ada": ADA, "otto": OTTO, "olga": OLGA, "console": None}
APPROVERS = st.builds(
    lambda name, hands_changed, since: Approver(
        f"operator:{name}", ACCOUNTS[name], hands_changed, None if ACCOUNTS[name] is None else since
    ),
    st.sampled_from(sorted(ACCOUNTS)),
    st.booleans(),
    st.none() | st.integers(0, 14).map(lambda days: NOW - timedelta(days=days)),
)


def check(approver: Approver, *, agreed: Collection[str] = ("operator:otto",)) -> None:
    check_four_eyes(approver, agreed=agreed, concerned=[ADA], now=NOW)


@pytest.mark.parametrize("agreed", [(), ("operator:otto",)])
def test_an_operator_of_a_week_or_the_console_begins_and_joins_in(agreed: tuple[str, ...]) -> None:
    check(OLGA_APPROVES, agreed=agreed)
    check(CONSOLE, agreed=agreed)


@pytest.mark.parametrize("agreed", [(), ("operator:otto",)])
@pytest.mark.parametrize(
    ("approver", "why"),
    [
        (replace(OLGA_APPROVES, user_id=ADA), "own account"),
        (replace(OLGA_APPROVES, hands_changed=True), "changed hands"),
        (replace(OLGA_APPROVES, operator_since=OLDER + timedelta(microseconds=1)), "less than 7 days"),
        (replace(OLGA_APPROVES, operator_since=None), "No role"),
    ],
    ids=["whom it gives something", "whose hands changed", "who is new", "who is none any more"],
)
def test_others_neither_begin_nor_join_in(approver: Approver, why: str, agreed: tuple[str, ...]) -> None:
    with pytest.raises(ApprovalRefused, match=why) as refused:
        check(approver, agreed=agreed)
    assert "another operator" in refused.value.next_step


@pytest.mark.parametrize("approver", [OLGA_APPROVES, CONSOLE], ids=["an operator", "the console"])
def test_nobody_agrees_twice(approver: Approver) -> None:
    with pytest.raises(ApprovalRefused, match="already"):
        check(approver, agreed=["operator:otto", approver.name])


@given(st.lists(APPROVERS, max_size=8))
def test_whoever_has_agreed_in_the_end_is_somebody_else_each_and_nobody_it_gives_something(
    approvers: list[Approver],
) -> None:
    agreed: list[Approver] = []
    for approver in approvers:
        try:
            check(approver, agreed=[one.name for one in agreed])
        except ApprovalRefused:
            continue
        agreed.append(approver)
    assert len({one.user_id for one in agreed}) == len(agreed)
    for one in agreed:
        assert one.user_id != ADA
        assert one.user_id is None or not one.hands_changed
        assert one.user_id is None or (one.operator_since is not None and one.operator_since <= OLDER)
    refused = [one for one in approvers if one.name not in {other.name for other in agreed}]
    for one in refused:
        with pytest.raises(ApprovalRefused):
            check(one, agreed=())


@given(st.sets(st.integers(1, 9)), st.integers(1, 9))
def test_nobody_decides_alone_for_themselves_and_the_console_for_nobody(
    concerned: set[int], user_id: int
) -> None:
    check_not_their_own(None, concerned=concerned)
    check_not_their_own(user_id, concerned=concerned - {user_id})
    with pytest.raises(ApprovalRefused, match="a project of yours") as refused:
        check_not_their_own(user_id, concerned=concerned | {user_id})
    assert "another operator" in refused.value.next_step
