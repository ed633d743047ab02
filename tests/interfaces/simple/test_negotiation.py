"""Which media type an Accept header gets (PEP 691, RFC 9110 section 12.5.1)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.interfaces.simple.negotiation import MediaType, select

JSON, V1_HTML, HTML = MediaType.V1_JSON, MediaType.V1_HTML, MediaType.TEXT_HTML

CASES = {
    "SIM-010-no-header": ("", HTML),
    "SIM-010-blank": ("  ", HTML),
    "SIM-011-anything": ("*/*", HTML),
    "SIM-012-json": (JSON, JSON),
    "SIM-013-v1-html": (V1_HTML, V1_HTML),
    "SIM-014-html": ("text/html", HTML),
    "SIM-015-pip": (f"{JSON}, {V1_HTML}; q=0.1, text/html; q=0.01", JSON),
    "SIM-016-uv": (f"{JSON}, {V1_HTML};q=0.2, text/html;q=0.01", JSON),
    "SIM-017-poetry": (f"{JSON}, */*;q=0.1", JSON),
    "SIM-019-latest-json": ("application/vnd.pypi.simple.latest+json", JSON),
    "SIM-019-latest-html": ("application/vnd.pypi.simple.latest+html", V1_HTML),
    "SIM-020-only-v2": ("application/vnd.pypi.simple.v2+json", None),
    "SIM-020-only-png": ("image/png", None),
    "SIM-021-json-refused": (f"{JSON};q=0, text/html", HTML),
    "SIM-021-everything-but-html": ("*/*, text/html;q=0", JSON),
    "SIM-021-nothing-at-all": ("*/*;q=0", None),
    "SIM-022-json-preferred": (f"text/html;q=0.1,{JSON};q=0.9", JSON),
    "SIM-022-html-preferred": (f"text/html;q=0.9,{JSON};q=0.1", HTML),
    "SIM-022-named-as-equals": (f"text/html, {JSON}", JSON),
    "SIM-023-upper-case": (f"TEXT/HTML ; Q=0.2 , {JSON.upper()} ; Q=0.5", JSON),
    "SIM-023-other-parameters": (f"{JSON};charset=utf-8;q=0.5, text/html;q=0.4", JSON),
    "SIM-024-bad-quality": ("text/html;q=banana", None),
    "SIM-024-bad-quality-beside-a-good-one": (f"text/html;q=banana, {JSON};q=0.1", JSON),
    "SIM-024-quality-above-one": ("text/html;q=2", None),
    "SIM-024-not-a-number": ("text/html;q=nan", None),
    "SIM-024-empty-elements": (",;,;;;,", None),
    "SIM-024-ten-kilobytes": ("a/b," * 2500, None),
    "SIM-025-application": ("application/*", JSON),
    "SIM-025-text": ("text/*", HTML),
    "SIM-014-browser": ("text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8", HTML),
}


@pytest.mark.parametrize(("accept", "expected"), CASES.values(), ids=CASES.keys())
def test_the_header_gets_the_type_it_prefers(accept: str, expected: MediaType | None) -> None:
    assert select(accept, "") is expected


FORMATS = {
    "SIM-026-encoded-plus": ("format=application/vnd.pypi.simple.v1%2Bjson", JSON),
    "SIM-026-plus-read-as-a-space": ("format=application/vnd.pypi.simple.v1+json", JSON),
    "SIM-026-latest": ("a=b&format=application/vnd.pypi.simple.latest%2Bhtml", V1_HTML),
    "SIM-026-unknown": ("format=application/json", None),
    "SIM-026-blank": ("format=", HTML),
    "SIM-026-another-parameter": ("reformat=x", HTML),
}


@pytest.mark.parametrize(("query", "expected"), FORMATS.values(), ids=FORMATS.keys())
def test_the_parameter_wins_over_the_header(query: str, expected: MediaType | None) -> None:
    assert select("text/html", query) is expected


@given(st.text(st.characters(max_codepoint=255)), st.text(st.characters(max_codepoint=127)))
def test_no_header_and_no_query_is_a_fault(accept: str, query: str) -> None:
    assert select(accept, query) in {None, *MediaType}


@given(st.sampled_from(MediaType), st.lists(st.sampled_from(["image/png", "a/b;q=0.1", "x", ""])))
def test_a_type_that_is_named_alone_is_sent_whatever_unknown_types_stand_beside_it(
    wanted: MediaType, others: list[str]
) -> None:
    assert select(", ".join([*others, wanted]), "") is wanted
