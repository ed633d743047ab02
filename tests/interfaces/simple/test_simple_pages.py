"""Pages over HTTP, beyond the statements of the standards: shared caches, codings, nodes that are not ready."""

import json

import pytest

from strongroom.foundation.names import normalize
from strongroom.readpath.rules.pages import ProjectPage
from tests.interfaces.simple.sample_index import SampleIndex

JSON = "application/vnd.pypi.simple.v1+json"
V1_HTML = "application/vnd.pypi.simple.v1+html"
ROOT, PROJECT, UNKNOWN = "/simple/", "/simple/foo-bar/", "/simple/nobody/"


def test_who_has_another_form_is_sent_this_one(unchanged_index: SampleIndex) -> None:
    html_tag = unchanged_index.ask(PROJECT, accept="text/html").headers["ETag"]
    for other in (JSON, V1_HTML):
        assert unchanged_index.ask(PROJECT, accept=other, if_none_match=html_tag).code == 200


def test_who_expects_another_state_of_a_page_is_told(unchanged_index: SampleIndex) -> None:
    assert unchanged_index.ask(PROJECT, if_match='"another"').code == 412
    assert unchanged_index.ask(PROJECT, if_unmodified_since="Sat, 01 Aug 2020 00:00:00 GMT").code == 412


@pytest.mark.parametrize("coding", ["gzip", "zstd"])
def test_a_long_page_is_sent_in_the_coding_asked_for(index: SampleIndex, coding: str) -> None:
    files = tuple(index.entry(f"many-{number}.tar.gz", str(number).encode()) for number in range(100))
    versions = tuple(str(number) for number in range(100))
    index.show(ProjectPage(normalize("many"), "many", 7, versions, files))
    plain = index.ask("/simple/many/", accept=JSON)
    packed = index.ask("/simple/many/", accept=JSON, accept_encoding=coding)
    assert packed.headers["Content-Encoding"] == coding
    assert packed.headers["Content-Type"] == JSON
    assert len(packed.body) < len(plain.body) / 2
    assert packed.headers["ETag"] != plain.headers["ETag"]
    again = index.ask(
        "/simple/many/", accept=JSON, accept_encoding=coding, if_none_match=plain.headers["ETag"]
    )
    assert (again.code, again.headers["ETag"]) == (200, packed.headers["ETag"])


KEYS = [(ROOT, "root"), (PROJECT, "project/foo-bar"), (UNKNOWN, "project/nobody")]


@pytest.mark.parametrize(("target", "key"), KEYS)
def test_a_shared_cache_can_be_told_to_forget(unchanged_index: SampleIndex, target: str, key: str) -> None:
    answer = unchanged_index.ask(target)
    assert answer.headers["Surrogate-Key"] == key
    if answer.code == 200:
        again = unchanged_index.ask(target, if_none_match=answer.headers["ETag"])
        assert again.headers["Surrogate-Key"] == key


def test_a_browser_may_ask_what_is_possible(unchanged_index: SampleIndex) -> None:
    for target in (PROJECT, unchanged_index.wheel.url, "/integrity/a/1/b/provenance"):
        answer = unchanged_index.ask(target, method="OPTIONS")
        assert (answer.code, answer.body) == (204, b"")
        allowed = answer.headers["Allow"], answer.headers["Access-Control-Allow-Methods"]
        assert allowed == ("GET, HEAD, OPTIONS", "GET, HEAD, OPTIONS")
        assert "Range" in answer.headers["Access-Control-Allow-Headers"]


def test_a_query_cannot_write_a_header(unchanged_index: SampleIndex) -> None:
    location = unchanged_index.ask("/simple?a=\x01\xff b").headers["Location"]
    assert location == "/simple/?a=%01%FF%20b"


def test_a_node_without_pages_yet_never_says_that_something_does_not_exist(empty_index: SampleIndex) -> None:
    for target in (ROOT, PROJECT, UNKNOWN, empty_index.wheel.url):
        answer = empty_index.ask(target)
        assert (answer.code, answer.headers["Retry-After"]) == (503, "5")


def test_an_index_without_projects_has_an_empty_list(empty_index: SampleIndex) -> None:
    empty_index.show()
    assert json.loads(empty_index.ask(ROOT, accept=JSON).body)["projects"] == []
    assert empty_index.ask(PROJECT).code == 404
