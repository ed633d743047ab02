"""A dangerous change asks once more who is there, and is gone on with afterwards.

Only the strongest factor that somebody holds now will do: not a weaker one, nor one that is gone.
"""

from collections.abc import Callable

from tests.browser.faults import faults_of
from tests.browser.people import Account, App
from tests.browser.visitor import FACTORS, Authenticator, Visitor
from tests.support.served import Index

NewVisitor = Callable[..., Visitor]
ASKED = "Prove that it is you"


def test_an_owner_proves_who_they_are_and_comes_back_to_the_invitation(
    new_visitor: NewVisitor, served: Index, ada: Account, ben: Account
) -> None:
    name = ada.publish(served, "proved-invitation")
    laptop, app = signed_in_by_key_that_is_gone(new_visitor, ada)
    laptop.open(f"/project/{name}/manage/invite/")
    laptop.stands_on(ASKED)
    laptop.fill(Code_from_your_authenticator_app=app.next_code())
    laptop.press("Go on")
    laptop.stands_on("Invite somebody")
    laptop.fill(User_name=ben.username)
    laptop.press("Invite")
    laptop.reads(f"{ben.username} is invited.")

    guest = new_visitor()
    guest.sign_in(ben)
    guest.open("/projects/mine/")
    guest.follow(f"Look and accept the invitation to {name}")
    guest.press("Accept")
    guest.reads("You have accepted.")


def test_an_owner_proves_who_they_are_and_comes_back_to_the_withdrawal(
    new_visitor: NewVisitor, served: Index, ada: Account
) -> None:
    name = ada.publish(served, "proved-withdrawal")
    laptop = signed_in_by_app_although_there_is_a_key(new_visitor, ada)
    laptop.open(f"/project/{name}/manage/")
    laptop.follow(f"Withdraw {name}")
    laptop.stands_on(ASKED)
    laptop.press("Use your security key")
    laptop.stands_on("Withdraw this project")
    laptop.fill(Name_of_the_project=name, Reason="Nobody needs it any more.")
    laptop.press("Withdraw")
    laptop.reads(f"{name} is withdrawn.")


def test_a_wrong_code_proves_nothing(new_visitor: NewVisitor, served: Index, ada: Account) -> None:
    name = ada.publish(served, "unproved")
    laptop, _ = signed_in_by_key_that_is_gone(new_visitor, ada)
    laptop.open(f"/project/{name}/manage/withdraw/")
    laptop.stands_on(ASKED)
    laptop.fill(Code_from_your_authenticator_app="000000")
    laptop.press("Go on")
    laptop.stands_on(ASKED)
    laptop.reads("not accepted")


def test_a_form_that_meets_the_question_is_kept_and_sent_by_one_button(
    new_visitor: NewVisitor, served: Index, ada: Account, ben: Account
) -> None:
    name = ada.publish(served, "kept-invitation")
    laptop = new_visitor()
    app = with_app_and_key(laptop, ada)
    laptop.open(f"/project/{name}/manage/invite/")
    laptop.fill(User_name=ben.username)
    tab = laptop.page
    laptop.page = tab.context.new_page()
    remove_the_key(laptop)
    laptop.page = tab
    laptop.press("Invite")
    laptop.stands_on(ASKED)
    laptop.reads("Your form is kept")
    assert faults_of(laptop.page) == []
    laptop.fill(Code_from_your_authenticator_app=app.next_code())
    laptop.press("Go on")
    laptop.stands_on(f"Invite somebody: {name}")
    laptop.reads(ben.username)
    assert faults_of(laptop.page) == []
    laptop.press("Do it now")
    laptop.reads(f"{ben.username} is invited.")


def with_app_and_key(laptop: Visitor, account: Account) -> App:
    """Sign in, and enrol an app and a key."""
    laptop.sign_in(account)
    app = laptop.add_app()
    Authenticator(laptop.page)
    laptop.add_key("blue key")
    return app


def remove_the_key(laptop: Visitor) -> None:
    laptop.open(FACTORS)
    laptop.follow("Remove blue key")
    laptop.press("Remove it")
    laptop.reads("“blue key” is removed.")


def signed_in_by_key_that_is_gone(new_visitor: NewVisitor, account: Account) -> tuple[Visitor, App]:
    """Return a browser that has proved by a key which is removed since, and the app that is the strongest factor now."""
    laptop = new_visitor()
    app = with_app_and_key(laptop, account)
    remove_the_key(laptop)
    return laptop, app


def signed_in_by_app_although_there_is_a_key(new_visitor: NewVisitor, account: Account) -> Visitor:
    """Return a browser with a key, whose sign-in has shown the app only."""
    laptop = new_visitor()
    app = with_app_and_key(laptop, account)
    laptop.sign_out()
    laptop.give_password(account)
    laptop.fill(Code_from_your_authenticator_app=app.next_code())
    laptop.press("Sign in")
    laptop.is_signed_in(account.username)
    return laptop
