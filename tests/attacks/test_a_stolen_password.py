"""Somebody has the password of a maintainer, and nothing else of theirs (ua-parser-js, coa, rc; the enrolment of 2022)."""

import pytest

from strongroom.accounts.queries import Person
from tests.attacks.given import HARBORLIGHT, MANAGE, critical, named, spoils, token_of, try_everything, upload
from tests.contexts.accounts.given import PASSWORD, app_of, code, somebody
from tests.interfaces.accounts.given import (
    CONFIRM,
    LOGIN,
    SECOND_STEP,
    Browser,
    Watch,
    code_in,
    newest_letter,
    text_of,
)
from tests.interfaces.accounts.test_second_factor_pages import APP, enrol_app

CODE, EXPORT, MAIL = "/account/second-factor/code/", "/account/export/", "/account/mail/"


@pytest.fixture
def ada(db: None) -> Person:
    """The only owner of a critical project, bound since long ago, without a second factor."""
    ada = somebody()
    critical(ada)
    return ada


def test_a_stolen_password_opens_no_session_and_enrols_no_factor(ada: Person, watch: Watch) -> None:
    before, thief = spoils(), Browser(watch)

    assert thief.sign_in(known=False).headers["Location"] == CONFIRM
    assert newest_letter().recipient == ada.address, "the code goes to the owner"
    thief.send(CONFIRM, code="7K3Q-9XWF")
    assert thief.name == ""

    for page in (
        APP,
        "/account/second-factor/key/",
        CODE,
        EXPORT,
        "/account/tokens/create/",
        "/account/email/",
    ):
        assert thief.get(page).headers["Location"].startswith(LOGIN)
    assert set(try_everything(thief).values()) == {302}
    assert upload(PASSWORD, "6.6").status_code == 403
    assert spoils() == before
    assert not named("ada").is_protected


def test_the_owner_with_the_letter_gets_in_and_enrols(ada: Person, visitor: Browser) -> None:
    """The same steps, by whoever reads the mailbox."""
    visitor.sign_in(known=False)
    visitor.give_mailed_code()
    assert visitor.name == "ada"
    visitor.send(CODE, send="1")
    visitor.send(CODE, code=code_in(newest_letter()))
    enrol_app(visitor)
    assert named("ada").is_protected


def test_a_stolen_password_in_a_browser_of_the_owner_enrols_no_factor(ada: Person, visitor: Browser) -> None:
    """Whoever sits down at the owner's machine needs no code to sign in; and yet has not read their mail."""
    before = spoils()
    visitor.sign_in()
    assert visitor.name == "ada"
    assert visitor.get(APP).headers["Location"].startswith(CODE)

    visitor.send(CODE, send="1")
    mailed = code_in(newest_letter())
    file = b"".join(visitor.send(EXPORT).streaming_content).decode()
    assert '"letters"' in file
    assert mailed not in file, "what the index says of somebody must not say what was mailed to them"
    assert mailed not in visitor.get(MAIL).content.decode()

    refused = visitor.get(f"{MANAGE}invite/")
    assert (refused.status_code, "has not enrolled a second factor" in text_of(refused)) == (403, True)
    assert upload(token_of(ada, HARBORLIGHT), "6.6").status_code == 403, (
        "tokens stop for want of a factor, too"
    )
    assert spoils() == before
    assert not named("ada").is_protected


def test_a_stolen_password_does_not_pass_the_second_factor(visitor: Browser) -> None:
    ada = somebody()
    secret = app_of(ada)
    critical(ada)
    before = spoils()
    thief = Browser(visitor.watch)
    assert thief.sign_in().headers["Location"] == SECOND_STEP
    wrong = f"{(int(code(secret, at=visitor.watch())) + 1) % 10**6:06}"
    thief.send(SECOND_STEP, method="totp", **{"totp-code": wrong})
    assert thief.name == ""
    assert set(try_everything(thief).values()) == {302}
    assert spoils() == before

    visitor.watch.move(minutes=2)
    visitor.sign_in()
    visitor.give_code(secret)
    assert try_everything(visitor)["archive"] == 302
    assert spoils() != before, "its owner may"


def test_a_session_begun_with_a_stolen_password_ends_when_the_owner_enrols(visitor: Browser) -> None:
    somebody()
    thief = Browser(visitor.watch)
    thief.sign_in()
    assert thief.name == "ada", "nothing is asked of her yet"
    visitor.sign_in()
    enrol_app(visitor)
    assert (visitor.name, thief.name) == ("ada", "")
    assert named("ada").is_protected
