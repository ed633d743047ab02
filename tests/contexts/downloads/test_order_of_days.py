"""The counts of an older installation are carried over into the table in the order of days, and back."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import ConnectionHandler
from pytest_django import DjangoDbBlocker

OLD = ("downloads", "0002_ledger_of_chunks")
NEW = ("downloads", "0003_counts_in_the_order_of_days")
ROWS = [
    ("2026-03-01", 1, "installer", 5),
    ("2026-03-01", 1, "unknown", 2),
    ("2026-03-01", 2, "browser", 1),
    ("2026-03-02", 1, "mirror", 2**40),
]


@pytest.fixture
def connection(tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[BaseDatabaseWrapper]:
    """Lend a database with the tables as they were."""
    place = {"ENGINE": "django.db.backends.sqlite3", "NAME": tmp_path / "old.sqlite3"}
    connections["old"] = old = ConnectionHandler({"default": {}, "old": place})["old"]
    with django_db_blocker.unblock():
        migrate(old, OLD)
        yield old
        old.close()
    del connections["old"]


def migrate(connection: BaseDatabaseWrapper, state: tuple[str, str]) -> None:
    MigrationExecutor(connection).migrate([state])


def rows(connection: BaseDatabaseWrapper) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT day, name_id, client_class, downloads FROM downloads_dailycount ORDER BY 1, 2, 3"
        )
        return list(cursor.fetchall())


def test_no_count_is_lost_on_the_way_there_and_back(connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        cursor.executemany("INSERT INTO downloads_countedname VALUES (%s, %s)", [(1, "a"), (2, "b")])
        cursor.executemany(
            "INSERT INTO downloads_dailycount (day, name_id, client_class, downloads) VALUES (%s, %s, %s, %s)",
            ROWS,
        )
    migrate(connection, NEW)

    assert rows(connection) == [(20513, 1, 0, 5), (20513, 1, 5, 2), (20513, 2, 2, 1), (20514, 1, 1, 2**40)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master WHERE name = 'downloads_dailycount'")
        assert cursor.fetchone()[0].endswith("WITHOUT ROWID")
    migrate(connection, OLD)
    assert [(str(day), *rest) for day, *rest in rows(connection)] == ROWS
