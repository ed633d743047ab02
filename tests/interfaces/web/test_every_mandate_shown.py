"""Each mandate that runs is shown with its scope, strength, dates and rehearsals: to everybody, to programs, at the desk."""

import html
from datetime import timedelta

import pytest
from click.testing import CliRunner
from django.test import Client

from strongroom.accounts.queries import Person
from strongroom.accounts.services import Role
from strongroom.foundation import clock
from strongroom.foundation.names import NormalizedName
from strongroom.foundation.permits import Action
from strongroom.interfaces.cli.group import cli
from strongroom.interfaces.web.help.mandates import mandate_events, shown_mandates
from strongroom.mandates.services import Demand, Scope, Strength, permit, require_factor, tend
from tests.interfaces.web.conftest import SignIn
from tests.interfaces.web.desk import operator
from tests.support import announced, given, organized
from tests.support.announced import REASON
from tests.support.given import NOON, SETUP, acting

pytestmark = pytest.mark.django_db

HARBORLIGHT, HOBBY = NormalizedName("harborlight"), NormalizedName("hobby")
DEADLINE = NOON + timedelta(days=92)


@pytest.fixture
def harbor(ada: Person) -> None:
    """A critical project of an organization, on which a mandate of each scope of the operators' stands."""
    given.critical_project(ada)
    given.release(ada, "hobby")
    organized.organization(ada)
    organized.moved_in(HARBORLIGHT)
    given.mandate()
    given.mandate(scope=Scope.EVERY_PUBLISHER, strength=Strength.PHISHING_RESISTANT)
    given.mandate(scope=Scope.PROJECTS, targets=(HARBORLIGHT, HOBBY))
    given.mandate(
        scope=Scope.ORGANIZATION, targets=(NormalizedName("harbor"),), notice_days=100, brown_out_days=(30, 7)
    )


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


@pytest.mark.usefixtures("harbor")
class TestToEverybody:
    def test_each_says_of_whom_it_asks_what_and_by_when(self, client: Client) -> None:
        page = text(client, "/help/policy/")
        for words in (
            "Second factor: Critical projects",
            "Whoever changes a critical project needs a second factor.",
            "Security key or passkey: Everybody who publishes here",
            "Whoever publishes here, for the first time or again, needs a security key or passkey.",
            "An authenticator app is not enough.",
            "Second factor: Projects that the operators have named",
            '<a href="/project/hobby/critical/">hobby</a>',
            "For 2 projects from 1 June 2026 on.",
            "Second factor: Projects of harbor",
            '<a href="/organizations/harbor/">harbor</a>',
            "For 1 project from 11 June 2026 on.",
            "30 and 7 days before each deadline, for one day (UTC). The next is on 12 May 2026.",
            "Rehearsal: Projects of harbor",
            "Changes without a security key or passkey are refused: Everybody who publishes here",
        ):
            assert words in page
        assert "None is announced" not in page

    def test_some_projects_may_be_ahead_of_others(self) -> None:
        organized.moved_in(HOBBY)
        tend(by=SETUP, now=NOON + timedelta(days=10))
        of_harbor = shown_mandates(NOON)[-1]
        assert of_harbor.dates == (
            "For 2 projects, the first from 11 June 2026 on, the last from 21 June 2026 on."
        )
        between = NOON + timedelta(days=105)
        assert shown_mandates(between)[-1].dates == (
            "For 1 project since 11 June 2026. For 1 project from 21 June 2026 on."
        )

    def test_a_badge_says_how_far_each_has_come(self) -> None:
        rehearsal = NOON + timedelta(days=71)
        for now, phases in (
            (NOON, ["announced"] * 4),
            (rehearsal, ["announced"] * 3 + ["brown-out"]),
            (DEADLINE, ["enforced"] * 3 + ["announced"]),
        ):
            assert [one.phase for one in shown_mandates(now)] == phases

    def test_its_course_is_told_day_by_day(self) -> None:
        course = [(one.title, one.state) for one in mandate_events(DEADLINE) if "harbor" in one.title]
        assert course == [
            ("A second factor is announced: Projects of harbor", "done"),
            ("Rehearsal: Projects of harbor", "done"),
            ("Rehearsal: Projects of harbor", "upcoming"),
            ("Changes without a second factor are refused: Projects of harbor", "upcoming"),
        ]

    def test_programs_read_the_same(self, client: Client) -> None:
        content = client.get("/help/policy.json").json()
        assert [(one["scope"], one["strength"]) for one in content["mandates"]] == [
            ("critical-projects", "any"),
            ("every-publisher", "phishing-resistant"),
            ("projects", "any"),
            ("organization", "any"),
        ]
        _, everybody, named, harbor = content["mandates"]
        assert everybody["deadlines"] == [
            {"at": "2026-06-01T00:00:00+00:00", "projects": None, "brown_outs": []}
        ]
        assert (named["named"], named["deadlines"][0]["projects"]) == (["harborlight", "hobby"], 2)
        assert harbor.pop("number")
        assert harbor == {
            "scope": "organization",
            "target": "harbor",
            "named": [],
            "strength": "any",
            "reason": "Many depend on them.",
            "announced_at": "2026-03-02T12:00:00+00:00",
            "announced_by": "operator:otto",
            "notice_days": 100,
            "notice_counted_from": "2026-03-02",
            "brown_out_days": [30, 7],
            "deadlines": [
                {
                    "at": "2026-06-11T00:00:00+00:00",
                    "projects": 1,
                    "brown_outs": ["2026-05-12", "2026-06-04"],
                }
            ],
        }


def test_owners_own_requirements_are_counted_by_project(client: Client, ada: Person) -> None:
    name = given.release(ada, "harborlight")
    for strength in Strength:
        require_factor(
            permit(acting(ada), Action.CHANGE_SETTINGS, name, now=NOON), strength=strength, starts_on=None
        )
    page = text(client, "/help/policy/")
    assert "None is announced" in page
    assert "the owners of 1 project ask for a second factor themselves" in page
    assert client.get("/help/policy.json").json()["projects_with_own_requirement"] == 1


def test_where_letters_go_out_in_batches_the_notice_counts_from_the_last_one(client: Client) -> None:
    announced.team("ada", "ben", "cleo")
    announced.sent(batch_size=1)
    goes = "but from no day before 4 March 2026, when the last letter goes out"
    notice = f"90 days, counted for each project from its own announcement, {goes}"
    page = text(client, "/help/policy/")
    assert page.count(notice) == 2, "in its panel and in the order of things"
    assert "For 1 project from 3 June 2026 on." in page
    (mandate,) = client.get("/help/policy.json").json()["mandates"]
    assert (mandate["announced_at"][:10], mandate["notice_counted_from"]) == ("2026-03-02", "2026-03-04")
    assert client.get("/dashboard.json").json()["mandates"][0]["notice_counted_from"] == "2026-03-04"
    assert f"Notice: {notice}.\n" in CliRunner().invoke(cli, ["mandate", "show"]).stdout
    clock.install(lambda: NOON + timedelta(days=3))
    assert "when the last letter went out" in text(client, "/help/policy/")


def test_on_everybody_too(client: Client) -> None:
    announced.team("ada", "ben")
    announced.sent(batch_size=1, demand=Demand(REASON, 90, scope=Scope.EVERY_PUBLISHER))
    goes = (
        "90 days, counted from 3 March 2026, when the last letter goes out; who publishes for the first time"
    )
    assert goes in text(client, "/help/policy/")


def test_how_many_were_designated_is_told_of_that_day(client: Client, ada: Person) -> None:
    given.critical_project(ada)
    for name, count in {"quietqueue": 9000, "saltmarsh": 8000}.items():
        given.downloads(given.release(ada, name), count)
    given.designation(on=NOON.date() + timedelta(days=1))
    clock.install(lambda: NOON + timedelta(days=1))
    assert "1 project on that day, policy version 1." in text(client, "/help/policy/")


def test_a_mandate_without_a_project_says_so() -> None:
    given.mandate()
    assert [one.dates for one in shown_mandates(NOON)] == ["No project is in its scope now."]
    assert len(mandate_events(NOON)) == 1


@pytest.mark.usefixtures("harbor")
def test_the_desk_shows_each_term_of_a_project_as_its_own_page_does(sign_in: SignIn, client: Client) -> None:
    desk = text(operator(sign_in, Role.SUPPORT), "/desk/projects/harborlight/")
    public = text(client, "/project/harborlight/critical/")
    for words in (
        "harborlight is a critical project. Its maintainers need a second factor.",
        "All who publish here, for the first time or again, need a security key or passkey.",
        "among the projects that the operators of this index have named",
        "Its organization asks its maintainers for a second factor.",
        "rehearsals on",
    ):
        assert words in desk
        assert words in public
    assert "12 May 2026</time>, <time" in desk
