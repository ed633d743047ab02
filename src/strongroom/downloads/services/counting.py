"""Add downloads to the daily counts, and to the totals of the window.

In SQL, and in the order of the tables: a chunk of a big log has tens of thousands of counts. What takes longest of a
chunk with many new names, to write these down, need not be in the transaction of the counts: a name without counts is in no
total, no ranking and no chart.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

from django.db import connection

from strongroom.downloads.models import CountedName, DailyCount, TotalsWindow, WindowTotal, day_number
from strongroom.downloads.rules.client_classes import CODES
from strongroom.downloads.services.tallies import Counts
from strongroom.infra.db import write

_NAMES, _COUNTS, _TOTALS = (model._meta.db_table for model in (CountedName, DailyCount, WindowTotal))  # noqa: SLF001 - Django's own names
_ADD_NAME = f"INSERT INTO {_NAMES} (name) VALUES (%s) ON CONFLICT (name) DO NOTHING"  # noqa: S608 - no value in it
_ADD_COUNT = f"""
    INSERT INTO {_COUNTS} (day, name_id, client_class, downloads) VALUES (%s, %s, %s, %s)
    ON CONFLICT (day, name_id, client_class) DO UPDATE SET downloads = {_COUNTS}.downloads + excluded.downloads
"""  # noqa: S608 - no value in it
_ADD_TO_TOTAL = f"""
    INSERT INTO {_TOTALS} (name_id, downloads) VALUES (%s, %s)
    ON CONFLICT (name_id) DO UPDATE SET downloads = {_TOTALS}.downloads + excluded.downloads
"""  # noqa: S608 - no value in it
_NAMES_AT_ONCE = 500
_MANY_NAMES = 50_000
"""From as many on, the whole table is read in a fifth of the time, as for a day of a large index."""

_NEW_NAMES_AT_ONCE = 10_000
"""Nobody else writes for as long as these are written down: a twentieth of a second."""

CountRow = tuple[int, int, int, int]
"""Number of the day, id of the name, code of the class, downloads."""


def add_counts(counts: Counts) -> None:
    """Add these downloads to the daily counts and, those of the window, to its totals, in the running write transaction."""
    add_rows(rows_of(counts))


def rows_of(counts: Counts) -> list[CountRow]:
    """Return these downloads as `add_rows` takes them, in the order of the table.

    Their new names are written down: outside a transaction in short ones, and they stay, whatever becomes of the counts.
    """
    ids = _ids_of(sorted({name for _, name, _ in counts}))
    days = {day: day_number(day) for day, _, _ in counts}
    return sorted(
        (days[day], ids[name], CODES[client_class], downloads)
        for (day, name, client_class), downloads in counts.items()
        if downloads
    )


def add_rows(rows: Sequence[CountRow]) -> None:
    """Add downloads as `add_counts` does."""
    window = TotalsWindow.objects.first()
    with connection.cursor() as cursor:
        cursor.executemany(_ADD_COUNT, rows)
        if window is not None:
            cursor.executemany(_ADD_TO_TOTAL, _sums_in(window, rows))


def _sums_in(window: TotalsWindow, rows: Iterable[CountRow]) -> list[tuple[int, int]]:
    """Return what these counts add to the totals that are there, by id of the name."""
    first, last = day_number(window.first_day), day_number(window.last_day)
    sums: Counter[int] = Counter()
    for day, name_id, code, downloads in rows:
        if first <= day <= last and code in window.classes and name_id <= window.held_to:
            sums[name_id] += downloads
    return sorted(sums.items())


def _ids_of(names: Sequence[str]) -> dict[str, int]:
    """Return the ids of these names, of which the new ones are written down."""
    ids = _known(names)
    new = [name for name in names if name not in ids]
    for begin in range(0, len(new), _NEW_NAMES_AT_ONCE):
        ids |= _write_down(new[begin : begin + _NEW_NAMES_AT_ONCE])
    return ids


def _write_down(names: Sequence[str]) -> dict[str, int]:
    """Return the ids of names that are new, or were a moment ago."""
    with write(), connection.cursor() as cursor:
        cursor.executemany(_ADD_NAME, [(name,) for name in names])
    return _known(names)


def _known(names: Sequence[str]) -> dict[str, int]:
    if len(names) > _MANY_NAMES:
        wanted, every = set(names), CountedName.objects.values_list("name", "pk")
        return {name: key for name, key in every.iterator() if name in wanted}
    ids: dict[str, int] = {}
    for begin in range(0, len(names), _NAMES_AT_ONCE):
        some = names[begin : begin + _NAMES_AT_ONCE]
        ids.update(CountedName.objects.filter(name__in=some).values_list("name", "pk"))
    return ids
