"""A browser that is not known: the mailed code, and the page on which sessions are ended."""

from collections.abc import Callable

from tests.browser.people import Account
from tests.browser.visitor import Visitor

SESSIONS = "/account/sessions/"


def test_a_new_browser_is_confirmed_once_and_signed_out_from_the_known_one(
    new_visitor: Callable[..., Visitor], ada: Account
) -> None:
    laptop, stranger = new_visitor(), new_visitor()
    laptop.sign_in(ada)

    stranger.give_password(ada, known=False)
    stranger.stands_on("Confirm this browser")
    stranger.is_signed_out()
    stranger.fill(Code_from_the_letter="0000-0000")
    stranger.press("Sign in")
    stranger.reads("This code is not accepted.")
    stranger.give_mailed_code(ada)
    stranger.sign_out()
    stranger.give_password(ada, known=False)
    stranger.is_signed_in(ada.username)

    laptop.open(SESSIONS)
    laptop.reads("Chrome on Linux")
    laptop.press("End all others")
    laptop.reads("Everybody else who was signed in as you is signed out.")
    stranger.open(SESSIONS)
    stranger.is_signed_out()
    stranger.give_password(ada, known=False)
    stranger.stands_on("Confirm this browser")
