"""Axes as plain numbers: round values, short numbers, months."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

_STEPS_IN_TENTHS = (10, 20, 25, 50, 100)
_UNITS = ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "k"))


def short_number(value: float) -> str:
    """Write a number in at most four characters and a unit: 950, 3.8k, 28k, 6M, 1.2B."""
    for size, unit in _UNITS:
        scaled = value / size
        if abs(scaled) >= 0.9995:
            return f"{scaled:.1f}".removesuffix(".0") + unit if abs(scaled) < 9.95 else f"{scaled:.0f}{unit}"
    return f"{value:.1f}".removesuffix(".0")


def exact_number(value: float) -> str:
    """Write a value of an axis with its unit and all its digits, of which a round value has few: 250, 1.25k, 12.5M."""
    size, unit = next(((size, unit) for size, unit in _UNITS if value >= size), (1.0, ""))
    return f"{value / size:.9g}{unit}"


def round_values(maximum: float, *, about: int = 4) -> list[int]:
    """Return about so many round values from 0 up to the first that is not below `maximum`.

    They are whole, for what charts show is counted: there is no half of an upload.
    """
    rough = maximum / about
    if rough <= 0 or not math.isfinite(rough):
        return [0, 1]
    magnitude = 10 ** max(math.floor(math.log10(rough)), 0)
    steps = (magnitude * tenths for tenths in _STEPS_IN_TENTHS)
    step = next(step // 10 for step in steps if step % 10 == 0 and step >= rough * 9.99)
    return [step * index for index in range(math.ceil(maximum / step) + 1)]


@dataclass(frozen=True, slots=True)
class DayScale:
    """Days laid out from 0 (the first) to 1 (the last)."""

    first: date
    last: date

    @classmethod
    def over(cls, days: Sequence[date]) -> "DayScale":
        """Return the scale that spans these days, at least one."""
        return cls(min(days), max(days))

    def place(self, day: date) -> float:
        """Return where a day lies; a scale of a single day puts it in the middle."""
        span = (self.last - self.first).days
        return (day - self.first).days / span if span else 0.5

    def months(self, *, at_most: int = 6) -> list[date]:
        """Return first days of months, evenly spaced, or the two ends where no month begins."""
        count = (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1
        starts = [_month_after(self.first, offset) for offset in range(count)]
        inside = [day for day in starts if self.first <= day <= self.last]
        if len(inside) < 2:
            return sorted({self.first, self.last})
        return inside[:: math.ceil(len(inside) / at_most)]


def _month_after(day: date, months: int) -> date:
    index = day.year * 12 + day.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


def log_place(rank: float, *, highest: float) -> float:
    """Return where a rank lies between 1 (0.0) and the highest (1.0) on a logarithmic scale."""
    return math.log(rank) / math.log(highest) if highest > 1 else 0.0
