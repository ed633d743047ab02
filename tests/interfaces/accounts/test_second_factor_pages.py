"""Enrol a second factor, sign in with it, come back with a recovery code, remove it."""

import re
from datetime import timedelta

import pytest
from pytest_django import Settings

from strongroom.accounts import services
from strongroom.accounts.models import User
from strongroom.accounts.queries import Protection, count_recovery_codes, get_person, list_factors
from strongroom.foundation.actors import Actor
from tests.contexts.accounts.given import NOW, PASSWORD, app_of, code, key_of, new_key, proof_of, somebody
from tests.interfaces.accounts.given import CONFIRM, LOGIN, PROVE, SECOND_STEP, Browser, text_of
from tests.support.authenticator import Authenticator

SYSTEM = Actor.system("test")
FACTORS, APP, KEY, CODES, CONFIRM_CODES = (
    "/account/second-factor/",
    "/account/second-factor/app/",
    "/account/second-factor/key/",
    "/account/second-factor/recovery-codes/",
    "/account/second-factor/recovery-codes/confirm/",
)


def enrol_app(visitor: Browser) -> str:
    """Add an authenticator app by the pages; return its secret."""
    visitor.send(APP, name="phone")
    page = text_of(visitor.get(APP))
    found = re.search(r"<code>([A-Z2-7 ]{32,})</code>", page)
    assert found is not None, page
    visitor.send(APP, code=code(found[1], at=visitor.watch()))
    return found[1]


def answer_of(key: Authenticator, visitor: Browser, page: str, options: str) -> str:
    """Let a key answer the question of a page."""
    return key.get(visitor.ask_key(page, options))


def test_an_app_is_enrolled_and_then_asked_for(visitor: Browser) -> None:
    ada = somebody()
    visitor.sign_in()
    secret = enrol_app(visitor)
    assert get_person(ada.user_id).protection is Protection.TOTP
    visitor.send("/account/logout/")
    visitor.watch.move(minutes=1)

    assert visitor.sign_in().headers["Location"] == SECOND_STEP
    assert visitor.name == ""
    assert visitor.get("/account/").status_code == 302

    visitor.give_code(secret)
    assert visitor.name == "ada"
    assert "Signed in with an authenticator app" in text_of(visitor.get("/account/security/"))


def test_the_same_code_signs_nobody_in_again(visitor: Browser) -> None:
    secret = app_of(somebody())
    visitor.watch.move(minutes=2)
    visitor.sign_in()
    visitor.give_code(secret)
    thief = Browser(visitor.watch)
    thief.sign_in()
    page = text_of(thief.give_code(secret))
    assert "This code is not accepted" in page
    assert 'aria-describedby="id_totp-code_error"' in page
    assert thief.name == ""


def test_the_qr_code_is_drawn_by_the_server_without_styles(visitor: Browser) -> None:
    somebody()
    visitor.sign_in()
    visitor.send(APP, name="phone")
    answer = visitor.get(APP)
    page = text_of(answer)
    assert '<svg class="qr"' in page
    assert "style=" not in page
    assert "<script" not in page
    assert answer.headers["Cache-Control"].count("no-store")


def test_a_wrong_first_code_leaves_the_same_secret_on_the_page(visitor: Browser) -> None:
    somebody()
    visitor.sign_in()
    visitor.send(APP, name="phone")
    before = re.search(r"<code>([^<]+)</code>", text_of(visitor.get(APP)))
    after = re.search(r"<code>([^<]+)</code>", text_of(visitor.send(APP, code="000000")))
    assert before is not None
    assert after is not None
    assert before[1] == after[1]


def test_a_recovery_code_signs_in_once(visitor: Browser) -> None:
    ada = somebody()
    app_of(ada)
    codes = services.issue_recovery_codes(proof_of(ada), now=NOW)
    for expected in ("ada", ""):
        browser = Browser(visitor.watch)
        browser.sign_in()
        answer = browser.send(SECOND_STEP, method="recovery_code", **{"recovery_code-code": codes[0]})
        if expected:
            assert answer.headers["Location"] == CONFIRM, "it has ended the trust in every browser"
            browser.give_mailed_code()
        assert browser.name == expected


def test_recovery_codes_are_shown_once(visitor: Browser) -> None:
    ada = somebody()
    visitor.sign_in()
    enrol_app(visitor)
    page = text_of(visitor.send(CODES))
    codes = re.findall(r"<code>(\w{4}-\w{4}-\w{4}-\w{4})</code>", page)
    assert len(codes) == count_recovery_codes(ada.user_id) == 10
    assert codes[0] not in text_of(visitor.get(CODES))


def test_codes_are_asked_for_until_one_of_them_was_given_back(visitor: Browser) -> None:
    ada = somebody()
    visitor.sign_in()
    secret = enrol_app(visitor)
    codes = re.findall(r"<code>(\w{4}-\w{4}-\w{4}-\w{4})</code>", text_of(visitor.send(CODES)))
    assert "Not confirmed" in text_of(visitor.get(FACTORS))
    assert codes[0] not in text_of(visitor.get(CONFIRM_CODES))
    visitor.send("/account/logout/")
    visitor.watch.move(minutes=2)
    visitor.sign_in()
    answer = visitor.give_code(secret)
    assert answer.headers["Location"] == f"{CONFIRM_CODES}?next=%2Fprojects%2Fmine%2F"
    assert visitor.name == "ada", "who has none at hand goes on, and is asked again"

    assert "is not accepted" in text_of(visitor.send(CONFIRM_CODES, code="7K3Q-9XWF-0ABC-D4EF"))
    answer = visitor.send(CONFIRM_CODES, code=codes[4].lower(), next="/projects/mine/")

    assert answer.headers["Location"] == "/projects/mine/"
    assert count_recovery_codes(ada.user_id) == 9
    assert "Not confirmed" not in text_of(visitor.get(FACTORS))
    visitor.send("/account/logout/")
    visitor.watch.move(minutes=2)
    visitor.sign_in()
    assert visitor.give_code(secret).headers["Location"] == "/projects/mine/"


def test_confirming_leads_to_no_other_site(visitor: Browser) -> None:
    ada = somebody()
    app_of(ada)
    codes = services.issue_recovery_codes(proof_of(ada), now=NOW)
    visitor.sign_in()
    visitor.send(SECOND_STEP, method="recovery_code", **{"recovery_code-code": codes[0]})
    visitor.give_mailed_code()
    answer = visitor.get(f"{CONFIRM_CODES}?next=https://evil.example/")
    assert answer.headers["Location"] == FACTORS


def test_a_wrong_clock_is_told_of(visitor: Browser) -> None:
    secret = app_of(somebody())
    visitor.watch.move(hours=1)
    visitor.sign_in()
    wrong = code(secret, at=visitor.watch() - timedelta(minutes=3))
    page = text_of(visitor.send(SECOND_STEP, method="totp", **{"totp-code": wrong}))
    assert "about 3 minutes behind" in page
    assert visitor.name == ""


def test_a_key_without_a_name_is_called_what_it_is(visitor: Browser) -> None:
    somebody()
    visitor.sign_in()
    key = new_key()
    key.aaguid = bytes.fromhex("42b4fb4a286643b29bf76c6669c2e5d3")
    visitor.send(KEY, name="", response=key.create(visitor.ask_key(KEY, KEY + "options/")))
    page = text_of(visitor.get(FACTORS))
    assert '<th scope="row">Titan Security Key</th>' in page


def test_a_key_is_added_and_then_asked_for(visitor: Browser) -> None:
    ada = somebody()
    visitor.sign_in()
    key = new_key()
    question = visitor.ask_key(KEY, KEY + "options/")
    answer = visitor.send(KEY, name="blue key", response=key.create(question))
    assert answer.headers["Location"] == CODES
    assert get_person(ada.user_id).protection is Protection.PHISHING_RESISTANT
    visitor.send("/account/logout/")

    visitor.sign_in()
    response = answer_of(key, visitor, SECOND_STEP, SECOND_STEP + "options/")
    visitor.send(SECOND_STEP, method="key", **{"key-response": response})
    assert visitor.name == "ada"


def test_a_passkey_signs_in_without_a_password(visitor: Browser) -> None:
    key = key_of(somebody())
    response = answer_of(key, visitor, LOGIN, LOGIN + "passkey/options/")
    visitor.send_from(LOGIN, LOGIN + "passkey/", response=response)
    assert visitor.name == "ada"
    assert "with a security key or passkey" in text_of(visitor.get("/account/"))


def test_an_answer_to_a_key_s_question_is_taken_once(visitor: Browser) -> None:
    key = key_of(somebody())
    response = answer_of(key, visitor, LOGIN, LOGIN + "passkey/options/")
    visitor.send_from(LOGIN, LOGIN + "passkey/", response=response)
    visitor.send("/account/logout/")
    page = visitor.send_from(LOGIN, LOGIN + "passkey/", response=response)
    assert page.headers["Location"] == LOGIN
    assert visitor.name == ""


def test_somebody_else_s_passkey_is_no_second_factor(visitor: Browser) -> None:
    key_of(somebody())
    mallory = key_of(somebody("mallory"))
    response = answer_of(mallory, visitor, LOGIN, LOGIN + "passkey/options/")
    visitor.sign_in("ada")
    visitor.send(SECOND_STEP, method="key", **{"key-response": response})
    assert visitor.name == ""


def test_a_passkey_of_a_closed_account_does_not_sign_in(visitor: Browser) -> None:
    key = key_of(somebody())
    User.objects.update(is_active=False, closed_at=NOW)
    response = answer_of(key, visitor, LOGIN, LOGIN + "passkey/options/")
    visitor.send_from(LOGIN, LOGIN + "passkey/", response=response)
    assert visitor.name == ""


def test_the_second_step_ends_when_the_password_is_changed(visitor: Browser) -> None:
    ada = somebody()
    secret = app_of(ada)
    visitor.watch.move(minutes=2)
    visitor.sign_in()
    services.set_password(
        User.objects.get(), password="another-quiet-lantern-9", by=SYSTEM, now=visitor.watch()
    )
    assert visitor.get(SECOND_STEP).headers["Location"] == LOGIN
    visitor.give_code(secret)
    assert visitor.name == ""


def test_the_second_step_can_be_left(visitor: Browser) -> None:
    app_of(somebody())
    somebody("ben")
    visitor.sign_in()
    visitor.send_from(SECOND_STEP, "/account/logout/")
    visitor.sign_in("ben")
    assert visitor.name == "ben"


def test_nobody_reaches_the_second_step_without_the_first(visitor: Browser) -> None:
    somebody()
    assert visitor.get(SECOND_STEP).headers["Location"] == LOGIN


def test_ten_minutes_after_sign_in_a_fresh_proof_is_asked_for(visitor: Browser) -> None:
    secret = app_of(somebody())
    visitor.watch.move(minutes=2)
    visitor.sign_in()
    visitor.give_code(secret)
    assert visitor.get(KEY).status_code == 200
    visitor.watch.move(minutes=10)
    where = visitor.get(KEY).headers["Location"]
    assert where == f"{PROVE}?next=%2Faccount%2Fsecond-factor%2Fkey%2F"

    page = text_of(visitor.get(where))
    assert 'name="totp-code"' in page
    assert 'name="password-password"' not in page
    before = visitor.cookies["session"].value
    answer = visitor.send(where, method="totp", next=KEY, **{"totp-code": code(secret, at=visitor.watch())})

    assert answer.headers["Location"] == KEY
    assert visitor.get(KEY).status_code == 200
    assert visitor.cookies["session"].value != before


def test_a_proof_leads_to_this_host_only(visitor: Browser) -> None:
    somebody()
    visitor.sign_in()
    for elsewhere in ("https://evil.example/", "//evil.example", "javascript:alert(1)"):
        answer = visitor.send(PROVE, method="password", next=elsewhere, **{"password-password": PASSWORD})
        assert answer.headers["Location"] == "/account/"


def test_who_holds_a_key_proves_with_the_key(visitor: Browser) -> None:
    ada = somebody()
    secret = app_of(ada)
    key = key_of(ada)
    visitor.watch.move(minutes=2)
    visitor.sign_in()
    visitor.give_code(secret)
    assert visitor.get(APP).headers["Location"].startswith(PROVE)
    page = text_of(visitor.get(PROVE))
    assert 'name="key-response"' in page
    assert 'name="totp-code"' not in page
    response = answer_of(key, visitor, PROVE, PROVE + "options/")
    visitor.send(PROVE, method="key", next=APP, **{"key-response": response})
    assert visitor.get(APP).status_code == 200


def test_a_factor_is_removed_after_a_question(visitor: Browser) -> None:
    ada = somebody()
    visitor.sign_in()
    enrol_app(visitor)
    [factor] = list_factors(ada.user_id)
    path = f"/account/second-factor/app/{factor.id}/remove/"
    assert "phone" in text_of(visitor.get(path))
    assert list_factors(ada.user_id) == [factor]
    visitor.send(path)
    assert list_factors(ada.user_id) == []


@pytest.mark.parametrize("path", ["app/999/remove/", "key/1/remove/", "hat/1/remove/"])
def test_what_is_not_one_s_own_is_not_found(visitor: Browser, path: str) -> None:
    somebody()
    visitor.sign_in()
    enrol_app(visitor)
    assert visitor.get(f"/account/second-factor/{path}").status_code == 404


def test_at_a_bare_ip_address_no_key_is_offered(visitor: Browser, settings: Settings) -> None:
    somebody()
    visitor.sign_in()
    settings.STRONGROOM_URL = "http://192.0.2.1:8000"
    assert "Not at this address" in text_of(visitor.get("/account/second-factor/"))


def test_the_overview_lists_factors_and_tokens_and_the_page_of_events_what_happened(visitor: Browser) -> None:
    ada = somebody()
    visitor.sign_in()
    enrol_app(visitor)
    services.issue_token(
        proof_of(ada, now=visitor.watch()),
        name="laptop",
        projects=None,
        expires_at=NOW + timedelta(days=30),
        now=visitor.watch(),
    )
    page = text_of(visitor.get("/account/"))
    assert all(words in page for words in ("phone", "laptop", "ada@example.org"))
    events = text_of(visitor.get("/account/security/"))
    assert all(words in events for words in ("The authenticator app “phone” was added", "otto"))


@pytest.mark.parametrize(
    "path",
    [
        "/account/",
        "/account/second-factor/",
        APP,
        KEY,
        CODES,
        PROVE,
        "/account/tokens/create/",
        "/account/email/",
    ],
)
def test_pages_hold_nothing_inline(visitor: Browser, path: str) -> None:
    somebody()
    visitor.sign_in()
    page = text_of(visitor.get(path))
    assert re.findall(r"<script(?![^>]* src=)|<style|\sstyle=|\son\w+=", page) == []
