"""Columns over time: what happened in each day, week or month, counted from its first day.

A line would claim something in between, and draw a slope from a week with one upload to the next with none.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from strongroom.interfaces.web.charts.canvas import Caption, Tone, empty_sheet, plain, sheet, stretched
from strongroom.interfaces.web.charts.scales import DayScale, round_values
from strongroom.interfaces.web.charts.time_axes import (
    EMPTY_HEIGHT,
    HEIGHT,
    KIND,
    PLOT,
    TOP,
    Field,
    Series,
    grid,
    grid_labels,
    stack,
)

_WIDEST = 60.0
"""Of a plot 1000 wide: few columns are no blocks."""
_OF_ITS_SPAN = 0.8
"""Share of its span that a column takes; the rest parts it from the next."""


def column_chart(series: Sequence[Series], *, caption: Caption) -> SafeString:
    """Draw a column for each day that has values, the series stacked, the first at the bottom.

    Each day stands for the span of time that begins on it; the spans are as long as the shortest distance of two days.
    """
    days = sorted({day for one in series for day, _ in one.values})
    if not days:
        return empty_sheet(caption, kind=KIND, height=EMPTY_HEIGHT)
    span = min((after - before for before, after in pairwise(days)), default=timedelta(days=1))
    edges = stack(series, days)
    field = Field(DayScale(days[0], days[-1] + span), round_values(max(edges[-1])))
    slot = field.days.place(days[0] + span) * 1000
    layers = zip(series, edges, edges[1:], strict=False)
    shapes = (
        (_columns(one.tone, _boxes(days, (low, high), slot=slot, field=field)),) for one, low, high in layers
    )
    content = (
        grid(field) + stretched(format_html_join("", "{}", shapes), top=TOP, height=PLOT) + grid_labels(field)
    )
    return sheet(caption, kind=KIND, height=HEIGHT, content=content)


def _columns(tone: Tone, boxes: str) -> SafeString:
    return format_html('<path class="column tone-{}" d="{}"/>', tone, boxes)


def _boxes(
    days: Sequence[date], edges: tuple[Sequence[float], Sequence[float]], *, slot: float, field: Field
) -> str:
    """Return one series' part of each column as a path; where it is nothing, nothing is drawn."""
    width = min(slot * _OF_ITS_SPAN, _WIDEST)
    margin = (slot - width) / 2
    return "".join(
        f"M{plain(field.days.place(day) * 1000 + margin)} {plain(field.y(high))}"
        f"h{plain(width)}V{plain(field.y(low))}h-{plain(width)}Z"
        for day, low, high in zip(days, *edges, strict=True)
        if high > low
    )
