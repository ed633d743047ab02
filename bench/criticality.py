"""What the designation costs at the size of PyPI, beside the same question as plain SQL in SQLite and in DuckDB.

`python -m bench.criticality` makes 700,000 projects and their downloads of 183 days in `var/bench`, once (bench/index_at_size.py: a
quarter of an hour and 11 GB of disk at full size, 5 of them while it measures), and measures each thing in processes of their
own, in turn. `--names` and `--days` make it smaller; `--write` puts the tables into the page on performance.

Processor time (user and system, of the process and what it started) is what is compared: others at work on the machine
matter less for it. Memory is the most that a process had resident, Django included.
"""

import argparse
import json
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from types import MappingProxyType
from typing import Any

from bench import log_import
from bench.index_at_size import FIRST_DAY, Size, make_counts, make_details
from bench.report import Table, machine, say, spread, verdict, write_page

FOLDER = Path(__file__).resolve().parent.parent / "var" / "bench"
MARKS = "designation"
FULL = Size(names=700_000, days=183)
_RUN_SECONDS, _RUN_MIB = 5.0, 300.0
"""Goals of the daily run at full size."""
_COUNTED = "installer"
_WINDOW_DAYS = 183
"""Of the policy. An index of fewer days has none in the first of them."""
_CHARTS = 100
"""Drawn for what one takes."""
_SUMS = "SELECT name_id, sum(downloads) FROM {counts} WHERE client_class = 0 AND day BETWEEN ? AND ? GROUP BY name_id"


@dataclass(frozen=True, slots=True)
class Place:
    """Where the index is, and how large."""

    size: Size
    folder: Path

    @property
    def index(self) -> Path:
        """The data folder of Strongroom."""
        return self.folder / "index"

    @property
    def database(self) -> Path:
        """What `index` keeps its counts in."""
        return self.index / "strongroom.sqlite3"

    @property
    def parquet(self) -> Path:
        """One file for each day."""
        return self.folder / "parquet"

    @property
    def details(self) -> Path:
        """The detail store: one file for each day."""
        return self.folder / "details"

    def on(self, *, later: int) -> date:
        """Return the day whose window ends with the last day but one that has counts, or so many days later."""
        return FIRST_DAY + timedelta(days=self.size.days + later)

    def days(self, *, later: int = 0) -> list[int]:
        """Return the first and last day of its window, as they are stored."""
        last = (self.on(later=later) - date(1970, 1, 1)).days - 1
        return [last - _WINDOW_DAYS + 1, last]


# What is measured. Each is called in a process of its own, where it prepares what it returns: the work.


def _plain_sqlite(place: Place) -> Callable[[], object]:
    connection = sqlite3.connect(place.database)
    return lambda: list(connection.execute(_SUMS.format(counts="downloads_dailycount"), place.days()))


def _duckdb(place: Place) -> Callable[[], object]:
    import duckdb  # noqa: PLC0415 - only those who measure need it

    counts = f"'{place.parquet}/*.parquet'"
    return lambda: duckdb.execute(_SUMS.format(counts=counts), place.days()).fetchall()


def _duckdb_by_name(place: Place) -> Callable[[], object]:
    import duckdb  # noqa: PLC0415 - only those who measure need it

    sql = (
        f"SELECT project, sum(downloads) FROM '{place.details}/*.parquet' "  # noqa: S608 - a path of our own
        f"WHERE client_class = '{_COUNTED}' AND day BETWEEN ? AND ? GROUP BY project"
    )
    window = _window(place, later=0)
    return lambda: duckdb.execute(sql, [window.first_day, window.last_day]).fetchall()


def _totals_anew(place: Place) -> Callable[[], object]:
    from strongroom.downloads.queries import find_totals_held  # noqa: PLC0415 - after setup
    from strongroom.downloads.services import bring_totals_to, rebuild_totals  # noqa: PLC0415

    window = _window(place, later=0)
    if find_totals_held() is None:
        return lambda: bring_totals_to(window, classes={_COUNTED})
    bring_totals_to(window, classes={_COUNTED})
    return rebuild_totals


def _totals_of_details(place: Place) -> Callable[[], object]:
    from strongroom.downloads.queries import iterate_totals_of_details  # noqa: PLC0415 - after setup

    return lambda: list(iterate_totals_of_details(_window(place, later=0), classes={_COUNTED}))


def _totals_found(place: Place) -> Callable[[], object]:
    """Tell what the totals are, to be compared with what the others found."""
    connection = sqlite3.connect(place.database)
    return lambda: list(connection.execute("SELECT name_id, downloads FROM downloads_windowtotal"))


def _totals_moved(place: Place) -> Callable[[], object]:
    """Move them back by the day by which the run has moved them on."""
    from strongroom.downloads.services import bring_totals_to  # noqa: PLC0415 - after setup

    return lambda: bring_totals_to(_window(place, later=0), classes={_COUNTED})


def _totals_read(place: Place) -> Callable[[], object]:
    from strongroom.downloads.queries import iterate_totals  # noqa: PLC0415 - after setup

    return lambda: sum(1 for _ in iterate_totals(_window(place, later=0), classes={_COUNTED}))


def _population_read(_place: Place) -> Callable[[], object]:
    from strongroom.catalog.queries import iterate_population  # noqa: PLC0415 - after setup

    return lambda: sum(1 for _ in iterate_population())


def _charts(place: Place) -> Callable[[], object]:
    from strongroom.downloads.models import CountedName  # noqa: PLC0415 - after setup
    from strongroom.downloads.queries import chart  # noqa: PLC0415
    from strongroom.foundation.names import NormalizedName  # noqa: PLC0415

    keys = range(1, place.size.names, place.size.names // _CHARTS + 1)
    names = [NormalizedName(CountedName.objects.get(pk=key).name) for key in keys]
    window = _window(place, later=0)
    return lambda: len([chart(name, window, classes={_COUNTED}) for name in names])


def _run(place: Place, *, later: int) -> Callable[[], object]:
    from strongroom.criticality.services import run  # noqa: PLC0415 - after setup
    from strongroom.foundation.actors import Actor  # noqa: PLC0415

    on = place.on(later=later)
    return lambda: len(run(by=Actor.system("bench"), on=on, now=datetime.combine(on, time(1), UTC)).evidence)


def _window(place: Place, *, later: int) -> Any:
    from strongroom.foundation.periods import Window  # noqa: PLC0415 - with its siblings

    return Window.before(place.on(later=later), days=_WINDOW_DAYS)


WORKS: Mapping[str, Callable[[Place], Callable[[], object]]] = MappingProxyType(
    {
        "plain": _plain_sqlite,
        "duckdb": _duckdb,
        "anew": _totals_anew,
        "duckdb by name": _duckdb_by_name,
        "details": _totals_of_details,
        "found": _totals_found,
        "moved": _totals_moved,
        "read": _totals_read,
        "population": _population_read,
        "charts": _charts,
        "first run": lambda place: _run(place, later=0),
        "next run": lambda place: _run(place, later=1),
    }
)


def _work(what: str, place: Place) -> None:
    """In a process of its own: do one thing, and print what it took."""
    if what not in {"plain", "duckdb", "found"}:
        import django  # noqa: PLC0415 - the environment says where the database is

        django.setup()
    work = WORKS[what](place)
    began = _cpu_seconds()
    answer = work()
    seconds = _cpu_seconds() - began
    peak = log_import.peak_mib()
    if isinstance(answer, list):
        sums = sorted((_id(key), int(total)) for key, total in answer)
        answer = sha256(json.dumps(sums).encode()).hexdigest()[:16]
    print(json.dumps({"seconds": seconds, "mib": peak, "answer": answer}))


def _id(key: int | str) -> int:
    """Return the id of a name, which made-up names end with."""
    return int(str(key).rpartition("-")[2])


def _cpu_seconds() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def _make(place: Place) -> None:
    """In a process of its own: make what is missing of the index."""
    import django  # noqa: PLC0415 - the environment says where the database is

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415 - after setup
    from django.db import connection  # noqa: PLC0415

    from strongroom.readpath.services import pages_of_this_node  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    # The store of pages begins while there is nothing to show: the first run makes the pages of those it makes critical.
    pages_of_this_node().catch_up()
    connection.close()
    make_counts(place.database, place.parquet, place.size)
    make_details(place.database, place.parquet, place.details, place.size)


def _start(task: str, place: Place) -> str:
    """Let a process of its own do a task; return what it prints."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("STRONGROOM_")}
    environ |= {"STRONGROOM_DATA": str(place.index), "DJANGO_SETTINGS_MODULE": "strongroom.config.settings"}
    environ["STRONGROOM_DETAIL_URL"] = f"parquet://{place.details}"
    sizes = ["--names", str(place.size.names), "--days", str(place.size.days), "--folder", str(place.folder)]
    command = [sys.executable, "-m", "bench.criticality", *sizes, "--task", task]
    done = subprocess.run(
        command, env=environ, stdout=None if task == "make" else subprocess.PIPE, text=True, check=True
    )
    return done.stdout or ""


class Measurements:
    """What was measured of each work: processor seconds, memory, and a digest of what it found."""

    def __init__(self) -> None:
        self.seconds: dict[str, list[float]] = {}
        self.mib: dict[str, float] = {}
        self.answers: dict[str, object] = {}

    def measure(self, what: str, place: Place) -> None:
        """Measure once more."""
        found = json.loads(_start(what, place))
        self.seconds.setdefault(what, []).append(found["seconds"])
        self.mib[what] = max(self.mib.get(what, 0.0), found["mib"])
        self.answers[what] = found["answer"]
        say(f"  {what}: {found['seconds']:.2f} CPU s, {found['mib']:.0f} MiB")

    def ratio(self, what: str, to: str) -> float:
        """Return how many times as long as the other it took, both at their best."""
        return min(self.seconds[what]) / min(self.seconds[to])


def measure_all(place: Place, *, runs: int) -> Measurements:
    """Measure everything, in turn; what changes the index works on a copy of it."""
    found = Measurements()
    for _ in range(runs):
        for what in ("plain", "anew", "duckdb", "duckdb by name", "details"):
            found.measure(what, place)
    found.measure("found", place)
    if len({found.answers[what] for what in ("plain", "duckdb", "duckdb by name", "details", "found")}) > 1:
        sys.exit("They have not found the same totals.")
    for number in range(runs):
        with _copy(place) as copy:
            found.measure("first run", copy)
            found.measure("next run", copy)
            found.measure("moved", copy)
            if number == 0:
                for what in ("read", "population", "charts"):
                    found.measure(what, copy)
    return found


@contextmanager
def _copy(place: Place) -> Iterator[Place]:
    copy = Place(place.size, place.folder / "copy")
    shutil.rmtree(copy.folder, ignore_errors=True)
    shutil.copytree(place.index, copy.index)
    try:
        yield copy
    finally:
        shutil.rmtree(copy.folder)


_TOLD = (
    ("plain", "all totals, plain SQL in SQLite"),
    ("duckdb", "all totals, the same SQL in DuckDB on Parquet files"),
    ("anew", "all totals added up anew by Strongroom, and kept"),
    ("duckdb by name", "the same in DuckDB on the files of the detail store, which hold names"),
    ("details", "all totals added up by Strongroom from the detail store"),
    ("next run", "**the daily run**: totals moved by a day, everything read, ranked and stored"),
    ("moved", "of which: totals moved by a day"),
    ("read", "of which: totals read"),
    ("population", "of which: population read"),
)


def table(found: Measurements, place: Place) -> Table:
    """Return what was measured, for people."""
    rows = [
        [
            words,
            spread(found.seconds[what]),
            f"{found.mib[what]:.0f}",
            f"{found.ratio(what, 'plain'):.2f}",
            f"{found.ratio(what, 'duckdb'):.2f}",
            _goals(what, found, place),
        ]
        for what, words in _TOLD
    ]
    header = ["", "CPU seconds", "most memory in MiB", "plain SQLite = 1", "DuckDB = 1", "goal"]
    return Table("Designation", header, rows)


def _goals(what: str, found: Measurements, place: Place) -> str:
    if what == "anew":
        return f"ratio {verdict(found.ratio(what, 'plain'), at_most=1)}"
    if what == "details":
        return f"ratio {verdict(found.ratio(what, 'duckdb by name'), at_most=1)} (to the row above)"
    if what != "next run" or place.size != FULL:
        return ""
    seconds = verdict(min(found.seconds[what]), at_most=_RUN_SECONDS)
    return f"{seconds}; {verdict(found.mib[what], at_most=_RUN_MIB)} MiB"


def facts(place: Place, found: Measurements, *, runs: int) -> str:
    """Return what was measured on."""
    with sqlite3.connect(place.database) as connection:
        (counts,) = connection.execute("SELECT count(*) FROM downloads_dailycount").fetchone()
    kept, parquet = place.database.stat().st_size, sum(one.stat().st_size for one in place.parquet.iterdir())
    charts = min(found.seconds["charts"]) / _CHARTS * 1000
    return "\n".join(
        [
            machine({"SQLite": sqlite3.sqlite_version, "DuckDB": version("duckdb")}),
            f"* {place.size.names:,} projects, {place.size.days} days, {counts:,} counts.",
            f"* Database {kept / 1e9:.2f} GB, Parquet {parquet / 1e9:.2f} GB. All of them found the same totals.",
            f"* {runs} runs; ratios are of the best. A chart of {_WINDOW_DAYS} days takes {charts:.1f} ms.",
        ]
    )


def main() -> None:
    """Make, measure, print, and write if asked to."""
    options = _options()
    size = Size(names=options.names, days=options.days)
    place = Place(size, options.folder or FOLDER / f"criticality-{size}")
    if options.task:
        _make(place) if options.task == "make" else _work(options.task, place)
        return
    place.index.mkdir(parents=True, exist_ok=True)
    say(f"Making the index in {place.folder} …")
    _start("make", place)
    say("Measuring …")
    found = measure_all(place, runs=options.runs)
    _tell(f"{facts(place, found, runs=options.runs)}\n\n{table(found, place)}", MARKS, write=options.write)
    if options.log_lines:
        logs = log_import.measured(lines=options.log_lines, runs=options.runs)
        _tell(f"{machine({})}\n\n{logs}", log_import.MARKS, write=options.write)


def _tell(text: str, marks: str, *, write: bool) -> None:
    """Print figures, and put them into the page where they belong if asked to."""
    say(f"\n{text}")
    if write:
        write_page(text, marks=marks)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.criticality", description=__doc__)
    parser.add_argument("--names", type=int, default=FULL.names)
    parser.add_argument("--days", type=int, default=FULL.days, help="that have counts, of a window of 183")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--log-lines", type=int, default=1_000_000, help="of the logs to import; 0 for none")
    parser.add_argument("--write", action="store_true", help="put the tables into the documentation")
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--task", help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
