"""What charts over time share: the values they take, the plot they fall on, its axes and the lines across it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from strongroom.interfaces.web.charts.canvas import (
    Tone,
    anchor_at,
    percent,
    plain,
    text,
)
from strongroom.interfaces.web.charts.scales import DayScale, exact_number

KIND = "over-time"
HEIGHT = 260
EMPTY_HEIGHT = 120
TOP = 34
PLOT = 196
_LABEL_LINE = 14
"""Pixels from a line of labels above the plot to the next."""
_NARROWEST, _LETTER = 250, 7
"""Pixels: of the plot on a phone 360 pixels wide, and of a letter of a label, rather too many."""


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
class Field:
    """Where values fall on the plot: 1000 wide, `PLOT` high."""

    days: DayScale
    steps: list[int]

    def x(self, day: date) -> str:
        """Return how far from the left a day lies, as a coordinate."""
        return plain(self.days.place(day) * 1000)

    def y(self, value: float) -> float:
        """Return how far below the top of the plot a value lies."""
        return PLOT * (1 - value / self.steps[-1])


def stack(series: Sequence[Series], days: Sequence[date]) -> list[list[float]]:
    """Return the lower edge of the first series, then the upper edge of each; a day that one lacks counts as zero."""
    edges = [[0.0] * len(days)]
    for one in series:
        known = dict(one.values)
        edges.append([low + known.get(day, 0.0) for low, day in zip(edges[-1], days, strict=True)])
    return edges


def grid(field: Field) -> SafeString:
    """Return the lines of the axes."""
    steps = ((_step(value, field),) for value in field.steps)
    months = ((_tick(day, field),) for day in field.days.months())
    return format_html_join("", "{}", [*steps, *months])


def grid_labels(field: Field) -> SafeString:
    """Return the words of the axes; those of the values stand left of the plot, where `charts.css` pads it."""
    steps = ((_step_label(value, field),) for value in field.steps)
    months = ((_month(day, field),) for day in field.days.months())
    return format_html_join("", "{}", [*steps, *months])


def _step(value: int, field: Field) -> SafeString:
    y = plain(TOP + field.y(value))
    return format_html(
        '<line class="{}" x1="0" x2="100%" y1="{}" y2="{}"/>', "grid" if value else "base", y, y
    )


def _step_label(value: int, field: Field) -> SafeString:
    return text(exact_number(value), at=("-8", TOP + field.y(value) + 4), anchor="end", kind="label axis")


def _tick(day: date, field: Field) -> SafeString:
    x, bottom = percent(field.days.place(day)), TOP + PLOT
    return format_html('<line class="base" x1="{}" x2="{}" y1="{}" y2="{}"/>', x, x, bottom, bottom + 5)


def _month(day: date, field: Field) -> SafeString:
    place = field.days.place(day)
    words = f"{day:%b %Y}" if day.month == 1 else f"{day:%b}"
    if day.day != 1:
        words = f"{day.day} {day:%b}"
    return text(words, at=(percent(place), TOP + PLOT + 20), anchor=anchor_at(place), kind="label axis")


def level_line(level: Level, field: Field) -> SafeString:
    """Draw a level over the whole width, with its label."""
    y = TOP + field.y(level.value)
    line = format_html('<line class="cutoff" x1="0" x2="100%" y1="{}" y2="{}"/>', plain(y), plain(y))
    if not level.label:
        return line
    return line + text(level.label, at=("100%", y - 6), anchor="end", kind="label cutoff-label")


def moment_lines(moments: Sequence[Moment], field: Field) -> SafeString:
    """Draw moments with their labels, but for those outside the days; a label that could meet the one before it stands a line lower."""
    shown = sorted((one for one in moments if 0 <= field.days.place(one.day) <= 1), key=lambda one: one.day)
    lines, labels, taken_to = [], [], -1.0
    for moment in shown:
        begin, end = _label_extent(moment, field)
        is_lower = begin < taken_to
        if not is_lower:
            taken_to = end
        x, top = percent(field.days.place(moment.day)), 18 + _LABEL_LINE * is_lower
        lines.append(
            format_html('<line class="moment" x1="{}" x2="{}" y1="{}" y2="{}"/>', x, x, top, TOP + PLOT)
        )
        labels.append(_moment_label(moment, field, y=top - 6))
    return SafeString("".join([*lines, *labels]))


def _moment_label(moment: Moment, field: Field, *, y: float) -> SafeString:
    place = field.days.place(moment.day)
    return text(moment.label, at=(percent(place), y), anchor=anchor_at(place), kind="label moment-label")


def _label_extent(moment: Moment, field: Field) -> tuple[float, float]:
    """Return where a moment's label begins and ends on the narrowest plot, as shares of the width."""
    place, width = field.days.place(moment.day), len(moment.label) * _LETTER / _NARROWEST
    begin = place - width * {"start": 0.0, "middle": 0.5, "end": 1.0}[anchor_at(place)]
    return begin, begin + width
