"""A dangerous change asks once more who is there, and is gone on with afterwards.

Whoever signed in with a password, before a second factor was enrolled on another device, has not shown it yet.
"""

from collections.abc import Callable

from tests.browser.people import Account, App
from tests.browser.visitor import Authenticator, Visitor
from tests.support.served import Index

NewVisitor = Callable[..., Visitor]
ASKED = "Prove that it is you"


def test_an_owner_proves_who_they_are_and_comes_back_to_the_invitation(
    new_visitor: NewVisitor, served: Index, ada: Account, ben: Account
) -> None:
    name = ada.publish(served, "proved-invitation")
    laptop, app = signed_in_before_an_app_was_added(new_visitor, ada)
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
    laptop, key = signed_in_before_a_key_was_added(new_visitor, ada)
    key.moved_to(laptop.page)
    laptop.open(f"/project/{name}/manage/")
    laptop.stands_on(ASKED)
    laptop.press("Use your security key")
    laptop.follow(f"Withdraw {name}")
    laptop.stands_on("Withdraw this project")
    laptop.fill(Name_of_the_project=name, Reason="Nobody needs it any more.")
    laptop.press("Withdraw")
    laptop.reads(f"{name} is withdrawn.")


def test_a_wrong_code_proves_nothing(new_visitor: NewVisitor, served: Index, ada: Account) -> None:
    name = ada.publish(served, "unproved")
    laptop, _ = signed_in_before_an_app_was_added(new_visitor, ada)
    laptop.open(f"/project/{name}/manage/withdraw/")
    laptop.stands_on(ASKED)
    laptop.fill(Code_from_your_authenticator_app="000000")
    laptop.press("Go on")
    laptop.stands_on(ASKED)
    laptop.reads("not accepted")


def signed_in_before_an_app_was_added(new_visitor: NewVisitor, account: Account) -> tuple[Visitor, App]:
    """Return a browser whose sign-in showed a password only, and the app that was enrolled with another one since."""
    laptop, telephone = new_visitor(), new_visitor()
    laptop.sign_in(account)
    telephone.sign_in(account)
    return laptop, telephone.add_app()


def signed_in_before_a_key_was_added(
    new_visitor: NewVisitor, account: Account
) -> tuple[Visitor, Authenticator]:
    """As above, with a security key."""
    laptop, telephone = new_visitor(), new_visitor()
    laptop.sign_in(account)
    telephone.sign_in(account)
    key = Authenticator(telephone.page)
    telephone.add_key("blue key")
    return laptop, key
