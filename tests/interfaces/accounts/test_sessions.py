"""Whose session it is: what was begun with a password alone ends where a second factor begins."""

import re

from tests.contexts.accounts.given import app_of, code, somebody
from tests.interfaces.accounts.given import PROVE, Browser, text_of

MINE, ADD_APP = "/projects/mine/", "/account/second-factor/app/"


def test_a_session_begun_before_the_factor_must_show_it_once(visitor: Browser) -> None:
    ada = somebody()
    visitor.sign_in()
    secret = app_of(ada, keep=visitor.session_key)
    assert visitor.get(MINE).headers["Location"] == f"{PROVE}?next=%2Fprojects%2Fmine%2F"
    visitor.watch.move(minutes=2)
    answer = visitor.send(PROVE, method="password", **{"password-password": "anything"})
    assert answer.status_code == 200, "the password proves nothing any more"
    assert visitor.give_code(secret, at=PROVE).status_code == 302
    assert visitor.get(MINE).status_code == 200


def test_who_enrols_a_factor_goes_on_in_this_session_and_in_no_other(visitor: Browser) -> None:
    somebody()
    elsewhere = Browser(visitor.watch)
    elsewhere.sign_in()
    visitor.sign_in()
    visitor.send(ADD_APP, name="phone")
    found = re.search(r"<code[^>]*>([A-Z2-7 ]+)</code>", text_of(visitor.get(ADD_APP)))
    assert found is not None
    visitor.send(ADD_APP, code=code(found[1], at=visitor.watch()))
    assert visitor.get(MINE).status_code == 200
    assert elsewhere.get(MINE).status_code == 302


def test_a_session_ends_when_a_factor_is_enrolled_elsewhere(visitor: Browser) -> None:
    ada = somebody()
    secret = app_of(ada)
    visitor.watch.move(minutes=2)
    visitor.sign_in()
    visitor.give_code(secret)
    assert visitor.name == "ada"
    app_of(ada, name="tablet", now=visitor.watch())
    assert visitor.name == ""
