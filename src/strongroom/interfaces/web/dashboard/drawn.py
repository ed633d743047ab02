"""The dashboard's charts (`components/chart.html`)."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

from strongroom.criticality.queries import RunRecord, list_above_cut_off, list_held_by_band
from strongroom.downloads.queries import total_of
from strongroom.foundation.days import day_words
from strongroom.foundation.names import NormalizedName
from strongroom.interfaces.web.charts import (
    Bar,
    Caption,
    Level,
    Moment,
    Part,
    Series,
    Tone,
    area_chart,
    column_chart,
    dial,
    line_chart,
    rank_bars,
)
from strongroom.interfaces.web.dashboard.definitions import PEOPLE, Figure
from strongroom.interfaces.web.dashboard.resolution import Point, Span, at_resolution
from strongroom.interfaces.web.shares_chart import shares_chart
from strongroom.interfaces.web.templatetags.strongroom import count
from strongroom.mandates.queries import Deadline, Figures, MandateRecord
from strongroom.mandates.services import Scope

Chart = dict[str, Any]

NEIGHBORS = 4
"""Projects shown on each side of the cut-off."""


def protected_dial(figures: Figures) -> SafeString:
    """Draw the share of the people bound who hold any second factor."""
    words = f"{figures.bound_protected:,} of {figures.people_bound:,} people hold any second factor."
    share = figures.bound_protected / figures.people_bound if figures.people_bound else None
    return dial(
        share, caption=Caption("Maintainers with a second factor", words), words="hold any second factor"
    )


def figure_chart(
    figure: Figure, days: Sequence[Point], *, today: date, moments: Sequence[Moment] = ()
) -> Chart:
    """Draw a figure over these days, at the resolution that so many of them ask for."""
    span = Span.for_days((days[-1][0] - days[0][0]).days) if days else Span.DAY
    points = at_resolution(days, span, happens=figure.happens, today=today)
    series = _series(figure, points)
    caption = Caption(figure.title, _spoken(figure, points))
    chart: Chart = {
        "svg": _over_time_chart(figure, series, caption=caption, moments=moments),
        "title": figure.title,
        "note": figure.said(),
        "span": _span_words(figure, span),
    }
    if figure.is_whole or len(series) > 1:
        chart["legend"] = [{"tone": str(one.tone), "label": _legend_words(figure, one)} for one in series]
    return chart | _table(figure, points)


def _over_time_chart(
    figure: Figure, series: Sequence[Series], *, caption: Caption, moments: Sequence[Moment]
) -> SafeString:
    """Draw columns of what happens, bands of a whole, lines of anything else."""
    if figure.happens:
        return column_chart(series, caption=caption)
    draw = area_chart if figure.is_whole else line_chart
    return draw(series, caption=caption, moments=moments)


def _legend_words(figure: Figure, series: Series) -> str:
    """Name a series with its number, so that what is drawn on the ground or not at all is told: the sum, or the newest."""
    if not series.values:
        return series.label
    numbers = [value for _, value in series.ordered]
    return f"{series.label}: {sum(numbers) if figure.happens else numbers[-1]:,.0f}"


def people_chart(figures: Figures) -> Chart:
    """Draw how the people bound are protected now."""
    parts = [
        Part(part.label, part.read(figures) or 0, part.tone) for part in PEOPLE.parts if part.tone is not None
    ]
    some = [part for part in parts if part.value] or parts
    return shares_chart("Which second factor they hold", some, columns=("Second factor", "People"))


def cutoff_chart(run: RunRecord | None) -> Chart:
    """Draw the projects on both sides of the cut-off."""
    title = "Around the cut-off"
    if run is None:
        return {
            "svg": rank_bars([], caption=Caption(title, "No run yet."), cutoff=Level(0, "")),
            "title": title,
        }
    bars = _neighbors(run)
    cutoff = Level(run.cut_off, f"Cut-off {run.cut_off:,}")
    words = f"The cut-off is {run.cut_off:,} counted downloads; {len(run.candidates):,} candidates are close below it."
    return {
        "svg": rank_bars(bars, caption=Caption(title, words), cutoff=cutoff),
        "title": title,
        "note": f"Counted downloads from {day_words(run.first_day)} to {day_words(run.last_day)}. "
        f"What is critical stays so to rank {run.band_size:,}, below the cut-off too.",
        "legend": [{"tone": "critical", "label": "Critical"}, {"tone": "faint", "label": "Candidate"}],
        "columns": [{"label": "Project"}, {"label": "Counted downloads", "number": True}],
        "rows": [(bar.label, f"{bar.value:,}") for bar in bars],
    }


def _neighbors(run: RunRecord) -> list[Bar]:
    """Return the critical projects and the candidates closest to the cut-off on each of its sides, most downloads first."""
    above, held = (find(run, limit=NEIGHBORS) for find in (list_above_cut_off, list_held_by_band))
    below = [Bar(name, downloads, Tone.CRITICAL) for name, downloads in held]
    below += [
        Bar(name, total_of(NormalizedName(name), run.window, classes=run.counted_classes), Tone.FAINT)
        for name in run.candidates[:NEIGHBORS]
    ]
    below.sort(key=lambda bar: bar.value, reverse=True)
    return [*(Bar(name, downloads, Tone.CRITICAL) for name, downloads in above), *below[:NEIGHBORS]]


def moments_of(mandates: Sequence[MandateRecord], deadlines: Sequence[Deadline]) -> list[Moment]:
    """Return the days that explain why people of critical projects enroll: when a factor was first asked for, and by when."""
    announced = [one.announced_at.date() for one in mandates if one.scope is Scope.CRITICAL_PROJECTS]
    ending = [one.on for one in deadlines if one.scope is Scope.CRITICAL_PROJECTS]
    marks = (("Announced", announced), ("First deadline", ending))
    return [Moment(min(days), words) for words, days in marks if days]


def _series(figure: Figure, points: Sequence[Point]) -> list[Series]:
    """Return what is drawn; of a whole, the parts that ever were anything."""
    drawn = [
        Series(part.label, _over_time(points, place), part.tone)
        for place, part in enumerate(figure.parts)
        if part.tone is not None
    ]
    some = [one for one in drawn if any(value for _, value in one.values)]
    return some if figure.is_whole and some else drawn


def _over_time(points: Sequence[Point], place: int) -> list[tuple[date, float]]:
    return [(on, values[place] or 0) for on, values in points if values[place] is not None]


def _table(figure: Figure, points: Sequence[Point]) -> Chart:
    """Return the columns and rows behind the picture, the newest first."""
    return {
        "columns": [{"label": "From" if figure.happens else "Day"}]
        + [{"label": part.label, "number": True} for part in figure.parts],
        "rows": [(_day(on), *map(count, values)) for on, values in reversed(points)],
    }


def _day(on: date) -> SafeString:
    """Write a day short, and in one line."""
    return format_html('<time datetime="{0}">{0}</time>', on.isoformat())


def _spoken(figure: Figure, points: Sequence[Point]) -> str:
    """Say the newest point of the picture to somebody who does not see it."""
    if not points:
        return "Nothing was kept yet."
    on, values = points[-1]
    numbers = ", ".join(
        f"{part.label}: {count(value)}" for part, value in zip(figure.parts, values, strict=True)
    )
    return f"{'From' if figure.happens else 'On'} {day_words(on)}: {numbers}."


def _span_words(figure: Figure, span: Span) -> str:
    if figure.happens:
        return f"Added up by {span.value}; the present {span.value} is left out. The legend gives the sums."
    return f"As it was at the end of each {span.value}."
