"""Downloads of a project by file and client, as its people are shown them."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import QueryDict

from strongroom.downloads.errors import DetailsRefused
from strongroom.downloads.queries import (
    CLIENT_CLASSES,
    Breakdown,
    Dimension,
    chart,
    count_unbuilt_days,
    find_breakdown,
)
from strongroom.foundation.days import day_words
from strongroom.foundation.names import NormalizedName
from strongroom.foundation.periods import Window
from strongroom.interfaces.web.charts import Bar, Caption, Series, Tone, line_chart, rank_bars
from strongroom.interfaces.web.client_classes import CLASS_WORDS
from strongroom.interfaces.web.wording import counted

PERIODS = (30, 90, 183)
"""Complete days that can be looked at, up to the window of the designation."""
CLIENTS: Mapping[str, tuple[str, Collection[str]]] = {
    "installers": (CLASS_WORDS["installer"], ["installer"]),
    "all": ("All clients, mirrors and browsers too", CLIENT_CLASSES),
}
BARS = 8
"""Values of a chart; the table has more."""
LABEL_LENGTH = 30
"""Letters of a bar's label."""

_TITLES = {
    Dimension.VERSION: ("By version", "Version"),
    Dimension.FILENAME: ("By file", "File"),
    Dimension.KIND: ("By kind of file", "Kind"),
    Dimension.INSTALLER: ("By installer", "Installer"),
    Dimension.INSTALLER_VERSION: ("By version of the installer", "Installer and version"),
    Dimension.PYTHON: ("By Python", "Python"),
    Dimension.SYSTEM: ("By system", "System"),
}
_SAID_BY_CLIENTS = {Dimension.INSTALLER, Dimension.INSTALLER_VERSION, Dimension.PYTHON, Dimension.SYSTEM}


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants to see: how many days, and whose downloads."""

    days: int
    clients: str

    @classmethod
    def of(cls, query: QueryDict) -> "Asked":
        """Return what a query asks for; for anything else the first choice."""
        days, clients = query.get("days", ""), query.get("clients", "")
        return cls(
            days=int(days) if days in {str(period) for period in PERIODS} else PERIODS[0],
            clients=clients if clients in CLIENTS else "installers",
        )

    @property
    def classes(self) -> Collection[str]:
        """Classes of the clients whose downloads are shown."""
        return CLIENTS[self.clients][1]


@dataclass(frozen=True, slots=True)
class Details:
    """Downloads of a project over a window.

    Args:
        breakdown: None where none is kept, or none could be had.
        trouble: Why none could be had; None where nothing went wrong.
        unbuilt_days: Of the window, not all of which is in the breakdown yet.
    """

    name: NormalizedName
    window: Window
    breakdown: Breakdown | None
    trouble: DetailsRefused | None = None
    unbuilt_days: int = 0


def details_of(name: NormalizedName, asked: Asked, *, today: date) -> Details:
    """Return the details of the complete days before today. A store that is away is told, not raised."""
    window = Window.before(today, days=asked.days)
    try:
        breakdown = find_breakdown(name, window, classes=asked.classes)
    except DetailsRefused as refusal:
        return Details(name, window, None, refusal)
    return Details(name, window, breakdown, unbuilt_days=count_unbuilt_days(window))


def days_chart(details: Details, asked: Asked) -> dict[str, Any]:
    """Draw the downloads of each day, which are known whether or not details are kept."""
    days = chart(details.name, details.window, classes=asked.classes)
    total = sum(one.counted for one in days)
    values = [(one.day, one.counted) for one in days]
    title, words = "Downloads per day", counted(total, "download")
    series = [Series("Downloads", values, Tone.PLAIN)] if total else []
    return {
        "svg": line_chart(series, caption=Caption(title, f"{words} in {len(days)} days.")),
        "title": title,
        "note": f"{words} from {day_words(details.window.first_day)} to {day_words(details.window.last_day)} (UTC).",
        "columns": [{"label": "Day"}, {"label": "Downloads", "number": True}],
        "rows": [(on.isoformat(), f"{number:,}") for on, number in values],
    }


def charts_of(breakdown: Breakdown) -> list[dict[str, Any]]:
    """Draw the downloads by each dimension."""
    return [_chart(dimension, breakdown) for dimension in _TITLES]


def _chart(dimension: Dimension, breakdown: Breakdown) -> dict[str, Any]:
    title, label = _TITLES[dimension]
    parts = [(value_words(value), number) for value, number in breakdown.parts.get(dimension, ())]
    shown, rest = parts[:BARS], breakdown.downloads - sum(number for _, number in parts[:BARS])
    bars = [Bar(_label(value), number) for value, number in shown]
    others = [Bar("Everything else", rest, Tone.FAINT)] if rest else []
    most = f"{shown[0][0]}: {shown[0][1]:,} of {breakdown.downloads:,} downloads." if shown else "Nothing."
    untold = breakdown.downloads - sum(number for _, number in parts)
    rows = [*parts, *([("Everything else", untold)] if untold else [])]
    return {
        "svg": rank_bars([*bars, *others], caption=Caption(title, most)),
        "title": title,
        "note": "As the clients say." if dimension in _SAID_BY_CLIENTS else "",
        "columns": [
            {"label": label},
            {"label": "Downloads", "number": True},
            {"label": "Share", "number": True},
        ],
        "rows": [(value, f"{number:,}", f"{number / breakdown.downloads:.1%}") for value, number in rows],
    }


def _label(words: str) -> str:
    """Shorten words in their middle, so that they leave room for a figure on a phone; the table has them whole."""
    half = LABEL_LENGTH // 2
    return words if len(words) <= LABEL_LENGTH else f"{words[:half]}…{words[-half:]}"


def value_words(value: str) -> str:
    """Write a value of a dimension; clients need not say anything."""
    return {"": "Not said", "other": "Other"}.get(value, value)


def as_json(details: Details, asked: Asked) -> dict[str, Any]:
    """Return the breakdown for programs. A value is empty where a client said nothing, `other` where it is of no known pattern."""
    breakdown = details.breakdown or Breakdown()
    return {
        "project": details.name,
        "first_day": details.window.first_day.isoformat(),
        "last_day": details.window.last_day.isoformat(),
        "clients": asked.clients,
        "downloads": breakdown.downloads,
        "days_not_complete": details.unbuilt_days,
        "by": {
            dimension.value: [{"value": value, "downloads": number} for value, number in parts]
            for dimension, parts in breakdown.parts.items()
        },
    }


def as_rows(details: Details) -> Iterator[tuple[str, str, int]]:
    """Yield dimension, value and downloads."""
    breakdown = details.breakdown or Breakdown()
    for dimension, parts in breakdown.parts.items():
        for value, number in parts:
            yield dimension.value, value, number
