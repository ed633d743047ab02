"""A session that is ended while one of its requests is under way leaves nothing behind: no session, no token, no password."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from strongroom.accounts import services
from strongroom.accounts.models import ApiToken, RecoveryCode, SecurityKey, User
from strongroom.accounts.queries import Person, list_addresses
from tests.contexts.accounts.given import NOW, PASSWORD, facts_about, key_of, new_key, somebody
from tests.interfaces.accounts.given import LOGIN, PROVE, Browser, code_in, newest_letter, text_of
from tests.support.meanwhile import after_reading

pytestmark = pytest.mark.django_db(transaction=True)

OTHER_PASSWORD = "harbor-violin-pencils-84"
ADD_KEY, KEY_OPTIONS = "/account/second-factor/key/", "/account/second-factor/key/options/"
RECOVERY_CODES = "/account/second-factor/recovery-codes/"
CHANGE_PASSWORD, TOKENS = "/account/password/change/", "/account/tokens/create/"


@pytest.fixture
def ada(visitor: Browser) -> Person:
    """Somebody who is signed in, or was: a thief may be."""
    person = somebody()
    visitor.sign_in()
    return person


def post_while(visitor: Browser, path: str, step: Callable[[], object], **fields: Any) -> Any:
    """Open a page, and send its form; when it is known by whom, take a step elsewhere."""
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', text_of(visitor.get(path)))
    assert found is not None
    with after_reading("accounts_user", step):
        return visitor.post(path, {**fields, "csrfmiddlewaretoken": found[1]})


def end_all(person: Person) -> Callable[[], object]:
    return lambda: services.end_other_sessions(person.user_id, keep="", now=NOW)


def test_it_does_not_live_again_under_a_new_key(ada: Person, visitor: Browser) -> None:
    proving = {"method": "password", "password-password": PASSWORD}
    answer = post_while(visitor, PROVE, end_all(ada), **proving)
    assert answer.status_code in {400, 403}
    assert "session has ended" in text_of(answer)
    assert visitor.name == ""
    assert visitor.get("/account/").headers["Location"].startswith(LOGIN)


def test_it_makes_no_token(ada: Person, visitor: Browser) -> None:
    wanted = {"name": "kept", "scope": "all", "expiry": "never"}
    answer = post_while(visitor, TOKENS, end_all(ada), **wanted)
    assert "session has ended" in text_of(answer)
    assert not ApiToken.objects.exists()


def test_it_makes_no_recovery_codes(ada: Person, visitor: Browser) -> None:
    key = key_of(ada)
    visitor.sign_in()
    visitor.send(
        "/account/login/second-factor/",
        method="key",
        **{
            "key-response": key.get(
                visitor.ask_key("/account/login/second-factor/", "/account/login/second-factor/options/")
            )
        },
    )
    answer = post_while(visitor, RECOVERY_CODES, end_all(ada))
    assert "session has ended" in text_of(answer)
    assert not RecoveryCode.objects.exists()


def test_it_adds_no_key(ada: Person, visitor: Browser) -> None:
    response = new_key().create(visitor.ask_key(ADD_KEY, KEY_OPTIONS))
    answer = post_while(visitor, ADD_KEY, end_all(ada), name="", response=response)
    assert "session has ended" in text_of(answer)
    assert not SecurityKey.objects.exists()
    assert "account.key_added" not in facts_about(ada)


def test_it_confirms_no_address(ada: Person, visitor: Browser) -> None:
    asked = visitor.send("/account/email/", email="thief@elsewhere.example", action_add="1")
    answer = post_while(visitor, asked.headers["Location"], end_all(ada), code=code_in(newest_letter()))
    assert "session has ended" in text_of(answer)
    assert [one.address for one in list_addresses(ada.user_id)] == [ada.address]


def test_it_closes_no_account(ada: Person, visitor: Browser) -> None:
    answer = post_while(visitor, "/account/close/", end_all(ada), confirmation="ada")
    assert "session has ended" in text_of(answer)
    assert User.objects.get(pk=ada.user_id).is_active


def test_it_does_not_change_the_password_that_its_owner_has_just_set_anew(
    ada: Person, visitor: Browser
) -> None:
    def reset() -> None:
        services.reset_password(User.objects.get(pk=ada.user_id), password=OTHER_PASSWORD, now=NOW)

    wanted = {
        "oldpassword": PASSWORD,
        "password1": "thief-hammock-cinder-31",
        "password2": "thief-hammock-cinder-31",
    }
    answer = post_while(visitor, CHANGE_PASSWORD, reset, **wanted)
    assert "session has ended" in text_of(answer)
    assert User.objects.get(pk=ada.user_id).check_password(OTHER_PASSWORD)


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        (PROVE, {"method": "password", "password-password": PASSWORD}),
        (
            CHANGE_PASSWORD,
            {"oldpassword": PASSWORD, "password1": OTHER_PASSWORD, "password2": OTHER_PASSWORD},
        ),
    ],
)
def test_who_sends_a_form_twice_at_once_stays_signed_in(
    ada: Person, visitor: Browser, path: str, fields: dict[str, str]
) -> None:
    """Each of the two changes the key of the session; the browser shows the answer to the second."""
    twin = Client()
    twin.cookies["session"] = visitor.session_key
    answer = post_while(visitor, path, lambda: twin.post(path, fields), **fields)
    assert answer.status_code == 302
    assert visitor.name == "ada"


def test_one_that_goes_on_is_not_stopped(ada: Person, visitor: Browser) -> None:
    proving = {"method": "password", "password-password": PASSWORD}
    here = visitor.session_key
    answer = post_while(
        visitor, PROVE, lambda: services.end_other_sessions(ada.user_id, keep=here, now=NOW), **proving
    )
    assert answer.status_code == 302
    assert visitor.name == "ada"
    assert visitor.session_key != here
