"""Sign-ins from a browser that is not known: a stolen password alone lets nobody in."""

from datetime import timedelta
from http.cookies import SimpleCookie

import pytest
from allauth.account.models import EmailAddress
from django.core.signing import Signer

from strongroom.accounts import services
from strongroom.accounts.models import TrustedBrowser, User
from strongroom.accounts.queries import Person, list_sessions
from tests.contexts.accounts.given import (
    NOW,
    PASSWORD,
    app_of,
    facts_about,
    key_of,
    mails_to,
    new_key,
    proof_of,
    somebody,
)
from tests.interfaces.accounts.given import (
    CONFIRM,
    LOGIN,
    SECOND_STEP,
    Browser,
    code_in,
    newest_letter,
    text_of,
)
from tests.support.authenticator import Authenticator
from tests.support.known_browsers import COOKIE, cookie_known_for

pytestmark = pytest.mark.django_db

NEW_PASSWORD = "ferries-leave-at-dawn-8"
MINE = "/projects/mine/"


@pytest.fixture
def ada(visitor: Browser) -> Person:
    """Somebody with nothing but a password; the time stands still."""
    return somebody()


def known_afterwards(visitor: Browser) -> Browser:
    """Return the same browser, signed out, with no cookie but the one by which it is known."""
    again = Browser(visitor.watch)
    again.cookies = SimpleCookie({COOKIE: visitor.cookies[COOKIE].value})
    return again


def test_a_stolen_password_alone_signs_in_nobody(ada: Person, visitor: Browser) -> None:
    assert visitor.sign_in(known=False).headers["Location"] == CONFIRM
    assert visitor.name == ""
    assert visitor.get(MINE).headers["Location"].startswith(LOGIN)
    assert visitor.send(CONFIRM, code="0000-0000").status_code == 200
    assert visitor.name == ""
    assert "the right password, from a browser that we do not know" in mails_to(ada)[-1]
    assert "account.signed_in" not in facts_about(ada)


def test_the_mailed_code_signs_in_and_the_browser_is_known_from_then_on(
    ada: Person, visitor: Browser
) -> None:
    visitor.sign_in(known=False)
    assert visitor.give_mailed_code().headers["Location"] == MINE
    assert visitor.name == "ada"
    letters = len(mails_to(ada))
    again = known_afterwards(visitor)
    again.sign_in(known=False)
    assert again.name == "ada"
    assert len(mails_to(ada)) == letters, "who typed a mailed code, or is known, is written nothing"


def test_after_thirty_days_it_is_confirmed_again(ada: Person, visitor: Browser) -> None:
    visitor.sign_in(known=False)
    visitor.give_mailed_code()
    visitor.watch.move(days=30)
    assert known_afterwards(visitor).sign_in(known=False).headers["Location"] == CONFIRM


def test_the_second_factor_comes_first_and_does_not_replace_the_code(ada: Person, visitor: Browser) -> None:
    secret = app_of(ada)
    visitor.watch.move(minutes=2)
    assert visitor.sign_in(known=False).headers["Location"] == SECOND_STEP
    assert visitor.give_code(secret).headers["Location"] == CONFIRM
    assert visitor.name == ""
    visitor.give_mailed_code()
    assert visitor.name == "ada"


def test_the_known_browser_replaces_no_second_factor(ada: Person, visitor: Browser) -> None:
    app_of(ada)
    assert visitor.sign_in().headers["Location"] == SECOND_STEP
    assert visitor.name == ""


def test_a_code_after_ten_minutes_is_too_late_and_the_sign_in_with_it(ada: Person, visitor: Browser) -> None:
    visitor.sign_in(known=False)
    visitor.watch.move(minutes=10)
    answer = visitor.give_mailed_code()
    assert "not accepted" in text_of(answer)
    assert visitor.name == ""


def test_another_code_can_be_sent_and_replaces_the_first(ada: Person, visitor: Browser) -> None:
    visitor.sign_in(known=False)
    first = code_in(newest_letter())
    page = visitor.get(visitor.send_from(CONFIRM, f"{CONFIRM}again/").headers["Location"])
    assert "Another code is on its way" in text_of(page)
    assert "not accepted" in text_of(visitor.send(CONFIRM, code=first))
    visitor.give_mailed_code()
    assert visitor.name == "ada"


def test_whoever_uses_up_the_letters_does_not_lock_the_owner_out(ada: Person, visitor: Browser) -> None:
    thief = Browser(visitor.watch)
    thief.defaults["REMOTE_ADDR"] = "203.0.113.7"
    thief.sign_in(known=False)
    for _ in range(6):
        thief.send_from(CONFIRM, f"{CONFIRM}again/")
    assert "No more codes are sent for now. The newest one still works." in text_of(thief.get(CONFIRM))
    visitor.sign_in(known=False)
    visitor.give_mailed_code()
    assert visitor.name == "ada"


def test_a_code_that_was_asked_for_in_one_browser_is_of_no_use_in_another(
    ada: Person, visitor: Browser
) -> None:
    thief = Browser(visitor.watch)
    visitor.sign_in(known=False)
    asked_by_owner = newest_letter()
    thief.sign_in(known=False)
    assert "not accepted" in text_of(thief.send(CONFIRM, code=code_in(asked_by_owner)))
    assert thief.name == ""
    visitor.send(CONFIRM, code=code_in(asked_by_owner))
    assert visitor.name == "ada", "the thief's letter did not make the owner's void"


def test_a_password_that_was_changed_meanwhile_ends_the_sign_in(ada: Person, visitor: Browser) -> None:
    visitor.sign_in(known=False)
    user = User.objects.get(pk=ada.user_id)
    services.set_password(user, password=NEW_PASSWORD, by=proof_of(ada).by, now=visitor.watch())
    assert visitor.get(CONFIRM).headers["Location"] == LOGIN


def test_the_page_is_for_who_gave_the_password(ada: Person, visitor: Browser) -> None:
    assert visitor.get(CONFIRM).headers["Location"] == LOGIN
    app_of(ada)
    visitor.sign_in()
    assert visitor.get(CONFIRM).headers["Location"] == LOGIN, "the second factor is still missing"


@pytest.mark.parametrize(
    "forge",
    [
        lambda cookie: cookie.replace(cookie[0], "x" if cookie[0] != "x" else "y", 1),
        lambda cookie: cookie.rpartition(":")[0],
        lambda _: Signer(key="another key", salt="trusted-browsers").sign("secret"),
        lambda _: "",
    ],
    ids=["changed", "unsigned", "signed by another", "empty"],
)
def test_a_forged_cookie_helps_nobody(ada: Person, visitor: Browser, forge: object) -> None:
    assert callable(forge)
    visitor.cookies[COOKIE] = forge(cookie_known_for(ada.user_id, now=NOW))
    assert visitor.sign_in(known=False).headers["Location"] == CONFIRM


def test_the_cookie_of_another_account_helps_nobody(ada: Person, visitor: Browser) -> None:
    mallory = somebody("mallory")
    visitor.cookies[COOKIE] = cookie_known_for(mallory.user_id, now=NOW)
    assert visitor.sign_in(known=False).headers["Location"] == CONFIRM


def test_several_people_are_known_in_one_browser(ada: Person, visitor: Browser) -> None:
    somebody("ben")
    for name in ("ada", "ben"):
        visitor.sign_in(name, known=False)
        visitor.give_mailed_code()
        visitor.send("/account/logout/")
    for name in ("ada", "ben"):
        visitor.sign_in(name, known=False)
        assert visitor.name == name
        visitor.send("/account/logout/")


def test_a_cookie_that_was_planted_before_is_worth_nothing_afterwards(ada: Person, visitor: Browser) -> None:
    mallory = somebody("mallory")
    planted = cookie_known_for(mallory.user_id, now=NOW)
    visitor.cookies[COOKIE] = planted
    visitor.sign_in(known=False)
    visitor.give_mailed_code()
    thief = Browser(visitor.watch)
    thief.cookies[COOKIE] = planted
    assert thief.sign_in(known=False).headers["Location"] == CONFIRM


def test_the_cookie_is_closed_to_scripts_and_other_sites(ada: Person, visitor: Browser) -> None:
    visitor.sign_in(known=False)
    visitor.give_mailed_code()
    cookie = visitor.cookies[COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
    assert cookie["max-age"] == timedelta(days=30).total_seconds()


def test_who_registers_has_shown_their_mailbox_in_this_browser(visitor: Browser) -> None:
    where = visitor.send(
        "/account/signup/", username="cleo", email="cleo@example.org", password1=PASSWORD, password2=PASSWORD
    ).headers["Location"]
    visitor.send(where, code=code_in(newest_letter()))
    assert visitor.name == "cleo"
    again = known_afterwards(visitor)
    again.sign_in("cleo", known=False)
    assert again.name == "cleo"


def test_who_resets_the_password_by_a_mailed_code_has_shown_it_too_and_only_there(
    ada: Person, visitor: Browser
) -> None:
    elsewhere = Browser(visitor.watch)
    elsewhere.be_known_to("ada")
    where = visitor.send("/account/password/reset/", email="ada@example.org").headers["Location"]
    where = visitor.send(where, code=code_in(newest_letter())).headers["Location"]
    visitor.send(where, password1=NEW_PASSWORD, password2=NEW_PASSWORD)
    visitor.sign_in(password=NEW_PASSWORD, known=False)
    assert visitor.name == "ada"
    assert elsewhere.sign_in(password=NEW_PASSWORD, known=False).headers["Location"] == CONFIRM


def test_a_further_address_that_is_confirmed_makes_no_browser_known(ada: Person, visitor: Browser) -> None:
    visitor.sign_in()
    before = TrustedBrowser.objects.count()
    where = visitor.send("/account/email/", email="thief@example.org", action_add="1").headers["Location"]
    visitor.send(where, code=code_in(newest_letter()))
    assert "account.address_verified" in facts_about(ada)
    assert TrustedBrowser.objects.count() == before


def sign_in_by_key(visitor: Browser, key: Authenticator) -> None:
    """Give the password and touch the key."""
    visitor.sign_in(known=False)
    question = visitor.ask_key(SECOND_STEP, f"{SECOND_STEP}options/")
    visitor.send(SECOND_STEP, method="key", **{"key-response": key.get(question)})


def test_a_security_key_needs_no_code_but_its_owner_is_told_of_a_new_browser(
    ada: Person, visitor: Browser
) -> None:
    key = key_of(ada, new_key())
    letters = len(mails_to(ada))
    sign_in_by_key(visitor, key)
    assert visitor.name == "ada"
    (notice,) = mails_to(ada)[letters:]
    assert "signed in to from a browser that we did not know" in notice
    assert "/account/sessions/" in notice
    again = known_afterwards(visitor)
    sign_in_by_key(again, key)
    assert again.name == "ada"
    assert len(mails_to(ada)) == letters + 1, "the same browser is told of once"


def test_the_letters_of_a_code_stand_in_no_page(ada: Person, visitor: Browser) -> None:
    visitor.sign_in(known=False)
    page = text_of(visitor.get(CONFIRM))
    assert code_in(newest_letter()) not in page
    assert "ada@example.org" not in page, "whoever has the password need not know the address"


def test_a_session_shows_what_it_was_begun_with(ada: Person, visitor: Browser) -> None:
    visitor.defaults["HTTP_USER_AGENT"] = (
        "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0"
    )
    visitor.defaults["REMOTE_ADDR"] = "203.0.113.77"
    visitor.sign_in()
    (session,) = list_sessions(ada.user_id, present=visitor.session_key, now=visitor.watch())
    assert (session.client, session.place) == ("Firefox on Linux", "203.0.113.0/24")
    assert (session.method, session.begun_at, session.is_present) == ("password", NOW, True)


def test_without_a_confirmed_primary_address_a_password_signs_in_nobody(
    ada: Person, visitor: Browser
) -> None:
    EmailAddress.objects.create(user_id=ada.user_id, email="second@example.org", verified=True)
    EmailAddress.objects.filter(email="ada@example.org").update(verified=False)
    answer = visitor.sign_in(known=False)
    assert answer.status_code == 409
    assert "your primary address is not confirmed" in text_of(answer)
    assert visitor.name == ""
