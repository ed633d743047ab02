"""What mandates cost at the size of PyPI: memory, processor time, and how long nobody else can write.

`python -m bench.mandate_at_size` makes 400,000 people and 800,000 projects (seeded; `--people` makes it smaller), of which one of a
hundred is critical, in a folder of its own. It takes them through a mandate on every publisher: a draft, its page, the sending, all
batches of letters, a tending at which nothing is due, and the end; and then drafts and sends one on critical projects. Each step
is a process of its own. `--only critical` takes it through the latter alone.

The longest write transaction is the time between its first statement and its commit, waiting for the disk included.
"""

import argparse
import json
import os
import random
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.index_at_size import insert_rows
from bench.log_import import peak_mib
from bench.report import say

_PROTECTED = 28 / 381
"""The share of people who held a second factor in July 2022, as far as was published."""
_PROJECTS_EACH = 2
_CRITICAL_OF = 100
"""Projects, of which one is critical; every second of those has a maintainer beside its owner, as in July 2022 there were two people to each."""
_BATCH = 10_000
_BORN = "2026-01-01 00:00:00"
_MONDAY = datetime(2026, 3, 2, 12, tzinfo=UTC)
_AFTER_BATCHES, _AT_THE_END = _MONDAY + timedelta(days=60), _MONDAY + timedelta(days=90)
"""The batches for 400,000 take eight weeks. Reminders begin later, for the notice is counted from the last of them."""
STEPS = (
    "draft, the request",
    "draft, the rest",
    "page of the draft",
    "send, the request",
    "send, the rest",
    "one batch",
    "follow the letters",
    "the other batches",
    "tend, nothing due",
    "end, the request",
    "end, the rest",
    "critical projects: draft, the request",
    "critical projects: draft, the rest",
    "critical projects: page of the draft",
    "critical projects: send, the request",
    "critical projects: send, the rest",
)


def _make(database: Path, people: int) -> None:
    """Fill an empty index; people who have many projects are few, and one of a hundred has no address."""
    chance = random.Random(7)  # noqa: S311 - a seed makes it repeatable
    with sqlite3.connect(database) as connection:
        connection.execute("PRAGMA foreign_keys=OFF")
        for table, rows in (
            ("accounts_user", map(_user, range(1, people + 1))),
            ("account_emailaddress", (_address(one) for one in range(1, people + 1) if one % 100)),
            ("accounts_totpapp", (_app(one) for one in range(1, people + 1) if chance.random() < _PROTECTED)),
            ("catalog_project", map(_project, range(1, people * _PROJECTS_EACH + 1))),
            ("catalog_role", _roles(people, chance)),
            ("criticality_designationrun", [_RUN]),
            ("criticality_designation", map(_designation, range(1, _critical(people) + 1))),
        ):
            insert_rows(connection, table, rows)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def _user(one: int) -> dict[str, object]:
    return {"id": one, "username": f"user-{one}", "is_active": 1, "date_joined": _BORN}


def _address(one: int) -> dict[str, object]:
    address = f"user-{one}@people.example"
    return {"id": one, "user_id": one, "email": address, "verified": 1, "primary": 1}


def _app(one: int) -> dict[str, object]:
    made = {"created_at": _BORN, "confirmed_at": _BORN}
    return {"id": one, "user_id": one, "name": "app", "sealed_secret": b"", **made}


def _project(one: int) -> dict[str, object]:
    return {"id": one, "name": f"p{one}", "display_name": f"p{one}", "created_at": _BORN, "status": "active"}


def _critical(people: int) -> int:
    return people * _PROJECTS_EACH // _CRITICAL_OF


_RUN: dict[str, object] = {
    "id": 1,
    "on": "2026-01-01",
    "first_day": "2025-07-02",
    "last_day": "2025-12-31",
    "finished_at": _BORN,
    **dict.fromkeys(("policy", "entered", "left", "candidates", "curve"), "[]"),
}


def _designation(project: int) -> dict[str, object]:
    return {"id": project, "name": f"p{project}", "since": "2026-01-01", "designated_by_id": 1}


def _roles(people: int, chance: random.Random) -> Iterator[dict[str, object]]:
    projects = people * _PROJECTS_EACH
    for one in range(1, projects + 1):
        owner = _owner(one, people, chance)
        yield {"id": one, "project_id": one, "user_id": owner, "name": "owner", "since": _BORN}
    for one in range(2, _critical(people) + 1, 2):
        role = {"id": projects + one, "project_id": one, "user_id": people - one}
        yield {**role, "name": "maintainer", "since": _BORN}


def _owner(project: int, people: int, chance: random.Random) -> int:
    """Everybody owns one project; of the others a few people own many. A person's id says nothing of how many."""
    return project if project <= people else 1 + int(people * chance.random() ** 3) * 7_919 % people


class Turns:
    """Notes how long each write transaction lasts, from its first statement to its commit, and its processor time."""

    def __init__(self) -> None:
        self.seconds: list[float] = []
        self.cpu_seconds: list[float] = []
        self._began: tuple[float, float] | None = None

    def watch(self, execute: Callable[..., object], sql: str, *rest: object) -> object:
        """Run a statement; the first that a transaction begins with starts the clock, its commit stops it."""
        from django.db import connection, transaction  # noqa: PLC0415 - after setup

        if connection.in_atomic_block and self._began is None:
            self._began = time.perf_counter(), time.process_time()
            transaction.on_commit(self._stop)
        return execute(sql, *rest)

    def _stop(self) -> None:
        began, used = self._began or (0, 0)
        self.seconds.append(time.perf_counter() - began)
        self.cpu_seconds.append(time.process_time() - used)
        self._began = None


def _steps() -> dict[str, Callable[[], object]]:
    from strongroom.foundation.actors import Actor  # noqa: PLC0415 - after setup
    from strongroom.mandates import queries, services  # noqa: PLC0415
    from strongroom.mandates.services import Demand, Scope  # noqa: PLC0415

    by = Actor.operator(name="console")
    demand, of_critical = (
        Demand("Many depend on what is published here.", 90, scope)
        for scope in (Scope.EVERY_PUBLISHER, Scope.CRITICAL_PROJECTS)
    )

    def number() -> int:
        return queries.list_announcements()[0].id

    def draft(demand: Demand, now: datetime) -> None:
        services.draft_announcement(demand, batch_size=_BATCH, by=by, now=now)

    def page() -> None:
        record = queries.get_announcement(number())
        queries.reach_of(record.id)
        queries.difference_of(record)
        queries.list_unreached(record.id, most=50)
        queries.letters_of(record.id, now=_MONDAY)[0:10]

    def send(now: datetime) -> None:
        read = queries.get_announcement(number()).revision
        services.send_announcement(number(), read=read, reason="Read.", by=by, now=now)

    def other_batches() -> None:
        now = _MONDAY
        while queries.get_announcement(number()).waiting:
            now += timedelta(days=1)
            services.send_due_batches(by=by, now=now)

    def end() -> None:
        services.end_mandate(queries.list_mandates()[0].id, by=by, reason="It has ended.", now=_AT_THE_END)

    def tend(now: datetime) -> None:
        _all(services.tend_in_portions(by=by, now=now))

    steps: tuple[Callable[[], object], ...] = (
        lambda: draft(demand, _MONDAY),
        lambda: _all(services.make_letters(now=_MONDAY)),
        page,
        lambda: send(_MONDAY),
        lambda: _all(services.make_letters(now=_MONDAY)),
        lambda: services.send_due_batches(by=by, now=_MONDAY),
        lambda: services.follow_letters(now=_MONDAY),
        other_batches,
        lambda: tend(_AFTER_BATCHES),
        end,
        lambda: tend(_AT_THE_END),
        lambda: draft(of_critical, _AT_THE_END),
        lambda: _all(services.make_letters(now=_AT_THE_END)),
        page,
        lambda: send(_AT_THE_END),
        lambda: tend(_AT_THE_END),
    )
    return dict(zip(STEPS, steps, strict=True))


def _all(portions: Iterable[object]) -> None:
    for _ in portions:
        pass


def _run(step: str) -> dict[str, float]:
    """Take a step, in this process; return what it cost."""
    import django  # noqa: PLC0415 - the environment says where the database is

    django.setup()
    from django.db import connection  # noqa: PLC0415 - after setup

    work, turns = _steps()[step], Turns()
    with connection.execute_wrapper(turns.watch):
        began, used = time.perf_counter(), time.process_time()
        work()
        seconds, cpu_seconds = time.perf_counter() - began, time.process_time() - used
    return {
        "cpu": cpu_seconds,
        "seconds": seconds,
        "longest": max(turns.seconds, default=0),
        "longest_cpu": max(turns.cpu_seconds, default=0),
        "writes": len(turns.seconds),
        "mib": peak_mib(),
    }


def _start(step: str, folder: Path) -> dict[str, float]:
    environ = {name: value for name, value in os.environ.items() if not name.startswith("STRONGROOM_")}
    environ |= {"STRONGROOM_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "strongroom.config.settings"}
    command = [sys.executable, "-m", "bench.mandate_at_size", "--folder", str(folder), "--step", step]
    done = subprocess.run(command, env=environ, stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout or "{}")
    return found


def _migrate() -> None:
    import django  # noqa: PLC0415 - the environment says where the database is

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415 - after setup

    from strongroom.readpath.services import pages_of_this_node  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    # The store of pages begins while there is nothing to show.
    pages_of_this_node().catch_up()


def main() -> None:
    """Make the index, and take it through the steps."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--people", type=int, default=400_000)
    parser.add_argument(
        "--folder", type=Path, required=True, help="It is made, and may be deleted afterwards."
    )
    parser.add_argument("--only", default="", help="beginning of the steps to measure")
    parser.add_argument("--step", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.step == "migrate":
        _migrate()
        return
    if given.step:
        say(json.dumps(_run(given.step)))
        return
    given.folder.mkdir(parents=True, exist_ok=True)
    _start("migrate", given.folder)
    _make(given.folder / "strongroom.sqlite3", given.people)
    say(
        "| step | CPU seconds | seconds | write transactions | the longest: CPU seconds | seconds | most memory, MiB |"
    )
    say("| --- | --- | --- | --- | --- | --- | --- |")
    for step in STEPS:
        if step.startswith(given.only):
            cost = _start(step, given.folder)
            took = f"{cost['cpu']:.1f} | {cost['seconds']:.1f}"
            longest = f"{cost['longest_cpu']:.2f} | {cost['longest']:.2f}"
            say(f"| {step} | {took} | {cost['writes']:.0f} | {longest} | {cost['mib']:.0f} |")


if __name__ == "__main__":
    main()
