"""The evidence of a designation as JSON says what the page says."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from strongroom.accounts.queries import Person
from strongroom.catalog.models import Release
from strongroom.criticality.models import NamedProject
from strongroom.criticality.services import announce_policy
from strongroom.foundation.actors import Actor
from strongroom.foundation.names import NormalizedName
from tests.support import given
from tests.support.given import NOON

pytestmark = pytest.mark.django_db
TODAY = NOON.date()


@pytest.fixture
def three_projects(ada: Person) -> None:
    """Harborlight is in, quietqueue close below the line, mossgrid has never been downloaded."""
    for name, count in (("harborlight", 5000), ("quietqueue", 4900), ("mossgrid", 0)):
        given.downloads(given.release(ada, name), count)
    given.designation()


def evidence(client: Client, name: str = "harborlight") -> dict[str, Any]:
    answer: dict[str, Any] = client.get(f"/project/{name}/critical.json").json()
    return answer


def page(client: Client, name: str = "harborlight") -> str:
    return client.get(f"/project/{name}/critical/").content.decode()


def under(client: Client, **numbers: Any) -> None:
    """Let another policy be in force from tomorrow on, and run it."""
    later = TODAY + timedelta(days=30)
    announce_policy(
        numbers, by=Actor.operator(name="otto"), reason="It is better.", in_force_from=later, now=NOON
    )
    given.designation(on=later)


def test_before_the_first_run_there_is_no_line(client: Client, ada: Person) -> None:
    given.release(ada, "harborlight")
    told = evidence(client)
    assert (told["critical"], told["run"], told["rank"], told["rules"]) == (False, None, None, [])
    assert told["distance"] == {"downloads": None, "ranks": None, "sentence": ""}


def need(owner: Person, name: str, required: str) -> None:
    """Publish a project that requires another."""
    given.release(owner, name)
    Release.objects.filter(project__name=name).update(metadata={"requires_dist": [required]})


@pytest.mark.usefixtures("three_projects")
def test_a_critical_project_is_told_with_all_its_numbers(client: Client) -> None:
    given.downloads(NormalizedName("harborlight"), 70, client_class="mirror")
    told = evidence(client)
    [rule] = told.pop("rules")
    assert rule["rule"] == "downloads"
    assert "at rank 1, with 5,000 counted downloads, where 5,000 are enough" in rule["sentence"]
    assert rule["sentence"] in page(client)
    days = told.pop("days")
    assert len(days) == 183
    assert days[-1] == {"on": "2026-03-01", "counted": 5000, "all": 5070}
    assert days[0] == {"on": "2025-08-31", "counted": 0, "all": 0}
    assert told["distance"].pop("sentence") in page(client)
    told["run"] |= {"url": "", "inputs_sha256": ""}
    assert told == {
        "name": "harborlight",
        "critical": True,
        "candidate": False,
        "contest_granted": False,
        "since": "2026-03-02",
        "rank": 1,
        "dependents": None,
        "downloads": {
            "counted": 5000,
            "counted_now": 5000,
            "not_counted": 70,
            "by_class": {"installer": 5000, "mirror": 70},
            "counted_classes": ["installer"],
        },
        "distance": {"downloads": 0, "ranks": 0},
        "run": {
            "on": "2026-03-02",
            "url": "",
            "first_day": "2025-08-31",
            "last_day": "2026-03-01",
            "population": 3,
            "ranked": 2,
            "cohort": 1,
            "cut_off": 5000,
            "cut_off_per_day": 27,
            "band_cut_off": 5000,
            "policy_version": 1,
            "inputs_sha256": "",
        },
        "designations": [
            {
                "since": "2026-03-02",
                "run": "2026-03-02",
                "rules": ["downloads"],
                "rank": 1,
                "downloads": 5000,
                "cut_off": 5000,
                "outside_since": None,
                "until": None,
                "because": None,
            }
        ],
    }


@pytest.mark.usefixtures("three_projects")
def test_a_project_that_is_not_critical_has_its_exact_rank_and_its_way_to_the_line(client: Client) -> None:
    told = evidence(client, "quietqueue")
    assert (told["critical"], told["candidate"], told["rank"], told["rules"]) == (False, True, 2, [])
    assert (told["distance"]["downloads"], told["distance"]["ranks"]) == (-100, -1)
    assert "it is 1 rank behind the last that is in" in page(client, "quietqueue")
    assert "quietqueue: rank 2" in page(client, "quietqueue")
    never = evidence(client, "mossgrid")
    assert (never["rank"], never["distance"]["ranks"], never["distance"]["downloads"]) == (None, None, -5000)


@pytest.mark.usefixtures("three_projects")
def test_it_is_kept_for_a_minute_and_known_by_its_etag(client: Client) -> None:
    answer = client.get("/project/harborlight/critical.json")
    assert answer["Cache-Control"] == "public, max-age=60"
    again = client.get("/project/harborlight/critical.json", headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304
    given.downloads(NormalizedName("harborlight"), 1)
    changed = client.get("/project/harborlight/critical.json", headers={"If-None-Match": answer["ETag"]})
    assert changed.status_code == 200


@pytest.mark.usefixtures("three_projects")
def test_what_came_late_is_shown_and_said_to_count_in_the_next_run(client: Client) -> None:
    given.downloads(NormalizedName("harborlight"), 30)
    assert evidence(client)["downloads"]["counted_now"] == 5030
    assert evidence(client)["downloads"]["counted"] == 5000
    assert "30 downloads of these days came to light after the run" in page(client)


def test_below_the_minimum_a_rank_does_not_help(client: Client, ada: Person) -> None:
    given.downloads(given.release(ada, "harborlight"), 400)
    given.designation()
    shown = page(client)
    assert "It comes in by rank with 600 more in the window: its rank, 1, would do" in shown
    assert evidence(client)["distance"]["ranks"] == 0


@pytest.mark.usefixtures("three_projects")
@pytest.mark.on_postgresql
def test_how_many_projects_need_it_is_told_where_a_rule_asks(client: Client, ada: Person) -> None:
    assert "Projects that need it" not in page(client)
    need(ada, "upper", "harborlight")
    need(ada, "lower", "harborlight")
    under(client, dependents_rule=True, dependents_top=1, dependents_minimum=2)
    told = evidence(client)
    assert told["dependents"] == 2
    assert [one["rule"] for one in told["rules"]] == ["downloads", "dependents"]
    assert "most others need: 2 projects here do, directly or through others" in told["rules"][1]["sentence"]
    assert "2 · cut-off 2" in page(client)
    assert "Fewer than 2" in page(client, "quietqueue")
    assert "not among the 1 projects that most others need" in page(client, "quietqueue")


@pytest.mark.usefixtures("three_projects")
def test_a_policy_without_the_rule_of_downloads_has_no_line(client: Client) -> None:
    under(client, downloads_rule=False)
    assert "Downloads bring nobody in by the policy of that run." in page(client)
    assert "It is outside since" in page(client)
    assert "this index does not run on it, and nobody added it by name" in page(client, "quietqueue").lower()


@pytest.mark.usefixtures("three_projects")
def test_operators_additions_are_told_with_the_reason(client: Client) -> None:
    NamedProject.objects.create(
        name="mossgrid", effect="added", reason="It holds the pier.", by="otto", at=NOON
    )
    given.designation(on=TODAY + timedelta(days=1))
    assert "added it by name. Their reason: It holds the pier." in page(client, "mossgrid")
    assert "By downloads alone it would come in with 5,000 more in the window." in page(client, "mossgrid")


@pytest.mark.usefixtures("three_projects")
def test_a_granted_contest_is_told(client: Client) -> None:
    NamedProject.objects.create(
        name="quietqueue", effect="released", reason="Own machines.", by="otto", at=NOON
    )
    assert "A contest of it was granted: its downloads and dependents designate it no more." in page(
        client, "quietqueue"
    )
    assert evidence(client, "quietqueue")["contest_granted"]


@pytest.mark.usefixtures("three_projects")
def test_each_time_it_was_critical_is_told_with_its_end(client: Client) -> None:
    given.designation(on=TODAY + timedelta(days=200))
    shown = page(client)
    assert "No rule holds it since" in shown
    assert "lapses on 18 September 2027 unless a rule holds it again before" in shown
    given.designation(on=TODAY + timedelta(days=565))
    [before] = evidence(client)["designations"]
    assert (before["since"], before["until"], before["because"][:7]) == (
        "2026-03-02",
        "2027-09-18",
        "lapsed:",
    )
    shown = page(client)
    assert "It lapsed. It was for 365 days in a row outside" in shown
    assert "rank 1 with 5,000 counted downloads, where 5,000 were enough" in shown


@pytest.mark.usefixtures("three_projects")
def test_a_name_in_the_band_stays_by_its_rank(client: Client, ada: Person) -> None:
    under(client, share="0.5", keep_factor="1.5")
    given.downloads(NormalizedName("mossgrid"), 9000, on=TODAY)
    given.designation(on=TODAY + timedelta(days=31))
    shown = page(client, "quietqueue")
    assert "It came in earlier and stays in: its rank, 3, is within 1.5 times the cohort of 2." in shown


@pytest.mark.usefixtures("three_projects")
def test_a_project_far_below_the_line_has_the_cut_off_in_words_alone(client: Client) -> None:
    given.downloads(NormalizedName("mossgrid"), 3)
    assert "as many as 27 on each of these days" in page(client, "mossgrid")
    assert "Cut-off: 27 a day" not in page(client, "mossgrid")
    assert "Cut-off: 27 a day" in page(client)


def test_another_spelling_leads_to_it_and_an_unknown_name_is_not_found(client: Client, ada: Person) -> None:
    given.release(ada, "quiet-queue")
    assert (
        client.get("/project/Quiet_Queue/critical.json")["Location"] == "/project/quiet-queue/critical.json"
    )
    assert client.get("/project/nothing/critical.json").status_code == 404
