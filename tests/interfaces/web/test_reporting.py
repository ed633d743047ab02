"""Anybody can report a project, a few times an hour, and is not named to its people."""

import pytest
from django.test import Client

from strongroom.accounts.queries import Person
from strongroom.catalog.queries import list_open_reports
from tests.interfaces.web.conftest import SignIn
from tests.support import given

pytestmark = pytest.mark.django_db

PAGE = "/project/harborlight/report/"
SAID = {"kind": "malware", "text": "It sends keys."}


@pytest.fixture(autouse=True)
def harborlight(ada: Person) -> None:
    given.release(ada, "harborlight")


def test_the_page_of_a_project_leads_there(client: Client) -> None:
    assert PAGE in client.get("/project/harborlight/").content.decode()


def test_somebody_signed_in_reports(cleo: Person, sign_in: SignIn) -> None:
    assert sign_in(cleo).post(PAGE, SAID).headers["Location"] == "/project/harborlight/"
    (report,) = list_open_reports()
    assert (report.reporter, report.kind, report.text) == ("cleo", "malware", "It sends keys.")


def test_somebody_who_is_not_signed_in_reports(client: Client) -> None:
    assert client.post(PAGE, SAID).status_code == 302
    assert [report.reporter for report in list_open_reports()] == [""]


def test_after_ten_in_an_hour_it_is_enough(client: Client, cleo: Person, sign_in: SignIn) -> None:
    for version in range(10):
        client.post(PAGE, {**SAID, "text": f"{version}.0 sends keys."})
    assert client.post(PAGE, SAID).status_code == 429
    assert client.post(PAGE, SAID, REMOTE_ADDR="192.0.2.7").status_code == 302
    assert sign_in(cleo).post(PAGE, SAID).status_code == 302
    assert len(list_open_reports()) == 12


@pytest.mark.parametrize("wrong", [{"kind": ""}, {"kind": "rumor"}, {"text": ""}, {"text": "x" * 2001}])
def test_what_says_nothing_is_no_report(client: Client, wrong: dict[str, str]) -> None:
    assert client.post(PAGE, {**SAID, **wrong}).status_code == 400
    assert list_open_reports() == []


def test_there_is_nothing_to_report_of_what_is_not_there(client: Client) -> None:
    assert client.get("/project/none/report/").status_code == 404
