"""Compare reading from Strongroom with nginx, and with other indexes; print tables.

Everything runs on this machine, on loopback ports, in turn, and is stopped by its id. Run as
`make bench`, or with options as `python -m bench.read --help` lists them.
"""

import argparse
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import NoReturn

import urllib3

from bench import throughput
from bench.busy import pages_beside_work
from bench.corpus import LARGE, SMALL
from bench.ground import Effort, Ground, prepare
from bench.idle import allow_many_files, pages_beside_idle_connections
from bench.installers import installations
from bench.others import other_indexes
from bench.peers import PEERS, versions
from bench.programs import provide_programs
from bench.report import Table, machine, say, tools, write_page
from bench.standing import first_answers, memory_in_use
from bench.tree import HTML, JSON

FOLDER = Path(__file__).resolve().parent.parent / "var" / "bench"
FULL = Effort(seconds=1.0, repetitions=5)
QUICK = Effort(seconds=0.5, repetitions=1)


def one_core(ground: Ground) -> Table:
    """Measure with a core for the server and a core for the load."""
    series = throughput.compare(ground, throughput.apart(ground.tree), cores=ground.apart)
    note = "One worker on one core, wrk on the other."
    return throughput.table("One core for the server", series, note=note)


def both_cores(ground: Ground) -> Table:
    """Measure with everything on both cores."""
    series = throughput.compare(ground, throughput.together(), cores=ground.together)
    note = "Two workers, and wrk with two threads, on the same two cores."
    return throughput.table("Both cores shared by server and load", series, note=note)


STAGES: dict[str, Callable[[Ground], Table]] = {
    "one-core": one_core,
    "both-cores": both_cores,
    "busy": pages_beside_work,
    "idle": pages_beside_idle_connections,
    "installers": installations,
    "start": first_answers,
    "memory": memory_in_use,
    "others": other_indexes,
}


def main() -> None:
    """Prepare, measure, print, and write the page if asked to."""
    options = _options()
    signal.signal(signal.SIGTERM, _end)
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) < 2:
        sys.exit("The benchmark needs two processors: one for the server, one for the load.")
    provide_programs()
    allow_many_files()
    began = time.monotonic()
    say(f"Preparing in {FOLDER} …")
    ground = prepare(FOLDER, effort=_effort(options), cores=(cores[0], cores[1]))
    tables, failed = _measure(ground, options.only or list(STAGES), began=began)
    figures = "\n".join([_facts(ground), "", *map(str, tables)])
    (FOLDER / "figures.md").write_text(figures, encoding="utf-8")
    say(f"\n{figures}\nMeasured in {_minutes(began)}.")
    if failed:
        sys.exit(f"Not measured: {', '.join(failed)}. The documentation is left as it is.")
    if options.write:
        write_page(figures)


def _measure(ground: Ground, stages: list[str], *, began: float) -> tuple[list[Table], list[str]]:
    """Return the tables, and the names of the stages that failed: one that does takes no other along."""
    tables, failed = [], []
    for name in stages:
        say(f"{name} … ({_minutes(began)} so far)")
        try:
            tables.append(STAGES[name](ground))
        except (RuntimeError, OSError, subprocess.SubprocessError, urllib3.exceptions.HTTPError) as error:
            say(f"  {name} failed: {error}")
            failed.append(name)
    return tables, failed


def _minutes(began: float) -> str:
    return f"{(time.monotonic() - began) / 60:.1f} minutes"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.read", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="every measurement once, for half a second")
    parser.add_argument("--seconds", type=float, help="how long each run takes")
    parser.add_argument("--repetitions", type=int, help="how often each run is repeated")
    parser.add_argument("--only", action="append", choices=STAGES, help="measure this alone; may be repeated")
    parser.add_argument(
        "--write", action="store_true", help="put the tables into docs/explanation/performance.md"
    )
    options = parser.parse_args()
    if options.write and options.only:
        parser.error("the page holds all tables: --write goes without --only")
    return options


def _effort(options: argparse.Namespace) -> Effort:
    usual = QUICK if options.quick else FULL
    return Effort(options.seconds or usual.seconds, options.repetitions or usual.repetitions)


def _facts(ground: Ground) -> str:
    """Return what was measured on and what was asked for."""
    effort, tree = ground.effort, ground.tree
    sizes = ", ".join(
        f"{name} {tree.page_bytes(name, HTML):,} bytes in HTML and {tree.page_bytes(name, JSON):,} in JSON"
        for name in (SMALL, LARGE)
    )
    return "\n".join(
        [
            machine(tools() | versions(PEERS)),
            f"* Each run took {effort.seconds:g} seconds and was repeated {effort.repetitions} times.",
            f"* Pages: {sizes}.",
        ]
    )


def _end(_signal: int, _frame: FrameType | None) -> NoReturn:
    """Leave through every `with`, so that the servers are stopped."""
    sys.exit(1)


if __name__ == "__main__":
    main()
