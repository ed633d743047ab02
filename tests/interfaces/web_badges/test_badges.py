"""What badges say, and that they can be read wherever they are shown."""

import re
from datetime import date, timedelta
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.interfaces.web.badges.drawing import draw, width_of
from strongroom.interfaces.web.badges.standing import (
    CANDIDATE,
    NO_PROJECT,
    NOT_CRITICAL,
    Badge,
    Tone,
    critical_badge,
    index_badge,
)

TODAY, DAY = date(2026, 3, 2), timedelta(days=1)
SVG = "{http://www.w3.org/2000/svg}"
READABLE = 4.5
"""Least contrast of text (WCAG 2.2, 1.4.3)."""


def contrast(first: str, second: str) -> float:
    """Return the contrast of two colors (WCAG 2.2, relative luminance)."""

    def luminance(color: str) -> float:
        parts = [int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        red, green, blue = (
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    darker, lighter = sorted(map(luminance, (first, second)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize(
    ("badge", "message", "tone"),
    [
        (critical_badge(None, today=TODAY), "yes", Tone.NEUTRAL),
        (critical_badge(TODAY + DAY, today=TODAY), "second factor required from 3 March 2026", Tone.PARTLY),
        (critical_badge(TODAY, today=TODAY), "second factor required", Tone.PROTECTED),
        (critical_badge(TODAY - DAY, today=TODAY), "second factor required", Tone.PROTECTED),
        (index_badge(people=200, protected=184), "92% of maintainers protected", Tone.PARTLY),
        (index_badge(people=2000, protected=1999), "99% of maintainers protected", Tone.PARTLY),
        (index_badge(people=7, protected=7), "100% of maintainers protected", Tone.PROTECTED),
        (index_badge(people=7, protected=0), "0% of maintainers protected", Tone.UNPROTECTED),
        (index_badge(people=0, protected=0), "none", Tone.NEUTRAL),
    ],
)
def test_a_badge_says_what_is_asked_or_of_all_how_many_are_protected(
    badge: Badge, message: str, tone: Tone
) -> None:
    assert (badge.message, badge.tone) == (message, tone)


@pytest.mark.parametrize("badge", [CANDIDATE, NOT_CRITICAL, NO_PROJECT])
def test_what_is_not_critical_says_nothing_of_anybody(badge: Badge) -> None:
    assert badge.tone is Tone.NEUTRAL
    assert "protected" not in badge.message


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1), st.sampled_from(Tone))
def test_any_words_make_a_picture_that_names_itself(words: str, tone: Tone) -> None:
    tree = ET.fromstring(draw(Badge("critical project", words, tone)))
    assert tree.findtext(f"{SVG}title") == f"critical project: {words}"
    assert [text.text for text in tree.iter(f"{SVG}text")] == ["critical project", words]


@given(st.text("abcdefghijklmnopqrstuvwxyz0123456789 %", min_size=1, max_size=60))
def test_words_stay_inside_their_half(words: str) -> None:
    tree = ET.fromstring(draw(Badge("critical project", words, Tone.NEUTRAL)))
    _, last = tree.iter(f"{SVG}text")
    assert int(last.attrib["x"]) + int(last.attrib["textLength"]) <= int(tree.attrib["width"])
    assert width_of(words + "a") > width_of(words)


def test_a_badge_needs_nothing_from_elsewhere() -> None:
    drawn = draw(critical_badge(TODAY, today=TODAY))
    assert not re.search(r"<style|<script|style=|@import|href|url\((?!#)", drawn)


def test_it_can_be_read_and_has_an_edge_on_white_and_on_black() -> None:
    drawn = draw(CANDIDATE)
    left = re.findall(r'fill="(#\w{6})"', drawn)[0]
    for ground in (left, *Tone):
        assert contrast("#ffffff", str(ground)) >= READABLE
    edge = re.findall(r'stroke="(#\w{6})"', drawn)[0]
    assert min(contrast(edge, "#ffffff"), contrast(edge, "#000000")) >= 3
