"""Badges: pictures of what the public pages say, for other pages to show."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from pytest_django import Settings

from strongroom.accounts.queries import Person
from strongroom.foundation import clock
from strongroom.mandates.services import record_figures
from tests.interfaces.web.conftest import SignIn
from tests.support import given
from tests.support.given import NOON

pytestmark = pytest.mark.django_db


def title(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert (answer.status_code, answer["Content-Type"]) == (status, "image/svg+xml")
    found = re.search(r"<title[^>]*>([^<]*)</title>", answer.content.decode())
    assert found is not None
    return unescape(found[1])


def test_a_critical_project_says_what_is_asked_and_not_of_whom_it_holds(
    client: Client, ada: Person, ben: Person
) -> None:
    name = given.critical_project(ada)
    path = "/project/harborlight/badge.svg"
    assert title(client, path) == "critical project: yes"
    given.mandate()
    announced = "critical project: second factor required from 1 June 2026"
    assert title(client, path) == announced
    given.role(ben, name)
    assert title(client, path) == announced
    given.protected(ben)
    assert title(client, path) == announced
    clock.install(lambda: NOON + timedelta(days=91))
    assert title(client, path) == "critical project: second factor required"


def test_other_projects_say_that_they_are_not_and_nothing_of_their_people(
    client: Client, ada: Person
) -> None:
    given.critical_project(ada)
    given.downloads(given.release(ada, "nearly"), 4900)
    given.release(ada, "hobby")
    given.designation(on=NOON.date() + timedelta(days=1))
    assert title(client, "/project/nearly/badge.svg") == "critical project: candidate"
    assert title(client, "/project/hobby/badge.svg") == "critical project: no"


@pytest.mark.parametrize("name", ["nothing", "-", "%00", "%F0%9F%94%91"])
def test_a_name_that_nobody_took_has_a_picture_that_says_so(client: Client, name: str) -> None:
    assert title(client, f"/project/{name}/badge.svg", 404) == "critical project: no such project"


def test_any_spelling_of_the_name_will_do(client: Client, ada: Person) -> None:
    given.critical_project(ada, "harbor-light")
    for spelling in ("Harbor_Light", "harbor.light"):
        assert title(client, f"/project/{spelling}/badge.svg") == "critical project: yes"


def test_the_index_says_what_share_is_protected_by_the_figures_taken_last(
    client: Client, ada: Person, ben: Person
) -> None:
    assert title(client, "/badge.svg") == "critical projects: none"
    given.role(ben, given.critical_project(ada))
    assert title(client, "/badge.svg") == "critical projects: 50% of maintainers protected"
    record_figures(on=NOON.date())
    given.protected(ben)
    assert "50%" in title(client, "/badge.svg")
    record_figures(on=NOON.date())
    assert "100%" in title(client, "/badge.svg")


@pytest.mark.parametrize("path", ["/badge.svg", "/project/harborlight/badge.svg"])
def test_other_sites_may_show_it_and_keep_it_for_five_minutes(
    sign_in: SignIn, ada: Person, path: str
) -> None:
    given.critical_project(ada)
    answer = sign_in(ada).get(path)
    assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert answer["Content-Security-Policy"].startswith("default-src 'none'")
    assert answer["Cache-Control"] == "public, max-age=300"
    assert "Cookie" not in answer.headers.get("Vary", "")
    assert not answer.cookies
    again = Client().get(path, headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_lines_to_copy_are_on_the_page_of_the_standing_and_on_the_dashboard(
    client: Client, ada: Person, settings: Settings
) -> None:
    settings.STRONGROOM_URL = "https://index.example"
    given.critical_project(ada)
    image = "https://index.example/project/harborlight/badge.svg"
    page = "https://index.example/project/harborlight/critical/"
    shown = unescape(client.get("/project/harborlight/critical/").content.decode())
    assert f"[![Standing of harborlight]({image})]({page})" in shown
    assert f".. image:: {image}\n   :target: {page}\n   :alt: Standing of harborlight" in shown
    assert f'<a href="{page}"><img src="{image}" alt="Standing of harborlight"></a>' in shown
    assert "https://index.example/badge.svg" in client.get("/dashboard/").content.decode()


def test_a_private_index_offers_none(sign_in: SignIn, ada: Person, settings: Settings) -> None:
    given.critical_project(ada)
    settings.STRONGROOM_READ_PUBLIC = False
    assert Client().get("/badge.svg").status_code == 302
    assert "badge.svg" not in sign_in(ada).get("/project/harborlight/critical/").content.decode()
