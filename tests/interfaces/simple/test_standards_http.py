"""The simple API over HTTP, statement by statement.

Sources: PEP 503, 629, 691; RFC 9110; SIM-… of the standards.

What is said of clients and of uploads is tested with them (SIM-031 from end to end, SIM-040).
"""

import gzip
import json
import re
from collections.abc import Callable

import pytest

from strongroom.interfaces.simple.conditional import format_date
from tests.interfaces.simple.reading import read_html
from tests.interfaces.simple.sample_index import CHANGED_AT, INDEX_SERIAL, PROJECT_SERIAL, Answer, SampleIndex

JSON = "application/vnd.pypi.simple.v1+json"
V1_HTML = "application/vnd.pypi.simple.v1+html"
TEXT_HTML = "text/html; charset=utf-8"
LATEST_JSON = "application/vnd.pypi.simple.latest+json"
ROOT, PROJECT, UNKNOWN = "/simple/", "/simple/foo-bar/", "/simple/nobody/"

Check = Callable[[SampleIndex], None]

ACCEPTED = [
    pytest.param(None, TEXT_HTML, id="SIM-010 no Accept header is any type"),
    pytest.param("*/*", TEXT_HTML, id="SIM-011 anything is HTML"),
    pytest.param(JSON, JSON, id="SIM-012 and SIM-007 JSON, without parameters"),
    pytest.param(V1_HTML, V1_HTML, id="SIM-013 HTML of version 1"),
    pytest.param("text/html", TEXT_HTML, id="SIM-014 HTML by its old name"),
    pytest.param(f"{JSON}, {V1_HTML}; q=0.1, text/html; q=0.01", JSON, id="SIM-015 what pip sends"),
    pytest.param(f"{JSON}, {V1_HTML};q=0.2, text/html;q=0.01", JSON, id="SIM-016 what uv sends"),
    pytest.param(f"{JSON}, */*;q=0.1", JSON, id="SIM-017 what poetry sends"),
    pytest.param(LATEST_JSON, JSON, id="SIM-018 and SIM-019 the latest is called by its version"),
    pytest.param(f"{JSON};q=0, */*", TEXT_HTML, id="SIM-021 a type that is refused is not sent"),
    pytest.param(f"text/html;q=0.1,{JSON};q=0.9", JSON, id="SIM-022 the higher quality wins"),
    pytest.param(f"text/html;q=0.9,{JSON};q=0.1", TEXT_HTML, id="SIM-022 in both directions"),
    pytest.param(f"TEXT/HTML ; Q=0.2 , {JSON.upper()} ; Q=0.5", JSON, id="SIM-023 case and white space"),
    pytest.param(
        f"text/html;q=banana, {JSON};q=0.1", JSON, id="SIM-024 the rest of a malformed header counts"
    ),
    pytest.param("application/*", JSON, id="SIM-025 a range of types"),
]


@pytest.mark.parametrize("target", [ROOT, PROJECT], ids=["root", "project"])
@pytest.mark.parametrize(("accept", "content_type"), ACCEPTED)
def test_the_type(unchanged_index: SampleIndex, target: str, accept: str | None, content_type: str) -> None:
    answer = unchanged_index.ask(target, **({"accept": accept} if accept is not None else {}))
    assert (answer.code, answer.headers["Content-Type"]) == (200, content_type)
    assert answer.body.startswith(b"{" if content_type is JSON else b"<!DOCTYPE html>")
    assert answer.headers["Content-Length"] == str(len(answer.body))


UNACCEPTABLE = [
    pytest.param("application/vnd.pypi.simple.v2+json", id="SIM-020 another version"),
    pytest.param("image/png", id="SIM-020 another type"),
    pytest.param("*/*;q=0", id="SIM-021 nothing at all"),
    pytest.param(",;,;;;,", id="SIM-024 nothing that has a name"),
    pytest.param("text/html;q=2", id="SIM-024 an impossible quality"),
]


@pytest.mark.parametrize("target", [ROOT, PROJECT], ids=["root", "project"])
@pytest.mark.parametrize("accept", UNACCEPTABLE)
def test_no_type(unchanged_index: SampleIndex, target: str, accept: str) -> None:
    answer = unchanged_index.ask(target, accept=accept)
    assert answer.code == 406
    assert JSON.encode() in answer.body
    assert "Accept" in answer.headers["Vary"]


FORMATS = [
    pytest.param("application/vnd.pypi.simple.v1%2Bjson", JSON, id="SIM-026 the parameter wins over Accept"),
    pytest.param("application/vnd.pypi.simple.v1+json", JSON, id="SIM-026 a plus that was read as a space"),
    pytest.param("application/vnd.pypi.simple.latest%2Bhtml", V1_HTML, id="SIM-026 the latest"),
]


@pytest.mark.parametrize(("name", "content_type"), FORMATS)
def test_the_parameter(unchanged_index: SampleIndex, name: str, content_type: str) -> None:
    answer = unchanged_index.ask(f"{PROJECT}?format={name}", accept="text/html")
    assert (answer.code, answer.headers["Content-Type"]) == (200, content_type)


REDIRECTS = [
    pytest.param(
        "/simple", "/simple/", id="SIM-004 and SIM-042 the root without its slash, on no other host"
    ),
    pytest.param("/simple/foo-bar", PROJECT, id="SIM-004 a project without its slash"),
    pytest.param("/simple/Foo__.Bar/", PROJECT, id="NAM-007 another spelling"),
    pytest.param("/simple/FOO_bar", PROJECT, id="NAM-007 another spelling without its slash"),
    pytest.param(
        "/simple?a=%2B&format=text/html", "/simple/?a=%2B&format=text/html", id="SIM-005 the query is kept"
    ),
]


@pytest.mark.parametrize(("target", "location"), REDIRECTS)
def test_another_address(unchanged_index: SampleIndex, target: str, location: str) -> None:
    answer = unchanged_index.ask(target, host="evil.example", x_forwarded_host="evil.example")
    assert (answer.code, answer.headers["Location"]) == (301, location)  # SIM-042: no host


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


@pytest.mark.parametrize("target", [pytest.param(trick, id=f"SIM-037 {trick[:30]}") for trick in TRICKS])
def test_a_trick_with_the_path_finds_nothing(unchanged_index: SampleIndex, target: str) -> None:
    assert unchanged_index.ask(target).code == 404


METHODS = [pytest.param(method, id=f"SIM-033 {method}") for method in ("POST", "PUT", "DELETE", "PATCH")]


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("target", [ROOT, PROJECT, "/simple", "/packages/x", "/integrity/x"])
def test_only_reading_is_possible(unchanged_index: SampleIndex, method: str, target: str) -> None:
    answer = unchanged_index.ask(target, method=method)
    assert (answer.code, answer.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")
    assert b"upload address" in answer.body


def the_root_is_a_list(index: SampleIndex) -> None:
    assert index.ask(ROOT).code == 200


def an_unknown_project_is_nowhere(index: SampleIndex) -> None:
    answer = index.ask(UNKNOWN, accept=JSON)
    assert (answer.code, answer.headers["Content-Type"]) == (404, "text/plain; charset=utf-8")
    assert "Location" not in answer.headers
    assert b"Check the spelling" in answer.body


def the_redirect_keeps_the_type(index: SampleIndex) -> None:
    location = index.ask("/simple", accept=JSON).headers["Location"]
    assert index.ask(location, accept=JSON).headers["Content-Type"] == JSON


def every_answer_says_its_type(index: SampleIndex) -> None:
    for target in (ROOT, PROJECT, UNKNOWN, "/simple"):
        assert index.ask(target).headers["Content-Type"]


def negotiated_answers_vary(index: SampleIndex) -> None:
    for target in (ROOT, PROJECT):
        assert index.ask(target).headers["Vary"] == "Accept, Accept-Encoding"


def head_is_get_without_the_body(index: SampleIndex) -> None:
    for target in (ROOT, PROJECT, UNKNOWN, "/simple", f"{ROOT}?format=image/png"):
        got, headed = index.ask(target, accept=JSON), index.ask(target, method="HEAD", accept=JSON)
        assert headed == Answer(got.code, got.headers, b"")


def who_has_the_page_is_not_sent_it_again(index: SampleIndex) -> None:
    for target in (ROOT, PROJECT):
        first = index.ask(target, accept=JSON).headers
        by_tag = {"if_none_match": f'"other", W/{first["ETag"]}'}
        for condition in (by_tag, {"if_modified_since": first["Last-Modified"]}):
            again = index.ask(target, accept=JSON, **condition)
            assert (again.code, again.body) == (304, b"")
            assert again.headers.items() <= first.items()
            assert first.keys() - again.headers.keys() == {"Content-Type", "Content-Length"}


def a_page_tells_when_it_changed(index: SampleIndex) -> None:
    assert index.ask(PROJECT).headers["Last-Modified"] == format_date(CHANGED_AT)
    assert index.ask(PROJECT, if_modified_since=format_date(CHANGED_AT - 1)).code == 200
    assert index.ask(PROJECT, if_modified_since="yesterday").code == 200


def each_form_has_a_strong_tag_of_its_own(index: SampleIndex) -> None:
    for target in (ROOT, PROJECT):
        forms = [
            (accept, coding)
            for accept in (JSON, V1_HTML, "text/html")
            for coding in ("identity", "gzip", "zstd")
        ]
        asked = [index.ask(target, accept=accept, accept_encoding=coding) for accept, coding in forms]
        tags = {
            (one.headers["Content-Type"], one.headers.get("Content-Encoding"), one.headers["ETag"])
            for one in asked
        }
        assert len({tag for _, _, tag in tags}) == len(tags)
        assert all(re.fullmatch(r'"[^"]+"', tag) for _, _, tag in tags)


def a_page_may_be_kept_for_ten_minutes(index: SampleIndex) -> None:
    assert index.ask(PROJECT).headers["Cache-Control"] == "public, max-age=600, must-revalidate"
    assert index.ask(UNKNOWN).headers["Cache-Control"] == "no-cache"  # it may be uploaded in a moment


def a_compressed_page_says_so(index: SampleIndex) -> None:
    plain = index.ask(ROOT, accept=JSON)
    packed = index.ask(ROOT, accept=JSON, accept_encoding="gzip, deflate")
    assert (packed.headers["Content-Encoding"], "Content-Encoding" in plain.headers) == ("gzip", False)
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert packed.headers["Content-Length"] == str(len(packed.body))
    assert gzip.decompress(packed.body) == plain.body
    assert index.ask(ROOT, accept_encoding="gzip, br, zstd").headers["Content-Encoding"] == "zstd"


def scripts_of_every_origin_may_read(index: SampleIndex) -> None:
    for target in (
        ROOT,
        PROJECT,
        UNKNOWN,
        "/simple",
        index.wheel.url,
        "/packages/x",
        "/integrity/a/1/b/provenance",
    ):
        headers = index.ask(target, origin="https://notebook.example").headers
        assert headers["Access-Control-Allow-Origin"] == "*"
        assert "X-PyPI-Last-Serial" in headers["Access-Control-Expose-Headers"]
        assert headers["X-Content-Type-Options"] == "nosniff"


def escaped_letters_are_the_same_letters(index: SampleIndex) -> None:
    assert index.ask("/simple/%66oo%2Dbar/").body == index.ask(PROJECT).body
    assert index.ask("/%73imple/foo-bar/").body == index.ask(PROJECT).body


def html_and_json_show_the_same_files(index: SampleIndex) -> None:
    files = json.loads(index.ask(PROJECT, accept=JSON).body)["files"]
    links = read_html(index.ask(PROJECT).body).links
    said = [(file["filename"], f"{file['url']}#sha256={file['hashes']['sha256']}") for file in files]
    assert said == [(link.text, link.attributes["href"]) for link in links]
    assert len(links) == 2


def answers_tell_a_serial(index: SampleIndex) -> None:
    for target, serial in ((ROOT, INDEX_SERIAL), (PROJECT, PROJECT_SERIAL), (UNKNOWN, INDEX_SERIAL)):
        assert index.ask(target, accept=JSON).headers["X-PyPI-Last-Serial"] == str(serial)


def every_listed_project_is_there(index: SampleIndex) -> None:
    addresses = [link.attributes["href"] for link in read_html(index.ask(ROOT).body).links]
    assert PROJECT in addresses
    assert {index.ask(address).code for address in addresses} == {200}


STATEMENTS: dict[str, Check] = {
    "SIM-001 the root is a list": the_root_is_a_list,
    "SIM-002 and SIM-003 an unknown project is 404, and never elsewhere": an_unknown_project_is_nowhere,
    "SIM-005 the redirect ends in JSON": the_redirect_keeps_the_type,
    "SIM-006 every answer has a type": every_answer_says_its_type,
    "SIM-027 negotiated answers vary": negotiated_answers_vary,
    "SIM-028 HEAD is GET without the body": head_is_get_without_the_body,
    "SIM-029 who has the page is not sent it again": who_has_the_page_is_not_sent_it_again,
    "SIM-029 a page tells when it changed": a_page_tells_when_it_changed,
    "SIM-030 each form has a strong tag of its own": each_form_has_a_strong_tag_of_its_own,
    "SIM-032 a page may be kept for ten minutes": a_page_may_be_kept_for_ten_minutes,
    "SIM-034 a compressed page says so": a_compressed_page_says_so,
    "SIM-035 scripts of every origin may read": scripts_of_every_origin_may_read,
    "SIM-036 escaped letters are the same letters": escaped_letters_are_the_same_letters,
    "SIM-038 HTML and JSON show the same files": html_and_json_show_the_same_files,
    "SIM-039 root, project and 404 tell a serial": answers_tell_a_serial,
    "SIM-041 every listed project is there": every_listed_project_is_there,
}


@pytest.mark.parametrize(
    "check", [pytest.param(check, id=statement) for statement, check in STATEMENTS.items()]
)
def test_statement(unchanged_index: SampleIndex, check: Check) -> None:
    check(unchanged_index)


@pytest.mark.parametrize("directive", ["no-cache", "max-age=0"], ids=lambda value: f"SIM-031 {value}")
def test_a_change_is_seen_by_the_next_request(index: SampleIndex, directive: str) -> None:
    before = index.ask(PROJECT, accept=JSON).headers
    index.show(index.foo_bar(serial=901))
    conditions = {"if_none_match": before["ETag"], "if_modified_since": before["Last-Modified"]}
    answer = index.ask(PROJECT, accept=JSON, cache_control=directive, **conditions)
    assert (answer.code, answer.headers["X-PyPI-Last-Serial"]) == (200, "901")
    assert index.ask(PROJECT, accept=JSON, if_modified_since=before["Last-Modified"]).code == 200
