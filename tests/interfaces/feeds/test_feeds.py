"""What feed readers get."""

import re
from dataclasses import replace
from datetime import timedelta
from email.utils import parsedate_to_datetime
from xml.etree import ElementTree as ET

import pytest
from django.test import Client
from hypothesis import given as hypothesis_given
from hypothesis import strategies as st
from pytest_django import Settings

from strongroom.accounts.queries import Person
from strongroom.catalog.models import Project, Release
from strongroom.catalog.services import withdraw, yank
from strongroom.foundation import clock
from strongroom.foundation.permits import Action
from strongroom.interfaces.feeds import views
from strongroom.interfaces.feeds.feed import Channel, News, rss
from strongroom.mandates.services import permit
from tests.support import given
from tests.support.given import NOON, acting

PACKAGES, UPDATES, OF_PROJECT = (
    "/rss/packages.xml",
    "/rss/updates.xml",
    "/rss/project/harborlight/releases.xml",
)
CHANNEL = Channel("News", "/", "What is new")
NEWS = News("harborlight 1.0", "/project/harborlight/", "A light", NOON)


@pytest.fixture(autouse=True)
def _present(_clock_put_back: None) -> None:
    clock.install(lambda: NOON)


@pytest.fixture(autouse=True)
def _address(settings: Settings) -> None:
    settings.STRONGROOM_URL = "https://index.example"


@pytest.fixture
def ada() -> Person:
    return given.protected(given.person("ada"))


def channel(client: Client, path: str) -> ET.Element:
    """Read a feed."""
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("application/rss+xml")
    root = ET.fromstring(answer.content)
    assert (root.tag, root.get("version")) == ("rss", "2.0")
    found = root.find("channel")
    assert found is not None
    return found


def titles(client: Client, path: str) -> list[str | None]:
    return [item.findtext("title") for item in channel(client, path).iter("item")]


@pytest.mark.django_db
@pytest.mark.parametrize("path", [PACKAGES, UPDATES, OF_PROJECT])
def test_an_upload_is_news_with_link_and_time(client: Client, ada: Person, path: str) -> None:
    given.release(ada, "harborlight")
    (item,) = channel(client, path).iter("item")
    page = "/project/harborlight/" if path == PACKAGES else "/project/harborlight/1.0/"
    assert item.findtext("link") == f"https://index.example{page}"
    assert item.findtext("description") == "What harborlight does"
    assert parsedate_to_datetime(item.findtext("pubDate") or "") == NOON
    assert "harborlight" in (item.findtext("title") or "")
    assert item.findtext("guid") == item.findtext("title")


@pytest.mark.django_db
def test_newest_come_first(client: Client, ada: Person) -> None:
    for hours, (name, version) in enumerate(
        [("harborlight", "2.0"), ("beacon", "1.0"), ("harborlight", "1.5")]
    ):
        given.release(ada, name, version, at=NOON + timedelta(hours=hours))
    assert titles(client, UPDATES) == ["harborlight 1.5", "beacon 1.0", "harborlight 2.0"]
    assert titles(client, PACKAGES) == ["beacon is new on Strongroom", "harborlight is new on Strongroom"]
    assert titles(client, OF_PROJECT) == ["harborlight 1.5", "harborlight 2.0"]


@pytest.mark.django_db
@pytest.mark.on_postgresql
def test_feeds_have_an_end(client: Client, ada: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    for limit in ("PROJECTS_AT_MOST", "RELEASES_AT_MOST", "RELEASES_OF_A_PROJECT_AT_MOST"):
        monkeypatch.setattr(views, limit, 2)
    for number in range(3):
        given.release(ada, f"project-{number}")
        given.release(ada, "harborlight", f"{number}.0")
    for path in (PACKAGES, UPDATES, OF_PROJECT):
        assert len(titles(client, path)) == 2


@pytest.mark.django_db
@pytest.mark.parametrize("path", [PACKAGES, UPDATES])
def test_what_is_withdrawn_or_quarantined_is_no_news(client: Client, ada: Person, path: str) -> None:
    gone = given.release(ada, "gone")
    withdraw(permit(acting(ada), Action.WITHDRAW, gone, now=NOON), reason="Nobody uses it.")
    given.release(ada, "hidden")
    Project.objects.filter(name="hidden").update(status="quarantined")
    assert titles(client, path) == []


@pytest.mark.django_db
def test_a_project_that_is_not_offered_has_no_feed(client: Client, ada: Person) -> None:
    given.release(ada, "harborlight")
    Project.objects.update(status="quarantined")
    assert client.get(OF_PROJECT).status_code == 404
    assert client.get("/rss/project/unknown/releases.xml").status_code == 404
    assert client.get("/rss/project/no name/releases.xml").status_code == 404


@pytest.mark.django_db
def test_another_spelling_leads_to_the_feed(client: Client) -> None:
    answer = client.get("/rss/project/Harbor_Light/releases.xml")
    assert (answer.status_code, answer["Location"]) == (301, "/rss/project/harbor-light/releases.xml")


@pytest.mark.django_db
def test_a_feed_that_is_known_is_not_sent_again(client: Client, ada: Person) -> None:
    given.release(ada, "harborlight")
    first = client.get(UPDATES)
    assert first.headers["Cache-Control"] == "public, max-age=600"
    known = {"If-None-Match": first.headers["ETag"]}
    again = client.get(UPDATES, headers=known)
    assert (again.status_code, again.content) == (304, b"")
    assert (
        client.get(UPDATES, headers={"If-Modified-Since": first.headers["Last-Modified"]}).status_code == 304
    )
    Release.objects.update(summary="Said better")
    assert client.get(UPDATES, headers=known).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("path", [UPDATES, OF_PROJECT])
def test_a_yanked_release_says_so_and_stays_the_same_item(client: Client, ada: Person, path: str) -> None:
    name = given.release(ada, "harborlight")
    yank(permit(acting(ada), Action.YANK, name, now=NOON), version="1.0", reason="It eats the cargo.")
    (item,) = channel(client, path).iter("item")
    assert item.findtext("title") == "harborlight 1.0 (yanked)"
    assert (item.findtext("description") or "").startswith("Yanked: It eats the cargo.")
    assert item.findtext("guid") == "harborlight 1.0"


@pytest.mark.django_db
@pytest.mark.parametrize("path", [PACKAGES, UPDATES, OF_PROJECT])
def test_a_reader_that_asks_by_date_learns_what_changed_since(client: Client, ada: Person, path: str) -> None:
    name = given.release(ada, "harborlight")
    given.release(ada, "harborlight", "2.0", at=NOON + timedelta(minutes=1))
    since = {"If-Modified-Since": client.get(path).headers["Last-Modified"]}
    assert client.get(path, headers=since).status_code == 304
    later = NOON + timedelta(hours=1)
    yank(permit(acting(ada), Action.YANK, name, now=later), version="1.0", reason="It eats the cargo.")
    assert client.get(path, headers=since).status_code == 200
    since = {"If-Modified-Since": client.get(path).headers["Last-Modified"]}
    last = later + timedelta(hours=1)
    withdraw(permit(acting(ada), Action.WITHDRAW, name, now=last), reason="Nobody uses it.")
    assert client.get(path, headers=since).status_code in {200, 404}


@pytest.mark.django_db
@pytest.mark.parametrize("path", [PACKAGES, UPDATES])
def test_an_empty_index_has_empty_feeds(client: Client, path: str) -> None:
    assert titles(client, path) == []


@pytest.mark.django_db
def test_pages_lead_to_their_feeds(client: Client, ada: Person) -> None:
    given.release(ada, "harborlight")
    for page, feeds in {"/": {PACKAGES, UPDATES}, "/project/harborlight/": {OF_PROJECT}}.items():
        links = re.findall(r'<link rel="alternate"[^>]*>', client.get(page).content.decode())
        assert {match for link in links for match in re.findall(r'href="([^"]*)"', link)} == feeds
        assert all('type="application/rss+xml"' in link for link in links)


@hypothesis_given(st.text())
def test_any_text_makes_a_feed_that_can_be_read(text: str) -> None:
    body = rss(CHANNEL, [replace(NEWS, title=text, summary=text)], own_path=UPDATES)
    found = ET.fromstring(body).findtext("channel/item/description")
    legal = "".join(
        char
        for char in text
        if char in "\t\n\r" or " " <= char < "\ud800" or "\ue000" <= char < "\ufffe" or char > "\uffff"
    )
    assert (found or "") == legal.replace("\r\n", "\n").replace("\r", "\n")
