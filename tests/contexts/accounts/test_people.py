"""Accounts: who may be called what, and which passwords will do."""

import pytest
from django.contrib.auth.hashers import check_password, make_password
from pytest_django import Settings

from strongroom.accounts import services
from strongroom.accounts.errors import AccountExists, InvalidUsername, PasswordRefused
from strongroom.accounts.models import User
from strongroom.accounts.queries import list_addresses
from strongroom.accounts.services import NewPerson
from tests.contexts.accounts.given import NOW, OTTO, PASSWORD, facts_about, mails_to, somebody

pytestmark = pytest.mark.django_db


def make(username: str = "ada", address: str = "ada@example.org", password: str | None = PASSWORD) -> None:
    """Make an account."""
    services.create_person(NewPerson(username, address, password), by=OTTO, now=NOW)


def test_an_account_begins_with_an_address_that_is_to_be_confirmed() -> None:
    make("Ada")
    user = User.objects.get()
    assert user.username == "ada"
    assert [(one.address, one.is_verified, one.is_primary) for one in list_addresses(user.pk)] == [
        ("ada@example.org", False, True)
    ]


def test_names_and_addresses_are_given_once_in_whatever_case() -> None:
    make()
    for username, address in (("ADA", "other@example.org"), ("other", "ADA@example.org")):
        with pytest.raises(AccountExists):
            make(username, address)


@pytest.mark.parametrize("username", ["", ".ada", "ada-", "a da", "åda", "ada\n", "a" * 51, "__token__"])
def test_what_cannot_be_a_user_name_is_refused(username: str) -> None:
    with pytest.raises(InvalidUsername):
        make(username)


@pytest.mark.parametrize("password", ["short", "password1234", "ada@example.org", "strongroom strongroom"])
def test_a_password_that_is_easy_to_guess_is_refused(password: str) -> None:
    with pytest.raises(PasswordRefused):
        make(password=password)


def test_an_account_without_password_is_open_to_nobody() -> None:
    make(password=None)
    assert not User.objects.get().has_usable_password()


def test_a_changed_password_is_recorded_and_told() -> None:
    ada = somebody()
    user = User.objects.get()
    before = user.get_session_auth_hash()
    services.set_password(user, password="another-quiet-lantern-9", by=OTTO, now=NOW)
    assert User.objects.get().get_session_auth_hash() != before
    assert facts_about(ada)[-1] == "account.password_changed"
    assert "password of your account was changed" in mails_to(ada)[-1]


def test_passwords_are_hashed_with_argon2id_in_64_mebibytes(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["strongroom.accounts.password_hashers.LowMemoryArgon2"]
    stored = make_password(PASSWORD)
    assert stored.startswith("argon2$argon2id$v=19$m=65536,t=3,p=4$")
    assert check_password(PASSWORD, stored)


def test_a_password_is_the_same_however_its_accents_are_typed() -> None:
    make(password="caf\N{LATIN SMALL LETTER E WITH ACUTE}-lantern-orbits-57")
    user = User.objects.get()
    assert user.check_password("cafe\N{COMBINING ACUTE ACCENT}-lantern-orbits-57")
    assert not user.check_password("cafe-lantern-orbits-57")
    assert not user.check_password("x" * 5000)
