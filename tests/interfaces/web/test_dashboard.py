"""How far the protection has come: the page and its JSON twin say the same."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from strongroom.accounts.queries import Person
from strongroom.criticality.models import Designation, DesignationRun
from strongroom.criticality.queries import find_latest_run, list_critical_page
from strongroom.criticality.services import announce_policy
from strongroom.foundation.actors import Actor
from strongroom.foundation.names import normalize
from strongroom.interfaces.web.dashboard.definitions import FIGURES
from strongroom.mandates.models import ProtectionFigure
from strongroom.mandates.services import record_figures
from tests.support import given
from tests.support.given import NOON

pytestmark = pytest.mark.django_db

OTTO = Actor.operator(name="otto")


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
    assert (answer["run"], answer["mandates"], answer["projects"]) == (None, [], [])


@pytest.mark.usefixtures("two_projects")
def test_people_are_counted_once_however_many_projects_they_have(client: Client) -> None:
    assert numbers(client)["figures"] == {
        "critical_projects": 2,
        "people_bound": 2,
        "bound_with_phishing_resistant": 1,
        "bound_with_totp_only": 0,
        "bound_with_provider_only": 0,
        "bound_without": 1,
        "voluntary": 1,
        "people": 3,
        "uploads_refused_for_factor": 0,
        "uploads_refused_for_rights": 0,
        "uploads_accepted": 2,
        "files": 2,
        "files_by_trusted_publisher": 0,
        "files_by_token_with_key": 0,
        "files_by_token_with_factor": 0,
        "files_by_token_alone": 0,
        "files_by_sign_in": 2,
        "files_unknown": 0,
        "files_attested": 0,
        "vouchers_claimed": 0,
        "vouchers_imported": 0,
        "domains_watched": 0,
        "domains_lapsed": 0,
        "accounts_with_lapsed_domain": 0,
    }


@pytest.mark.usefixtures("two_projects")
def test_each_critical_project_says_from_when_on_and_not_which_of_its_people_are_protected(
    client: Client,
) -> None:
    given.mandate()
    projects = {one["name"]: one for one in numbers(client)["projects"]}
    assert (projects["harborlight"]["people"], projects["quietqueue"]["people"]) == (2, 1)
    assert projects["harborlight"] == {
        "name": "harborlight",
        "since": "2026-03-02",
        "rank": 1,
        "downloads": 5000,
        "rules": ["downloads"],
        "people": 2,
        "second_factor_required_from": "2026-06-01",
    }
    shown = page(client)
    assert re.search(r">harborlight</a></th>(?:(?!</tr>).)*1 June 2026", shown, re.DOTALL)


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
def test_figures_of_earlier_days_are_in_the_history_and_today_is_there_once_as_it_is_now(
    client: Client,
) -> None:
    record_figures(on=NOON.date() - timedelta(days=2))
    record_figures(on=NOON.date())
    assert [one["on"] for one in numbers(client)["history"]] == ["2026-02-28", "2026-03-02"]
    shown = page(client)
    assert shown.count("<svg") > 9
    for slug in FIGURES:
        assert f'href="/dashboard/{slug}/"' in shown


def test_ten_years_of_days_stay_out_of_the_overview(client: Client) -> None:
    record_figures(on=NOON.date())
    today = ProtectionFigure.objects.values().get()
    days = [
        ProtectionFigure(**{**today, "id": None, "files": 0, "on": NOON.date() - timedelta(days=number)})
        for number in range(1, 3650)
    ]
    ProtectionFigure.objects.bulk_create(days[:400])
    of_a_year = page(client)
    ProtectionFigure.objects.bulk_create(days[400:])
    assert page(client) == of_a_year


@pytest.mark.on_postgresql
def test_the_first_ten_projects_are_on_the_dashboard_and_all_on_a_page_that_is_read_bit_by_bit(
    client: Client, ada: Person
) -> None:
    for number in range(3):
        given.downloads(given.release(ada, f"lantern-{number}"), 5000 - number)
    given.designation(on=NOON.date())
    ordinary = DesignationRun.objects.get()
    Designation.objects.bulk_create(
        Designation(name=f"unranked-{number:03}", since=NOON.date(), designated_by=ordinary)
        for number in range(60)
    )
    paths = ("/dashboard/", "/dashboard/projects/", "/dashboard/projects/?page=2")
    shown = [client.get(path).content.decode() for path in paths]
    ten, first, second = (
        re.findall(r'class="name" href="/project/([^/]+)/critical/"', text) for text in shown
    )
    ranked = list_critical_page(find_latest_run(), begin=0, end=1)
    assert first[0] == ranked[0].name == "lantern-0"
    assert ten == first[:10]
    assert (len(first), len(second), len({*first, *second})) == (50, 11, 61)
    assert second[-1] == "unranked-059", "by name where there is no rank"
    assert '<a href="/dashboard/projects/">All 61 critical projects</a>' in shown[0]


@pytest.mark.usefixtures("two_projects")
def test_few_projects_are_all_on_the_dashboard(client: Client) -> None:
    assert "/dashboard/projects/" not in page(client)
    assert "<h1>2 critical projects</h1>" in client.get("/dashboard/projects/").content.decode()


@pytest.mark.usefixtures("two_projects")
def test_deadlines_say_how_many_people_are_still_asked(client: Client) -> None:
    given.mandate()
    answer = numbers(client)
    (mandate,), (deadline,) = answer["mandates"], answer["deadlines"]
    assert deadline == {
        "on": "2026-06-01",
        "mandate": mandate["number"],
        "scope": "critical-projects",
        "target": "",
        "strength": "any",
        "projects": 2,
        "people_still_asked": None,
    }
    assert mandate == {
        "number": deadline["mandate"],
        "scope": "critical-projects",
        "target": "",
        "strength": "any",
        "announced_on": "2026-03-02",
        "notice_days": 90,
        "notice_counted_from": "2026-03-02",
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


def test_who_is_critical_below_the_cut_off_stands_between_it_and_the_candidates(
    client: Client, ada: Person
) -> None:
    given.critical_project(ada)
    for name, count in {"copperleaf": 5200, "quietqueue": 4900}.items():
        given.downloads(given.release(ada, name), count)
    later = NOON.date() + timedelta(days=30)
    wider = {"keep_factor": "2"}
    announce_policy(wider, by=OTTO, reason="They swap places.", in_force_from=later, now=NOON)
    given.designation(on=later)
    shown = page(client)
    assert re.findall(r'<th scope="row">(\w+)</th><td class="number">([\d,]+)</td>', shown) == [
        ("copperleaf", "5,200"),
        ("harborlight", "5,000"),
        ("quietqueue", "4,900"),
    ]
    assert re.findall(r'class="bar tone-(\w+)"', shown) == ["critical", "critical", "faint"]
    assert "What is critical stays so to rank 2, below the cut-off too." in shown
    assert "Counted downloads from 30 September 2025 to 31 March 2026." in shown


@pytest.mark.usefixtures("two_projects")
def test_a_legend_tells_what_is_drawn_on_the_ground(client: Client) -> None:
    for on in (1, 2):
        record_figures(on=NOON.date() - timedelta(days=on))
    shown = page(client)
    assert "Another right: 0" in shown
    assert "Domains lapsed: 0" in shown
