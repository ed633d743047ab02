"""Charts over time: lines with a cut-off, and bands stacked on each other."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from strongroom.interfaces.web.charts.canvas import (
    NOTHING,
    Caption,
    Tone,
    anchor_at,
    empty_sheet,
    percent,
    plain,
    sheet,
    stretched,
    text,
)
from strongroom.interfaces.web.charts.scales import DayScale, round_values, short_number

HEIGHT = 260
EMPTY_HEIGHT = 120
_TOP = 34
_PLOT = 196
_BAND_WITH_LABEL = 18
"""Pixels. A thinner band carries no label; the legend names it."""
_LABEL_BEGINS = 0.6
"""Share of the width. Labels of bands end at the right edge, and are seldom longer than the rest."""


@dataclass(frozen=True, slots=True)
class Series:
    """A quantity day by day; days may be missing and need not be in order."""

    label: str
    values: Sequence[tuple[date, float]]
    tone: Tone = Tone.PLAIN

    @property
    def ordered(self) -> list[tuple[date, float]]:
        """The values from the first day to the last."""
        return sorted(self.values)


@dataclass(frozen=True, slots=True)
class Level:
    """A horizontal line, such as the cut-off. Without a label the legend names it."""

    value: float
    label: str


@dataclass(frozen=True, slots=True)
class Moment:
    """A vertical line, such as the day of designation."""

    day: date
    label: str


@dataclass(frozen=True, slots=True)
class _Field:
    """Where values fall on the plot: 1000 wide, `_PLOT` high."""

    days: DayScale
    steps: list[float]

    def x(self, day: date) -> str:
        return plain(self.days.place(day) * 1000)

    def y(self, value: float) -> float:
        return _PLOT * (1 - value / self.steps[-1])


def line_chart(
    series: Sequence[Series], *, caption: Caption, cutoff: Level | None = None, moments: Sequence[Moment] = ()
) -> SafeString:
    """Draw one line per series, over all their days, from zero."""
    points = [point for one in series for point in one.values]
    if not points:
        return empty_sheet(caption, kind="over-time", height=EMPTY_HEIGHT)
    highest = max([value for _, value in points] + ([cutoff.value] if cutoff else []))
    field = _Field(DayScale.over([day for day, _ in points]), round_values(highest))
    shapes = format_html_join("", "{}", ((_line(one, field),) for one in series if one.values))
    content = (
        _grid(field)
        + format_html_join("", "{}", ((_moment(moment, field),) for moment in moments))
        + stretched(shapes, top=_TOP, height=_PLOT)
        + format_html_join("", "{}", ((_last_point(one, field),) for one in series if one.values))
        + _grid_labels(field)
        + (_level(cutoff, field) if cutoff else NOTHING)
    )
    return sheet(caption, kind="over-time", height=HEIGHT, content=content)


def area_chart(series: Sequence[Series], *, caption: Caption, moments: Sequence[Moment] = ()) -> SafeString:
    """Draw the series stacked, the first at the bottom; a day that a series lacks counts as zero."""
    days = sorted({day for one in series for day, _ in one.values})
    if not days:
        return empty_sheet(caption, kind="over-time", height=EMPTY_HEIGHT)
    edges = _stack(series, days)
    field = _Field(DayScale.over(days), round_values(max(edges[-1])))
    layers = list(zip(series, edges, edges[1:], strict=False))
    shapes = format_html_join(
        "", "{}", ((_band(one, days, (low, high), field),) for one, low, high in layers)
    )
    content = (
        _grid(field)
        + stretched(shapes, top=_TOP, height=_PLOT)
        + format_html_join("", "{}", ((_moment(moment, field),) for moment in moments))
        + format_html_join("", "{}", ((_band_label(one, days, edges, field),) for one, *edges in layers))
        + _grid_labels(field)
    )
    return sheet(caption, kind="over-time", height=HEIGHT, content=content)


def _stack(series: Sequence[Series], days: Sequence[date]) -> list[list[float]]:
    """Return the lower edge of the first band, then the upper edge of each."""
    edges = [[0.0] * len(days)]
    for one in series:
        known = dict(one.values)
        edges.append([low + known.get(day, 0.0) for low, day in zip(edges[-1], days, strict=True)])
    return edges


def _grid(field: _Field) -> SafeString:
    steps = ((_step(value, field),) for value in field.steps)
    months = ((_tick(day, field),) for day in field.days.months())
    return format_html_join("", "{}", [*steps, *months])


def _grid_labels(field: _Field) -> SafeString:
    """Return the words of the axes; those of the values stand left of the plot, where `charts.css` pads it."""
    steps = ((_step_label(value, field),) for value in field.steps)
    months = ((_month(day, field),) for day in field.days.months())
    return format_html_join("", "{}", [*steps, *months])


def _step(value: float, field: _Field) -> SafeString:
    y = plain(_TOP + field.y(value))
    return format_html(
        '<line class="{}" x1="0" x2="100%" y1="{}" y2="{}"/>', "grid" if value else "base", y, y
    )


def _step_label(value: float, field: _Field) -> SafeString:
    return text(short_number(value), at=("-8", _TOP + field.y(value) + 4), anchor="end", kind="label axis")


def _tick(day: date, field: _Field) -> SafeString:
    x, bottom = percent(field.days.place(day)), _TOP + _PLOT
    return format_html('<line class="base" x1="{}" x2="{}" y1="{}" y2="{}"/>', x, x, bottom, bottom + 5)


def _month(day: date, field: _Field) -> SafeString:
    place = field.days.place(day)
    words = f"{day:%b %Y}" if day.month == 1 else f"{day:%b}"
    if day.day != 1:
        words = f"{day.day} {day:%b}"
    return text(words, at=(percent(place), _TOP + _PLOT + 20), anchor=anchor_at(place), kind="label axis")


def _level(level: Level, field: _Field) -> SafeString:
    y = _TOP + field.y(level.value)
    line = format_html('<line class="cutoff" x1="0" x2="100%" y1="{}" y2="{}"/>', plain(y), plain(y))
    if not level.label:
        return line
    return line + text(level.label, at=("100%", y - 6), anchor="end", kind="label cutoff-label")


def _moment(moment: Moment, field: _Field) -> SafeString:
    place = field.days.place(moment.day)
    if not 0 <= place <= 1:
        return NOTHING
    x = percent(place)
    line = format_html('<line class="moment" x1="{}" x2="{}" y1="18" y2="{}"/>', x, x, _TOP + _PLOT)
    return line + text(moment.label, at=(x, 12), anchor=anchor_at(place), kind="label moment-label")


def _line(series: Series, field: _Field) -> SafeString:
    places = " ".join(f"{field.x(day)},{plain(field.y(value))}" for day, value in series.ordered)
    return format_html(
        '<polyline class="line tone-{}" points="{}" fill="none" vector-effect="non-scaling-stroke"/>',
        series.tone,
        places,
    )


def _last_point(series: Series, field: _Field) -> SafeString:
    day, value = series.ordered[-1]
    return format_html(
        '<circle class="point tone-{}" cx="{}" cy="{}" r="4"/>',
        series.tone,
        percent(field.days.place(day)),
        plain(_TOP + field.y(value)),
    )


def _band(
    series: Series, days: Sequence[date], edges: tuple[list[float], list[float]], field: _Field
) -> SafeString:
    low, high = edges
    if len(days) == 1:
        return _bar_of_one_day(series, plain(field.y(high[0])), plain(field.y(low[0]) - field.y(high[0])))
    above = " ".join(f"{field.x(day)},{plain(field.y(value))}" for day, value in zip(days, high, strict=True))
    below = " ".join(
        f"{field.x(day)},{plain(field.y(value))}"
        for day, value in reversed(list(zip(days, low, strict=True)))
    )
    return format_html(
        '<polygon class="band tone-{}" points="{} {}" vector-effect="non-scaling-stroke"/>',
        series.tone,
        above,
        below,
    )


def _bar_of_one_day(series: Series, y: str, height: str) -> SafeString:
    return format_html(
        '<rect class="band tone-{}" x="400" width="200" y="{}" height="{}"/>', series.tone, y, height
    )


def _band_label(
    series: Series, days: Sequence[date], edges: Sequence[Sequence[float]], field: _Field
) -> SafeString:
    """Return the name and the last value, where the band has room for them: over all the width that they take."""
    under = [place for place, day in enumerate(days) if field.days.place(day) >= _LABEL_BEGINS] or [-1]
    low, high = edges
    top, bottom = field.y(min(high[place] for place in under)), field.y(max(low[place] for place in under))
    if bottom - top < _BAND_WITH_LABEL:
        return NOTHING
    words = f"{series.label} {short_number(high[-1] - low[-1])}"
    return text(
        words,
        at=("99%", _TOP + (top + bottom) / 2 + 4),
        anchor="end",
        kind=f"label on-band tone-{series.tone}",
    )
