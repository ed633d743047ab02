"""The dashboard's charts, each with the table behind it (`components/chart.html`)."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from django.utils.safestring import SafeString

from strongroom.downloads.queries import totals_by_class
from strongroom.foundation.names import NormalizedName
from strongroom.foundation.periods import Window
from strongroom.interfaces.web.charts import (
    Bar,
    Caption,
    Level,
    Moment,
    Part,
    Series,
    Tone,
    area_chart,
    dial,
    line_chart,
    proportion_bar,
    rank_bars,
)
from strongroom.interfaces.web.charts.scales import short_number
from strongroom.interfaces.web.dashboard.figures import State
from strongroom.mandates.queries import Figures

Chart = dict[str, Any]

_KINDS: tuple[tuple[str, Tone, Callable[[Figures], int]], ...] = (
    ("Security key or passkey", Tone.CRITICAL, lambda figures: figures.bound_with_phishing_resistant),
    ("Authenticator app only", Tone.PROTECTED, lambda figures: figures.bound_with_totp_only),
    ("None yet", Tone.UNPROTECTED, lambda figures: figures.bound_unprotected),
)
"""How people who are bound can be protected; the parts add up to all of them."""

NEIGHBORS = 4
"""Projects shown on each side of the cut-off."""


def protected_dial(state: State) -> SafeString:
    """Draw the share of the people bound who hold a second factor."""
    figures = state.figures
    words = f"{figures.bound_protected:,} of {figures.people_bound:,} people hold a second factor."
    share = figures.bound_protected / figures.people_bound if figures.people_bound else None
    return dial(share, caption=Caption("Maintainers protected", words), words="of people protected")


def progress_chart(state: State) -> Chart:
    """Draw the people bound, by protection, day by day."""
    title = "People who maintain critical projects"
    figures = state.figures
    words = f"Of {figures.people_bound:,} people {figures.bound_protected:,} hold a second factor."
    series = [Series(label, _over_time(state, value), tone) for label, tone, value in _KINDS]
    drawn = area_chart(series, caption=Caption(title, words), moments=_moments(state))
    return {
        "svg": drawn,
        "title": title,
        "note": "Each person once, by the strongest second factor they hold.",
        "legend": [{"tone": str(tone), "label": label} for label, tone, _ in _KINDS],
        "columns": [{"label": "Day"}, *({"label": label, "number": True} for label, _, _ in _KINDS)],
        "rows": [
            (on.isoformat(), *(f"{value(one):,}" for _, _, value in _KINDS)) for on, one in state.history
        ],
    }


def people_chart(state: State) -> Chart:
    """Draw how the people bound are protected now."""
    title = "Which second factor they hold"
    parts = [Part(label, value(state.figures), tone) for label, tone, value in _KINDS]
    words = ", ".join(f"{part.label}: {part.value:,}" for part in parts)
    return {
        "svg": proportion_bar(parts, caption=Caption(title, f"{words}.")),
        "title": title,
        "legend": [{"tone": str(part.tone), "label": f"{part.label}: {part.value:,}"} for part in parts],
        "columns": [{"label": "Second factor"}, {"label": "People", "number": True}],
        "rows": [(part.label, f"{part.value:,}") for part in parts],
    }


def projects_chart(state: State) -> Chart:
    """Draw the number of critical projects, day by day."""
    return _line(state, "Critical projects", lambda figures: figures.critical_projects, Tone.CRITICAL)


def voluntary_chart(state: State) -> Chart:
    """Draw the people who hold a second factor although nothing asks for it, day by day."""
    return _line(
        state, "Second factors without being asked", lambda figures: figures.voluntary, Tone.PROTECTED
    )


def cutoff_chart(state: State) -> Chart:
    """Draw the projects on both sides of the cut-off."""
    title, run = "Around the cut-off", state.run
    if run is None:
        return {
            "svg": rank_bars([], caption=Caption(title, "No run yet."), cutoff=Level(0, "")),
            "title": title,
        }
    above = [one for one in state.critical if (one.downloads or 0) >= run.cut_off]
    inside = [(one.name, one.downloads or 0, Tone.CRITICAL) for one in above[-NEIGHBORS:]]
    outside = [(name, _downloads(name, state), Tone.FAINT) for name in run.candidates[:NEIGHBORS]]
    bars = [Bar(name, number, tone) for name, number, tone in (*inside, *outside)]
    cutoff = Level(run.cut_off, f"Cut-off {short_number(run.cut_off)}")
    words = f"The cut-off is {run.cut_off:,} counted downloads; {len(run.candidates):,} candidates are close below it."
    return {
        "svg": rank_bars(bars, caption=Caption(title, words), cutoff=cutoff),
        "title": title,
        "note": f"Counted downloads from {run.first_day.isoformat()} to {run.last_day.isoformat()}.",
        "legend": [{"tone": "critical", "label": "Critical"}, {"tone": "faint", "label": "Candidate"}],
        "columns": [{"label": "Project"}, {"label": "Counted downloads", "number": True}],
        "rows": [(bar.label, f"{bar.value:,}") for bar in bars],
    }


def _line(state: State, title: str, value: Callable[[Figures], int], tone: Tone) -> Chart:
    values = _over_time(state, value)
    return {
        "svg": line_chart(
            [Series(title, values, tone)], caption=Caption(title, f"{value(state.figures):,} now.")
        ),
        "title": title,
        "note": f"{value(state.figures):,} now.",
        "columns": [{"label": "Day"}, {"label": title, "number": True}],
        "rows": [(on.isoformat(), f"{number:,}") for on, number in values],
    }


def _over_time(state: State, value: Callable[[Figures], int]) -> Sequence[tuple[date, int]]:
    return [(on, value(figures)) for on, figures in state.history]


def _moments(state: State) -> list[Moment]:
    announced = [Moment(state.mandate.announced_at.date(), "Announced")] if state.mandate else []
    return announced + [Moment(one.on, "First deadline") for one in state.deadlines[:1]]


def _downloads(name: str, state: State) -> int:
    run = state.run
    if run is None:
        return 0
    classes = totals_by_class(NormalizedName(name), Window(run.first_day, run.last_day))
    return sum(classes.get(one, 0) for one in run.policy["counted_classes"].split(", "))
