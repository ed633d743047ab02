"""What somebody finds about themselves."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from strongroom.accounts.queries import Person
from strongroom.catalog.models import Project
from strongroom.foundation import clock
from strongroom.infra.outbox.services import enqueue
from strongroom.interfaces.web.asked import find_obligation
from strongroom.mandates.queries import list_asked, list_terms
from strongroom.mandates.services import tend
from tests.interfaces.web.conftest import SignIn
from tests.support import given
from tests.support.given import NOON

pytestmark = pytest.mark.django_db

MINE = "/projects/mine/"


def mine(client: Client) -> str:
    response = client.get(MINE)
    assert response.status_code == 200
    return response.content.decode()


def test_it_is_shown_to_whoever_is_signed_in(client: Client) -> None:
    assert client.get(MINE).status_code == 302


def test_somebody_without_projects_is_told_how_one_begins(cleo: Person, sign_in: SignIn) -> None:
    assert "No projects yet" in mine(sign_in(cleo))


def test_before_a_mandate_nothing_is_asked(ben: Person, sign_in: SignIn) -> None:
    given.critical_project(ben)
    assert "None of your projects is under a mandate." in mine(sign_in(ben))


def test_who_is_protected_is_asked_nothing(ada: Person, sign_in: SignIn) -> None:
    given.critical_project(ada)
    given.mandate()
    page = mine(sign_in(ada))
    assert "You hold everything your projects require." in page
    assert "What is asked of you" not in page


def test_who_is_not_protected_learns_what_is_asked_until_when_and_what_follows(
    ben: Person, sign_in: SignIn
) -> None:
    given.critical_project(ben)
    given.mandate()
    page = mine(sign_in(ben))
    for words in (
        "Enrol a second factor before 1 June 2026",
        "for harborlight. 91 days are left.",
        "your API tokens are suspended",
        'href="/account/second-factor/"',
        "Handing over, archiving and leaving stay open",
    ):
        assert words in page


def test_after_the_deadline_it_says_what_is_closed(ben: Person, sign_in: SignIn) -> None:
    given.critical_project(ben)
    given.mandate()
    deadline = list_terms()[0].deadline
    clock.install(lambda: deadline)
    page = mine(sign_in(ben))
    assert "Your changes are refused until you enrol" in page
    assert "Enforced" in page
    assert "Not protected" in page


def test_what_is_asked_stands_above_every_page_until_it_is_done(
    ben: Person, client: Client, sign_in: SignIn
) -> None:
    given.critical_project(ben)
    given.mandate()
    asked = 'aria-label="What is asked of you"'
    assert asked in sign_in(ben).get("/").content.decode()
    assert asked not in client.get("/").content.decode()
    given.protected(ben)
    assert asked not in sign_in(ben).get("/").content.decode()


def test_what_is_in_force_is_said_before_what_is_announced(ben: Person) -> None:
    given.critical_project(ben)
    given.mandate()
    later = given.release(ben, "quietqueue", at=NOON + timedelta(days=30))
    given.downloads(later, 5000)
    given.designation(on=NOON.date() + timedelta(days=30))
    clock.install(lambda: NOON + timedelta(days=30))
    tend(by=given.SETUP, now=NOON + timedelta(days=30))
    now = NOON + timedelta(days=95)
    obligation = find_obligation(list_asked(ben, now=now), now=now)
    assert obligation is not None
    assert obligation.title == "Your changes are refused until you enrol a second factor"
    assert "harborlight" in obligation.sentence
    assert "quietqueue" not in obligation.sentence


def test_each_project_shows_role_standing_and_figures(ben: Person, sign_in: SignIn) -> None:
    name = given.critical_project(ben)
    given.downloads(name, 9000, client_class="mirror")
    page = mine(sign_in(ben))
    for words in ("Owner", "Critical", "5k", "/project/harborlight/manage/"):
        assert words in page
    assert not re.search(r"\b14k\b", page), "as a word: tokens of forms hold any three characters"


def test_a_withdrawn_project_stays_in_the_list(ben: Person, sign_in: SignIn) -> None:
    given.release(ben, "harborlight")
    Project.objects.update(withdrawn_at=NOON)
    page = mine(sign_in(ben))
    assert "Withdrawn" in page
    assert "/project/harborlight/manage/" in page, "its designation still binds its people"


def test_the_letters_of_mandates_can_be_read_again(ben: Person, cleo: Person, sign_in: SignIn) -> None:
    given.critical_project(ben)
    given.mandate()
    assert "1 critical project of yours: a second factor is needed" in mine(sign_in(ben))
    assert "Letters to you" not in mine(sign_in(cleo))


def test_letters_with_codes_in_them_are_never_shown(ben: Person, sign_in: SignIn) -> None:
    enqueue(ben.address, subject="Your code", text="Your code is 424242.", at=NOON)
    assert "424242" not in mine(sign_in(ben))


def test_an_address_that_is_not_confirmed_is_asked_for(sign_in: SignIn) -> None:
    assert "Your mail address is not confirmed" in mine(sign_in(given.person("dora", verified=False)))
