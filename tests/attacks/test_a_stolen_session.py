"""Somebody has the cookie of a maintainer's session, and nothing else of theirs."""

import pytest

from tests.attacks.given import MANAGE, STRANGER, critical, send, spoils, try_everything
from tests.contexts.accounts.given import NOW, app_of, somebody
from tests.interfaces.accounts.given import PROVE, SECOND_STEP, Browser, text_of
from tests.support import given

SESSION = "session"
OF_THE_ACCOUNT = {
    "/account/email/": {"email": "mallory@example.org", "action_add": ""},
    "/account/password/change/": {
        "oldpassword": "?",
        "password1": "quiet-anchor-58-x",
        "password2": "quiet-anchor-58-x",
    },
    "/account/second-factor/app/": {"name": "mine"},
    "/account/second-factor/key/options/": {},
    "/account/second-factor/recovery-codes/": {},
    "/account/second-factor/totp/1/remove/": {},
    "/account/tokens/create/": {"name": "mine", "scope": "all", "expiry": "never"},
    "/account/export/": {},
    "/account/close/": {"confirmation": "ada"},
}
"""What opens an account to others, or does away with it."""


@pytest.fixture
def secret(db: None) -> str:
    """The secret of ada's authenticator app, who owns a critical project with ben; mallory waits to be let in."""
    ada = somebody()
    secret = app_of(ada)
    given.role(somebody("ben"), critical(ada))
    given.protected(somebody(STRANGER))
    return secret


@pytest.fixture
def owner(secret: str, visitor: Browser) -> Browser:
    """Ada, who signed in a quarter of an hour ago."""
    visitor.watch.move(minutes=2)
    visitor.sign_in()
    visitor.give_code(secret)
    visitor.watch.move(minutes=15)
    return visitor


@pytest.fixture
def thief(owner: Browser) -> Browser:
    """Somebody else, with a copy of ada's cookie."""
    thief = Browser(owner.watch)
    thief.cookies[SESSION] = owner.session_key
    return thief


def test_a_stolen_session_gives_nobody_a_critical_project(
    owner: Browser, thief: Browser, secret: str
) -> None:
    before = spoils()
    assert thief.name == "ada"
    for slug in try_everything(thief):
        assert send(thief, f"{MANAGE}{slug}/").headers["Location"].startswith(PROVE), slug
    for path, fields in OF_THE_ACCOUNT.items():
        assert send(thief, path, **fields).headers["Location"].startswith(PROVE), path
    thief.send(PROVE, method="totp", **{"totp-code": "000000"})
    assert spoils() == before

    owner.give_code(secret, at=PROVE)
    assert send(owner, f"{MANAGE}invite/", username=STRANGER, role="owner").status_code == 302
    assert spoils() != before, "its owner may"


def test_the_proof_of_the_owner_is_not_the_thief_s(owner: Browser, thief: Browser, secret: str) -> None:
    """Once proved, a session goes on under another key: what was copied before is worth nothing."""
    owner.give_code(secret, at=PROVE)
    assert (owner.name, thief.name) == ("ada", "")


def test_a_form_that_a_thief_leaves_behind_is_not_sent_by_the_owner_s_proof(
    owner: Browser, thief: Browser, secret: str
) -> None:
    before = spoils()
    where = send(thief, f"{MANAGE}invite/", username=STRANGER, role="owner").headers["Location"]
    assert where.startswith(PROVE)
    kept = owner.give_code(secret, at=where).headers["Location"]
    assert STRANGER in text_of(owner.get(kept)), "she reads what would be sent"
    assert spoils() == before


def test_a_stolen_session_ends_from_the_list_and_by_itself(owner: Browser, secret: str) -> None:
    elsewhere = Browser(owner.watch)
    elsewhere.sign_in()
    elsewhere.give_code(secret)
    thief = Browser(owner.watch)
    thief.cookies[SESSION] = owner.session_key
    assert thief.name == "ada"
    send(elsewhere, "/account/sessions/end-others/")
    assert (thief.name, elsewhere.name) == ("", "ada")

    last = Browser(owner.watch)
    last.cookies[SESSION] = elsewhere.session_key
    owner.watch.move(minutes=61)
    assert last.name == ""


def test_a_session_stolen_while_its_proof_is_fresh_enrols_no_factor_of_somebody_bound(
    visitor: Browser,
) -> None:
    """Whoever is at the keyboard within ten minutes of a sign-in has not read the mail, either."""
    ada = somebody()
    critical(ada)
    before = spoils()
    visitor.sign_in()
    thief = Browser(visitor.watch)
    thief.cookies[SESSION] = visitor.session_key
    asked = send(thief, "/account/second-factor/app/", name="mine")
    assert asked.headers["Location"].startswith("/account/second-factor/code/")
    assert send(thief, f"{MANAGE}invite/", username="ben", role="owner").status_code == 403
    assert spoils() == before


def test_an_enrolment_begun_before_a_mandate_is_finished_under_it(visitor: Browser) -> None:
    ada = somebody()
    visitor.sign_in()
    visitor.send("/account/second-factor/app/", name="mine")
    given.critical_project(ada)
    given.mandate(at=NOW)
    asked = visitor.send_from("/account/logout/", "/account/second-factor/app/", code="123456")
    assert asked.headers["Location"].startswith("/account/second-factor/code/")


def test_a_session_planted_before_the_sign_in_is_worth_nothing_afterwards(
    secret: str, visitor: Browser
) -> None:
    thief = Browser(visitor.watch)
    assert thief.sign_in(known=False).headers["Location"].startswith(SECOND_STEP)
    visitor.cookies[SESSION] = thief.session_key
    visitor.watch.move(minutes=2)
    visitor.sign_in()
    visitor.give_code(secret)
    assert (visitor.name, thief.name) == ("ada", "")
