"""Spans of whole UTC days."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Window:
    """Whole UTC days from `first_day` to `last_day`, both included."""

    first_day: date
    last_day: date

    def __post_init__(self) -> None:
        if self.last_day < self.first_day:
            raise ValueError("a window ends on or after the day it begins")

    @property
    def days(self) -> int:
        """Number of days."""
        return (self.last_day - self.first_day).days + 1

    def __iter__(self) -> Iterator[date]:
        return (self.first_day + timedelta(days=offset) for offset in range(self.days))

    @classmethod
    def before(cls, day: date, *, days: int) -> "Window":
        """Return the `days` complete days that precede `day`."""
        return cls(day - timedelta(days=days), day - timedelta(days=1))
