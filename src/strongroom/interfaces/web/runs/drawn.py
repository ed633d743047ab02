"""The charts of runs, each with the table behind it (`components/chart.html`)."""

from collections.abc import Callable, Sequence
from typing import Any

from strongroom.criticality.queries import Explanation, RunDay, RunRecord, find_curve
from strongroom.foundation.days import day_words
from strongroom.interfaces.web.charts import (
    Border,
    Caption,
    Point,
    Series,
    Tone,
    line_chart,
    rank_curve,
)
from strongroom.interfaces.web.wording import counted

Chart = dict[str, Any]

RUNS_DRAWN = 400
"""The newest: more points than days of a year and a month fall on each other."""


def curve_chart(run: RunRecord, *, of: Explanation | None = None) -> Chart:
    """Draw the whole ranking of a run, and where it drew the line; and the place of one project, in the newest run."""
    title = "Downloads against rank"
    points = [Point(rank, downloads) for rank, downloads in find_curve(run.on)]
    if points and points[-1].rank < run.ranked:
        points.append(Point(run.ranked, points[-1].downloads))
    here = _place(of)
    border = Border(Point(run.cohort_size, run.cut_off), run.band_size)
    return {
        "svg": rank_curve(points, caption=Caption(title, _spoken(run)), border=border, here=here),
        "title": title,
        "note": f"Every project with counted downloads, both scales logarithmic. {_spoken(run)}",
        "legend": [
            {"tone": "cohort", "label": f"Comes in: rank 1 to {run.cohort_size:,}"},
            {"tone": "grace", "label": f"Stays in: to rank {run.band_size:,}"},
            *([{"tone": "here", "label": f"{of.name}: rank {here.rank:,}"}] if of and here else []),
        ],
        "columns": [{"label": "Rank"}, {"label": "Counted downloads", "number": True}],
        "rows": [(f"{one.rank:,}", f"{one.downloads:,}") for one in points],
    }


def cut_off_chart(days: Sequence[RunDay]) -> Chart:
    """Draw the cut-off, run by run."""
    return _over_time(days, "Cut-off", lambda one: one.cut_off, Tone.PLAIN)


def critical_chart(days: Sequence[RunDay]) -> Chart:
    """Draw how many projects were critical, run by run."""
    return _over_time(days, "Critical projects", lambda one: one.critical, Tone.CRITICAL)


def _spoken(run: RunRecord) -> str:
    return (
        f"On {day_words(run.on)}, rank {run.cohort_size:,} of {run.ranked:,} was the last that came in, with "
        f"{counted(run.cut_off, 'counted download')} or more."
    )


def _place(one: Explanation | None) -> Point | None:
    return Point(one.rank, one.downloads) if one and one.rank and one.downloads else None


def _over_time(days: Sequence[RunDay], title: str, value: Callable[[RunDay], int], tone: Tone) -> Chart:
    drawn = days[-RUNS_DRAWN:]
    words = f"{value(drawn[-1]):,} in the newest run." if drawn else "No run has been made yet."
    series = Series(title, [(one.on, value(one)) for one in drawn], tone)
    return {
        "svg": line_chart([series] if drawn else [], caption=Caption(title, words)),
        "title": title,
        "note": words if len(days) == len(drawn) else f"{words} The newest {RUNS_DRAWN} runs are drawn.",
        "columns": [{"label": "Run"}, {"label": title, "number": True}],
        "rows": [(one.on.isoformat(), f"{value(one):,}") for one in drawn],
    }
