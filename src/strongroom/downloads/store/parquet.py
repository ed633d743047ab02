"""Details as one Parquet file for each day, written and read by DuckDB.

DuckDB is only the engine, with a database in memory: one of its own files could not be opened by two processes. A file is written
beside the old one, synced and renamed. Rows are in the order of projects, so that a project's are in few row groups.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from strongroom.downloads.errors import DetailsUnreachable, PieceDamaged
from strongroom.downloads.rules.details import COLUMNS, Dimension
from strongroom.downloads.store.pieces import sync_file
from strongroom.downloads.store.port import Breakdown, check_total
from strongroom.foundation.names import NormalizedName
from strongroom.foundation.periods import Window
from strongroom.infra.storage.folders import make_folder, sync_folder

THREADS = 2
MEMORY = "512MB"
"""Beyond which DuckDB writes to its temporary folder."""

_ROW_GROUP = 100_000
_ROWS_AT_ONCE = 5_000
_DAYS = "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9].parquet"
_TYPES = {"day": "DATE", "downloads": "BIGINT"}
_COLUMNS = {name: _TYPES.get(name, "VARCHAR") for name in COLUMNS}
_KEYS = ", ".join(COLUMNS[:-1])
_LINES = (
    f"read_csv($pieces, columns = {_COLUMNS}, delim = '\\t', quote = '', escape = '', header = false, "
    "compression = 'zstd', auto_detect = false, "
    f"force_not_null = {[name for name, kind in _COLUMNS.items() if kind == 'VARCHAR']})"
)
_VALUES = {
    **{dimension: dimension.value for dimension in Dimension},
    Dimension.INSTALLER_VERSION: "trim(concat(installer, ' ', installer_version))",
}
"""What is told apart by each dimension: a version says nothing without what it is of."""


class ParquetStore:
    """Details in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def replace_day(self, day: date, pieces: Sequence[Path], *, downloads: int) -> None:
        """As the protocol says."""
        self._folder.parent.mkdir(parents=True, exist_ok=True)
        make_folder(self._folder, within=self._folder.parent)
        path, unfinished = self._path(day), self._folder / f".{day.isoformat()}.unfinished"
        try:
            if pieces and downloads:
                self._write(unfinished, pieces, downloads)
                sync_file(unfinished)
                unfinished.rename(path)
            else:
                path.unlink(missing_ok=True)
            sync_folder(self._folder)
        finally:
            unfinished.unlink(missing_ok=True)

    def _write(self, path: Path, pieces: Sequence[Path], downloads: int) -> None:
        summed = (
            f"SELECT {_KEYS}, sum(downloads)::BIGINT AS downloads FROM {_LINES} GROUP BY ALL ORDER BY {_KEYS}"  # noqa: S608 - names of columns
        )
        form = f"FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {_ROW_GROUP}"
        with self._asked() as ask:
            try:
                ask(f"COPY ({summed}) TO '{_quoted(path)}' ({form})", pieces=_names(pieces))
            except (duckdb.IOException, duckdb.InvalidInputException, duckdb.ConversionException) as error:
                raise PieceDamaged(f"A piece of the day cannot be read: {error}.") from error
            ((found,),) = ask("SELECT sum(downloads) FROM read_parquet($file)", file=str(path))
        check_total(found, downloads)

    def copies(self) -> Sequence["ParquetStore"]:
        """As the protocol says: this alone."""
        return [self]

    def copy_day(self, day: date, to: Path) -> None:
        """As the protocol says."""
        rows = f"SELECT {', '.join(COLUMNS)} FROM read_parquet($files)"  # noqa: S608 - names of columns
        form = "FORMAT csv, DELIMITER '\\t', HEADER false, QUOTE '', COMPRESSION zstd"
        with self._asked() as ask:
            ask(f"COPY ({rows}) TO '{_quoted(to)}' ({form})", files=_names(self._files(Window(day, day))))

    def days(self) -> list[date]:
        """As the protocol says."""
        return sorted(date.fromisoformat(path.stem) for path in self._folder.glob(_DAYS))

    def sums(self, window: Window) -> dict[date, Counter[str]]:
        """As the protocol says."""
        found: dict[date, Counter[str]] = {}
        files = self._files(window)
        if not files:
            return found
        sql = "SELECT day, client_class, sum(downloads)::BIGINT FROM read_parquet($files) GROUP BY ALL"
        with self._asked() as ask:
            for day, client_class, downloads in ask(sql, files=_names(files)):
                found.setdefault(day, Counter())[client_class] = downloads
        return found

    def totals(self, window: Window, *, classes: Collection[str]) -> Iterator[tuple[NormalizedName, int]]:
        """As the protocol says."""
        files = self._files(window)
        if not files:
            return
        sql = (
            "SELECT project, sum(downloads)::BIGINT FROM read_parquet($files) "
            "WHERE list_contains($classes, client_class) GROUP BY project ORDER BY project"
        )
        with self._connected() as connection:
            found = connection.execute(sql, {"files": _names(files), "classes": list(classes)})
            while rows := found.fetchmany(_ROWS_AT_ONCE):
                yield from rows

    def breakdown(
        self, name: NormalizedName, window: Window, *, classes: Collection[str], limit: int
    ) -> Breakdown:
        """As the protocol says."""
        files = self._files(window)
        if not files:
            return Breakdown()
        wanted = "project = $name AND list_contains($classes, client_class)"
        keys = ", ".join(dimension.value for dimension in Dimension)
        with self._asked() as ask:
            # Read once, for all dimensions.
            ask(
                f"CREATE TEMP TABLE own AS SELECT {keys}, sum(downloads)::BIGINT AS downloads "  # noqa: S608 - as above
                f"FROM read_parquet($files) WHERE {wanted} GROUP BY ALL",
                files=_names(files),
                name=str(name),
                classes=list(classes),
            )
            total = ask("SELECT coalesce(sum(downloads), 0)::BIGINT FROM own")[0][0]
            return Breakdown(
                total, {one: ask(_by(value), limit=limit) for one, value in _VALUES.items()} if total else {}
            )

    def _path(self, day: date) -> Path:
        return self._folder / f"{day.isoformat()}.parquet"

    def _files(self, window: Window) -> list[Path]:
        return [self._path(day) for day in self.days() if window.first_day <= day <= window.last_day]

    @contextmanager
    def _asked(self) -> Iterator[Any]:
        """Lend a function that runs one statement and returns its rows."""
        with self._connected() as connection:
            yield lambda sql, **values: connection.execute(sql, values or None).fetchall()

    @contextmanager
    def _connected(self) -> Iterator[duckdb.DuckDBPyConnection]:
        configuration: dict[str, Any] = {
            "threads": THREADS,
            "memory_limit": MEMORY,
            "temp_directory": str(self._folder / ".temporary"),
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        }
        try:
            with duckdb.connect(":memory:", config=configuration) as connection:
                yield connection
        except duckdb.Error as error:
            raise DetailsUnreachable(
                f"The details in {self._folder} cannot be used: {str(error).splitlines()[0]}",
                next_step="Look whether the folder is there, may be read and written, and has space.",
            ) from error


def _by(value: str) -> str:
    return f"SELECT {value}, sum(downloads)::BIGINT AS found FROM own GROUP BY 1 ORDER BY found DESC, 1 LIMIT $limit"  # noqa: S608 - as above


def _names(paths: Sequence[Path]) -> list[str]:
    return [str(path) for path in paths]


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
