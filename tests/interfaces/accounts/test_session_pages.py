"""The page of sessions and browsers: what it lists, and how each of them ends."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from strongroom.accounts.models import Session
from strongroom.accounts.queries import Person
from tests.contexts.accounts.given import PASSWORD, app_of, facts_about, somebody
from tests.interfaces.accounts.given import CONFIRM, LOGIN, PROVE, Browser, text_of

pytestmark = pytest.mark.django_db

SESSIONS = "/account/sessions/"


@pytest.fixture
def ada(visitor: Browser) -> Person:
    """Somebody, signed in here and elsewhere."""
    person = somebody()
    visitor.sign_in()
    return person


@pytest.fixture
def elsewhere(ada: Person, visitor: Browser) -> Browser:
    """Another browser in which she is signed in."""
    browser = Browser(visitor.watch)
    browser.defaults["REMOTE_ADDR"] = "198.51.100.9"
    browser.sign_in()
    return browser


def buttons(visitor: Browser, ending: str) -> list[str]:
    """Return the addresses of forms on the page of sessions that end so."""
    return re.findall(rf'action="([^"]+/{ending}/)"', text_of(visitor.get(SESSIONS)))


def test_the_present_session_is_marked_and_the_other_can_be_ended(
    visitor: Browser, elsewhere: Browser
) -> None:
    page = text_of(visitor.get(SESSIONS))
    assert page.index("This one") < page.index("198.51.100.0/24")
    assert "198.51.100.9" not in page
    (end,) = buttons(visitor, "end")
    assert visitor.send_from(SESSIONS, end).headers["Location"] == SESSIONS
    assert (visitor.name, elsewhere.name) == ("ada", "")


def test_an_ended_session_is_signed_out_at_its_next_request(visitor: Browser, elsewhere: Browser) -> None:
    visitor.send_from(SESSIONS, f"{SESSIONS}end-others/")
    assert elsewhere.get("/projects/mine/").headers["Location"].startswith(LOGIN)
    assert elsewhere.post("/account/mail/").status_code in {302, 403}


def test_all_others_end_with_their_browsers(ada: Person, visitor: Browser, elsewhere: Browser) -> None:
    visitor.send_from(SESSIONS, f"{SESSIONS}end-others/")
    assert (visitor.name, elsewhere.name) == ("ada", "")
    assert len(buttons(visitor, "forget")) == 1, "the browser of this session stays known"
    assert elsewhere.sign_in(known=False).headers["Location"] == CONFIRM
    assert facts_about(ada)[-1] == "account.other_sessions_ended"


def test_ending_a_session_takes_a_fresh_proof_so_that_a_thief_of_one_ends_no_other(
    visitor: Browser, elsewhere: Browser
) -> None:
    visitor.watch.move(minutes=11)
    for end in (*buttons(visitor, "end"), f"{SESSIONS}end-others/"):
        assert visitor.send_from(SESSIONS, end).headers["Location"].startswith(PROVE)
    assert elsewhere.name == "ada"
    visitor.send(PROVE, method="password", **{"password-password": PASSWORD})
    visitor.send_from(SESSIONS, f"{SESSIONS}end-others/")
    assert (visitor.name, elsewhere.name) == ("ada", "")


def test_a_forgotten_browser_is_asked_for_a_code_next_time(ada: Person, visitor: Browser) -> None:
    (forget,) = buttons(visitor, "forget")
    visitor.send_from(SESSIONS, forget)
    assert visitor.name == "ada", "who is signed in stays so"
    visitor.send("/account/logout/")
    assert visitor.sign_in(known=False).headers["Location"] == CONFIRM


def test_sessions_and_browsers_of_others_are_out_of_reach(visitor: Browser, elsewhere: Browser) -> None:
    somebody("mallory")
    mallory = Browser(visitor.watch)
    mallory.sign_in("mallory")
    for address in (*buttons(visitor, "end"), *buttons(visitor, "forget")):
        assert mallory.send_from(SESSIONS, address).status_code == 404
    assert (visitor.name, elsewhere.name) == ("ada", "ada")


def test_a_link_ends_nothing(visitor: Browser, elsewhere: Browser) -> None:
    for address in (*buttons(visitor, "end"), *buttons(visitor, "forget"), f"{SESSIONS}end-others/"):
        assert visitor.get(address).status_code == 405
    assert elsewhere.name == "ada"


def test_the_page_is_for_who_is_signed_in_and_has_shown_the_second_factor(
    ada: Person, visitor: Browser, elsewhere: Browser
) -> None:
    assert Browser(visitor.watch).get(SESSIONS).headers["Location"].startswith(LOGIN)
    app_of(ada, keep=visitor.session_key)
    assert visitor.get(SESSIONS).headers["Location"].startswith(PROVE)


def test_a_session_ends_after_an_hour_without_a_request(ada: Person, visitor: Browser) -> None:
    visitor.watch.move(minutes=59)
    assert visitor.name == "ada"
    visitor.watch.move(minutes=59)
    assert visitor.name == "ada"
    visitor.watch.move(minutes=60)
    assert visitor.name == ""


def test_a_session_ends_after_twelve_hours_whatever_is_done(ada: Person, visitor: Browser) -> None:
    for _ in range(23):
        visitor.watch.move(minutes=30)
        assert visitor.name == "ada"
    visitor.watch.move(minutes=30)
    assert visitor.name == ""


def test_pages_are_read_without_a_write_but_every_few_minutes(ada: Person, visitor: Browser) -> None:
    visitor.get(SESSIONS)
    visitor.watch.move(minutes=4)
    with CaptureQueriesContext(connection) as queries:
        visitor.get(SESSIONS)
    assert not [query for query in queries if query["sql"].startswith(("UPDATE", "INSERT"))]
    visitor.watch.move(minutes=2)
    visitor.get(SESSIONS)
    assert Session.objects.get().last_seen_at == visitor.watch()
