"""Details in a table of ClickHouse, with a partition for each day.

A day is loaded into a table beside it and put in place by REPLACE PARTITION, which is one step for whoever reads. What a loading that died
has left is dropped by the next one. Where several servers are named, each holds all days: a day is written to all of them,
and read from the first that answers. Only SQL is used that servers from 18.16 on understand.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TypeVar

from strongroom.downloads.errors import PieceDamaged
from strongroom.downloads.rules.details import COLUMNS, Dimension
from strongroom.downloads.store.clickhouse_http import Server, ServerSilent
from strongroom.downloads.store.pieces import DAMAGES, blocks, compressed_blocks
from strongroom.downloads.store.port import Breakdown, check_total
from strongroom.foundation.names import NormalizedName
from strongroom.foundation.periods import Window

_TYPES = {"day": "Date", "downloads": "UInt64"}
_COLUMNS = ", ".join(f"{name} {_TYPES.get(name, 'String')}" for name in COLUMNS)
_KEYS = ", ".join(("project", "day", *COLUMNS[2:-1]))
# Merging adds up what is alike; until then it lies there twice, and questions add it up, too.
_ENGINE = f"ENGINE = SummingMergeTree(downloads) PARTITION BY day ORDER BY ({_KEYS})"
_VALUES = {
    **{dimension: dimension.value for dimension in Dimension},
    Dimension.INSTALLER_VERSION: "if(installer_version = '', installer, concat(installer, ' ', installer_version))",
}

Answer = TypeVar("Answer")


class ClickHouseStore:
    """Details in the database of one or of several servers.

    Args:
        database: A plain identifier.
    """

    def __init__(self, servers: Sequence[Server], database: str) -> None:
        self._servers = servers
        self._database = database
        self._table = f"{database}.download_details"

    def replace_day(self, day: date, pieces: Sequence[Path], *, downloads: int) -> None:
        """As the protocol says, on every server."""
        beside = f"{self._table}_of_{day:%Y%m%d}"
        for server in self._servers:
            self._make_table(server)
            server.ask(f"DROP TABLE IF EXISTS {beside}")
            server.ask(f"CREATE TABLE {beside} AS {self._table}")
            if pieces:
                server.ask(f"INSERT INTO {beside} FORMAT TabSeparated", body=_lines(pieces))
            ((found,),) = server.ask(f"SELECT sum(downloads) FROM {beside}") or [["0"]]  # noqa: S608 - own names
            check_total(int(found), downloads)
            server.ask(f"ALTER TABLE {self._table} REPLACE PARTITION '{day.isoformat()}' FROM {beside}")
            server.ask(f"DROP TABLE IF EXISTS {beside}")

    def copies(self) -> Sequence["ClickHouseStore"]:
        """As the protocol says: each server."""
        return [ClickHouseStore([server], self._database) for server in self._servers]

    def copy_day(self, day: date, to: Path) -> None:
        """As the protocol says."""
        sql = f"SELECT {', '.join(COLUMNS)} FROM {self._table} WHERE day = '{day}' FORMAT TabSeparated"  # noqa: S608 - a day

        def write(server: Server) -> None:
            with to.open("wb") as file:
                for block in compressed_blocks(server.stream(sql)):
                    file.write(block)

        self._of_first(write)

    def days(self) -> list[date]:
        """As the protocol says."""
        rows = self._read(f"SELECT DISTINCT day FROM {self._table} ORDER BY day")  # noqa: S608 - own names
        return [date.fromisoformat(day) for (day,) in rows]

    def sums(self, window: Window) -> dict[date, Counter[str]]:
        """As the protocol says."""
        found: dict[date, Counter[str]] = {}
        sql = f"SELECT day, client_class, sum(downloads) FROM {self._table} WHERE {_within(window)} GROUP BY day, client_class"  # noqa: S608 - days
        for day, client_class, downloads in self._read(sql):
            found.setdefault(date.fromisoformat(day), Counter())[client_class] = int(downloads)
        return found

    def totals(self, window: Window, *, classes: Collection[str]) -> Iterator[tuple[NormalizedName, int]]:
        """As the protocol says."""
        sql = (
            f"SELECT project, sum(downloads) FROM {self._table} WHERE {_within(window)} AND {_of(classes)} "  # noqa: S608 - quoted
            "GROUP BY project ORDER BY project FORMAT TabSeparated"
        )

        def read(server: Server) -> bytes:
            return b"".join(server.stream(sql)) if self._has_table(server) else b""

        for line in self._of_first(read).decode("utf-8").splitlines():
            name, _, downloads = line.partition("\t")
            yield NormalizedName(name), int(downloads)

    def breakdown(
        self, name: NormalizedName, window: Window, *, classes: Collection[str], limit: int
    ) -> Breakdown:
        """As the protocol says."""
        own = f"project = {_text(name)} AND {_within(window)} AND {_of(classes)}"
        ((total,),) = self._read(f"SELECT sum(downloads) FROM {self._table} WHERE {own}") or [["0"]]  # noqa: S608 - quoted
        if not int(total):
            return Breakdown()
        return Breakdown(
            int(total),
            {dimension: self._by(value, own, limit) for dimension, value in _VALUES.items()},
        )

    def _by(self, value: str, own: str, limit: int) -> list[tuple[str, int]]:
        rows = self._read(
            f"SELECT {value} AS value, sum(downloads) AS found FROM {self._table} WHERE {own} "  # noqa: S608 - quoted
            f"GROUP BY value ORDER BY found DESC, value LIMIT {int(limit)}"
        )
        return [(value, int(downloads)) for value, downloads in rows]

    def _make_table(self, server: Server) -> None:
        server.ask(f"CREATE DATABASE IF NOT EXISTS {self._database}")
        server.ask(f"CREATE TABLE IF NOT EXISTS {self._table} ({_COLUMNS}) {_ENGINE}")

    def _read(self, sql: str) -> list[list[str]]:
        def read(server: Server) -> list[list[str]]:
            return server.ask(f"{sql} FORMAT TabSeparated") if self._has_table(server) else []

        return self._of_first(read)

    def _has_table(self, server: Server) -> bool:
        return server.ask(f"EXISTS TABLE {self._table}") != [["0"]]

    def _of_first(self, ask: Callable[[Server], Answer]) -> Answer:
        """Return what the first server says that can be reached.

        Raises:
            ServerSilent: none can.
        """
        silent: ServerSilent | None = None
        for server in self._servers:
            try:
                return ask(server)
            except ServerSilent as refusal:
                silent = silent or refusal
        assert silent is not None  # noqa: S101 - there is at least one server
        raise silent


def _lines(pieces: Sequence[Path]) -> Iterator[bytes]:
    try:
        yield from blocks(pieces)
    except DAMAGES as error:
        raise PieceDamaged(f"A piece of the day cannot be read: {error}.") from error


def _within(window: Window) -> str:
    return f"day BETWEEN '{window.first_day.isoformat()}' AND '{window.last_day.isoformat()}'"


def _of(classes: Collection[str]) -> str:
    return f"client_class IN ({', '.join(map(_text, sorted(classes)))})"


def _text(value: str) -> str:
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
