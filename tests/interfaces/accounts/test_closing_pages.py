"""Closing one's account on its page."""

import pytest

from strongroom.accounts import services
from strongroom.accounts.models import Session, User
from strongroom.accounts.queries import Person, get_person
from strongroom.catalog.queries import is_in_custody
from strongroom.foundation.actors import Actor
from tests.contexts.accounts.given import PASSWORD, somebody
from tests.interfaces.accounts.given import LOGIN, PROVE, Browser, text_of
from tests.support.given import critical_project, release, role

CLOSE = "/account/close/"


@pytest.fixture
def ada(db: None) -> Person:
    return somebody("ada")


def test_the_page_says_what_becomes_of_each_project_and_asks_for_the_name(
    ada: Person, visitor: Browser
) -> None:
    ben = somebody("ben")
    alone, shared = release(ada, "alone"), release(ada, "shared")
    role(ben, shared, "owner")
    visitor.sign_in()
    page = text_of(visitor.get(CLOSE))
    assert "It goes on with ben." in page
    assert "stays installable, and takes no uploads" in page
    refused = visitor.send(CLOSE, confirmation="ben")
    assert (refused.status_code, get_person(ada.user_id).is_active) == (400, True)
    answer = visitor.send(CLOSE, confirmation="ada")
    assert answer.headers["Location"] == "/"
    assert visitor.name == ""
    assert not get_person(ada.user_id).is_active
    assert is_in_custody(alone)
    assert not is_in_custody(shared)
    again = visitor.send(LOGIN, login="ada", password=PASSWORD)
    assert visitor.name == ""
    assert again.status_code in {200, 400, 403}


def test_whoever_is_signed_in_elsewhere_is_signed_out(ada: Person, visitor: Browser) -> None:
    elsewhere = Browser(visitor.watch)
    for browser in (elsewhere, visitor):
        browser.sign_in()
    visitor.send(CLOSE, confirmation="ada")
    assert (visitor.name, elsewhere.name) == ("", "")
    assert not Session.objects.filter(user_id=ada.user_id).exists()


def test_the_name_of_a_closed_account_cannot_be_registered(ada: Person, visitor: Browser) -> None:
    visitor.sign_in()
    visitor.send(CLOSE, confirmation="ada")
    visitor.send(
        "/account/signup/",
        username="Ada",
        email="new@people.example",
        password1="quiet-lantern-orbits-58",
        password2="quiet-lantern-orbits-58",
    )
    assert User.objects.get(username="ada").closed_at is not None
    assert not User.objects.filter(email="new@people.example").exists()


def test_an_old_proof_is_asked_for_anew(ada: Person, visitor: Browser) -> None:
    visitor.sign_in()
    visitor.watch.move(minutes=11)
    assert visitor.get(CLOSE).headers["Location"].startswith(PROVE)


def test_after_a_change_of_hands_the_page_says_why_it_waits(ada: Person, visitor: Browser) -> None:
    critical_project(ada)
    user = User.objects.get(pk=ada.user_id)
    by = Actor.system("test")
    services.record_hands_change(user, services.HandsCause.PASSWORD_RESET, by=by, now=visitor.watch())
    visitor.sign_in()
    page = text_of(visitor.get(CLOSE))
    assert "It cannot be closed now" in page
    assert 'name="confirmation"' not in page
    visitor.send_from("/account/tokens/create/", CLOSE, confirmation="ada")
    assert get_person(ada.user_id).is_active
