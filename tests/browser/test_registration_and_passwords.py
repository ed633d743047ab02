"""Register, sign out, forget the password: with codes that are really mailed."""

from dataclasses import replace

from tests.browser.people import Account, mailed_code
from tests.browser.visitor import Visitor
from tests.support.served import Index

PASSWORD = "nine lanterns on a pier"
OTHER_PASSWORD = "a ferry leaves at dawn"


def test_somebody_registers_confirms_the_address_with_a_mailed_code_and_signs_out(
    visitor: Visitor, served: Index
) -> None:
    visitor.open("/")
    visitor.follow("Register")
    visitor.fill(User_name="newcomer", Mail_address="newcomer@people.example")
    visitor.type_twice(PASSWORD)
    visitor.press("Register")
    visitor.stands_on("Confirm your address")
    visitor.fill(Code_from_the_letter=mailed_code(served, "newcomer@people.example"))
    visitor.press("Confirm")
    visitor.stands_on("Your projects")
    visitor.is_signed_in("newcomer")
    visitor.sign_out()


def test_a_forgotten_password_is_replaced_with_a_mailed_code(visitor: Visitor, ada: Account) -> None:
    reset_password(visitor, ada)
    visitor.give_password(ada, known=False)
    visitor.reads("not correct")
    visitor.give_password(replace(ada, password=OTHER_PASSWORD), known=False)
    visitor.is_signed_in(ada.username)


def test_a_new_password_does_not_skip_the_second_factor(visitor: Visitor, ada: Account) -> None:
    visitor.sign_in(ada)
    app = visitor.add_app()
    visitor.sign_out()
    reset_password(visitor, ada)
    visitor.give_password(replace(ada, password=OTHER_PASSWORD), known=False)
    visitor.stands_on("Your second factor")
    visitor.is_signed_out()
    visitor.fill(Code_from_your_authenticator_app=app.next_code())
    visitor.press("Sign in")
    visitor.is_signed_in(ada.username)


def reset_password(visitor: Visitor, account: Account) -> None:
    """Set OTHER_PASSWORD by a mailed code."""
    visitor.open("/account/login/")
    visitor.follow("Forgot your password?")
    visitor.fill(Mail_address=account.address)
    visitor.press("Send a code")
    visitor.stands_on("Enter the code")
    visitor.fill(Code_from_the_letter=mailed_code(visitor.index, account.address))
    visitor.press("Go on")
    visitor.stands_on("Choose a new password")
    visitor.type_twice(OTHER_PASSWORD)
    visitor.press("Save the password")
    visitor.stands_on("Your password is changed")
