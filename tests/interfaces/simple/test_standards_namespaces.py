"""Namespaces, statement by statement. Source: PEP 752; NSP-…, SIJ-022 and SIJ-023 of the standards."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from strongroom.accounts.queries import Person
from strongroom.catalog.errors import NamespaceReserved, NamespaceTaken
from strongroom.catalog.services import grant_namespace, revoke_namespace
from strongroom.foundation.actors import Actor
from strongroom.foundation.names import normalize
from strongroom.infra.eventlog import EventWriter
from strongroom.infra.storage.local import ContentStore
from strongroom.interfaces.simple.messages import Request, Response
from strongroom.interfaces.simple.routes import ReadHandlers
from strongroom.interfaces.uploads.answers import status_of
from strongroom.readpath.services import pages_of_this_node
from tests.support import given
from tests.support.given import NOON

JSON = "application/vnd.pypi.simple.v1+json"
ALL = "/simple/namespaces"
OTTO = Actor.operator(name="otto")


@dataclass
class Index:
    """Projects of Ada's and of Ben's, `kite-old` of Ben's among them, and who asks for their pages."""

    ada: Person
    ben: Person
    handlers: ReadHandlers

    def grant(self, *names: str, to: str = "ada") -> None:
        """Grant namespaces to somebody."""
        for name in names:
            grant_namespace(normalize(name), username=to, by=OTTO, reason="Theirs.", now=NOON)

    def revoke(self, *names: str) -> None:
        """Revoke namespaces."""
        for name in names:
            revoke_namespace(normalize(name), by=OTTO, reason="No more.", now=NOON)

    def ask(self, path: str, **headers: str) -> Response:
        """Return the answer to a GET."""
        pages_of_this_node().catch_up()
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        response = self.handlers.answer(Request("GET", path, headers=sent))
        assert response is not None
        return response

    def read(self, path: str) -> Any:
        """Return what the JSON at an address says."""
        response = self.ask(path, accept=JSON)
        assert response.status == "200 OK"
        assert dict(response.fields)["Content-Type"] == JSON
        (body,) = response.body
        assert isinstance(body, bytes)
        return json.loads(body)


Check = Callable[[Index], None]


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    """Have no namespaces yet."""
    events = EventWriter(tmp_path / "events")
    handlers = ReadHandlers(pages_of_this_node().store, ContentStore(tmp_path / "content"), events)
    made = Index(given.person("ada"), given.person("ben"), handlers)
    given.release(made.ada, "kite-tail")
    given.release(made.ben, "kite-old")
    given.release(made.ben, "kites")
    yield made
    events.close()


def without_namespaces_nothing_is_said(index: Index) -> None:
    page = index.read("/simple/kite-tail/")
    assert "namespaces" not in page
    assert page["meta"]["api-version"] == "1.4"
    moved = index.ask(ALL)
    assert (moved.status[:3], dict(moved.fields)["Location"]) == ("301", "/simple/namespaces/")
    assert index.ask("/simple/namespaces/").status == "404 Not Found"
    assert index.ask("/simple/namespace/kite").status == "404 Not Found"


def with_them_every_page_says_so(index: Index) -> None:
    index.grant("kite")
    found = {name: index.read(f"/simple/{name}/") for name in ("kite-tail", "kite-old", "kites")}
    assert {page["meta"]["api-version"] for page in found.values()} == {"1.5"}
    assert {name: page["namespaces"] for name, page in found.items()} == {
        "kite-tail": [{"name": "kite", "owned": True}],
        "kite-old": [{"name": "kite", "owned": False}],
        "kites": None,
    }


def the_list_and_each_can_be_read(index: Index) -> None:
    index.grant("kite", "kite-tail", "lantern")
    assert index.read(ALL) == [{"name": "kite"}, {"name": "kite-tail"}, {"name": "lantern"}]
    assert index.read("/simple/namespace/kite") == {
        "name": "kite",
        "parent": None,
        "children": ["kite-tail"],
        "owner": "ada",
    }
    assert index.read("/simple/namespace/kite-tail")["parent"] == "kite"
    assert index.ask("/simple/namespace/wind").status == "404 Not Found"


def they_are_conditional_and_their_addresses_normal(index: Index) -> None:
    index.grant("kite-tail")
    for path in (ALL, "/simple/namespace/kite-tail"):
        etag = dict(index.ask(path).fields)["ETag"]
        assert index.ask(path, if_none_match=etag).status == "304 Not Modified"
    moved = index.ask("/simple/namespace/Kite.Tail")
    assert (moved.status[:3], dict(moved.fields)["Location"]) == ("301", "/simple/namespace/kite-tail")


def a_project_may_be_called_namespaces(index: Index) -> None:
    given.release(index.ben, "namespaces")
    given.release(index.ben, "namespace")
    index.grant("kite")
    assert index.read("/simple/namespaces/")["name"] == "namespaces"
    assert index.read("/simple/namespace/")["name"] == "namespace"
    assert index.read(ALL) == [{"name": "kite"}]


def strangers_begin_nothing_in_it(index: Index) -> None:
    index.grant("kite")
    with pytest.raises(NamespaceReserved) as refused:
        given.release(index.ben, "kite-new")
    assert status_of(refused.value) == 409
    given.release(index.ada, "kite-new")


def normalized_names_are_compared(index: Index) -> None:
    index.grant("Kite")
    for name in ("KITE", "kite_.new"):
        with pytest.raises(NamespaceReserved):
            given.release(index.ben, name)
    given.release(index.ben, "kiteful")


def owners_do_not_overlap(index: Index) -> None:
    index.grant("kite-tail")
    for name in ("kite", "kite-tail", "kite-tail-red"):
        with pytest.raises(NamespaceTaken):
            index.grant(name, to="ben")
    index.grant("kite-t", to="ben")


def older_projects_go_on(index: Index) -> None:
    index.grant("kite")
    given.release(index.ben, "kite-old", "2.0")
    assert index.read("/simple/kite-old/")["versions"] == ["1.0", "2.0"]


def a_grant_that_is_gone_is_not_told(index: Index) -> None:
    index.grant("kite", "lantern")
    index.revoke("kite")
    assert index.read("/simple/kite-tail/")["namespaces"] is None
    index.revoke("lantern")
    without_namespaces_nothing_is_said(index)


def html_stays_as_it_is(index: Index) -> None:
    before = [index.ask(path).body for path in ("/simple/kite-tail/", "/simple/kites/")]
    index.grant("kite")
    assert [index.ask(path).body for path in ("/simple/kite-tail/", "/simple/kites/")] == before


STATEMENTS: dict[str, Check] = {
    "NSP-001 and SIJ-022 without namespaces, nothing is said": without_namespaces_nothing_is_said,
    "NSP-002 and SIJ-023 with them, every page says so": with_them_every_page_says_so,
    "NSP-003 the list and each can be read": the_list_and_each_can_be_read,
    "NSP-003 they are conditional, and their addresses normal": they_are_conditional_and_their_addresses_normal,
    "NSP-003 a project may be called namespaces": a_project_may_be_called_namespaces,
    "NSP-004 strangers begin nothing in it": strangers_begin_nothing_in_it,
    "NSP-005 normalized names are compared": normalized_names_are_compared,
    "NSP-006 owners do not overlap": owners_do_not_overlap,
    "NSP-007 older projects go on": older_projects_go_on,
    "NSP-008 a grant that is gone is not told": a_grant_that_is_gone_is_not_told,
    "SIH-010 HTML stays as it is": html_stays_as_it_is,
}


@pytest.mark.django_db
@pytest.mark.parametrize("check", [pytest.param(check, id=said) for said, check in STATEMENTS.items()])
def test_statement(index: Index, check: Check) -> None:
    check(index)
