"""An index with as many projects and counts of downloads as PyPI has, made up and repeatable.

Rates fall with the rank as PyPI's did (`simulation.rules.ranks`). Each day is that
rate times the day of the week, times a factor of project and week, with the scatter of a count (Poisson). A twelfth of the
projects is born within the days. A smaller index has the same shape: its ranks are stretched.

The counts are written as they lie in Strongroom's table, the same rows as one Parquet file a day for DuckDB, and once more as a day
of the detail store, each of one version and one client. A day that is there is not made again, so what was interrupted goes on.
"""

import math
import random
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from itertools import islice
from pathlib import Path

from bench.report import say
from strongroom.simulation.rules.ranks import MIRRORED, RANKS, TAIL_BEGINS_BELOW, WEEK, daily_downloads

FIRST_DAY = date(2026, 1, 1)
"""Of all counts."""
_NOISES, _SCATTERS = 2**12, 2**16
_EPOCH = date(1970, 1, 1)
_DETAILS = """
    COPY (
        SELECT DATE '{day}' AS day, name AS project, '1.0' AS version, name || '-1.0-py3-none-any.whl' AS filename,
            'wheel' AS kind, if(client_class = 0, 'installer', 'mirror') AS client_class,
            if(client_class = 0, 'pip', 'bandersnatch') AS installer, '26.3' AS installer_version, '3.13' AS python,
            'Linux' AS system, downloads
        FROM '{counts}' JOIN names ON id = name_id ORDER BY project, client_class
    ) TO '{target}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 100000)
"""


@dataclass(frozen=True, slots=True)
class Size:
    """How many names, for how many days in a window; there is one day more, to move to."""

    names: int
    days: int
    seed: int = 7

    def __str__(self) -> str:
        return f"{self.names}-names-{self.days}-days-{self.seed}"

    @property
    def all_days(self) -> list[date]:
        """All days that have counts."""
        return [FIRST_DAY + timedelta(days=number) for number in range(self.days + 1)]


class Traffic:
    """How often is downloaded what, day by day. A name's id says nothing of its rank."""

    def __init__(self, size: Size) -> None:
        chance = random.Random(size.seed)  # noqa: S311 - a seed makes it repeatable
        stretch = RANKS / size.names
        rates = [daily_downloads((place + 0.5) * stretch) for place in range(size.names)]
        self._mirrored_from = rates[int(size.names * MIRRORED)]
        chance.shuffle(rates)
        born = [
            chance.randrange(size.days) if rate < TAIL_BEGINS_BELOW and chance.random() < 1 / 12 else 0
            for rate in rates
        ]
        self._names = list(zip(range(1, size.names + 1), rates, map(math.sqrt, rates), born, strict=True))
        self._noise = [chance.lognormvariate(0, 0.25) for _ in range(_NOISES)]
        self._scatter = [chance.gauss(0, 1) for _ in range(_SCATTERS)]

    def rows(self, day: date) -> list[tuple[int, int, int]]:
        """Return (id of the name, code of the class, downloads) of one day, in the order of the table."""
        number = (day - FIRST_DAY).days
        week, usual = number // 7 * 104_729, WEEK[day.weekday()]
        noise, scatter, shift = self._noise, self._scatter, number * 40_503
        counted = [
            (key, downloads)
            for key, rate, root, born in self._names
            if born <= number
            and (
                downloads := int(
                    rate * usual * noise[key * 7_919 + week & _NOISES - 1]
                    + root * scatter[key * 2_654_435_761 + shift & _SCATTERS - 1]
                    + 0.5
                )
            )
            > 0
        ]
        return list(self._with_mirrors(counted))

    def _with_mirrors(self, counted: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int, int]]:
        for key, downloads in counted:
            yield key, 0, downloads
            if downloads > self._mirrored_from:
                yield key, 1, downloads // 40 + 1


def make_counts(database: Path, parquet: Path, size: Size) -> None:
    """Write the counts into the database and beside it; a day that is there is left as it is."""
    parquet.mkdir(exist_ok=True)
    with sqlite3.connect(database, isolation_level=None) as connection:
        connection.execute("PRAGMA synchronous=OFF")
        _make_projects(connection, size)
        (done,) = connection.execute("SELECT max(day) FROM downloads_dailycount").fetchone()
        missing = [
            day
            for day in size.all_days
            if done is None or _number(day) > done or not _file(parquet, day).exists()
        ]
        traffic = Traffic(size)
        for day in missing:
            rows = traffic.rows(day)
            _write_parquet(parquet, day, rows)
            if done is None or _number(day) > done:
                connection.execute("BEGIN")
                connection.executemany(
                    f"INSERT INTO downloads_dailycount (day, name_id, client_class, downloads)"  # noqa: S608 - numbers
                    f" VALUES ({_number(day)}, ?, ?, ?)",
                    rows,
                )
                connection.execute("COMMIT")
            say(f"  {day}: {len(rows):,} counts")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def make_details(database: Path, parquet: Path, details: Path, size: Size) -> None:
    """Write the counts as days of the detail store; a day that is there is left as it is."""
    import duckdb  # noqa: PLC0415 - only those who measure need it

    details.mkdir(exist_ok=True)
    missing = [day for day in size.all_days if not _file(details, day).exists()]
    if not missing:
        return
    text, unfinished = details / "names.csv", details / "day.unfinished"
    with sqlite3.connect(database) as connection, text.open("w", encoding="ascii") as file:
        rows = connection.execute("SELECT id, name FROM downloads_countedname")
        file.writelines(f"{key},{name}\n" for key, name in rows)
    with duckdb.connect(":memory:") as asked:
        asked.execute(
            f"CREATE TABLE names AS SELECT column0::INTEGER AS id, column1 AS name FROM read_csv('{text}', header = false)"  # noqa: S608 - paths of our own
        )
        for day in missing:
            asked.execute(_DETAILS.format(day=day, counts=_file(parquet, day), target=unfinished))
            unfinished.rename(_file(details, day))
    text.unlink()


def _number(day: date) -> int:
    return (day - _EPOCH).days


def _file(parquet: Path, day: date) -> Path:
    return parquet / f"{day}.parquet"


def _write_parquet(parquet: Path, day: date, rows: list[tuple[int, int, int]]) -> None:
    """Write a day by way of text: DuckDB takes rows of Python one by one, text at once."""
    import duckdb  # noqa: PLC0415 - only those who measure need it

    text, unfinished = parquet / "day.csv", parquet / "day.unfinished"
    text.write_text("\n".join(f"{key},{code},{downloads}" for key, code, downloads in rows), encoding="ascii")
    duckdb.execute(
        f"COPY (SELECT {_number(day)}::INTEGER AS day, column0::INTEGER AS name_id, column1::TINYINT AS client_class,"  # noqa: S608 - paths of our own
        f" column2::BIGINT AS downloads FROM read_csv('{text}', header = false))"
        f" TO '{unfinished}' (FORMAT parquet, COMPRESSION zstd)"
    )
    text.unlink()
    unfinished.rename(_file(parquet, day))


def _make_projects(connection: sqlite3.Connection, size: Size) -> None:
    """Make a project of each name, with one release and one file."""
    (there,) = connection.execute("SELECT count(*) FROM downloads_countedname").fetchone()
    if there == size.names:
        return
    say(f"  {size.names:,} projects")
    connection.execute("PRAGMA foreign_keys=OFF")
    connection.execute("BEGIN")
    keys = range(1, size.names + 1)
    names = {key: f"{sha256(str(key).encode()).hexdigest()[: 4 + key % 12]}-{key}" for key in keys}
    now = "2026-01-01 00:00:00"
    insert_rows(connection, "downloads_countedname", ({"id": key, "name": names[key]} for key in keys))
    insert_rows(
        connection,
        "catalog_project",
        (
            {"id": key, "name": names[key], "display_name": names[key], "created_at": now, "status": "active"}
            for key in keys
        ),
    )
    insert_rows(
        connection,
        "catalog_release",
        (
            {"id": key, "project_id": key, "version": "1.0", "created_at": now, "metadata": "{}"}
            for key in keys
        ),
    )
    insert_rows(connection, "catalog_file", (_of_file(key, names[key], now) for key in keys))
    connection.execute("COMMIT")


def _of_file(key: int, name: str, now: str) -> dict[str, object]:
    digest = sha256(name.encode()).hexdigest()
    return {
        "id": key,
        "release_id": key,
        "filename": f"{name}-1.0-py3-none-any.whl",
        "filetype": "bdist_wheel",
        "sha256": digest,
        "blake2_256": digest,
        "md5": digest[:32],
        "uploaded_at": now,
    }


def insert_rows(connection: sqlite3.Connection, table: str, rows: Iterable[dict[str, object]]) -> None:
    """Insert rows; columns that must hold something and were not given hold nothing of their type."""
    rows = iter(rows)
    first = next(rows)
    columns = {
        name: 0 if "int" in kind.lower() or "bool" in kind.lower() else ""
        for _, name, kind, required, default, _ in connection.execute(f"PRAGMA table_info({table})")
        if required and default is None and name not in first
    }
    names = [*first, *columns]
    quoted = ", ".join(f'"{name}"' for name in names)
    statement = f"INSERT INTO {table} ({quoted}) VALUES ({', '.join('?' * len(names))})"  # noqa: S608 - of our own
    rest = tuple(columns.values())
    connection.execute(statement, (*first.values(), *rest))
    while some := list(islice(rows, 10_000)):
        connection.executemany(statement, [(*row.values(), *rest) for row in some])
