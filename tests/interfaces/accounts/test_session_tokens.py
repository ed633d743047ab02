"""The key of a session: how it is made, whose it is, and that it ends on the server when it ends."""

import math
import re

import pytest
from django.conf import settings

from strongroom.accounts.models import Session
from tests.contexts.accounts.given import somebody
from tests.interfaces.accounts.given import LOGIN, Browser, text_of

pytestmark = pytest.mark.django_db

MINE = "/projects/mine/"
KEY = re.compile(r"[a-z0-9]{32}")


def test_a_key_has_more_than_128_random_bits_and_is_nobody_else_s(visitor: Browser) -> None:
    somebody()
    keys = set()
    for _ in range(4):
        browser = Browser(visitor.watch)
        browser.sign_in()
        keys.add(browser.session_key)
    assert all(KEY.fullmatch(key) for key in keys)
    assert len(keys) == 4
    assert 32 * math.log2(36) > 128


def test_a_key_that_the_server_did_not_give_is_not_taken(visitor: Browser) -> None:
    """Whoever plants a cookie of their own choice in a browser does not know the session begun there."""
    somebody()
    visitor.cookies[settings.SESSION_COOKIE_NAME] = "a" * 32
    visitor.sign_in()
    assert visitor.name == "ada"
    assert visitor.session_key != "a" * 32


def test_signing_out_ends_the_session_on_the_server(visitor: Browser) -> None:
    somebody()
    visitor.sign_in()
    thief = Browser(visitor.watch)
    thief.cookies[settings.SESSION_COOKIE_NAME] = visitor.session_key
    assert thief.name == "ada"
    visitor.send("/account/logout/")
    assert thief.name == ""
    assert not Session.objects.filter(user__username="ada").exists()


@pytest.mark.on_postgresql
def test_signing_out_is_one_click_away_on_every_page_of_whoever_is_signed_in(visitor: Browser) -> None:
    somebody()
    visitor.sign_in()
    found = re.findall(
        r'href="(/(?:account|projects|organizations)/[^"?#]*)"', text_of(visitor.get("/account/"))
    )
    pages = {*found, MINE} - {LOGIN, "/account/logout/"}
    assert len(pages) > 6
    for page in pages:
        answer = visitor.get(page, follow=True)
        assert '<a href="/account/logout/">Sign out</a>' in text_of(answer), page


def test_a_session_is_begun_by_a_form_and_never_by_a_link(visitor: Browser) -> None:
    somebody()
    visitor.be_known_to("ada")
    for address in (
        f"{LOGIN}?login=ada&password=quiet-lantern-orbits-57",
        "/account/login/passkey/",
        "/account/login/second-factor/",
        "/account/provider/",
        "/account/logout/",
    ):
        visitor.get(address)
        assert visitor.name == "", address
