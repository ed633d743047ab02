"""Compare uploading to Strongroom with uploading to devpi and pypiserver; print tables.

All run on this machine, on loopback ports, are asked in turn, and are stopped by their ids. Run as
`make bench-upload`, or with options as `python -m bench.upload --help` lists them.
"""

import argparse
import os
import signal
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import FrameType
from typing import NoReturn

from bench.large_upload import LARGE, large_upload
from bench.peers import versions
from bench.receivers import FILE_LIMIT_MEBIBYTES, MEASURED_PEERS, WORKERS, Place, Receiver, receivers
from bench.report import Table, machine, say, write_page
from bench.upload_rates import CROWDED, PROJECTS, Effort, upload_rates

FOLDER = Path(__file__).resolve().parent.parent / "var" / "bench"
FULL = Effort(files=200, repetitions=5)
QUICK = Effort(files=48, repetitions=1)
_AT_MOST_LARGE = 3
"""Repetitions of the upload of 1 GiB: what is measured there hardly differs."""
MARKS = "upload figures"


def rates(found: Sequence[Receiver], effort: Effort) -> list[Table]:
    """Measure uploads of 20 kB."""
    return upload_rates(found, effort)


def large(found: Sequence[Receiver], effort: Effort) -> list[Table]:
    """Measure the upload of 1 GiB."""
    return [large_upload(found, repetitions=min(_AT_MOST_LARGE, effort.repetitions))]


STAGES: dict[str, Callable[[Sequence[Receiver], Effort], list[Table]]] = {"rates": rates, "large": large}


def main() -> None:
    """Prepare, measure, print, and write the page if asked to."""
    options = _options()
    signal.signal(signal.SIGTERM, _end)
    effort = _effort(options)
    began = time.monotonic()
    cores = tuple(sorted(os.sched_getaffinity(0))[:2])
    say(f"Preparing in {FOLDER} …")
    tables = []
    with receivers(Place(folder=FOLDER, cores=cores, projects=(*PROJECTS, CROWDED, LARGE))) as found:
        missing = {peer.name for peer in MEASURED_PEERS} - {receiver.name for receiver in found}
        for name in options.only or STAGES:
            say(f"{name} … ({_minutes(began)} so far)")
            tables += STAGES[name](found, effort)
    figures = "\n".join([_facts(effort, cores=cores), "", *map(str, tables)])
    (FOLDER / "upload-figures.md").write_text(figures, encoding="utf-8")
    say(f"\n{figures}\nMeasured in {_minutes(began)}.")
    if missing:
        sys.exit(f"Not measured: {', '.join(sorted(missing))}. The documentation is left as it is.")
    if options.write:
        write_page(figures, marks=MARKS)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.upload", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="every measurement once, with few files")
    parser.add_argument("--files", type=int, help="how many wheels of 20 kB each run uploads")
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
    return Effort(options.files or usual.files, options.repetitions or usual.repetitions)


def _minutes(began: float) -> str:
    return f"{(time.monotonic() - began) / 60:.1f} minutes"


def _facts(effort: Effort, *, cores: tuple[int, ...]) -> str:
    """Return what was measured on and what was asked for."""
    repeated = f"repeated {effort.repetitions} times, the wheel of 1 GiB at most {_AT_MOST_LARGE} times"
    processes = f"with {WORKERS} processes of each kind, and took files of up to {FILE_LIMIT_MEBIBYTES} MiB"
    return "\n".join(
        [
            machine(versions(MEASURED_PEERS)),
            f"* Each run uploaded {effort.files} files and was {repeated}.",
            f"* Servers and clients shared {len(cores)} cores. Strongroom ran as `strongroom serve` does, {processes}.",
        ]
    )


def _end(_signal: int, _frame: FrameType | None) -> NoReturn:
    """Leave through every `with`, so that the servers are stopped."""
    sys.exit(1)


if __name__ == "__main__":
    main()
