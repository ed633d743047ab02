"""A second, stronger mandate beside one on any second factor: each reads what is asked of them, and everybody which rule asks it."""

import html
from datetime import date, timedelta

import pytest
from django.test import Client

from strongroom.accounts.queries import Person
from strongroom.foundation import clock
from strongroom.foundation.permits import Action
from strongroom.interfaces.web.asked import Obligation, find_obligation
from strongroom.mandates.errors import SecondFactorRequired
from strongroom.mandates.queries import list_asked, list_mandates
from strongroom.mandates.services import Scope, Strength, permit
from tests.interfaces.web.conftest import SignIn
from tests.support import given
from tests.support.given import NOON, acting

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(days=60)
KEY = "a security key or passkey"


@pytest.fixture
def dora() -> Person:
    """Hold an authenticator app, and own the critical project harborlight."""
    return given.protected(given.person("dora"))


@pytest.fixture(autouse=True)
def harborlight(dora: Person, ben: Person) -> None:
    """Its people need any factor 91 days after noon, and a key 60 days after that, with a rehearsal."""
    given.role(ben, given.critical_project(dora))
    given.mandate()
    given.mandate(at=LATER, strength=Strength.PHISHING_RESISTANT, brown_out_days=(14,))


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def asked_of(person: Person, days: int) -> Obligation:
    """Return what is asked of somebody so many days after noon."""
    now = NOON + timedelta(days=days)
    found = find_obligation(list_asked(person, now=now), now=now)
    assert found is not None
    return found


def course(obligation: Obligation) -> list[tuple[str, str]]:
    """Return what is to come, with its day."""
    return [
        (one.title, f"{one.on:%Y-%m-%d}") for one in obligation.events if one.state == "upcoming" and one.on
    ]


class TestWhoHoldsAnApp:
    def test_reads_of_the_key_alone_before_its_deadline(self, dora: Person) -> None:
        obligation = asked_of(dora, 70)
        assert obligation.title == "Enrol a security key or passkey before 31 July 2026"
        assert (
            obligation.sentence == f"From 31 July 2026 on you need {KEY} for harborlight. 81 days are left."
        )
        assert obligation.action == "Enrol a security key or passkey"
        assert course(obligation) == [("Rehearsal", "2026-07-17"), ("In force", "2026-07-31")]
        assert obligation.events[0].on == LATER
        assert "second factor" not in str(obligation).replace("second_factor", "")

    def test_is_refused_for_the_lack_of_a_key_on_a_rehearsal_and_from_the_deadline_on(
        self, dora: Person
    ) -> None:
        rehearsed, late = asked_of(dora, 137), asked_of(dora, 152)
        assert f"Today (UTC) is a rehearsal: you need {KEY} for harborlight" in rehearsed.sentence
        assert "for good from 31 July 2026 on" in rehearsed.sentence
        assert late.title == f"Your changes are refused until you enrol {KEY}"
        assert late.sentence == f"You need {KEY} for harborlight, and you have not enrolled one."
        name = list_asked(dora, now=NOON)[0].project
        for days in (137, 152):
            with pytest.raises(SecondFactorRequired) as refusal:
                permit(acting(dora), Action.YANK, name, now=NOON + timedelta(days=days))
            assert f"dora has not enrolled {KEY}." in refusal.value.what

    def test_finds_the_same_above_and_on_every_page(self, dora: Person, sign_in: SignIn) -> None:
        clock.install(lambda: LATER)
        browser = sign_in(dora)
        for path in ("/", "/projects/mine/", "/account/", "/account/obligations/"):
            assert f"you need {KEY} for harborlight" in text(browser, path), path
        mine = text(browser, "/projects/mine/")
        assert "You lack it" in mine
        assert "Not protected" not in mine


class TestWhoHoldsNothing:
    def test_reads_of_the_first_deadline_first_and_what_it_will_take_later(self, ben: Person) -> None:
        obligation = asked_of(ben, 70)
        assert obligation.title == "Enrol a second factor before 1 June 2026"
        assert "you need a second factor for harborlight. 21 days are left." in obligation.sentence
        assert (
            f"From 31 July 2026 on it takes {KEY}, for harborlight: enrol one now" in obligation.consequence
        )
        assert [(one.on, one.about) for one in obligation.events[-1:]] == [
            (date(2026, 7, 31), f"Changes without {KEY} are refused.")
        ]
        assert course(obligation) == [
            ("In force", "2026-06-01"),
            ("Rehearsal", "2026-07-17"),
            ("In force", "2026-07-31"),
        ]

    def test_reads_of_the_stronger_demand_where_both_refuse(self, ben: Person) -> None:
        assert "a second factor" in asked_of(ben, 100).title
        late = asked_of(ben, 152)
        assert late.title == f"Your changes are refused until you enrol {KEY}"
        assert "it takes" not in late.consequence

    def test_reads_which_project_needs_what_where_they_differ(self, ben: Person) -> None:
        hobby = given.release(ben, "hobby")
        given.mandate(scope=Scope.PROJECTS, targets=(hobby,), strength=Strength.PHISHING_RESISTANT)
        assert asked_of(ben, 1).sentence.startswith(
            f"From 1 June 2026 on you need {KEY} for hobby, and any second factor for harborlight. "
        )
        given.mandate(scope=Scope.EVERY_PUBLISHER)
        assert "any second factor for everything else that you publish here." in asked_of(ben, 1).sentence


class TestEverybody:
    def test_reads_on_the_dashboard_what_is_asked_by_which_rule(self, client: Client) -> None:
        page = text(client, "/dashboard/")
        weaker, stronger = list_mandates()
        for words in (
            f'Any second factor <span class="reason small"><a href="/help/policy/#mandate-{weaker.id}">Critical projects<',
            f'Security key or passkey <span class="reason small"><a href="/help/policy/#mandate-{stronger.id}">Critical projects<',
            ">hold any second factor</text>",
            "An app counts here, too. Where a security key or passkey is asked for, it is not enough.",
        ):
            assert words in page
        content = client.get("/dashboard.json").json()
        assert [(one["number"], one["strength"]) for one in content["mandates"]] == [
            (weaker.id, "any"),
            (stronger.id, "phishing-resistant"),
        ]
        assert [(one["on"], one["mandate"], one["strength"]) for one in content["deadlines"]] == [
            ("2026-06-01", weaker.id, "any"),
            ("2026-07-31", stronger.id, "phishing-resistant"),
        ]

    def test_finds_every_date_of_the_project_once_and_in_order(self, client: Client) -> None:
        given.mandate(scope=Scope.EVERY_PUBLISHER)
        clock.install(lambda: LATER)
        page = text(client, "/project/harborlight/critical/")
        course = page[page.index(">Dates<") : page.index("What it means")]
        titles = [line.partition("</span>")[0] for line in course.split('timeline-title">')[1:]]
        assert titles == [
            "Designated critical",
            "Second factor announced",
            "Security key or passkey announced",
            "Second factor needed",
            "Rehearsal: security key or passkey",
            "Security key or passkey needed",
            "Ends only by a rule",
        ]
        assert course.count('aria-current="step"') == 1
        assert (
            '<li class="now" aria-current="step">' in course.partition("Security key or passkey announced")[0]
        )

    def test_reads_in_the_help_that_an_app_is_not_enough_for_one_of_the_rules(self, client: Client) -> None:
        page = text(client, "/help/critical-projects/")
        assert (
            "By another rule: enrol a security key or passkey; an authenticator app is not enough for it."
            in page
        )


def test_a_project_that_is_not_critical_has_the_dates_of_its_terms(client: Client, ben: Person) -> None:
    hobby = given.release(ben, "hobby")
    assert ">Dates<" not in text(client, "/project/hobby/critical/")
    given.mandate(scope=Scope.PROJECTS, targets=(hobby,))
    page = text(client, "/project/hobby/critical/")
    assert "Second factor needed" in page
    assert "Designated critical" not in page
