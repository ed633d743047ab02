"""How often strangers may try, and what they cannot do with it: guess for ever, or keep somebody else out."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import OperationalError, connection
from django.test import Client, RequestFactory
from pytest_django import Settings

from strongroom.accounts.services.sign_in import guesses
from strongroom.infra.outbox.models import OutgoingMail
from strongroom.infra.throttle.models import Allowance
from strongroom.infra.throttle.services import Limit
from strongroom.interfaces.web.accounts import sign_in_limits
from strongroom.interfaces.web.accounts.adapter import AccountAdapter
from tests.architecture.sources import ROOT
from tests.contexts.accounts.given import app_of, mails_to, somebody
from tests.interfaces.accounts.given import LOGIN, SECOND_STEP, Browser, code_in, newest_letter

RESET = "/account/password/reset/"


def browser_at(address: str, visitor: Browser) -> Browser:
    """Return a browser elsewhere on the network."""
    browser = Browser(visitor.watch)
    browser.defaults["REMOTE_ADDR"] = address
    return browser


def guess(times: int, *, at: str = "127.0.0.1") -> list[int]:
    """Sign in as ada with a wrong password so often, as a program does that reads no page; return the statuses."""
    statuses = []
    for _ in range(times):
        cache.clear()  # allauth's limit for all sign-ins from an address is not looked at here
        stranger = Client(REMOTE_ADDR=at)
        statuses.append(stranger.post(LOGIN, {"login": "ada", "password": "wrong"}).status_code)
    return statuses


def test_ten_wrong_passwords_close_the_account_to_where_they_came_from_for_five_minutes(
    visitor: Browser,
) -> None:
    somebody()
    assert guess(11) == [200] * 10 + [429]
    assert visitor.sign_in(known=False).status_code == 429
    visitor.watch.move(minutes=5)
    visitor.sign_in()
    assert visitor.name == "ada"


def test_nobody_keeps_somebody_else_out_from_one_address(visitor: Browser) -> None:
    somebody()
    for _ in range(11):
        visitor.watch.move(minutes=5)
        guess(11, at="203.0.113.9")
    assert browser_at("203.0.113.9", visitor).sign_in(known=False).status_code == 429
    assert visitor.sign_in(known=False).status_code == 302


def test_from_everywhere_together_a_hundred_guesses_an_hour_are_taken(visitor: Browser) -> None:
    somebody()
    statuses = [status for host in range(11) for status in guess(10, at=f"203.0.113.{host}")]
    assert statuses == [200] * 100 + [429] * 10


def test_a_whole_ipv6_network_is_one_address(visitor: Browser) -> None:
    somebody()
    guess(10, at="2001:db8::1")
    assert guess(1, at="2001:db8::ffff:2") == [429]
    assert guess(1, at="2001:db8:0:1::1") == [200]


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "198.51.100.7", "127.0.0.1"),
        (1, "198.51.100.7, 203.0.113.9", "203.0.113.9"),
        (1, "", "127.0.0.1"),
        (2, "198.51.100.7, 203.0.113.9", "198.51.100.7"),
        (2, "203.0.113.9", "127.0.0.1"),
        (1, "::ffff:203.0.113.9", "203.0.113.9"),
        (1, "no address", "no address"),
    ],
)
def test_only_our_own_proxies_say_where_somebody_is(
    settings: Settings, proxies: int, forwarded: str, expected: str
) -> None:
    settings.STRONGROOM_PROXIES = proxies
    request = RequestFactory().get("/", headers={"x-forwarded-for": forwarded})
    assert AccountAdapter(request).get_client_ip(request) == expected


@pytest.mark.parametrize("address", ["ada@example.org", "nobody@example.org"])
def test_a_stranger_causes_five_letters_an_hour_to_anybody(visitor: Browser, address: str) -> None:
    somebody()
    before = OutgoingMail.objects.count()
    statuses = []
    for _ in range(6):
        cache.clear()
        statuses.append(Browser(visitor.watch).send(RESET, email=address).status_code)
    assert statuses == [302] * 5 + [429]
    assert OutgoingMail.objects.count() == before + 5
    elsewhere = browser_at("203.0.113.9", visitor)
    assert elsewhere.send(RESET, email=address).status_code == 302


def test_a_warning_arrives_however_many_letters_went_before(visitor: Browser) -> None:
    ada = somebody()
    visitor.sign_in()
    where = visitor.send("/account/email/", email="new@example.org", action_add="1").headers["Location"]
    visitor.send(where, code=code_in(newest_letter()))
    for _ in range(6):
        cache.clear()
        Browser(visitor.watch).send(RESET, email="ada@example.org")
    visitor.send("/account/email/", email="new@example.org", action_primary="1")
    assert "primary mail address was changed" in mails_to(ada)[-1]


def test_leaked_pairs_tried_from_many_addresses_are_stopped_together_and_passkeys_go_on(
    visitor: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sign_in_limits, "EVERYWHERE", Limit(5, timedelta(minutes=5)))
    somebody()
    for host in range(5):
        pair = browser_at(f"203.0.113.{host}", visitor).sign_in(f"stranger-{host}", "leaked", known=False)
        assert pair.status_code == 200
    elsewhere = Browser(visitor.watch)
    assert elsewhere.sign_in(known=False).status_code == 429
    assert elsewhere.send_from(LOGIN, "/account/login/passkey/options/").status_code == 200
    visitor.sign_in()
    assert visitor.name == "ada", "a browser that is known for the account has an allowance of its own"
    visitor.watch.move(minutes=5)
    assert elsewhere.sign_in(known=False).status_code == 302


def test_in_a_known_browser_nobody_guesses_for_long_either(visitor: Browser) -> None:
    somebody()
    visitor.be_known_to("ada")
    statuses = [visitor.sign_in(password="wrong", known=False).status_code for _ in range(11)]
    assert statuses == [200] * 10 + [429]
    assert Browser(visitor.watch).sign_in(known=False).status_code == 302


def test_right_passwords_do_not_use_up_what_all_share(
    visitor: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sign_in_limits, "EVERYWHERE", Limit(2, timedelta(minutes=5)))
    somebody()
    for _ in range(4):
        assert Browser(visitor.watch).sign_in(known=False).status_code == 302


def test_no_address_alone_uses_up_what_all_share() -> None:
    for shared, own in (
        (sign_in_limits.EVERYWHERE, sign_in_limits.PER_ADDRESS),
        (sign_in_limits.CODES_EVERYWHERE, sign_in_limits.CODES_PER_ADDRESS),
    ):
        assert own.per == shared.per
        assert own.attempts * 10 <= shared.attempts


def test_a_thief_of_the_password_leaves_the_owner_codes(
    visitor: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    fewer = (Limit(2, timedelta(minutes=5)), Limit(4, timedelta(days=1)))
    monkeypatch.setattr(sign_in_limits, "CODES_PER_ACCOUNT_AND_ADDRESS", fewer)
    ada = somebody()
    secret = app_of(ada)
    thief = browser_at("203.0.113.9", visitor)
    for _ in range(2):
        visitor.watch.move(minutes=5)
        thief.sign_in(known=False)
        assert [_wrong_code(thief) for _ in range(3)] == [200, 200, 429]
    visitor.watch.move(minutes=5)
    thief.sign_in(known=False)
    assert _wrong_code(thief) == 429, "these were all that one address has in a day"
    visitor.sign_in()
    visitor.give_code(secret)
    assert visitor.name == "ada"


def test_one_address_has_fewer_codes_of_an_account_than_the_account() -> None:
    for own, in_all in zip(sign_in_limits.CODES_PER_ACCOUNT_AND_ADDRESS, guesses._CODES, strict=True):
        assert own.per == in_all.per
        assert own.attempts * 2 <= in_all.attempts


def _wrong_code(browser: Browser) -> int:
    status: int = browser.send(SECOND_STEP, method="totp", **{"totp-code": "000000"}).status_code
    return status


def test_where_nothing_can_be_counted_nobody_signs_in(visitor: Browser) -> None:
    secret = app_of(somebody())
    visitor.watch.move(minutes=2)
    visitor.raise_request_exception = False
    with a_database_that_cannot_count():
        assert visitor.sign_in().status_code == 500
    visitor.sign_in()
    with a_database_that_cannot_count():
        assert visitor.give_code(secret).status_code == 500
        elsewhere = Browser(visitor.watch)
        elsewhere.raise_request_exception = False
        assert elsewhere.send_from(LOGIN, "/account/login/passkey/options/").status_code == 500
    assert visitor.name == ""
    visitor.give_code(secret)
    assert visitor.name == "ada"


@contextmanager
def a_database_that_cannot_count() -> Iterator[None]:
    """Have every statement about attempts fail."""

    def refuse(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if Allowance._meta.db_table in sql:
            raise OperationalError("disk I/O error")
        return execute(sql, *rest)

    with connection.execute_wrapper(refuse):
        yield


def said(limit: Limit) -> str:
    """Return a limit as the reference writes it."""
    spans = {timedelta(minutes=5): "in 5 minutes", timedelta(hours=1): "an hour", timedelta(days=1): "a day"}
    return f"{limit.attempts} {spans[limit.per]}"


def test_the_reference_says_the_figures() -> None:
    written = (ROOT / "docs/reference/sign-in-limits.md").read_text(encoding="utf-8")
    limits = sign_in_limits
    for row, counted in {
        "| passwords |": [
            *[limits.PER_ADDRESS, *limits.PER_ACCOUNT_AND_ORIGIN, limits.PER_ACCOUNT, limits.EVERYWHERE]
        ],
        "| codes of apps |": [
            *[limits.CODES_PER_ADDRESS, *limits.CODES_PER_ACCOUNT_AND_ADDRESS, limits.CODES_EVERYWHERE]
        ],
        "| passkeys |": [limits.PASSKEYS_PER_ADDRESS],
        "| letters with a code": [*limits.LETTERS_PER_ACCOUNT_AND_ADDRESS],
    }.items():
        line = next(line for line in written.splitlines() if line.startswith(row))
        assert [said(limit) for limit in counted if said(limit) not in line] == [], row
