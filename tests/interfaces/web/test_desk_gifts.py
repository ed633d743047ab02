"""Gifts of critical projects at the desk: whoever approves or stops one decides about what their page has shown."""

import re
from html import unescape

import pytest
from django.test import Client

from strongroom.accounts.queries import Person
from strongroom.accounts.services import Role
from strongroom.catalog.models import Role as ProjectRole
from strongroom.foundation.names import NormalizedName
from strongroom.mandates.queries import find_gift, get_gift
from strongroom.mandates.rules.gifts import GiftStage
from tests.interfaces.web.conftest import SignIn
from tests.interfaces.web.desk import operator
from tests.support import given
from tests.support.given import NOON

pytestmark = pytest.mark.django_db

DESK = "/desk/projects/harborlight/"
WHY = "They maintain the fork that everybody uses."
NAME = NormalizedName("harborlight")


@pytest.fixture
def otto(sign_in: SignIn, ada: Person, cleo: Person) -> Client:
    """The browser of an operator; harborlight is critical and nobody's, and cleo holds a second factor."""
    given.critical_project(ada)
    ProjectRole.objects.all().delete()
    given.protected(cleo)
    return operator(sign_in)


@pytest.fixture
def mona(sign_in: SignIn) -> Client:
    return operator(sign_in, Role.MODERATOR, name="mona")


def propose(browser: Client, to: str) -> None:
    assert browser.post(f"{DESK}propose-gift/", {"username": to, "reason": WHY}).status_code == 302


def opened(browser: Client, slug: str) -> tuple[str, dict[str, str]]:
    """Return a page as it reads, and what its form sends along of itself."""
    page = unescape(browser.get(f"{DESK}{slug}/").content.decode())
    marks = re.findall(r'<input type="hidden" name="(read)" value="([^"]*)"', page)
    return page, dict(marks)


def test_whoever_approves_reads_to_whom_by_whom_why_and_when(otto: Client, mona: Client) -> None:
    propose(mona, "cleo")
    for slug in ("approve-gift", "stop-gift"):
        page, sent = opened(otto, slug)
        for words in (
            '<a href="/desk/people/cleo/">cleo</a>',
            f"on {NOON.day} {NOON:%B %Y} by mona, operator",
            WHY,
            "if it is approved today",
        ):
            assert words in page
        assert sent == {"read": "cleo"}
    said = {"read": "cleo", "reason": "I know cleo."}
    answer = otto.post(f"{DESK}approve-gift/", said, follow=True)
    assert "harborlight is given to cleo in a week" in unescape(answer.content.decode())
    assert "approved by otto, operator" in opened(mona, "stop-gift")[0]


@pytest.mark.parametrize("slug", ["approve-gift", "stop-gift"])
def test_a_form_opened_before_decides_nothing_about_another_person(
    otto: Client, mona: Client, slug: str
) -> None:
    given.protected(given.person("eve"))
    propose(mona, "cleo")
    _, sent = opened(otto, slug)
    _, theirs = opened(mona, "stop-gift")
    assert mona.post(f"{DESK}stop-gift/", {**theirs, "reason": "A slip."}).status_code == 302
    assert otto.post(f"{DESK}{slug}/", {**sent, "reason": WHY}).status_code == 404, "none is open"
    propose(mona, "eve")
    answer = otto.post(f"{DESK}{slug}/", {**sent, "reason": "I know cleo."})
    assert answer.status_code == 409
    page = unescape(answer.content.decode())
    assert "is to eve, not to cleo" in page
    assert f'<a href="{DESK}{slug}/">Open this page anew' in page
    assert 'name="read" value="cleo"' in page, "to send the form again is to decide about cleo again"
    assert get_gift(NAME, now=NOON).stage(NOON) is GiftStage.PROPOSED
    assert opened(otto, slug)[1] == {"read": "eve"}


def test_a_form_that_does_not_say_what_was_read_decides_nothing(otto: Client, mona: Client) -> None:
    propose(mona, "cleo")
    answer = otto.post(f"{DESK}approve-gift/", {"reason": "I know cleo."})
    assert answer.status_code == 400
    assert "does not say what you have read" in unescape(answer.content.decode())
    assert get_gift(NAME, now=NOON).stage(NOON) is GiftStage.PROPOSED


def test_where_no_gift_is_open_there_is_nothing_to_approve(otto: Client) -> None:
    answer = otto.get(f"{DESK}approve-gift/")
    assert answer.status_code == 404
    assert "No gift of harborlight is open" in unescape(answer.content.decode())
    assert find_gift(NAME, now=NOON) is None
