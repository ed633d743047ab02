"""What charts over time share: the values they take, the plot they fall on, its axes and the lines across it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from strongroom.interfaces.web.charts.canvas import (
    NOTHING,
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


def moment_line(moment: Moment, field: Field) -> SafeString:
    """Draw a moment with its label; nothing where it lies outside the days."""
    place = field.days.place(moment.day)
    if not 0 <= place <= 1:
        return NOTHING
    x = percent(place)
    line = format_html('<line class="moment" x1="{}" x2="{}" y1="18" y2="{}"/>', x, x, TOP + PLOT)
    return line + text(moment.label, at=(x, 12), anchor=anchor_at(place), kind="label moment-label")
