"""Which passwords nobody may have here, wherever one is set; and what becomes of one that was stolen elsewhere."""

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from pytest_django import Settings

from strongroom.accounts import password_hashers
from strongroom.accounts.models import User
from strongroom.accounts.rules.breached_passwords import digest_of
from strongroom.accounts.services import first_operator_secret, import_breached_passwords
from tests.contexts.accounts.given import PASSWORD, app_of, mails_to, somebody
from tests.interfaces.accounts.given import Browser, code_in, newest_letter, text_of

LEAKED = "eleven umbrellas in the attic"
NEW_PASSWORD = "another-quiet-lantern-9"
RESET = "/account/password/reset/"

Setting = Callable[[Browser, str], Any]


@pytest.fixture(autouse=True)
def _list(tmp_path: Path, settings: Settings) -> None:
    settings.STRONGROOM_BREACHED_PASSWORDS = tmp_path / "breached-passwords"


def leak(*passwords: str) -> None:
    """Put passwords on the list."""
    lines = sorted(f"{digest_of(password).hex().upper()}:2" for password in passwords)
    dump = io.BytesIO("\n".join(lines).encode())
    import_breached_passwords(dump, django_settings.STRONGROOM_BREACHED_PASSWORDS, advance=lambda _: None)


# --- Where a password is set --------------------------------------------------------------------------------


def register(visitor: Browser, password: str) -> Any:
    fields = {"username": "margarethe", "email": "margarethe@lindenhof.example"}
    return visitor.send("/account/signup/", **fields, password1=password, password2=password)


def change(visitor: Browser, password: str) -> Any:
    somebody("margarethe")
    visitor.sign_in("margarethe")
    return visitor.send(
        "/account/password/change/", oldpassword=PASSWORD, password1=password, password2=password
    )


def reset(visitor: Browser, password: str) -> Any:
    somebody("margarethe")
    where = visitor.send(RESET, email="margarethe@example.org").headers["Location"]
    where = visitor.send(where, code=code_in(newest_letter())).headers["Location"]
    return visitor.send(where, password1=password, password2=password)


def begin_an_index(visitor: Browser, password: str) -> Any:
    fields = {"username": "margarethe", "address": "margarethe@lindenhof.example"}
    return visitor.send(f"/first-operator/{first_operator_secret()}/", **fields, password=password)


@pytest.mark.parametrize("setting", [register, change, reset, begin_an_index])
@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("margarethe-2026", "others connect with you"),
        ("margarethe@", "shorter than 12"),
        (LEAKED, "stolen elsewhere"),
        ("x" * 5000, "4,096 characters|4096 characters"),
    ],
)
def test_a_weak_or_stolen_password_is_refused_wherever_one_is_set(
    visitor: Browser, setting: Setting, password: str, said: str
) -> None:
    leak(LEAKED)
    page = text_of(setting(visitor, password))
    assert any(words in page for words in said.split("|")), page
    assert not any(user.check_password(password) for user in User.objects.all())


# --- Signing in with a stolen one ---------------------------------------------------------------------------


def test_a_stolen_password_signs_nobody_in_and_its_owner_sets_a_new_one(visitor: Browser) -> None:
    ada = somebody()
    elsewhere = Browser(visitor.watch)
    elsewhere.sign_in()
    leak(PASSWORD)

    page = text_of(visitor.sign_in())

    assert "stolen elsewhere" in page
    assert "Forgot your password?" in page
    assert (visitor.name, elsewhere.name) == ("", "")
    assert "was disabled" in mails_to(ada)[-1]
    assert "stolen elsewhere" not in text_of(visitor.sign_in()), "now it is a wrong one"
    assert len([text for text in mails_to(ada) if "was disabled" in text]) == 1
    where = visitor.send(RESET, email="ada@example.org").headers["Location"]
    where = visitor.send(where, code=code_in(newest_letter())).headers["Location"]
    visitor.send(where, password1=NEW_PASSWORD, password2=NEW_PASSWORD)
    assert visitor.sign_in(password=NEW_PASSWORD).status_code == 302


def test_a_stolen_password_is_not_told_of_to_who_gives_another(visitor: Browser) -> None:
    somebody()
    leak(PASSWORD, "another stolen password")
    for guess in ("another stolen password", "wrong"):
        assert "stolen elsewhere" not in text_of(visitor.sign_in(password=guess))
    assert User.objects.get().has_usable_password()


def test_before_the_second_factor_a_stolen_password_is_refused(visitor: Browser) -> None:
    app_of(somebody())
    leak(PASSWORD)
    assert "stolen elsewhere" in text_of(visitor.sign_in())


# --- Too many at once ---------------------------------------------------------------------------------------


@pytest.fixture
def _no_turn_left(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(password_hashers, "PATIENCE_SECONDS", 0.01)
    for _ in range(password_hashers.AT_ONCE):
        password_hashers._turns.acquire()
    yield
    for _ in range(password_hashers.AT_ONCE):
        password_hashers._turns.release()


@pytest.mark.usefixtures("_no_turn_left")
def test_who_finds_all_turns_taken_is_told_to_come_again(visitor: Browser, settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["strongroom.accounts.password_hashers.LowMemoryArgon2"]
    answer = visitor.sign_in("nobody")
    assert answer.status_code == 503
    assert "Try again in a minute." in text_of(answer)
