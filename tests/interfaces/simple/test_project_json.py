"""The JSON API as clients ask it: documents of projects and of versions, and why there is none."""

import gzip
import json
from typing import Any

import pytest

from strongroom.foundation.names import normalize
from strongroom.readpath.store import Body, ProjectState, Representation, release_key, release_tail_key
from tests.interfaces.simple.sample_index import Answer, SampleIndex

FOO = normalize("Foo.Bar")
SERIAL = 1234
DOCUMENT: dict[str, Any] = {"info": {"version": "2.0"}, "last_serial": SERIAL, "releases": {"2.0": []}}


def show(
    index: SampleIndex, *, serial: int = SERIAL, versions: tuple[str, ...] = ("1", "1.0.0", "1!2+x")
) -> None:
    """Show the documents of a project with these versions, by the keys they are kept under."""
    heads = {release_key(FOO, key): b'{"info":{"version":"%b"}' % key.encode() for key in versions}
    documents = {**heads, release_tail_key(FOO): b',"last_serial":%d}' % serial}
    state = ProjectState(
        FOO,
        serial,
        modified_at=1_760_000_000,
        pages={Representation.API: Body("application/json", json.dumps(DOCUMENT).encode() + b" " * 2000)},
        documents={key: Body("application/json", content) for key, content in documents.items()},
    )
    with index.pages.write() as changes:
        changes.put_project(state)


@pytest.fixture
def index(index: SampleIndex) -> SampleIndex:
    """Have documents of one project."""
    show(index)
    return index


def version_of(answer: Answer) -> str:
    assert answer.code == 200
    version: str = json.loads(answer.body)["info"]["version"]
    return version


@pytest.mark.parametrize("path", ["/pypi/foo-bar/json", "/pypi/foo-bar/json/"])
def test_a_projects_document(index: SampleIndex, path: str) -> None:
    answer = index.ask(path)
    assert (answer.code, json.loads(answer.body)) == (200, DOCUMENT)
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["X-PyPI-Last-Serial"] == str(SERIAL)
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cache-Control"].startswith("public")
    assert answer.headers["Surrogate-Key"] == "project/foo-bar"


def test_it_comes_compressed_to_whoever_takes_it(index: SampleIndex) -> None:
    answer = index.ask("/pypi/foo-bar/json", accept_encoding="gzip")
    assert answer.headers["Content-Encoding"] == "gzip"
    assert json.loads(gzip.decompress(answer.body)) == DOCUMENT


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("1", "1"),
        ("1.0", "1"),
        ("1.0.0.0", "1"),
        ("v1", "1"),
        ("1.0.0", "1.0.0"),
        ("1!2+x", "1!2+x"),
        ("1%212.0%2BX", "1!2+x"),
    ],
)
def test_a_version_is_found_by_every_spelling(index: SampleIndex, asked: str, found: str) -> None:
    assert version_of(index.ask(f"/pypi/foo-bar/{asked}/json")) == found
    assert version_of(index.ask(f"/pypi/foo-bar/{asked}/json/")) == found


def test_a_versions_document_is_whole(index: SampleIndex) -> None:
    answer = index.ask("/pypi/foo-bar/1/json")
    assert json.loads(answer.body) == {"info": {"version": "1"}, "last_serial": SERIAL}
    assert answer.headers["Content-Length"] == str(len(answer.body))
    assert answer.headers["X-PyPI-Last-Serial"] == str(SERIAL)


@pytest.mark.parametrize("path", ["/pypi/foo-bar/json", "/pypi/foo-bar/1/json"])
def test_what_a_client_has_is_not_sent_again(index: SampleIndex, path: str) -> None:
    first = index.ask(path)
    again = index.ask(path, if_none_match=first.headers["ETag"])
    assert (again.code, again.body) == (304, b"")
    assert index.ask(path, if_modified_since=first.headers["Last-Modified"]).code == 304


def test_a_change_of_the_project_changes_the_documents_of_its_versions(index: SampleIndex) -> None:
    first = index.ask("/pypi/foo-bar/1/json")
    show(index, serial=SERIAL + 1)
    second = index.ask("/pypi/foo-bar/1/json", if_none_match=first.headers["ETag"])
    assert (second.code, second.headers["X-PyPI-Last-Serial"]) == (200, str(SERIAL + 1))
    assert index.ask("/pypi/foo-bar/1/json", if_modified_since=first.headers["Last-Modified"]).code == 200


@pytest.mark.parametrize(
    ("asked", "place"),
    [
        ("/pypi/Foo.Bar/json", "/pypi/foo-bar/json"),
        ("/pypi/foo__bar/json/", "/pypi/foo-bar/json"),
        ("/pypi/Foo.Bar/1%212.0%2Bx/json?a=b", "/pypi/foo-bar/1%212.0%2Bx/json?a=b"),
        ("/pypi/Foo.Bar/%0d%0aX-Evil:%201/json", "/pypi/foo-bar/%0D%0AX-Evil%3A%201/json"),
        ("/pypi/Nobody/json", "/pypi/nobody/json"),
    ],
)
def test_another_spelling_of_the_name_is_led_to_the_normal_one(
    index: SampleIndex, asked: str, place: str
) -> None:
    answer = index.ask(asked)
    assert (answer.code, answer.headers["Location"]) == (301, place)


@pytest.mark.parametrize(
    "path",
    [
        "/pypi/nobody/json",
        "/pypi/nobody/1/json",
        "/pypi/foo-bar/3/json",
        "/pypi/foo-bar/not%20a%20version/json",
        "/pypi/foo-bar/%ff/json",
        "/pypi/-/json",
        "/pypi/%0d%0a/json",
        f"/pypi/foo-bar/{'9' * 600}/json",
        f"/pypi/{'a' * 600}/json",
    ],
)
def test_what_is_not_there_is_said_in_json(index: SampleIndex, path: str) -> None:
    answer = index.ask(path)
    assert answer.code == 404
    assert answer.headers["Content-Type"] == "application/json"
    assert "on this index" in json.loads(answer.body)["message"]


def test_a_project_whose_documents_went_away_is_not_found(index: SampleIndex) -> None:
    with index.pages.write() as changes:
        changes.put_project(ProjectState(FOO, SERIAL + 1, 1_800_000_001))
    assert index.ask("/pypi/foo-bar/json").code == index.ask("/pypi/foo-bar/1/json").code == 404


@pytest.mark.parametrize("path", ["/pypi/foo-bar/json", "/pypi/foo-bar/1/json"])
def test_a_node_without_pages_denies_nothing(empty_index: SampleIndex, path: str) -> None:
    assert empty_index.ask(path).code == 503


@pytest.mark.parametrize("path", ["/pypi", "/pypi/", "/pypi/foo-bar", "/pypi/foo-bar/1/2/json"])
def test_other_addresses_are_somebody_elses(index: SampleIndex, path: str) -> None:
    assert index.ask(path).body == b"elsewhere"


def test_calls_of_mirrors_are_somebody_elses(index: SampleIndex) -> None:
    assert index.ask("/pypi/", method="POST").body == b"elsewhere"
    assert index.ask("/pypi/foo-bar/json", method="POST").code == 405
