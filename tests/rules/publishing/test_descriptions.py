"""From descriptions to HTML that is safe to show."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from strongroom.publishing.errors import UploadRefused
from strongroom.publishing.rules.descriptions import check_description, render


@pytest.mark.parametrize(
    ("text", "content_type", "expected"),
    [
        ("# Title", "text/markdown", "<h1"),
        ("~~gone~~", "text/markdown; charset=UTF-8; variant=GFM", "<del>gone</del>"),
        ("~~kept~~", 'text/markdown; Variant="CommonMark"', "~~kept~~"),
        ("*word*", "text/x-rst", "<em>word</em>"),
        ("*word*", "", "<em>word</em>"),
        ("*word*\n<b>", "text/plain", "*word*<br>&lt;b&gt;"),
    ],
)
def test_each_content_type_is_rendered(text: str, content_type: str, expected: str) -> None:
    html = render(text, content_type=content_type)
    assert expected in (html or "")
    check_description(text, html=html, content_type=content_type)


@pytest.mark.parametrize("content_type", ["text/markdown", "text/x-rst", "text/plain"])
@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script> text",
        '<a href="javascript:alert(1)" onclick="alert(1)">text</a>',
        "[text](javascript:alert(1))",
        "`text <javascript:alert(1)>`_",
        '<img src="x" onerror="alert(1)"> text',
    ],
)
def test_nothing_that_runs_is_left(text: str, content_type: str) -> None:
    tags = re.findall("<[^>]*>", render(text, content_type=content_type) or "")
    assert not any(word in tag for tag in tags for word in ("script", "onclick", "onerror"))


@pytest.mark.parametrize(
    "text",
    [
        '<div class="panel panel-certificate">Protected</div>',
        '<span class="badge">Critical</span> <p class="notice notice-error">Sign in again</p>',
    ],
)
def test_nothing_can_be_drawn_that_looks_like_the_index_s_own_word(text: str) -> None:
    html = render(text, content_type="text/markdown") or ""
    assert "class=" not in html
    assert re.search("Protected|Critical", html)


def test_the_words_of_a_program_keep_what_they_are_colored_by() -> None:
    assert '<span class="k">def</span>' in (
        render("```python\ndef f(): 1\n```", content_type="text/markdown") or ""
    )


@pytest.mark.parametrize(
    "text", ["Title\n==\n\n*open", "`open <", ".. include:: /etc/passwd", ".. a comment"]
)
def test_what_does_not_render_is_refused_with_a_way_out(text: str) -> None:
    assert render(text) is None
    with pytest.raises(UploadRefused, match=r"failed to render for 'text/x-rst'.*twine check"):
        check_description(text, html=None)


def test_no_description_is_nothing_to_refuse() -> None:
    check_description("", html=None)


@settings(max_examples=30)
@given(st.text(max_size=80), st.text(max_size=30))
def test_any_description_renders_or_is_refused(text: str, content_type: str) -> None:
    try:
        check_description(text, html=render(text, content_type=content_type), content_type=content_type)
    except UploadRefused as refusal:
        assert refusal.faults[0].field == "description"
