"""How fast pages are while Django has its hands full, and who fills them."""

import itertools
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Self

import urllib3

from bench.corpus import CLOSURE, SMALL, publication
from bench.ground import PROJECTS_EACH, Cores, Ground
from bench.load import Ask, Load, Variety
from bench.processes import wait_until_idle
from bench.report import Table, middle, say, spread, verdict
from bench.servers import Server
from bench.throughput import Scenario, ask_of, measure
from bench.tree import JSON
from bench.uploads import NotTaken, Publisher, with_token

UPLOADERS = 2
READERS = 2
_GETTING_BUSY_SECONDS = 0.3
_FIRST_ANSWER_SECONDS = 20
"""Django loads much of itself for its first request."""
_PATHS = ("/", f"/project/{SMALL}/", *(f"/project/{name}/" for name in CLOSURE[:5]))
_numbers = itertools.count()
"""Uploads of this process; no file may be published twice."""

GOAL = 0.5
GOAL_P99_MS = 20.0


class Visitors:
    """Four clients that keep Django busy while the block lasts: two upload, two read pages for people."""

    def __init__(self, server: Server, *, token: str) -> None:
        self.uploads = 0
        self.views = 0
        self.failures: list[str] = []
        self._server = server
        self._publisher_headers = with_token(token)
        self._over = threading.Event()
        work: list[Callable[[], None]] = [self._upload] * UPLOADERS + [self._read] * READERS
        self._threads = [threading.Thread(target=each, daemon=True) for each in work]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()

    def wait_until_busy(self) -> None:
        """Return soon after both kinds of work have had their first answers."""
        deadline = time.monotonic() + _FIRST_ANSWER_SECONDS
        while not (self.uploads and self.views) and time.monotonic() < deadline:
            time.sleep(0.05)
        time.sleep(_GETTING_BUSY_SECONDS)

    def _upload(self) -> None:
        publisher = Publisher(self._server.at("/legacy/"), headers=self._publisher_headers)
        while not self._over.is_set():
            number = next(_numbers)
            wheel = publication(f"busy-{number % PROJECTS_EACH}", version=f"1.{number}")
            try:
                publisher.publish([wheel])
                self.uploads += 1
            except (NotTaken, urllib3.exceptions.HTTPError) as error:
                self.failures.append(str(error))

    def _read(self) -> None:
        connections = urllib3.PoolManager(retries=False, timeout=60)
        for path in itertools.cycle(_PATHS):
            if self._over.is_set():
                return
            try:
                answer = connections.request("GET", self._server.at(path))
                if answer.status != 200:
                    self.failures.append(f"{path}: {answer.status}")
                self.views += 1
            except urllib3.exceptions.HTTPError as error:
                self.failures.append(str(error))


@dataclass(slots=True)
class _Pairs:
    """Runs with Django idle and with Django busy, and what Django did in a second meanwhile."""

    title: str
    scenario: Scenario
    ask: Ask
    cores: Cores
    idle: list[Load] = field(default_factory=list)
    busy: list[Load] = field(default_factory=list)
    uploads: list[float] = field(default_factory=list)
    views: list[float] = field(default_factory=list)

    @property
    def ratios(self) -> list[float]:
        """Busy divided by idle, pair by pair."""
        return [b.rate / max(a.rate, 1e-9) for a, b in zip(self.idle, self.busy, strict=True)]


def pages_beside_work(ground: Ground) -> Table:
    """Measure the 10 kB page with and without work for Django, on one core and on both."""
    rows = []
    places = (("one core for the server", ground.apart), ("both cores shared", ground.together))
    for title, cores in places:
        with ground.servers(cores) as (nginx, ours):
            pairs = [_Pairs(title, scenario, ask_of(ours, scenario), cores) for scenario in _scenarios()]
            for _ in range(ground.effort.repetitions):
                for each in pairs:
                    _measure_pair(ground, ours, each, quiet=[nginx.pid, ours.pid])
        say(f"  {title}: done")
        rows += [_row(each) for each in pairs]
    return Table(
        title="While Django is busy",
        header=(
            "cores",
            "requests",
            "idle",
            "busy",
            "busy ÷ idle",
            "goal",
            "p99 ms idle / busy",
            "goal",
            "Django meanwhile",
        ),
        rows=rows,
        note=f"10 kB page, JSON, 16 connections. Busy: {UPLOADERS} clients publish by the upload form with a token, "
        f"{READERS} read the start page and projects' pages. Each upload changes the index, so nothing is remembered for long.",
    )


def _scenarios() -> Iterator[Scenario]:
    same = Scenario(
        title="10 kB page", path=f"/simple/{SMALL}/", connections=16, goal=GOAL, headers={"Accept": JSON}
    )
    yield same
    yield replace(same, variety=Variety.ALL)


def _measure_pair(ground: Ground, ours: Server, pairs: _Pairs, *, quiet: list[int]) -> None:
    wait_until_idle(quiet)
    pairs.idle.append(measure(ours, pairs.ask, effort=ground.effort, cores=pairs.cores))
    with Visitors(ours, token=ground.token) as visitors:
        visitors.wait_until_busy()
        uploads, views = visitors.uploads, visitors.views
        load = measure(ours, pairs.ask, effort=ground.effort, cores=pairs.cores)
        pairs.uploads.append((visitors.uploads - uploads) / load.seconds)
        pairs.views.append((visitors.views - views) / load.seconds)
    pairs.busy.append(load)
    if visitors.failures:
        say(f"  Django refused {len(visitors.failures)} requests, the first: {visitors.failures[0]}")


def _row(pairs: _Pairs) -> tuple[str, ...]:
    p99 = [middle(load.p99_ms for load in loads) for loads in (pairs.idle, pairs.busy)]
    return (
        pairs.title,
        pairs.scenario.variety,
        *(f"{middle(load.rate for load in loads):,.0f} /s" for loads in (pairs.idle, pairs.busy)),
        spread(pairs.ratios),
        verdict(middle(pairs.ratios), at_least=GOAL),
        " / ".join(f"{value:.2f}" for value in p99),
        verdict(p99[1], at_most=GOAL_P99_MS),
        f"{middle(pairs.uploads):.0f} uploads/s, {middle(pairs.views):.0f} pages/s",
    )
