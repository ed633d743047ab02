"""Operators see whom no mail reaches, and which mail domains are in doubt."""

import pytest
from allauth.account.models import EmailAddress

from strongroom.accounts.models import WatchedDomain
from tests.interfaces.web.conftest import SignIn
from tests.interfaces.web.desk import operator
from tests.support import given
from tests.support.given import NOON

pytestmark = pytest.mark.django_db

PAGE = "/desk/unreachable/"


def test_who_is_not_reached_is_shown_with_the_reason_and_the_projects(sign_in: SignIn) -> None:
    cleo = given.person("cleo")
    given.critical_project(cleo)
    EmailAddress.objects.filter(user_id=cleo.user_id).update(verified=False)
    desk = operator(sign_in)
    page = desk.get(PAGE).content.decode()
    assert '<a class="name" href="/desk/people/cleo/">cleo</a>' in page
    assert "No address is confirmed." in page
    assert '<a href="/desk/projects/harborlight/">harborlight</a>' in page
    assert PAGE in desk.get("/desk/").content.decode()


def test_where_everybody_is_reached_the_page_says_so(sign_in: SignIn) -> None:
    assert "Everybody is reached" in operator(sign_in).get(PAGE).content.decode()


def test_domains_in_doubt_are_shown(sign_in: SignIn) -> None:
    seen = "The domain does not exist any more."
    dates = {"watched_since": NOON, "due_at": NOON, "checked_at": NOON, "absent_since": NOON}
    WatchedDomain.objects.create(domain="people.example", seen=seen, absences=1, **dates)
    page = operator(sign_in).get(PAGE).content.decode()
    assert "people.example" in page
    assert seen in page
