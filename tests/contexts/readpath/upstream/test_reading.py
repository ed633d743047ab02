"""Reading pages of strangers: what is not as it must be is left out or refused, never passed on, and never a crash."""

import contextlib
import json
from http import HTTPStatus
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.foundation.names import normalize
from strongroom.readpath.upstream.client import NO_VALIDATORS, PageAnswer
from strongroom.readpath.upstream.errors import UpstreamFaulty
from strongroom.readpath.upstream.reading import UpstreamPage, read_page
from strongroom.readpath.upstream.rendering import project_state

KITE = normalize("kite")
URL = "https://index.example/simple/kite/"
SHA256 = "ab" * 32
JSON_TYPE = "application/vnd.pypi.simple.v1+json"
GOOD = {
    "filename": "kite-1.0.tar.gz",
    "url": "../../f/kite-1.0.tar.gz",
    "hashes": {"sha256": SHA256},
    "size": 10,
    "upload-time": "2026-08-01T12:00:00Z",
}

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def read(body: bytes, content_type: str = JSON_TYPE) -> UpstreamPage:
    return read_page(PageAnswer(HTTPStatus.OK, 0, NO_VALIDATORS, URL, content_type, body), KITE)


def read_json(**said: Any) -> UpstreamPage:
    page = {"meta": {"api-version": "1.4"}, "name": "Kite", "files": [GOOD], **said}
    return read(json.dumps(page).encode())


def test_addresses_are_relative_to_the_page() -> None:
    assert read_json().addresses == {"kite-1.0.tar.gz": "https://index.example/f/kite-1.0.tar.gz"}


def test_addresses_in_html_are_relative_to_its_base() -> None:
    body = f'<base href="https://files.example/x/"><a href="kite-1.0%2Ba.tar.gz#sha256={SHA256}">kite</a>'
    page = read(body.encode(), "text/html; charset=UTF-8")
    assert page.addresses == {"kite-1.0+a.tar.gz": "https://files.example/x/kite-1.0%2Ba.tar.gz"}


def test_of_two_files_of_one_name_the_first_counts() -> None:
    page = read_json(files=[GOOD, {**GOOD, "hashes": {"sha256": "cd" * 32}}])
    assert [entry.sha256 for entry in page.page.files] == [SHA256]


def test_a_file_of_a_quarantined_project_is_not_offered() -> None:
    state = project_state(read_json(**{"project-status": {"status": "quarantined"}}), modified_at=0)
    assert state.files == ()


def test_a_status_of_the_future_forbids_nothing() -> None:
    assert read_json(**{"project-status": {"status": "frozen"}}).page.status.value == "active"


@pytest.mark.parametrize(
    "said",
    [
        {"name": "harborlight"},
        {"meta": {"api-version": "2.0"}},
        {"meta": {}},
        {"files": None},
        {"files": [{"filename": "kite-1.0.tar.gz"}]},
        {"files": ["kite-1.0.tar.gz"]},
        {"name": None},
    ],
)
def test_what_is_no_page_of_the_project_is_refused(said: dict[str, Any]) -> None:
    with pytest.raises(UpstreamFaulty):
        read_json(**said)


@pytest.mark.parametrize("url", ["http://[bad", "ftp://files.example/x", "javascript:x", None, 7, "\ud800:x"])
def test_a_file_whose_address_leads_nowhere_is_left_out(url: object) -> None:
    assert read_json(files=[{**GOOD, "url": url}]).page.files == ()


@pytest.mark.parametrize("content_type", ["", "text/plain", "application/pdf", "application/xhtml+xml"])
def test_an_unknown_form_is_refused(content_type: str) -> None:
    with pytest.raises(UpstreamFaulty):
        read(b"<html></html>", content_type)


@given(st.dictionaries(st.sampled_from([*GOOD, "yanked", "core-metadata", "requires-python"]), anything))
def test_nothing_that_a_file_may_say_is_a_crash_or_passed_on_unchecked(said: dict[str, Any]) -> None:
    with contextlib.suppress(UpstreamFaulty):
        for entry in read_json(files=[{**GOOD, **said}]).page.files:
            assert entry.filename == GOOD["filename"]
            assert len(entry.sha256) == 64
            project_state(read_json(files=[{**GOOD, **said}]), modified_at=0)


@given(
    st.dictionaries(
        st.sampled_from(["meta", "name", "files", "versions", "project-status"]), anything, max_size=2
    )
)
def test_nothing_that_a_page_may_say_is_a_crash(said: dict[str, Any]) -> None:
    with contextlib.suppress(UpstreamFaulty):
        project_state(read_json(**said), modified_at=0)


@given(st.binary(max_size=200), st.sampled_from([JSON_TYPE, "text/html"]))
def test_no_bytes_are_a_crash(body: bytes, content_type: str) -> None:
    with contextlib.suppress(UpstreamFaulty):
        project_state(read(body, content_type), modified_at=0)


@given(
    st.text(max_size=40), st.text(max_size=20), st.sampled_from(["data-yanked", "data-requires-python", "x"])
)
def test_no_link_is_a_crash(href: str, value: str, attribute: str) -> None:
    with contextlib.suppress(UpstreamFaulty):
        body = f'<a href="{href}#sha256={SHA256}" {attribute}="{value}">'
        project_state(read(body.encode("utf-8", "replace"), "text/html"), modified_at=0)
