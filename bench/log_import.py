"""How many lines of a log are counted in a second of processor time.

Everything is included: unpack, hash, parse, classify, add up, find the projects, and one transaction in SQLite.
`python -m bench.log_import` writes seeded logs to `var/bench`, counts each in a process of its own with a database of its
own, and prints a table; `--write` puts it into the page on performance. Processor time of the whole process is taken from
the system (getrusage), so that others at work on the machine matter less; the best of several runs is told with the worst.
"""

import argparse
import gzip
import json
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256
from itertools import accumulate
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple
from urllib.parse import quote

from bench.report import Table, machine, say, verdict, write_page

_GOAL = 250_000
"""Lines of linehaul's form in a second of processor time."""
_PROJECTS, _AGENTS, _VERSIONS = 200_000, 20_000, 40
_FOLDER = Path(__file__).resolve().parent.parent / "var" / "bench" / "logs-of-downloads"

MARKS = "log import"
"""Around the table in the page on performance."""


class Download(NamedTuple):
    """What every form of log tells."""

    project: str
    version: str
    path: str
    time: str
    agent: str


class _Traffic:
    """Downloads as PyPI has them: counts of projects fall as C/(rank + 100)^1.98, and few clients make most of them."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)  # noqa: S311 - a seed makes it repeatable
        self._agents = [self._agent() for _ in range(_AGENTS)]
        self._projects = [f"{'sample' if rank % 3 else 'Sample.Project'}-{rank}" for rank in range(_PROJECTS)]
        self._ranked = list(accumulate((rank + 100) ** -1.98 for rank in range(_PROJECTS)))
        self._familiar = list(accumulate(1 / (rank + 20) for rank in range(_AGENTS)))

    def downloads(self, number: int) -> Iterator[Download]:
        """Yield so many, one after the other; the same seed gives the same."""
        choices, chance = self._chance.choices, self._chance
        for _ in range(number):
            (project,) = choices(self._projects, cum_weights=self._ranked)
            (agent,) = choices(self._agents, cum_weights=self._familiar)
            version = f"{chance.randrange(4)}.{chance.randrange(_VERSIONS // 4)}"
            digest = sha256(f"{project} {version}".encode()).hexdigest()
            file = f"{project.lower().replace('-', '_').replace('.', '_')}-{version}-py3-none-any.whl"
            path = f"/packages/{digest[:2]}/{digest[2:4]}/{digest[4:]}/{file}"
            time = f"{chance.randrange(24):02}:{chance.randrange(60):02}:{chance.randrange(60):02}"
            yield Download(project, version, path, time, agent)

    def _agent(self) -> str:
        chance = self._chance
        kind = chance.random()
        if kind < 0.03:
            return f"bandersnatch/6.{chance.randrange(9)}.0 (cpython 3.12.{chance.randrange(20)}-final0, Linux x86_64)"
        if kind < 0.04:
            return f"Mozilla/5.0 (X11; Linux x86_64; rv:{chance.randrange(80, 140)}.0) Gecko/20100101 Firefox/128.0"
        installer = "uv" if kind < 0.3 else "pip"
        return _installer_agent(installer, f"{chance.randrange(20, 27)}.{chance.randrange(4)}", chance)


def _installer_agent(installer: str, version: str, chance: random.Random) -> str:
    python = f"3.{chance.randrange(8, 15)}.{chance.randrange(20)}"
    said = {
        "ci": chance.choice([None, True]),
        "cpu": chance.choice(["x86_64", "aarch64", "arm64"]),
        "distro": {"id": "jammy", "libc": {"lib": "glibc", "version": "2.35"}, "name": "Ubuntu"},
        "implementation": {"name": "CPython", "version": python},
        "installer": {"name": installer, "version": version},
        "openssl_version": "OpenSSL 3.0.2 15 Mar 2022",
        "python": python,
        "rustc_version": f"1.{chance.randrange(60, 90)}.0",
        "setuptools_version": f"{chance.randrange(60, 80)}.0.0",
        "system": {"name": "Linux", "release": f"5.{chance.randrange(20)}.0-{chance.randrange(200)}-generic"},
    }
    return f"{installer}/{version} {json.dumps(said, separators=(',', ':'))}"


def _linehaul(one: Download) -> str:
    return (
        f"download|Mon, 02 Mar 2026 {one.time} GMT|US|{one.path}|TLSv1.3|TLS_AES_256_GCM_SHA384|{one.project}"
        f"|{one.version}|bdist_wheel|{one.agent}\n"
    )


def _combined(one: Download) -> str:
    agent = one.agent.replace('"', "\\x22")
    return f'192.0.2.7 - - [02/Mar/2026:{one.time} +0000] "GET {one.path} HTTP/1.1" 200 48213 "-" "{agent}"\n'


def _cloudfront(one: Download) -> str:
    said = (
        "2026-03-02",
        one.time,
        "FRA60-P3",
        "48213",
        "192.0.2.7",
        "GET",
        "d.example",
        one.path,
        "200",
        "-",
    )
    return "\t".join([*said, quote(one.agent), "-", "-", "Hit"]) + "\n"


def _json(one: Download) -> str:
    said = {"timestamp": f"2026-03-02T{one.time}+00:00", "method": "GET", "status": 200, "url": one.path}
    return json.dumps({**said, "bytes": 48213, "country": "US", "user_agent": one.agent}) + "\n"


def _events(one: Download) -> str:
    name, _, version = one.agent.partition(" ")[0].partition("/")
    said = {"at": f"2026-03-02T{one.time}+00:00", "filename": one.path.rpartition("/")[2]}
    project = one.project.lower().replace(".", "-")
    client = {"installer": name, "installer_version": version, "python_version": "3.12.1"}
    return json.dumps({**said, "project": project, "version": one.version, **client}) + "\n"


_FORMS: Mapping[str, Callable[[Download], str]] = MappingProxyType(
    {
        "linehaul": _linehaul,
        "nginx, Apache combined": _combined,
        "CloudFront": _cloudfront,
        "JSON lines": _json,
        "own events": _events,
    }
)


def _write_logs(lines: int, only: str) -> dict[str, Path]:
    """Write a log in each form whose name begins so, and linehaul's packed, too."""
    _FOLDER.mkdir(parents=True, exist_ok=True)
    logs = {}
    for form, line in _FORMS.items():
        if not form.startswith(only):
            continue
        logs[form] = path = _FOLDER / f"{form.partition(',')[0].replace(' ', '-')}-{lines}.log"
        if not path.exists():
            say(f"writing {lines:,} lines of {form}")
            with path.open("w", encoding="utf-8") as file:
                file.writelines(map(line, _Traffic(seed=7).downloads(lines)))
    if "linehaul" not in logs:
        return logs
    logs["linehaul, gzip"] = packed = logs["linehaul"].with_suffix(".log.gz")
    if not packed.exists():
        with logs["linehaul"].open("rb") as plain, gzip.open(packed, "wb", compresslevel=6) as file:
            shutil.copyfileobj(plain, file)
    return logs


def _count(path: Path) -> None:
    """In a process of its own: count a log, and print what it took."""
    import django  # noqa: PLC0415 - the environment says where the database is

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415 - after setup

    from strongroom.catalog.queries import projects_of_files  # noqa: PLC0415
    from strongroom.downloads.services import Reading, import_log  # noqa: PLC0415
    from strongroom.foundation import clock  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    before, peak = resource.getrusage(resource.RUSAGE_SELF), peak_mib()
    done = import_log(path, reading=Reading(find_projects=projects_of_files), now=clock.now())
    after = resource.getrusage(resource.RUSAGE_SELF)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(json.dumps({"seconds": seconds, "downloads": done.downloads, "peak": peak_mib(), "before": peak}))


def peak_mib() -> float:
    """Return the most memory this program had: what `getrusage` says begins with that of the program that started it."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def _measure(path: Path) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as data:
        environ = {name: value for name, value in os.environ.items() if not name.startswith("STRONGROOM_")}
        environ |= {"STRONGROOM_DATA": data, "DJANGO_SETTINGS_MODULE": "strongroom.config.settings"}
        command = [sys.executable, "-m", "bench.log_import", "--count", str(path)]
        done = subprocess.run(command, env=environ, stdout=subprocess.PIPE, text=True, check=True)
        measured: dict[str, Any] = json.loads(done.stdout)
        return measured


def _row(form: str, path: Path, lines: int, runs: int) -> list[str]:
    measured = [_measure(path) for _ in range(runs)]
    if any(one["downloads"] != lines for one in measured):
        raise SystemExit(f"{form}: not every line was counted")
    rates = sorted(lines / one["seconds"] for one in measured)
    memory = max(measured, key=lambda one: one["peak"])
    goal = verdict(rates[-1], at_least=_GOAL) if form == "linehaul" else ""
    line_bytes = path.stat().st_size // lines
    say(f"{form}: {rates[-1]:,.0f}")
    return [
        form,
        f"{line_bytes}",
        f"**{rates[-1]:,.0f}**",
        f"{rates[0]:,.0f}",
        f"{memory['peak']:.0f} ({memory['before']:.0f})",
        goal,
    ]


def measured(*, lines: int, runs: int, only: str = "") -> Table:
    """Count logs in every form, or in those whose names begin so; return the rates."""
    rows = [_row(form, path, lines, runs) for form, path in _write_logs(lines, only).items()]
    header = [
        "log",
        "bytes a line",
        "lines a CPU second, best",
        "worst",
        "most memory in MiB (before)",
        "goal",
    ]
    note = f"{lines:,} lines, {runs} runs, each in a new process with an empty database (SQLite)."
    return Table("Import of download logs", header, rows, note)


def main() -> None:
    """Measure, print, and write if asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--only", default="", help="beginning of the forms to measure")
    parser.add_argument("--write", action="store_true", help="put the table into the documentation")
    parser.add_argument("--count", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.count:
        _count(options.count)
        return
    table = measured(lines=options.lines, runs=options.runs, only=options.only)
    print(f"\n{table}")
    if options.write:
        write_page(f"{machine({})}\n\n{table}", marks=MARKS)


if __name__ == "__main__":
    main()
