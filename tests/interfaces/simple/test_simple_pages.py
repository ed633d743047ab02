"""The simple API over HTTP: which page, in which form, with which headers."""

import json
import re
from urllib.parse import urljoin

import pytest

from tests.interfaces.simple.sample_index import INDEX_SERIAL, PROJECT_SERIAL, SampleIndex

JSON = "application/vnd.pypi.simple.v1+json"
V1_HTML = "application/vnd.pypi.simple.v1+html"
ROOT, PROJECT, UNKNOWN = "/simple/", "/simple/foo-bar/", "/simple/nobody/"


@pytest.mark.parametrize("target", [ROOT, PROJECT], ids=["SIM-001-root", "NAM-005-project"])
@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        pytest.param(JSON, JSON, id="SIM-007-json-without-parameters"),
        pytest.param(V1_HTML, V1_HTML, id="SIM-013-v1-html"),
        pytest.param("text/html", "text/html; charset=utf-8", id="SIM-014-html"),
        pytest.param("application/vnd.pypi.simple.latest+json", JSON, id="SIM-018-latest-is-never-said"),
    ],
)
def test_each_form_says_what_it_is(index: SampleIndex, target: str, accept: str, content_type: str) -> None:
    answer = index.ask(target, accept=accept)
    assert (answer.code, answer.headers["Content-Type"]) == (200, content_type)
    assert answer.headers["Content-Length"] == str(len(answer.body))
    assert answer.headers["Vary"] == "Accept"  # SIM-027
    assert answer.body.startswith(b"{" if "json" in content_type else b"<!DOCTYPE html>")


@pytest.mark.parametrize(
    ("target", "serial"),
    [
        pytest.param(ROOT, INDEX_SERIAL, id="SIM-039-root"),
        pytest.param(PROJECT, PROJECT_SERIAL, id="SIM-039-project"),
        pytest.param(UNKNOWN, INDEX_SERIAL, id="SIM-039-unknown-project"),
    ],
)
def test_every_answer_tells_a_serial(index: SampleIndex, target: str, serial: int) -> None:
    answer = index.ask(target, accept=JSON)
    assert answer.headers["X-PyPI-Last-Serial"] == str(serial)
    if answer.code == 200:
        assert json.loads(answer.body)["meta"]["_last-serial"] == serial  # SIJ-024


@pytest.mark.parametrize("target", [ROOT, PROJECT, UNKNOWN, "/simple", "/simple/Foo_Bar"])
def test_scripts_of_every_origin_may_read_sim_035(index: SampleIndex, target: str) -> None:
    headers = index.ask(target).headers
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert "X-PyPI-Last-Serial" in headers["Access-Control-Expose-Headers"]
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_pages_may_be_kept_for_ten_minutes_and_are_then_asked_for_again_sim_032(index: SampleIndex) -> None:
    caching = index.ask(PROJECT).headers["Cache-Control"]
    assert "max-age=600" in caching
    assert "must-revalidate" in caching


def test_the_tag_of_each_form_is_strong_and_its_own_sim_030(index: SampleIndex) -> None:
    tags = {index.ask(PROJECT, accept=accept).headers["ETag"] for accept in (JSON, V1_HTML, "text/html")}
    assert len(tags) == 3
    assert all(re.fullmatch(r'"[^"]+"', tag) for tag in tags)


@pytest.mark.parametrize("accept", [JSON, V1_HTML, "text/html"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_who_has_the_page_is_not_sent_it_again_sim_029(index: SampleIndex, accept: str, method: str) -> None:
    first = index.ask(PROJECT, accept=accept).headers
    again = index.ask(PROJECT, method=method, accept=accept, if_none_match=f'"other", W/{first["ETag"]}')
    assert (again.code, again.body) == (304, b"")
    for name in ("ETag", "Cache-Control", "Vary", "X-PyPI-Last-Serial"):
        assert again.headers[name] == first[name]
    assert "Content-Type" not in again.headers


def test_who_has_another_form_is_sent_this_one(index: SampleIndex) -> None:
    html_tag = index.ask(PROJECT, accept="text/html").headers["ETag"]
    assert index.ask(PROJECT, accept=JSON, if_none_match=html_tag).code == 200
    assert index.ask(PROJECT, accept=V1_HTML, if_none_match=html_tag).code == 200


@pytest.mark.parametrize("target", [ROOT, PROJECT, UNKNOWN, "/simple", f"{ROOT}?format=image/png"])
def test_head_is_get_without_the_body_sim_028(index: SampleIndex, target: str) -> None:
    got, headed = index.ask(target), index.ask(target, method="HEAD")
    assert (headed.code, headed.headers, headed.body) == (got.code, got.headers, b"")


REDIRECTS = {
    "SIM-004-root": ("/simple", "/simple/"),
    "SIM-004-project": ("/simple/foo-bar", "/simple/foo-bar/"),
    "NAM-007-other-spelling": ("/simple/Foo__.Bar/", "/simple/foo-bar/"),
    "NAM-007-both-at-once": ("/simple/FOO_bar", "/simple/foo-bar/"),
    "SIM-005-query-is-kept": (
        "/simple/FOO_bar?a=%2B&format=text/html",
        "/simple/foo-bar/?a=%2B&format=text/html",
    ),
}


@pytest.mark.parametrize(("target", "location"), REDIRECTS.values(), ids=REDIRECTS.keys())
def test_another_spelling_leads_to_the_address(index: SampleIndex, target: str, location: str) -> None:
    answer = index.ask(target)
    assert (answer.code, answer.headers["Location"]) == (301, location)


def test_following_the_redirect_as_a_mirror_does_ends_in_json_sim_005(index: SampleIndex) -> None:
    location = index.ask("/simple", accept=JSON).headers["Location"]
    assert index.ask(location, accept=JSON).headers["Content-Type"] == JSON


def test_no_header_of_the_request_chooses_the_host_of_a_redirect_sim_042(index: SampleIndex) -> None:
    answer = index.ask("/simple/FOO_bar", host="evil.example", x_forwarded_host="evil.example")
    assert answer.headers["Location"] == "/simple/foo-bar/"


def test_an_unknown_project_is_404_in_words_and_never_elsewhere_sim_002_sim_003(index: SampleIndex) -> None:
    answer = index.ask(UNKNOWN, accept=JSON)
    assert answer.code == 404
    assert "Location" not in answer.headers
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert b"Check the spelling" in answer.body
    assert "max-age" not in answer.headers["Cache-Control"]  # SIM-031: it may be uploaded in a moment


TRICKS = [
    "/simple/../simple/foo-bar/",
    "/simple/%2e%2e/foo-bar/",
    "/simple/foo-bar%00/",
    "/simple//",
    "/simple///foo-bar/",
    "/simple/foo-bar//",
    "/simple/foo-bar/json",
    "/simple/foo-bar/json/",
    "/simple/foo-bar%0a/",
    "/simple/%ff%fe/",
    "/simple/" + "a" * 5000 + "/",
    "/simple/%EF%BC%91/",
    "/simple/-/",
]


@pytest.mark.parametrize("target", TRICKS, ids=lambda target: f"SIM-037-{target[8:30]}")
def test_tricks_with_the_path_find_nothing(index: SampleIndex, target: str) -> None:
    assert index.ask(target).code == 404


def test_escaped_letters_are_the_same_letters_sim_036(index: SampleIndex) -> None:
    assert index.ask("/simple/%66oo%2Dbar/").body == index.ask(PROJECT).body


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
@pytest.mark.parametrize("target", [ROOT, PROJECT, "/simple", "/packages/x"])
def test_only_reading_is_possible_sim_033(index: SampleIndex, method: str, target: str) -> None:
    answer = index.ask(target, method=method)
    assert (answer.code, answer.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")
    assert b"upload address" in answer.body


def test_a_browser_may_ask_what_is_possible(index: SampleIndex) -> None:
    answer = index.ask(PROJECT, method="OPTIONS")
    assert (answer.code, answer.body) == (204, b"")
    assert answer.headers["Allow"] == answer.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"


def test_who_accepts_nothing_we_have_is_told_what_there_is_sim_020(index: SampleIndex) -> None:
    answer = index.ask(PROJECT, accept="application/vnd.pypi.simple.v2+json")
    assert answer.code == 406
    assert JSON.encode() in answer.body
    assert answer.headers["Vary"] == "Accept"


def test_an_upload_is_seen_by_the_next_request_sim_031(index: SampleIndex) -> None:
    before = index.ask(PROJECT).headers["ETag"]
    index.show(lambda form: f"simple/foo-bar/{form}", b"<!DOCTYPE html>new", b'{"new":1}', serial=901)
    answer = index.ask(PROJECT, cache_control="no-cache", if_none_match=before)
    assert (answer.code, answer.headers["X-PyPI-Last-Serial"]) == (200, "901")


def test_every_listed_project_and_every_listed_file_is_there_sim_041_sij_019(index: SampleIndex) -> None:
    for listed in json.loads(index.ask(ROOT, accept=JSON).body)["projects"]:
        page = f"/simple/{listed['name']}/"
        redirected = index.ask(page, accept=JSON).headers.get("Location", page)
        files = json.loads(index.ask(redirected, accept=JSON).body)["files"]
        assert [index.ask(urljoin(redirected, file["url"])).code for file in files] == [200, 200]


@pytest.mark.parametrize("target", [ROOT, PROJECT, UNKNOWN])
def test_a_node_without_pages_yet_never_says_that_a_project_does_not_exist(
    empty_index: SampleIndex, target: str
) -> None:
    answer = empty_index.ask(target)
    assert (answer.code, answer.headers["Retry-After"]) == (503, "5")


@pytest.mark.parametrize("target", ["/", "/simpler/", "/project/foo/", "/packages", "//simple/foo-bar/"])
def test_every_other_path_is_answered_elsewhere(index: SampleIndex, target: str) -> None:
    assert index.ask(target).body == b"elsewhere"
