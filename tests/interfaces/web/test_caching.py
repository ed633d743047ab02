"""What may be kept by caches that several people share."""

import pytest
from django.test import Client

from strongroom.accounts.queries import Person
from tests.interfaces.web.conftest import SignIn
from tests.support import given

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "path", ["/", "/?q=harbor", "/dashboard/", "/help/policy/", "/project/harborlight/", "/project/nothing/"]
)
def test_pages_that_name_who_is_signed_in_are_for_nobody_else(
    sign_in: SignIn, ada: Person, path: str
) -> None:
    given.release(ada, "harborlight")
    response = sign_in(ada).get(path)
    assert b"ada" in response.content
    assert "private" in response["Cache-Control"]


def test_the_dashboard_as_data_is_the_same_for_everybody(client: Client) -> None:
    assert client.get("/dashboard.json")["Cache-Control"] == "public, max-age=60"


def test_a_nul_in_a_search_or_an_address_is_nothing_special(sign_in: SignIn, ada: Person) -> None:
    browser = sign_in(ada)
    assert browser.get("/search/?q=%00har%00bor").status_code == 200
    assert browser.post("/account/tokens/%00/revoke/").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/badge.svg",
        "/project/harborlight/badge.svg",
        "/project/harborlight/critical.json",
        "/dashboard.json",
        "/dashboard/people-bound.csv",
        "/help/policy.json",
        "/runs/2026-03-02.json",
    ],
)
def test_data_say_their_etag_to_whoever_only_asks_for_it(client: Client, ada: Person, path: str) -> None:
    given.critical_project(ada)
    etag = client.get(path)["ETag"]
    assert client.head(path)["ETag"] == etag
    for ask in (client.get, client.head):
        assert ask(path, headers={"If-None-Match": etag}).status_code == 304
