"""Everything but security keys works in a browser that runs no script; the key page says so."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.people import Account, mailed_code
from tests.browser.visitor import FACTORS, LOGIN, TOKENS, Visitor
from tests.support.served import Index


@pytest.fixture
def scriptless(new_visitor: Callable[..., Visitor]) -> Visitor:
    """Somebody whose browser runs no script."""
    return new_visitor(java_script_enabled=False)


def test_somebody_registers(scriptless: Visitor, served: Index) -> None:
    scriptless.open("/account/signup/")
    scriptless.fill(User_name="scriptless", Mail_address="scriptless@people.example")
    scriptless.type_twice("nine lanterns on a pier")
    scriptless.press("Register")
    scriptless.fill(Code_from_the_letter=mailed_code(served, "scriptless@people.example"))
    scriptless.press("Confirm")
    scriptless.is_signed_in("scriptless")


def test_a_second_factor_is_enrolled_and_asked_for(scriptless: Visitor, ada: Account) -> None:
    scriptless.sign_in(ada)
    app = scriptless.add_app()
    assert len(scriptless.make_recovery_codes()) == 10
    scriptless.sign_out()
    scriptless.give_password(ada)
    scriptless.fill(Code_from_your_authenticator_app=app.next_code())
    scriptless.press("Sign in")
    scriptless.is_signed_in(ada.username)


def test_a_token_is_made(scriptless: Visitor, served: Index, ada: Account) -> None:
    scriptless.sign_in(ada)
    scriptless.open(TOKENS)
    scriptless.follow("Make a token")
    scriptless.fill(Name="laptop")
    scriptless.page.get_by_label("All projects").check()
    scriptless.press("Make the token")
    scriptless.reads("it is not shown again")


def test_a_release_is_yanked(scriptless: Visitor, served: Index, ada: Account) -> None:
    name = ada.publish(served, "yanked-without-script", "1.0", "1.1")
    scriptless.sign_in(ada)
    scriptless.open(f"/project/{name}/manage/")
    scriptless.follow("Yank 1.1")
    scriptless.fill(Reason="It loses what was saved.")
    scriptless.press("Yank")
    scriptless.reads("1.1 is yanked.")
    assert "1.1" not in served.pip("index", "versions", name).splitlines()[0]


def test_the_page_for_keys_says_what_they_need_and_leads_to_the_app(
    scriptless: Visitor, ada: Account
) -> None:
    scriptless.sign_in(ada)
    scriptless.open(f"{FACTORS}key/")
    scriptless.reads("Security keys need JavaScript")
    expect(scriptless.page.get_by_role("button", name="Add the key")).to_be_hidden()
    scriptless.follow("Add an authenticator app")
    scriptless.stands_on("Add an authenticator app")


def test_no_passkey_is_offered_where_none_can_be_used(scriptless: Visitor) -> None:
    scriptless.open(LOGIN)
    expect(scriptless.page.get_by_role("button", name="Sign in with a passkey")).to_be_hidden()
