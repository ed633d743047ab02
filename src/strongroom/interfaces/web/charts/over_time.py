"""Charts of what is so at an instant, over time: lines with a cut-off, and bands stacked on each other."""

from collections.abc import Sequence
from datetime import date

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from strongroom.interfaces.web.charts.canvas import (
    NOTHING,
    Caption,
    empty_sheet,
    percent,
    plain,
    sheet,
    stretched,
    text,
)
from strongroom.interfaces.web.charts.scales import DayScale, round_values, short_number
from strongroom.interfaces.web.charts.time_axes import (
    EMPTY_HEIGHT,
    HEIGHT,
    KIND,
    PLOT,
    TOP,
    Field,
    Level,
    Moment,
    Series,
    grid,
    grid_labels,
    level_line,
    moment_lines,
    stack,
)

_BAND_WITH_LABEL = 18
"""Pixels. A thinner band carries no label; the legend names it."""
_LABEL_BEGINS = 0.6
"""Share of the width. Labels of bands end at the right edge, and are seldom longer than the rest."""


def line_chart(
    series: Sequence[Series], *, caption: Caption, cutoff: Level | None = None, moments: Sequence[Moment] = ()
) -> SafeString:
    """Draw one line per series, over all their days, from zero."""
    points = [point for one in series for point in one.values]
    if not points:
        return empty_sheet(caption, kind=KIND, height=EMPTY_HEIGHT)
    highest = max([value for _, value in points] + ([cutoff.value] if cutoff else []))
    field = Field(DayScale.over([day for day, _ in points]), round_values(highest))
    shapes = format_html_join("", "{}", ((_line(one, field),) for one in series if one.values))
    content = (
        grid(field)
        + moment_lines(moments, field)
        + stretched(shapes, top=TOP, height=PLOT)
        + format_html_join("", "{}", ((_last_point(one, field),) for one in series if one.values))
        + grid_labels(field)
        + (level_line(cutoff, field) if cutoff else NOTHING)
    )
    return sheet(caption, kind=KIND, height=HEIGHT, content=content)


def area_chart(series: Sequence[Series], *, caption: Caption, moments: Sequence[Moment] = ()) -> SafeString:
    """Draw the series stacked, the first at the bottom."""
    days = sorted({day for one in series for day, _ in one.values})
    if not days:
        return empty_sheet(caption, kind=KIND, height=EMPTY_HEIGHT)
    edges = stack(series, days)
    field = Field(DayScale.over(days), round_values(max(edges[-1])))
    layers = list(zip(series, edges, edges[1:], strict=False))
    shapes = format_html_join(
        "", "{}", ((_band(one, days, (low, high), field),) for one, low, high in layers)
    )
    content = (
        grid(field)
        + stretched(shapes, top=TOP, height=PLOT)
        + moment_lines(moments, field)
        + format_html_join("", "{}", ((_band_label(one, days, edges, field),) for one, *edges in layers))
        + grid_labels(field)
    )
    return sheet(caption, kind=KIND, height=HEIGHT, content=content)


def _line(series: Series, field: Field) -> SafeString:
    places = " ".join(f"{field.x(day)},{plain(field.y(value))}" for day, value in series.ordered)
    return format_html(
        '<polyline class="line tone-{}" points="{}" fill="none" vector-effect="non-scaling-stroke"/>',
        series.tone,
        places,
    )


def _last_point(series: Series, field: Field) -> SafeString:
    day, value = series.ordered[-1]
    return format_html(
        '<circle class="point tone-{}" cx="{}" cy="{}" r="4"/>',
        series.tone,
        percent(field.days.place(day)),
        plain(TOP + field.y(value)),
    )


def _band(
    series: Series, days: Sequence[date], edges: tuple[list[float], list[float]], field: Field
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
    series: Series, days: Sequence[date], edges: Sequence[Sequence[float]], field: Field
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
        at=("99%", TOP + (top + bottom) / 2 + 4),
        anchor="end",
        kind=f"label on-band tone-{series.tone}",
    )
