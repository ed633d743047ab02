"""A first look at any CSV file."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

__all__ = ["Column", "columns"]


@dataclass
class Column:
    """What was seen in one column."""

    name: str
    empty: int = 0
    values: list[str] = field(default_factory=list)

    @property
    def ordered(self) -> list[str]:
        """The values from the smallest to the largest: as numbers if all are numbers, else as text."""
        try:
            return sorted(self.values, key=float)
        except ValueError:
            return sorted(self.values)


def columns(lines: Iterable[str], *, delimiter: str = ",") -> Iterator[Column]:
    """Yield one column after the other, in the order of the header."""
    rows = csv.DictReader(lines, delimiter=delimiter)
    seen = {name: Column(name) for name in rows.fieldnames or ()}
    for row in rows:
        for name, column in seen.items():
            if row[name]:
                column.values.append(row[name])
            else:
                column.empty += 1
    yield from seen.values()
