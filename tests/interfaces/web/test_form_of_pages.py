"""What holds for every page: headings in order, one main landmark, names for tables and fields, nothing inline."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from django.test import Client

from strongroom.accounts.queries import Person
from strongroom.foundation.names import NormalizedName
from tests.interfaces.web.conftest import SignIn, prove
from tests.support import given

pytestmark = pytest.mark.django_db

FOR_EVERYBODY = (
    "/",
    "/?q=harbor",
    "/?q=nothing",
    "/project/harborlight/",
    "/project/harborlight/files/",
    "/project/harborlight/history/",
    "/project/harborlight/critical/",
    "/project/harborlight/1.0/",
    "/dashboard/",
    "/dashboard/projects/",
    "/dashboard/people-bound/",
    "/dashboard/uploads-refused/",
    "/runs/",
    "/runs/2026-03-02/",
    "/help/critical-projects/",
    "/help/policy/",
    "/status/",
)
FOR_ITS_PEOPLE = (
    "/projects/mine/",
    "/project/harborlight/manage/",
    "/project/harborlight/manage/yank/",
    "/project/harborlight/manage/invite/",
    "/project/harborlight/manage/withdraw/",
    "/project/harborlight/manage/deprecate/",
    "/project/harborlight/manage/leave/",
)


class Page(HTMLParser):
    """What the rules look at."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.headings: list[int] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take note of an element."""
        self.elements.append((tag, dict(attrs)))
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))

    def all(self, *tags: str) -> Iterator[dict[str, str | None]]:
        """Yield the attributes of every element of these kinds."""
        return (attributes for tag, attributes in self.elements if tag in tags)


def faults(text: str) -> Iterator[str]:
    """Yield a sentence for each rule a page breaks."""
    page = Page(text)
    if page.headings.count(1) != 1 or page.headings[0] != 1:
        yield f"one first heading, at the beginning: {page.headings}"
    if any(after > before + 1 for before, after in zip(page.headings, page.headings[1:], strict=False)):
        yield f"a level of headings is left out: {page.headings}"
    if len(list(page.all("main"))) != 1:
        yield "one main landmark"
    if any("style" in attributes for _, attributes in page.elements) or list(page.all("style", "script")):
        yield "nothing inline, nothing scripted"
    if any(name.startswith("on") for _, attributes in page.elements for name in attributes):
        yield "no event handlers"
    if any("scope" not in attributes for attributes in page.all("th")):
        yield "a header cell says what it heads"
    identifiers = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    yield from (f"{one} is given twice" for one in set(identifiers) if identifiers.count(one) > 1)
    yield from _unnamed_fields(page)


def _unnamed_fields(page: Page) -> Iterator[str]:
    labels = {attributes.get("for") for attributes in page.all("label")}
    for attributes in page.all("input", "select", "textarea"):
        if attributes.get("type") not in {"hidden", "submit"} and attributes.get("id") not in labels:
            yield f"a field without a label: {attributes}"


def test_the_rules_catch_what_they_are_for() -> None:
    broken = '<h2 style="x">a</h2><h4 onclick="x">b</h4><th>c</th><input id="n"><i id="n">'
    assert len(list(faults(broken))) == 8


@pytest.fixture
def harborlight(ada: Person, ben: Person) -> None:
    """A critical project under a mandate, with a candidate beside it."""
    given.downloads(given.release(ada, "quietqueue"), 4900)
    given.role(ben, given.critical_project(ada))
    given.mandate()


@pytest.mark.usefixtures("harborlight")
@pytest.mark.parametrize("path", FOR_EVERYBODY)
def test_every_page_is_well_formed(client: Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 200
    assert list(faults(response.content.decode())) == []


@pytest.mark.usefixtures("harborlight")
@pytest.mark.parametrize("path", FOR_ITS_PEOPLE)
def test_every_page_of_its_people_is_well_formed(ada: Person, sign_in: SignIn, path: str) -> None:
    given.role(
        given.person("vera"), NormalizedName("harborlight"), "owner"
    )  # whoever is the last owner cannot leave
    response = prove(sign_in(ada), ada).get(path)
    assert response.status_code == 200
    assert list(faults(response.content.decode())) == []


@pytest.mark.usefixtures("harborlight")
@pytest.mark.parametrize("path", ["/projects/mine/", "/project/harborlight/manage/"])
def test_a_page_that_asks_something_is_well_formed(ben: Person, sign_in: SignIn, path: str) -> None:
    assert list(faults(sign_in(ben).get(path).content.decode())) == []


@pytest.mark.parametrize("path", FOR_EVERYBODY[:3] + FOR_EVERYBODY[8:])
def test_pages_of_an_empty_index_are_well_formed(client: Client, path: str) -> None:
    assert list(faults(client.get(path).content.decode())) == []


@pytest.mark.parametrize("path", FOR_EVERYBODY)
def test_a_page_is_read_and_not_posted_to(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405
