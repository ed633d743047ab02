"""The downloads of one project over the window, drawn and as a table."""

from collections.abc import Sequence
from typing import Any

from strongroom.downloads.queries import DayCount, chart
from strongroom.foundation.days import day_words
from strongroom.foundation.names import NormalizedName
from strongroom.interfaces.web.charts import (
    Caption,
    Level,
    Moment,
    Part,
    Series,
    Tone,
    line_chart,
    proportion_bar,
)
from strongroom.interfaces.web.client_classes import CLASS_WORDS
from strongroom.interfaces.web.projects.evidence import ShownStanding
from strongroom.interfaces.web.wording import counted

_HIGHEST_LINE = 4
"""Times the highest day: a cut-off above it is told in words alone."""


def downloads_chart(name: NormalizedName, standing: ShownStanding) -> dict[str, Any]:
    """Return the context of `components/chart.html` for the days of the window."""
    days = chart(name, standing.window, classes=standing.counted_classes)
    title, line = "Downloads per day", _cut_off_line(standing, days)
    return {
        "svg": line_chart(
            _lines(days),
            caption=Caption(title, _spoken(days)),
            cutoff=line,
            moments=_designated(standing),
        ),
        "title": title,
        "note": f"{standing.window.days} complete UTC days. Only counted downloads decide about rank.{_pace_words(standing)}",
        "legend": [
            {"tone": "plain", "label": "Counted"},
            {"tone": "faint", "label": "All clients"},
            *([{"tone": "cutoff", "label": f"Cut-off: {round(line.value):,} a day"}] if line else []),
        ],
        "columns": [
            {"label": "Day"},
            {"label": "Counted", "number": True},
            {"label": "All clients", "number": True},
        ],
        "rows": [(one.day.isoformat(), f"{one.counted:,}", f"{one.total:,}") for one in days],
    }


def classes_chart(standing: ShownStanding) -> dict[str, Any]:
    """Return the context of `components/chart.html` for the classes of clients."""
    title = "Who downloads it"
    total, counting = sum(standing.classes.values()), standing.counted_now
    parts = [Part("Counted", counting, Tone.PLAIN), Part("Not counted", total - counting, Tone.FAINT)]
    words = f"{counting:,} of {total:,} downloads are counted."
    return {
        "svg": proportion_bar(parts, caption=Caption(title, words)),
        "title": title,
        "note": f"{words} Clients name themselves; mirrors pass on what others install.",
        "legend": [{"tone": "plain", "label": "Counted"}, {"tone": "faint", "label": "Not counted"}],
        "columns": [{"label": "Client"}, {"label": "Counted?"}, {"label": "Downloads", "number": True}],
        "rows": [
            (words, "yes" if name in standing.counted_classes else "no", f"{standing.classes.get(name, 0):,}")
            for name, words in CLASS_WORDS.items()
        ],
    }


def _lines(days: Sequence[DayCount]) -> list[Series]:
    if not any(one.total for one in days):
        return []
    return [
        Series("All clients", [(one.day, one.total) for one in days], Tone.FAINT),
        Series("Counted", [(one.day, one.counted) for one in days], Tone.PLAIN),
    ]


def cut_off_per_day(standing: ShownStanding) -> float:
    """Return how many counted downloads a day, on each day of the window, make the cut-off; 0 before the first run."""
    return (standing.cutoff_downloads or 0) / standing.window.days


def _cut_off_line(standing: ShownStanding, days: Sequence[DayCount]) -> Level | None:
    """Return the cut-off as a line, unless the downloads would lie flat on the ground below it."""
    pace, most = cut_off_per_day(standing), max(one.total for one in days)
    if not 0 < pace <= _HIGHEST_LINE * most:
        return None
    return Level(pace, "")


def _pace_words(standing: ShownStanding) -> str:
    pace = cut_off_per_day(standing)
    return f" The cut-off is as many as {round(pace):,} on each of these days." if pace else ""


def _spoken(days: Sequence[DayCount]) -> str:
    total = sum(one.counted for one in days)
    if not total:
        return "No counted downloads in the window."
    most = max(days, key=lambda one: one.counted)
    return f"{counted(total, 'counted download')} in {len(days)} days, at most {most.counted:,} on {day_words(most.day)}."


def _designated(standing: ShownStanding) -> list[Moment]:
    return [Moment(standing.since, "Designated")] if standing.since else []
