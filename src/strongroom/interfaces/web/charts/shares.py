"""Charts of a whole and its parts: a bar, and a dial like that of a combination lock."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from strongroom.interfaces.web.charts.canvas import (
    NOTHING,
    Caption,
    Tone,
    empty_sheet,
    percent,
    plain,
    sheet,
    text,
)
from strongroom.interfaces.web.charts.scales import short_number

BAR_HEIGHT = 30
_PART_WITH_FIGURE = 0.1
"""Share of the whole. A smaller part carries no figure; the legend has it."""
_MARKS = 100
"""Marks around the dial: one per percent."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a whole; values of one bar add up to the whole."""

    label: str
    value: float
    tone: Tone


def proportion_bar(parts: Sequence[Part], *, caption: Caption) -> SafeString:
    """Draw the parts side by side; `components/chart.html` names them in its legend."""
    whole = sum(part.value for part in parts)
    if whole <= 0:
        return empty_sheet(caption, kind="proportion", height=BAR_HEIGHT)
    begins = [sum(part.value for part in parts[:index]) / whole for index in range(len(parts))]
    rects = format_html_join(
        "",
        "{}",
        ((_part(part, begin, part.value / whole),) for part, begin in zip(parts, begins, strict=True)),
    )
    return sheet(caption, kind="proportion", height=BAR_HEIGHT, content=rects)


def _part(part: Part, begin: float, share: float) -> SafeString:
    rect = format_html(
        '<rect class="part tone-{}" x="{}" width="{}" y="0" height="{}"><title>{}</title></rect>',
        part.tone,
        percent(begin),
        percent(share),
        BAR_HEIGHT,
        part.label,
    )
    if share < _PART_WITH_FIGURE:
        return rect
    place = (percent(begin + share / 2), BAR_HEIGHT / 2 + 4.5)
    kind = f"label on-band tone-{part.tone}"
    return rect + text(short_number(part.value), at=place, anchor="middle", kind=kind)


def dial(share: float | None, *, caption: Caption, words: str) -> SafeString:
    """Draw a share of one as a dial with the percentage in it and `words` below; None is a share of nothing."""
    known = 0.0 if share is None else min(max(share, 0.0), 1.0)
    lit = math.floor(known * _MARKS + 1e-9)
    content = format_html(
        '<svg viewBox="0 0 240 240" width="100%" height="100%">'
        '<circle class="rim" cx="120" cy="120" r="116"/>'
        '<path class="marks" d="{}"/>{}'
        '<circle class="rim inner" cx="120" cy="120" r="82"/>'
        '<path class="index" d="M120 1 l7 12 h-14 Z"/>'
        '<text class="figure" x="120" y="128" text-anchor="middle">{}</text>'
        '<text class="label" x="120" y="154" text-anchor="middle">{}</text></svg>',
        _marks(range(lit, _MARKS)),
        format_html('<path class="marks lit" d="{}"/>', _marks(range(lit))) if lit else NOTHING,
        "\N{EN DASH}" if share is None else whole_percent(known),
        words,
    )
    return sheet(caption, kind="dial", height=240, content=content)


def whole_percent(share: float) -> str:
    """Write a share in whole percent, never claiming 100% (or 0%) before it is all (or nothing)."""
    rounded = round(share * 100)
    if share < 1:
        rounded = min(rounded, 99)
    return f"{max(rounded, 1) if share > 0 else 0}%"


def _marks(positions: range) -> str:
    return " ".join(_mark(position) for position in positions)


def _mark(position: int) -> str:
    angle = math.tau * position / _MARKS - math.pi / 2
    inner, outer = (88 if position % 10 == 0 else 94), 108
    near, far = ((120 + r * math.cos(angle), 120 + r * math.sin(angle)) for r in (inner, outer))
    return f"M{plain(near[0])} {plain(near[1])}L{plain(far[0])} {plain(far[1])}"
