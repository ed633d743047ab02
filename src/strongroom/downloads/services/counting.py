"""Add downloads to the daily counts."""

from django.db import connection

from strongroom.downloads.models import CountedName, DailyCount
from strongroom.downloads.services.tallies import Counts

_NAMES, _COUNTS = CountedName._meta.db_table, DailyCount._meta.db_table  # noqa: SLF001 - Django's own names
_ADD_NAME = f"INSERT INTO {_NAMES} (name) VALUES (%s) ON CONFLICT (name) DO NOTHING"  # noqa: S608 - no value in it
_ADD_COUNT = f"""
    INSERT INTO {_COUNTS} (day, name_id, client_class, downloads)
    SELECT %s, id, %s, %s FROM {_NAMES} WHERE name = %s
    ON CONFLICT (name_id, day, client_class) DO UPDATE SET downloads = {_COUNTS}.downloads + excluded.downloads
"""  # noqa: S608 - no value in it


def add_counts(counts: Counts) -> None:
    """Add these downloads to the daily counts, in the running write transaction.

    In SQL, and in the order of the table's index: a chunk of a big log has tens of thousands of them.
    """
    names = sorted({name for _, name, _ in counts})
    adapt = connection.ops.adapt_datefield_value
    days = {day: adapt(day) for day, _, _ in counts}
    ordered = sorted((name, day, kind, downloads) for (day, name, kind), downloads in counts.items())
    with connection.cursor() as cursor:
        cursor.executemany(_ADD_NAME, [(name,) for name in names])
        cursor.executemany(
            _ADD_COUNT, [(days[day], kind, downloads, name) for name, day, kind, downloads in ordered]
        )
