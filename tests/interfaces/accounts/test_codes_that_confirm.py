"""Codes that are mailed to whoever registers or has forgotten the password: how long, how often, for which browser."""

import math
import re
from collections.abc import Callable

import pytest

from tests.contexts.accounts.given import PASSWORD, somebody
from tests.interfaces.accounts.given import Browser, code_in, newest_letter

pytestmark = pytest.mark.django_db

Begin = Callable[[Browser], str]

KEPT = {
    "registration": "account_email_verification_code",
    "reset": "account_password_reset_verification",
}
"""Where the session keeps the question that is open."""


def registration(visitor: Browser) -> str:
    """Register; return the page that asks for the code."""
    fields = {"username": "ada", "email": "ada@example.org", "password1": PASSWORD, "password2": PASSWORD}
    where: str = visitor.send("/account/signup/", **fields).headers["Location"]
    return where


def reset(visitor: Browser) -> str:
    """Ask for a new password; return the page that asks for the code."""
    somebody()
    where: str = visitor.send("/account/password/reset/", email="ada@example.org").headers["Location"]
    return where


both = pytest.mark.parametrize("begin", [registration, reset], ids=list(KEPT))


def goes_on(visitor: Browser, where: str, code: str) -> bool:
    """Enter the code; say whether it was accepted."""
    answer = visitor.send(where, code=code)
    return (
        answer.status_code == 302
        and answer.headers["Location"] not in {where, "/account/signup/"}
        and (visitor.name == "ada" or "complete" in answer.headers["Location"])
    )


@both
def test_a_code_has_more_than_twenty_bits_and_the_letter_says_how_long_it_works(
    visitor: Browser, begin: Begin
) -> None:
    begin(visitor)
    code = code_in(newest_letter()).replace("-", "")
    assert re.fullmatch(r"[A-Z]{8}", code)
    assert len(code) * math.log2(20) > 20
    assert "within 10 minutes" in newest_letter().text


@both
def test_it_works_in_the_browser_that_asked_and_in_no_other(visitor: Browser, begin: Begin) -> None:
    where = begin(visitor)
    code, elsewhere = code_in(newest_letter()), Browser(visitor.watch)
    assert not goes_on(elsewhere, where, code)
    assert goes_on(visitor, where, code)


@both
def test_after_three_wrong_ones_the_right_one_is_refused(visitor: Browser, begin: Begin) -> None:
    where = begin(visitor)
    code = code_in(newest_letter())
    for _ in range(3):
        assert not goes_on(visitor, where, "BBBB-BBBB")
    assert not goes_on(visitor, where, code)


@pytest.mark.parametrize(("seconds", "is_in_time"), [(590, True), (601, False)])
@both
def test_it_works_for_ten_minutes(visitor: Browser, begin: Begin, seconds: int, *, is_in_time: bool) -> None:
    where = begin(visitor)
    session = visitor.session
    key = KEPT[begin.__name__]
    session[key] = {**session[key], "at": session[key]["at"] - seconds}
    session.save()
    assert goes_on(visitor, where, code_in(newest_letter())) == is_in_time
