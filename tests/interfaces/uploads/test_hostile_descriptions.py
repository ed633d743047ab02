"""Descriptions written to take hours, or all memory: refused soon, and the process that answers is not stopped by them."""

import time

import pytest

from strongroom.publishing.services.rendering import SHORT_CHARACTERS, render_within_limits

DOUBLINGS = 40
GROWING = "".join(f".. |a{n}| replace:: |a{n + 1}| |a{n + 1}|\n" for n in range(DOUBLINGS))
"""Each name stands for the next one twice: two to the fortieth words, in a kilobyte of reStructuredText."""


def test_a_description_that_grows_without_end_is_refused() -> None:
    began = time.thread_time()
    assert (
        render_within_limits(f"{GROWING}.. |a{DOUBLINGS}| replace:: word\n\n|a0|\n", content_type="") is None
    )
    assert time.thread_time() - began < 1, "it is another process that has the work"


@pytest.mark.parametrize("times", [1, SHORT_CHARACTERS])
def test_ordinary_descriptions_render_whatever_their_length(times: int) -> None:
    html = render_within_limits("A *word* of \u00e9t\u00e9.\n\n" * times, content_type="text/markdown") or ""
    assert html.count("<em>word</em> of \u00e9t\u00e9") == times


@pytest.mark.parametrize("text", ["A *word*.", ".. |a| replace:: *word*\n\nA |a|."])
def test_restructured_text_renders(text: str) -> None:
    assert render_within_limits(text, content_type="text/x-rst") == "<p>A <em>word</em>.</p>\n"
