"""Pages follow the namespaces that are granted."""

import pytest

from strongroom.accounts.queries import Person
from strongroom.catalog.services import grant_namespace, revoke_namespace
from strongroom.foundation.actors import Actor
from strongroom.foundation.names import NormalizedName, normalize
from strongroom.readpath.services import pages_of_this_node, verify
from strongroom.readpath.store import NAMESPACES_KEY, Representation, namespace_key, project_key
from tests.contexts.readpath.given import catch_up, every_page, project, root
from tests.support import given
from tests.support.given import NOON

OTTO = Actor.operator(name="otto")
KITE, TAIL, WIND = normalize("kite"), normalize("kite-tail"), normalize("wind")


@pytest.fixture
def ada() -> Person:
    return given.person("ada")


@pytest.fixture
def _index(ada: Person) -> None:
    """One of Ada's and one of Ben's projects in what is to be Ada's namespace, and one elsewhere."""
    given.release(ada, "kite-tail")
    given.release(given.person("ben"), "kite-old")
    given.release(ada, "wind")
    catch_up()


def grant(name: NormalizedName = KITE, *, to: str = "ada") -> None:
    grant_namespace(name, username=to, by=OTTO, reason="Theirs.", now=NOON)


def revoke(name: NormalizedName = KITE) -> None:
    revoke_namespace(name, by=OTTO, reason="No more.", now=NOON)


def version(page: dict[str, dict[str, str]]) -> str:
    return page["meta"]["api-version"]


def in_html() -> list[bytes]:
    store = pages_of_this_node().store
    pages = [store.get_page(project_key(name, Representation.HTML)) for name in (TAIL, WIND)]
    return [page.body for page in pages if page]


def etag(name: NormalizedName) -> str:
    page = pages_of_this_node().store.get_page(project_key(name, Representation.JSON))
    assert page is not None
    return page.etag


def body(key: str) -> bytes | None:
    page = pages_of_this_node().store.get_page(key)
    return page.body if page else None


@pytest.mark.django_db
@pytest.mark.usefixtures("_index")
def test_the_first_grant_changes_every_page_in_json_and_none_in_html() -> None:
    html = in_html()
    assert [version(page) for page in (root(), project(WIND))] == ["1.4", "1.4"]
    assert "namespaces" not in project(WIND)
    grant()
    catch_up()
    assert [version(page) for page in (root(), project(WIND), project(TAIL))] == ["1.5"] * 3
    assert project(WIND)["namespaces"] is None
    assert project(TAIL)["namespaces"] == [{"name": "kite", "owned": True}]
    assert project(normalize("kite-old"))["namespaces"] == [{"name": "kite", "owned": False}]
    assert in_html() == html


@pytest.mark.django_db
@pytest.mark.usefixtures("_index")
def test_the_last_revocation_takes_all_of_it_back() -> None:
    before = [project(name) for name in (TAIL, WIND)]
    grant()
    catch_up()
    revoke()
    catch_up()
    assert [project(name) for name in (TAIL, WIND)] == before
    assert version(root()) == "1.4"
    assert [body(NAMESPACES_KEY), body(namespace_key(KITE))] == [None, None]


@pytest.mark.django_db
@pytest.mark.usefixtures("_index")
def test_a_further_grant_changes_the_projects_in_it_and_no_others() -> None:
    grant(WIND)
    catch_up()
    before = etag(WIND)
    grant(TAIL)
    catch_up()
    assert etag(WIND) == before
    assert project(TAIL)["namespaces"] == [{"name": "kite-tail", "owned": True}]
    grant(KITE)
    catch_up()
    assert [one["name"] for one in project(TAIL)["namespaces"]] == ["kite", "kite-tail"]
    revoke(TAIL)
    catch_up()
    assert [one["name"] for one in project(TAIL)["namespaces"]] == ["kite"]
    assert etag(WIND) == before


@pytest.mark.django_db
@pytest.mark.usefixtures("_index")
def test_what_came_to_another_owner_between_two_looks_is_noticed() -> None:
    grant()
    catch_up()
    revoke()
    grant(to="ben")
    catch_up()
    assert project(TAIL)["namespaces"] == [{"name": "kite", "owned": False}]
    assert b'"owner":"ben"' in (body(namespace_key(KITE)) or b"")


@pytest.mark.django_db
def test_a_project_that_is_begun_later_is_in_it(ada: Person) -> None:
    grant()
    catch_up()
    name = given.release(ada, "kite-new")
    catch_up()
    assert project(name)["namespaces"] == [{"name": "kite", "owned": True}]


@pytest.mark.django_db
@pytest.mark.usefixtures("_index")
def test_pages_of_before_and_pages_made_anew_are_the_same() -> None:
    grant(TAIL)
    grant(KITE)
    catch_up()
    assert list(verify(pages_of_this_node())) == []
    before = every_page(TAIL, WIND), body(NAMESPACES_KEY), body(namespace_key(KITE))
    pages_of_this_node().rebuild()
    assert (every_page(TAIL, WIND), body(NAMESPACES_KEY), body(namespace_key(KITE))) == before


@pytest.mark.django_db
@pytest.mark.usefixtures("_index")
def test_pages_of_namespaces_that_were_lost_are_found_missing_and_made_anew() -> None:
    grant()
    serial = catch_up()
    with pages_of_this_node().store.write() as changes:
        changes.put_root(serial=serial, modified_at=0, frames={})
    assert "The page namespaces is not as it should be." in list(verify(pages_of_this_node()))
    pages_of_this_node().rebuild()
    assert body(NAMESPACES_KEY) == b'[{"name":"kite"}]'
    assert list(verify(pages_of_this_node())) == []


@pytest.mark.django_db(transaction=True)
def test_whoever_was_told_of_the_grant_finds_it(ada: Person) -> None:
    name = given.release(ada, "kite-tail")
    grant()
    assert project(name)["namespaces"] == [{"name": "kite", "owned": True}]
    revoke()
    assert "namespaces" not in project(name)
