"""The whole ranking as a curve: downloads against rank, both logarithmic, with what is in and what stays in."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from strongroom.interfaces.web.charts.canvas import (
    NOTHING,
    Caption,
    anchor_at,
    empty_sheet,
    percent,
    plain,
    sheet,
    stretched,
    text,
)
from strongroom.interfaces.web.charts.scales import log_place, short_number

HEIGHT = 286
_TOP = 26
_PLOT = 214
_ROWS_AT_MOST = 6
"""Powers of ten that get a line of their own."""


@dataclass(frozen=True, slots=True)
class Point:
    """A rank, and the downloads that go with it."""

    rank: int
    downloads: int


@dataclass(frozen=True, slots=True)
class Border:
    """Where a run drew the line.

    Args:
        entry: The last rank that comes in, and the least downloads that do.
        stays_until: The last rank that a designated project may fall to.
    """

    entry: Point
    stays_until: int


@dataclass(frozen=True, slots=True)
class _Field:
    """Where values fall on the plot: 1000 wide, `_PLOT` high."""

    last_rank: int
    low: int
    high: int

    def x(self, rank: float) -> float:
        return min(log_place(max(rank, 1), highest=self.last_rank), 1.0)

    def y(self, downloads: float) -> float:
        place = (math.log10(max(downloads, 1)) - self.low) / (self.high - self.low)
        return _PLOT * (1 - min(max(place, 0.0), 1.0))


def rank_curve(
    points: Sequence[Point], *, caption: Caption, border: Border, here: Point | None = None
) -> SafeString:
    """Draw the ranking, best first, with the ranks that come in and those that stay in behind it.

    Args:
        here: The place of one project, which the legend names.
    """
    if not points:
        return empty_sheet(caption, kind="rank-curve", height=HEIGHT // 2)
    field = _field_of(points, border)
    content = (
        _grid(field)
        + stretched(_regions(border, field) + _line(points, field), top=_TOP, height=_PLOT)
        + _cut_off(border.entry, field)
        + _labels(field)
        + (_mark(here, field) if here else NOTHING)
    )
    return sheet(caption, kind="rank-curve", height=HEIGHT, content=content)


def _field_of(points: Sequence[Point], border: Border) -> _Field:
    numbers = [point.downloads for point in points] + [max(border.entry.downloads, 1)]
    low, high = math.floor(math.log10(min(numbers))), math.ceil(math.log10(max(numbers)))
    return _Field(max(points[-1].rank, border.stays_until, 2), low, max(high, low + 1))


def _regions(border: Border, field: _Field) -> SafeString:
    entry, stays = field.x(border.entry.rank), field.x(border.stays_until)
    spans = (("cohort", 0.0, entry), ("grace", entry, max(stays, entry)))
    return format_html_join(
        "",
        '<rect class="field tone-{}" x="{}" width="{}" y="0" height="{}"/>',
        ((kind, plain(begin * 1000), plain((end - begin) * 1000), _PLOT) for kind, begin, end in spans),
    )


def _line(points: Sequence[Point], field: _Field) -> SafeString:
    places = " ".join(f"{plain(field.x(one.rank) * 1000)},{plain(field.y(one.downloads))}" for one in points)
    return format_html(
        '<polyline class="line tone-plain" points="{}" fill="none" vector-effect="non-scaling-stroke"/>',
        places,
    )


def _cut_off(entry: Point, field: _Field) -> SafeString:
    x, y = percent(field.x(entry.rank)), plain(_TOP + field.y(entry.downloads))
    words = f"Cut-off: rank {entry.rank:,}, {short_number(entry.downloads)}"
    return format_html(
        '<line class="cutoff" x1="0" x2="100%" y1="{}" y2="{}"/><line class="cutoff" x1="{}" x2="{}" y1="{}" y2="{}"/>',
        y,
        y,
        x,
        x,
        _TOP,
        _TOP + _PLOT,
    ) + text(words, at=("100%", _TOP + field.y(entry.downloads) - 7), anchor="end", kind="label cutoff-label")


def _powers(field: _Field) -> range:
    return range(field.low, field.high + 1, math.ceil((field.high - field.low) / _ROWS_AT_MOST))


def _grid(field: _Field) -> SafeString:
    rows = [plain(_TOP + field.y(10.0**power)) for power in _powers(field)]
    lines = format_html_join(
        "", '<line class="grid" x1="0" x2="100%" y1="{}" y2="{}"/>', ((y, y) for y in rows)
    )
    bottom = _TOP + _PLOT
    return lines + format_html('<line class="base" x1="0" x2="100%" y1="{}" y2="{}"/>', bottom, bottom)


def _labels(field: _Field) -> SafeString:
    """Return the words of the axes; those of the downloads stand left of the plot, where `charts.css` pads it."""
    rows = (
        text(
            short_number(10.0**power),
            at=("-8", _TOP + field.y(10.0**power) + 4),
            anchor="end",
            kind="label axis",
        )
        for power in _powers(field)
    )
    places = ((10**power, field.x(10**power)) for power in range(len(str(field.last_rank))))
    ranks = (
        text(
            short_number(rank),
            at=(percent(place), _TOP + _PLOT + 18),
            anchor=anchor_at(place),
            kind="label axis",
        )
        for rank, place in places
    )
    named = text("Rank", at=("100%", _TOP + _PLOT + 36), anchor="end", kind="label axis") + text(
        "Counted downloads", at=("0", 12), kind="label axis"
    )
    return format_html_join("", "{}", ((one,) for one in (*rows, *ranks))) + named


def _mark(at: Point, field: _Field) -> SafeString:
    return format_html(
        '<circle class="point tone-here" cx="{}" cy="{}" r="6.5"/>',
        percent(field.x(at.rank)),
        plain(_TOP + field.y(at.downloads)),
    )
