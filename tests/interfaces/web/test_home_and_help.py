"""The front page, search, and the rules in words."""

import pytest
from django.test import Client

from strongroom.accounts.queries import Person
from strongroom.catalog.models import Project
from tests.support import given

pytestmark = pytest.mark.django_db


def text(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def test_an_empty_index_says_so(client: Client) -> None:
    assert "Nothing published yet" in text(client, "/")


def test_the_front_page_shows_how_to_install_and_what_is_new(client: Client, ada: Person) -> None:
    given.critical_project(ada)
    page = text(client, "/")
    for words in (
        "--index-url http://localhost:8000/simple/",
        "harborlight",
        "Critical",
        "100%",
        "policy version 1",
    ):
        assert words in page


def test_a_search_finds_names_and_summaries(client: Client, ada: Person) -> None:
    given.release(ada, "harborlight")
    given.release(ada, "quietqueue")
    page = text(client, "/?q=Harbor")
    assert "1 project for “Harbor”" in page
    assert "/project/harborlight/" in page
    assert "/project/quietqueue/" not in page
    assert text(client, "/?q=what+quietqueue") != page


def test_a_search_that_finds_nothing_says_what_is_searched(client: Client) -> None:
    assert "Only names and summaries are searched" in text(client, "/?q=nothing")


def test_what_was_searched_for_is_shown_as_text(client: Client) -> None:
    assert "<script>" not in text(client, "/?q=%3Cscript%3E")


def test_an_empty_search_is_the_front_page(client: Client) -> None:
    assert "Install from here" in text(client, "/?q=+")


def test_a_withdrawn_project_is_not_found(client: Client, ada: Person) -> None:
    given.release(ada, "harborlight")
    Project.objects.update(withdrawn_at=given.NOON)
    assert "Nothing found" in text(client, "/?q=harbor")


def test_many_results_are_paged(client: Client, ada: Person) -> None:
    for number in range(21):
        given.release(ada, f"harbor{number}")
    assert "Page 1 of 2" in text(client, "/?q=harbor")
    assert "Page 2 of 2" in text(client, "/?q=harbor&page=2")
    assert "Page 2 of 2" in text(client, "/?q=harbor&page=99")


def test_the_help_shows_this_installation_s_numbers(client: Client, ada: Person) -> None:
    page = text(client, "/help/critical-projects/")
    for words in (
        "183 complete UTC days",
        "The first 1% are in",
        "1,000 counted downloads",
        "1.25 times",
        "365 days",
    ):
        assert words in page
    assert "no mandate is announced" in page
    given.critical_project(ada)
    given.mandate()
    page = text(client, "/help/critical-projects/")
    assert "found 1 critical among 1 projects" in page
    assert "at least 90 days" in page
    assert "mailto:index@localhost" in page


def test_the_policy_shows_versions_dates_and_who_announced_what(client: Client, ada: Person) -> None:
    assert "None is announced" in text(client, "/help/policy/")
    given.critical_project(ada)
    given.mandate()
    page = text(client, "/help/policy/")
    for words in ("otto, operator", "Many depend on them.", "2 March 2026", "90 days", "First deadline."):
        assert words in page
