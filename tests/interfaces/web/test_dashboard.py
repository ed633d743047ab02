"""How far the protection has come: the page and its JSON twin say the same."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from strongroom.accounts.queries import Person
from strongroom.criticality.queries import find_latest_run
from strongroom.foundation.names import normalize
from strongroom.mandates.services import record_figures
from tests.support import given
from tests.support.given import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def two_projects(ada: Person, ben: Person, cleo: Person) -> None:
    """Ada and ben maintain harborlight, ada alone quietqueue; both are critical. Cleo is protected unasked."""
    given.protected(cleo)
    for name in ("harborlight", "quietqueue"):
        given.downloads(given.release(ada, name), 5000)
    given.role(ben, normalize("harborlight"))
    given.designation()


def page(client: Client) -> str:
    response = client.get("/dashboard/")
    assert response.status_code == 200
    return response.content.decode()


def numbers(client: Client) -> dict[str, Any]:
    answer: dict[str, Any] = client.get("/dashboard.json").json()
    return answer


def test_an_empty_index_has_a_dashboard(client: Client) -> None:
    assert "No project is critical." in page(client)
    answer = numbers(client)
    assert answer["figures"]["critical_projects"] == 0
    assert (answer["run"], answer["mandate"], answer["projects"]) == (None, None, [])


@pytest.mark.usefixtures("two_projects")
def test_people_are_counted_once_however_many_projects_they_have(client: Client) -> None:
    assert numbers(client)["figures"] == {
        "critical_projects": 2,
        "people_bound": 2,
        "bound_with_phishing_resistant": 1,
        "bound_with_totp_only": 0,
        "bound_without": 1,
        "voluntary": 1,
        "people": 3,
    }


@pytest.mark.usefixtures("two_projects")
def test_each_critical_project_says_how_many_of_its_people_are_protected(client: Client) -> None:
    projects = {one["name"]: one for one in numbers(client)["projects"]}
    assert (projects["harborlight"]["people_protected"], projects["harborlight"]["people"]) == (1, 2)
    assert (projects["quietqueue"]["people_protected"], projects["quietqueue"]["people"]) == (1, 1)
    assert projects["harborlight"] == {
        "name": "harborlight",
        "since": "2026-03-02",
        "rank": 1,
        "downloads": 5000,
        "rules": ["downloads"],
        "people": 2,
        "people_protected": 1,
    }
    shown = page(client)
    assert '<td class="number" data-label="People protected">1 of 2</td>' in shown


@pytest.mark.usefixtures("two_projects")
def test_the_run_behind_the_figures_can_be_checked(client: Client) -> None:
    run = find_latest_run()
    assert run is not None
    assert numbers(client)["run"] == {
        "on": "2026-03-02",
        "first_day": "2025-08-31",
        "last_day": "2026-03-01",
        "population": 2,
        "cut_off_rank": 1,
        "cut_off_downloads": 5000,
        "policy_version": 1,
        "inputs_sha256": run.inputs_sha256,
    }
    assert run.inputs_sha256[:16] in page(client)


@pytest.mark.usefixtures("two_projects")
def test_figures_of_earlier_days_are_drawn_and_stand_in_a_table(client: Client) -> None:
    record_figures(on=NOON.date() - timedelta(days=2))
    record_figures(on=NOON.date())
    history = numbers(client)["history"]
    assert [one["on"] for one in history] == ["2026-02-28", "2026-03-02"], "today is there once, as it is now"
    shown = page(client)
    assert shown.count('<th scope="row">2026-02-28</th>') == 3, "people, projects, voluntary"
    assert shown.count("<svg") > 6


@pytest.mark.usefixtures("two_projects")
def test_deadlines_say_how_many_people_are_still_asked(client: Client) -> None:
    given.mandate()
    answer = numbers(client)
    assert answer["deadlines"] == [{"on": "2026-06-01", "projects": 2, "people_still_asked": 1}]
    assert answer["mandate"] == {
        "announced_on": "2026-03-02",
        "notice_days": 90,
        "strength": "any",
        "reason": "Many depend on them.",
    }
    assert "No mandate is announced" not in page(client)


def test_candidates_stand_behind_the_cut_off(client: Client, ada: Person) -> None:
    given.critical_project(ada)
    near = given.release(ada, "quietqueue")
    given.downloads(near, 4900)
    given.designation(on=NOON.date() + timedelta(days=1))
    shown = page(client)
    assert '<th scope="row">harborlight</th><td class="number">5,000</td>' in shown
    assert '<th scope="row">quietqueue</th><td class="number">4,900</td>' in shown
