"""How often strangers may try, and what they cannot do with it: guess for ever, or keep somebody else out."""

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.cache import cache
from django.test import RequestFactory
from pytest_django import Settings

from strongroom.infra.outbox.models import OutgoingMail
from strongroom.interfaces.web.accounts.adapter import AccountAdapter
from tests.contexts.accounts.given import PASSWORD, mails_to, somebody
from tests.interfaces.accounts.given import Browser, code_in, newest_letter

RESET, SIGN_UP = "/account/password/reset/", "/account/signup/"


def browser_at(address: str, visitor: Browser) -> Browser:
    """Return a browser elsewhere on the network."""
    browser = Browser(visitor.watch)
    browser.defaults["REMOTE_ADDR"] = address
    return browser


def guess(visitor: Browser, times: int, *, at: str = "127.0.0.1") -> list[int]:
    """Sign in as ada with a wrong password so often; return the statuses."""
    statuses = []
    for _ in range(times):
        cache.clear()  # allauth's limit for all sign-ins from an address is not looked at here
        statuses.append(browser_at(at, visitor).sign_in(password="wrong").status_code)
    return statuses


def test_ten_wrong_passwords_close_the_account_to_where_they_came_from_for_five_minutes(
    visitor: Browser,
) -> None:
    somebody()
    assert guess(visitor, 11) == [200] * 10 + [429]
    assert visitor.sign_in().status_code == 429
    visitor.watch.move(minutes=5)
    visitor.sign_in()
    assert visitor.name == "ada"


def test_nobody_keeps_somebody_else_out_from_one_address(visitor: Browser) -> None:
    somebody()
    for _ in range(11):
        visitor.watch.move(minutes=5)
        guess(visitor, 11, at="203.0.113.9")
    assert browser_at("203.0.113.9", visitor).sign_in().status_code == 429
    visitor.sign_in()
    assert visitor.name == "ada"


def test_from_everywhere_together_a_hundred_guesses_an_hour_are_taken(visitor: Browser) -> None:
    somebody()
    statuses = [status for host in range(11) for status in guess(visitor, 10, at=f"203.0.113.{host}")]
    assert statuses == [200] * 100 + [429] * 10


def test_a_whole_ipv6_network_is_one_address(visitor: Browser) -> None:
    somebody()
    guess(visitor, 10, at="2001:db8::1")
    assert guess(visitor, 1, at="2001:db8::ffff:2") == [429]
    assert guess(visitor, 1, at="2001:db8:0:1::1") == [200]


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
    assert "writes to new@example.org instead" in mails_to(ada)[-1]


class CountingHasher(MD5PasswordHasher):
    """Counts what takes the time: hashes."""

    made = 0

    def encode(self, password: str, salt: str) -> str:
        """Return the hash."""
        CountingHasher.made += 1
        return super().encode(password, salt)


def test_registering_a_known_address_takes_as_long_as_a_new_one(visitor: Browser, settings: Settings) -> None:
    somebody()
    settings.PASSWORD_HASHERS = [f"{__name__}.CountingHasher"]
    hashes = {}
    for name, address in (("known", "ada@example.org"), ("new", "new@example.org")):
        CountingHasher.made = 0
        Browser(visitor.watch).send(
            SIGN_UP, username=name, email=address, password1=PASSWORD, password2=PASSWORD
        )
        hashes[name] = CountingHasher.made
    assert hashes["known"] == hashes["new"] > 0
