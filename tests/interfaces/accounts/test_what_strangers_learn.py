"""Who asks for an account learns neither from the answer nor from the time it takes whether there is one.

The time is that of password hashes, which is hundreds of times that of everything else: hashes are counted.
"""

from typing import Any

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from pytest_django import Settings

from strongroom.accounts.models import User
from tests.contexts.accounts.given import NOW, PASSWORD, somebody
from tests.interfaces.accounts.given import Browser, text_of

SIGN_UP, RESET = "/account/signup/", "/account/password/reset/"


class CountingHasher(MD5PasswordHasher):
    """Counts what takes the time, and answers what is left of it."""

    made = 0

    def encode(self, password: str, salt: str) -> str:
        """Return the hash; checking a password makes one, too."""
        CountingHasher.made += 1
        return super().encode(password, salt)


@pytest.fixture(autouse=True)
def _people(db: None, settings: Settings) -> None:
    """Make one of each kind of account."""
    settings.PASSWORD_HASHERS = [f"{__name__}.CountingHasher"]
    for name in ("ada", "closed", "unusable"):
        somebody(name)
    User.objects.filter(username="closed").update(is_active=False, closed_at=NOW)
    unusable = User.objects.get(username="unusable")
    unusable.set_unusable_password()
    unusable.save()


def hashes(visitor: Browser, path: str, **fields: str) -> tuple[int, Any]:
    """Send a form from a new browser; return how many hashes were made, and the answer."""
    browser = Browser(visitor.watch)
    CountingHasher.made = 0
    answer = browser.send(path, **fields)
    return CountingHasher.made, answer


@pytest.mark.parametrize("password", ["a-wrong-password", "é" * 40, "x" * 5000])
@pytest.mark.parametrize("form", ["{}", "{}@example.org"])
def test_a_refused_sign_in_says_and_takes_the_same_for_every_name(
    visitor: Browser, form: str, password: str
) -> None:
    answers = {
        name: hashes(visitor, "/account/login/", login=form.format(name), password=password)
        for name in ("ada", "closed", "unusable", "nobody")
    }
    assert len({made for made, _ in answers.values()}) == 1
    assert max(made for made, _ in answers.values()) == (0 if len(password) > 4096 else 1)
    pages = {
        text_of(answer).split("</head>")[1].replace(name, "NAME").split('name="csrfmiddlewaretoken"')[0]
        for name, (_, answer) in answers.items()
    }
    assert len(pages) == 1


def test_a_closed_account_is_told_of_only_to_whoever_knows_its_password(visitor: Browser) -> None:
    _, answer = hashes(visitor, "/account/login/", login="closed", password=PASSWORD)
    assert answer.status_code == 403


@pytest.mark.parametrize("address", ["ada@example.org", "closed@example.org", "nobody@example.org"])
def test_a_reset_looks_the_same_and_makes_no_hash(visitor: Browser, address: str) -> None:
    made, answer = hashes(visitor, RESET, email=address)
    assert made == 0
    assert (answer.status_code, answer.headers["Location"]) == (302, "/account/password/reset/confirm/")


def test_registering_a_known_address_takes_as_long_as_a_new_one(visitor: Browser) -> None:
    made = {}
    for name, address in (("known", "ada@example.org"), ("new", "new@example.org")):
        made[name], _ = hashes(
            visitor, SIGN_UP, username=name, email=address, password1=PASSWORD, password2=PASSWORD
        )
    assert made == {"known": 1, "new": 1}
