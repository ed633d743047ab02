"""Passwords as they are typed, pasted, kept and compared: as they are, for as long as their owners like."""

import re

import pytest

from strongroom.accounts import services
from strongroom.accounts.models import User
from tests.contexts.accounts.given import OTTO, PASSWORD, somebody
from tests.interfaces.accounts.given import LOGIN, Browser, text_of

pytestmark = pytest.mark.django_db

CHANGE = "/account/password/change/"
LONG = " Seven ferries leave the harbour before the fog lifts; " * 2
NEW_PASSWORD = "another-quiet-lantern-9"


@pytest.mark.parametrize("page", [LOGIN, "/account/signup/", CHANGE, "/account/prove/"])
def test_every_field_masks_and_leaves_pasting_and_managers_alone(visitor: Browser, page: str) -> None:
    somebody()
    if page.startswith(("/account/password/", "/account/prove/")):
        visitor.sign_in()
    shown = text_of(visitor.get(page))
    fields = re.findall(r'<input[^>]*name="[^"]*password\d?"[^>]*>', shown)
    assert fields
    for tag in fields:
        assert 'type="password"' in tag
        assert re.search(r'autocomplete="(current|new)-password"', tag)
        assert "onpaste" not in tag
        assert "maxlength" not in tag or int(re.findall(r'maxlength="(\d+)"', tag)[0]) >= 4096


@pytest.mark.parametrize(
    "typed", [LONG.strip(), LONG.lower(), LONG[:-2] + "x ", LONG[:72]], ids=["spaces", "case", "end", "cut"]
)
def test_a_password_is_compared_as_it_is(visitor: Browser, typed: str) -> None:
    somebody()
    services.set_password(User.objects.get(), password=LONG, by=OTTO, now=visitor.watch())
    visitor.sign_in(password=typed)
    assert visitor.name == ""
    visitor.sign_in(password=LONG)
    assert visitor.name == "ada"


def test_a_password_grows_not_old(visitor: Browser) -> None:
    somebody()
    visitor.watch.move(days=2000)
    visitor.sign_in()
    assert visitor.name == "ada"


def test_a_password_is_changed_by_whoever_has_the_one_before(visitor: Browser) -> None:
    somebody()
    visitor.sign_in()
    passwords = {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    for wrong in ("", "not the one before"):
        assert 'id="id_oldpassword_error"' in text_of(visitor.send(CHANGE, oldpassword=wrong, **passwords))
    assert User.objects.get().check_password(PASSWORD)
    visitor.send(CHANGE, oldpassword=PASSWORD, **passwords)
    assert User.objects.get().check_password(NEW_PASSWORD)
