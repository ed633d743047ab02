"""Why is this critical, or why not?"""

import re
from datetime import date, timedelta

import pytest
from django.test import Client

from strongroom.accounts.queries import Person
from strongroom.criticality.models import NamedProject
from tests.support import given
from tests.support.given import NOON

pytestmark = pytest.mark.django_db


def page(client: Client, name: str = "harborlight") -> str:
    response = client.get(f"/project/{name}/critical/")
    assert response.status_code == 200
    return response.content.decode()


def test_before_the_first_run_there_is_no_line(client: Client, ada: Person) -> None:
    given.release(ada, "harborlight")
    assert "No designation has been run on this index yet." in page(client)


def test_a_critical_project_shows_since_when_by_which_rule_and_how_far_above_the_line(
    client: Client, ada: Person
) -> None:
    given.critical_project(ada)
    shown = page(client)
    for words in (
        "Critical since",
        "among the top 1% of projects by downloads of the last 183 days",
        "1 of 1",
        "5,000",
        "policy version 1",
        "it has exactly as many",
    ):
        assert words in shown


def test_a_name_that_is_not_critical_shows_how_far_away_it_is(client: Client, ada: Person) -> None:
    given.critical_project(ada)
    small = given.release(ada, "quietqueue")
    given.downloads(small, 1200)
    given.designation(on=NOON.date() + timedelta(days=1))
    shown = page(client, "quietqueue")
    assert "Not critical" in shown
    assert (
        "It comes in by rank with 3,800 more in the window; it is 1 rank behind the last that is in." in shown
    )
    assert "24% of the line" in shown
    assert "Candidate" not in shown


def test_a_name_close_below_the_line_is_a_candidate(client: Client, ada: Person) -> None:
    given.critical_project(ada)
    near = given.release(ada, "quietqueue")
    given.downloads(near, 4900)
    given.designation(on=NOON.date() + timedelta(days=1))
    shown = page(client, "quietqueue")
    assert "Candidate" in shown
    assert "close below the line" in shown


def test_a_name_without_downloads_is_not_ranked(client: Client, ada: Person) -> None:
    given.critical_project(ada)
    given.release(ada, "quietqueue")
    assert "Not ranked: no counted downloads" in page(client, "quietqueue")


@pytest.mark.on_postgresql
def test_every_rule_that_fired_is_a_sentence(client: Client, ada: Person) -> None:
    given.release(ada, "harborlight")
    NamedProject.objects.create(
        name="harborlight", effect="added", reason="It runs the harbor.", by="otto", at=NOON
    )
    given.designation()
    assert "The operators of this index added it by name." in page(client)


def test_downloads_are_split_by_class_of_client_with_a_table_behind_the_chart(
    client: Client, ada: Person
) -> None:
    name = given.release(ada, "harborlight")
    yesterday = NOON.date() - timedelta(days=1)
    given.downloads(name, 5000, on=yesterday)
    given.downloads(name, 700, on=yesterday, client_class="mirror")
    given.designation()
    shown = page(client)
    assert "5,000 of 5,700 downloads are counted." in shown
    assert "Mirrors (bandersnatch, devpi, …)" in shown
    assert f'<th scope="row">{yesterday.isoformat()}</th><td class="number">5,000</td>' in shown


def test_a_mandate_shows_its_dates(client: Client, ada: Person) -> None:
    given.critical_project(ada)
    assert "Not announced yet." in page(client)
    given.mandate()
    shown = page(client)
    assert "Second factor announced" in shown
    assert f'<time datetime="{date(2026, 6, 1).isoformat()}">' in shown


def test_all_evidence_is_led_to_from_elsewhere_alone(client: Client, ada: Person) -> None:
    given.critical_project(ada)
    assert ">All evidence</a>" in client.get("/project/harborlight/").content.decode()
    assert ">All evidence</a>" not in page(client)


def test_the_last_rank_stands_once_in_the_table_of_all_ranks(client: Client, ada: Person) -> None:
    for name, count in {"harborlight": 5000, "quietqueue": 400, "saltmarsh": 300}.items():
        given.downloads(given.release(ada, name), count)
    given.designation()
    shown = page(client)
    rows = re.findall(r'<th scope="row">(\d+)</th><td class="number">([\d,]+)</td>', shown)
    assert rows == [("1", "5,000"), ("2", "400"), ("3", "300")]


def test_what_is_said_of_each_time_has_the_whole_width_of_a_telephone(client: Client, ada: Person) -> None:
    given.critical_project(ada)
    shown = page(client)
    for label in ("By which rules", "Until"):
        assert f'<td class="words" data-label="{label}">' in shown
