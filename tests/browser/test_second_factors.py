"""Enrol a second factor and sign in with it, with a real code and a virtual authenticator."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus

import requests
from playwright.sync_api import expect

from tests.browser.people import Account, is_told
from tests.browser.visitor import COOKIE, FACTORS, LOGIN, Authenticator, Visitor
from tests.support.served import Index, until

AT_ONCE = 12


def test_an_app_is_set_up_by_a_picture_or_by_typing_its_key(visitor: Visitor, ada: Account) -> None:
    visitor.sign_in(ada)
    visitor.open(f"{FACTORS}app/")
    visitor.fill(Name="phone")
    visitor.press("Go on")
    picture = visitor.page.get_by_role("img", name="QR code")
    expect(picture).to_be_visible()
    expect(picture.locator("path[d]")).to_have_count(2)
    key = visitor.page.get_by_role("group", name="Secret").inner_text().replace(" ", "")
    address = visitor.page.get_by_role("link", name="Open it in an app on this device").get_attribute("href")
    assert address is not None
    assert address.startswith("otpauth://totp/")
    assert f"secret={key}" in address


def test_a_code_of_the_app_is_asked_for_after_the_password_and_works_once(
    visitor: Visitor, ada: Account
) -> None:
    visitor.sign_in(ada)
    app = visitor.add_app()
    visitor.sign_out()
    code = app.next_code()

    visitor.give_password(ada)
    visitor.stands_on("Your second factor")
    visitor.fill(Code_from_your_authenticator_app=code)
    visitor.press("Sign in")
    visitor.is_signed_in(ada.username)
    visitor.sign_out()

    visitor.give_password(ada)
    visitor.fill(Code_from_your_authenticator_app=code)
    visitor.press("Sign in")
    visitor.reads("not accepted")
    visitor.is_signed_out()


def test_recovery_codes_are_shown_once(visitor: Visitor, ada: Account) -> None:
    visitor.sign_in(ada)
    visitor.add_app()
    visitor.stands_on("Recovery codes")
    codes = visitor.make_recovery_codes()
    assert len(set(codes)) == 10
    visitor.follow("I have kept them")
    visitor.stands_on("Have you kept your recovery codes?")
    visitor.fill(Recovery_code=codes[6])
    visitor.send("Confirm")
    visitor.reads("You have 9 left.")
    visitor.open(f"{FACTORS}recovery-codes/")
    visitor.stands_on("Recovery codes")
    assert not [code for code in codes if code in visitor.page.content()]


def test_who_has_lost_the_phone_comes_in_by_a_recovery_code_once_and_replaces_the_phone(
    visitor: Visitor, ada: Account
) -> None:
    visitor.sign_in(ada)
    visitor.add_app("phone")
    code = visitor.make_recovery_codes()[0]
    visitor.sign_out()

    visitor.give_password(ada)
    visitor.fill(Recovery_code=code)
    visitor.press("Use a recovery code")
    visitor.give_mailed_code(ada)
    app = visitor.add_app("new phone")
    visitor.open(FACTORS)
    visitor.follow("Remove phone")
    visitor.press("Remove it")
    visitor.reads("“phone” is removed.")
    visitor.sign_out()

    visitor.give_password(ada)
    visitor.fill(Recovery_code=code)
    visitor.press("Use a recovery code")
    visitor.reads("This recovery code is not accepted.")
    visitor.is_signed_out()
    visitor.fill(Code_from_your_authenticator_app=app.next_code())
    visitor.press("Sign in")
    visitor.give_mailed_code(ada)


def test_a_security_key_is_asked_for_after_the_password_and_a_copy_of_it_is_refused(
    visitor: Visitor, served: Index, ada: Account
) -> None:
    key = Authenticator(visitor.page)
    visitor.sign_in(ada)
    visitor.add_key("blue key")
    visitor.sign_out()
    visitor.give_password(ada)
    visitor.stands_on("Your second factor")
    visitor.is_signed_out()
    visitor.press("Use your security key")
    visitor.is_signed_in(ada.username)
    visitor.sign_out()

    key.goes_back()
    visitor.give_password(ada)
    visitor.press("Use your security key")
    visitor.reads("there may be a copy of it")
    visitor.is_signed_out()
    until(lambda: is_told(served, ada.address, "its counter has not risen"), what="the letter about the copy")


def test_a_key_that_does_not_answer_leaves_the_way_open_to_another_factor(
    visitor: Visitor, ada: Account
) -> None:
    key = Authenticator(visitor.page)
    visitor.sign_in(ada)
    visitor.add_key("blue key")
    code = visitor.make_recovery_codes()[0]
    visitor.sign_out()
    key.is_touched(at_once=False)
    visitor.give_password(ada)
    visitor.press("Use your security key")
    visitor.reads("Follow your browser")
    visitor.fill(Recovery_code=code)
    visitor.press("Use a recovery code")
    visitor.give_mailed_code(ada)


def test_a_passkey_signs_in_without_a_password(visitor: Visitor, ada: Account) -> None:
    visitor.page.add_init_script("PublicKeyCredential.isConditionalMediationAvailable = async () => false")
    Authenticator(visitor.page, is_passkey=True)
    visitor.sign_in(ada)
    visitor.add_key("this laptop")
    visitor.sign_out()
    visitor.open(LOGIN)
    visitor.press("Sign in with a passkey")
    visitor.is_signed_in(ada.username)


def test_a_browser_that_can_offers_the_passkey_where_the_user_name_is_asked_for(
    visitor: Visitor, ada: Account
) -> None:
    Authenticator(visitor.page, is_passkey=True)
    visitor.sign_in(ada)
    visitor.add_key("this laptop")
    visitor.sign_out()
    visitor.open(LOGIN)
    visitor.is_signed_in(ada.username)


def test_a_sign_in_page_that_cannot_offer_passkeys_leaves_alone_what_is_typed(visitor: Visitor) -> None:
    visitor.page.route("**/passkey/options/", lambda question: question.fulfill(status=429))
    with visitor.page.expect_response("**/passkey/options/"):
        visitor.open(LOGIN)
        visitor.fill(User_name_or_mail_address="ada")
    visitor.page.wait_for_load_state("networkidle")
    expect(visitor.page.get_by_label("User name or mail address")).to_have_value("ada")
    assert len(visitor.complaints) == 1
    assert "429" in visitor.complaints.pop()


def test_a_key_cannot_be_enrolled_twice(visitor: Visitor, ada: Account) -> None:
    Authenticator(visitor.page)
    visitor.sign_in(ada)
    visitor.add_key("blue key")
    visitor.open(f"{FACTORS}key/")
    visitor.fill(Name="another name")
    visitor.press("Add the key")
    visitor.reads("This key is registered already.")


def test_of_twelve_uses_of_one_code_at_the_same_moment_one_signs_in(
    visitor: Visitor, served: Index, ada: Account
) -> None:
    visitor.sign_in(ada)
    app = visitor.add_app()
    ways_in = [second_step_of(served, ada) for _ in range(AT_ONCE)]
    code = app.next_code()  # only now, for it is not valid for long
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(lambda send: send(code), ways_in))
    assert answers.count(HTTPStatus.FOUND) == 1
    assert answers.count(HTTPStatus.OK) + answers.count(HTTPStatus.TOO_MANY_REQUESTS) == AT_ONCE - 1


def second_step_of(index: Index, account: Account) -> Callable[[str], int]:
    """Give the password, as a browser without a screen; return what sends a code, and returns the status of the answer."""
    session = requests.Session()
    session.cookies.set(COOKIE, account.browser)
    given = {"login": account.username, "password": account.password}
    page = session.get(f"{index.url}{LOGIN}", timeout=60)
    page = session.post(page.url, {**given, **form_token(page)}, timeout=60)
    assert page.url.endswith("/second-factor/")
    fields = {"method": "totp", **form_token(page)}

    def send(code: str) -> int:
        answer = session.post(page.url, {**fields, "totp-code": code}, allow_redirects=False, timeout=60)
        return answer.status_code

    return send


def form_token(page: requests.Response) -> dict[str, str]:
    """Return the field that shows that a form is ours."""
    name = "csrfmiddlewaretoken"
    (value, *_) = re.findall(rf'name="{name}" value="(\w+)"', page.text)
    return {name: value}
