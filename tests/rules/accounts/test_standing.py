"""The words for an account that is not open."""

from datetime import UTC, datetime

from strongroom.accounts.rules.standing import AccountStanding

THEN = datetime(2026, 7, 8, 12, tzinfo=UTC)


def test_an_open_account_needs_no_words() -> None:
    open_one = AccountStanding("ada")
    assert open_one.is_open
    assert (open_one.what, open_one.why, open_one.next_step) == ("", "", "")


def test_a_frozen_one_says_since_when_why_and_what_to_do() -> None:
    frozen = AccountStanding("ada", frozen_at=THEN, frozen_because="its owner said so.")
    assert not frozen.is_open
    assert frozen.what == "The account ada is frozen since 2026-07-08 12:00 UTC."
    assert frozen.why == "It was frozen because its owner said so."
    assert "write to the operators" in frozen.next_step


def test_a_closed_one_says_only_that() -> None:
    closed = AccountStanding("ada", frozen_at=THEN, frozen_because="of an attack", closed_at=THEN)
    assert closed.what == "The account ada was closed on 2026-07-08."
    assert closed.why == ""
