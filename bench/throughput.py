"""Pages and files: how many a second, asked of nginx and Strongroom in turn."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

import urllib3

from bench.corpus import LARGE, SMALL
from bench.ground import Cores, Effort, Ground
from bench.load import Ask, Load, Variety, run
from bench.processes import cpu_seconds, wait_until_idle
from bench.report import Table, middle, say, spread, verdict
from bench.servers import Server
from bench.tree import HTML, JSON, Tree

_PAGES = {HTML: "HTML", JSON: "JSON"}
_CONNECTIONS = (1, 16, 64)
_USUAL_CONNECTIONS = 16
_COUNTING_SECONDS = 2.5
"""After files were fetched: within two seconds, Strongroom begins to count the downloads."""


class Unanswered(RuntimeError):
    """A server does not answer as the scenario needs it; the message says how instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """What is asked, and how far Strongroom should come.

    Args:
        goal: Least ratio to nginx.
        conditional: The client has the page already (If-None-Match).
        large: Measured in megabytes a second.
        counted: Downloads are counted afterwards, by the background work.
    """

    title: str
    path: str
    connections: int
    goal: float
    headers: Mapping[str, str] = field(default_factory=dict)
    variety: Variety = Variety.SAME
    conditional: bool = False
    large: bool = False
    counted: bool = False

    def amount(self, load: Load) -> float:
        """Return what counts."""
        return load.megabytes if self.large else load.rate


@dataclass(slots=True)
class Series:
    """The runs of one scenario; the n-th of one server goes with the n-th of the other.

    Args:
        asks: What is asked of nginx and of Strongroom.
    """

    scenario: Scenario
    asks: tuple[Ask, Ask]
    nginx: list[Load] = field(default_factory=list)
    ours: list[Load] = field(default_factory=list)

    @property
    def ratios(self) -> list[float]:
        """Ours divided by nginx's, pair by pair."""
        amount = self.scenario.amount
        return [amount(b) / max(amount(a), 1e-9) for a, b in zip(self.nginx, self.ours, strict=True)]


def pages(name: str, *, size: str, connections: tuple[int, ...], goal: float) -> list[Scenario]:
    """Return the scenarios of a page: both forms, with requests that are the same and that differ in two ways."""
    return [
        Scenario(
            title=f"{size} page, {form}",
            path=f"/simple/{name}/",
            connections=count,
            goal=goal,
            headers={"Accept": media_type},
            variety=variety,
        )
        for media_type, form in _PAGES.items()
        for count in connections
        for variety in (Variety if count == _USUAL_CONNECTIONS else (Variety.SAME, Variety.ALL))
    ]


def apart(tree: Tree) -> list[Scenario]:
    """Return what is measured with a core for the server alone."""
    small = pages(SMALL, size="10 kB", connections=_CONNECTIONS, goal=0.7)
    usual = [
        each for each in small if each.connections == _USUAL_CONNECTIONS and each.headers == {"Accept": HTML}
    ]
    packed = {"Accept": HTML, "Accept-Encoding": "gzip"}
    small_file = Scenario(title="20 kB file", path=tree.small_file, connections=1, goal=0.5, counted=True)
    heavy_file = Scenario(
        title="100 MB file", path=tree.heavy_file, connections=1, goal=0.9, large=True, counted=True
    )
    return [
        *small,
        *pages(LARGE, size="350 kB", connections=(_USUAL_CONNECTIONS,), goal=1.0),
        *(replace(each, title="10 kB page, gzip", headers=packed) for each in usual),
        *(replace(each, title="10 kB page, 304", conditional=True, goal=0.6) for each in usual),
        *(replace(small_file, connections=count) for count in _CONNECTIONS),
        *(replace(heavy_file, connections=count) for count in (1, 4)),
    ]


def together() -> list[Scenario]:
    """Return what is measured with both cores shared by the server and those who ask."""
    return pages(SMALL, size="10 kB", connections=_CONNECTIONS, goal=0.9)


def compare(ground: Ground, scenarios: list[Scenario], *, cores: Cores) -> list[Series]:
    """Run each scenario on both servers in turn, all of them again and again."""
    with ground.servers(cores) as servers:
        series = list(_prepared(servers, scenarios))
        for repetition in range(ground.effort.repetitions):
            say(f"  repetition {repetition + 1} of {ground.effort.repetitions}: {len(series)} scenarios")
            for each in series:
                for server, ask, loads in zip(servers, each.asks, (each.nginx, each.ours), strict=True):
                    wait_until_idle([server.pid for server in servers])
                    loads.append(measure(server, ask, effort=ground.effort, cores=cores))
                if each.scenario.counted:
                    time.sleep(_COUNTING_SECONDS)
    return series


def _prepared(servers: tuple[Server, Server], scenarios: list[Scenario]) -> Iterator[Series]:
    """Yield what both servers answer as it is needed; the rest is left out, and that is said."""
    for scenario in scenarios:
        try:
            nginx, ours = (ask_of(server, scenario) for server in servers)
            yield Series(scenario, (nginx, ours))
        except Unanswered as reason:
            say(f"  left out: {reason}")


def measure(server: Server, ask: Ask, *, effort: Effort, cores: Cores) -> Load:
    """Run once; what the server uses meanwhile is counted, too."""
    before = cpu_seconds(server.pid)
    load = run(ask, seconds=effort.seconds, cores=cores.asking)
    return replace(load, cpu_seconds=cpu_seconds(server.pid) - before)


def ask_of(server: Server, scenario: Scenario) -> Ask:
    """Return what to ask of this server, once it was seen to answer as it should.

    Raises:
        Unanswered: if it does not.
    """
    headers = dict(scenario.headers)
    url = server.at(scenario.path)
    answer = _look(url, headers)
    expected = 200
    if scenario.conditional:
        headers["If-None-Match"] = answer.headers.get("ETag", "")
        answer, expected = _look(url, headers), 304
    coding = answer.headers.get("Content-Encoding", "")
    if answer.status != expected or (expected == 200 and coding != headers.get("Accept-Encoding", "")):
        raise Unanswered(f"{server.name}, {scenario.title}: {answer.status} {coding}")
    return Ask(url=url, connections=scenario.connections, headers=headers, variety=scenario.variety)


def _look(url: str, headers: dict[str, str]) -> urllib3.BaseHTTPResponse:
    return urllib3.request("GET", url, headers=headers, decode_content=False, retries=False, timeout=30)


def table(title: str, series: list[Series], *, note: str) -> Table:
    """Return the figures of these scenarios."""
    return Table(
        title=title,
        header=(
            "what",
            "connections",
            "requests",
            "nginx",
            "Strongroom",
            "Strongroom ÷ nginx",
            "goal",
            "CPU µs a request, nginx / Strongroom",
            "p50 / p99 ms, Strongroom",
        ),
        rows=[_row(each) for each in series],
        note=note,
    )


def _row(series: Series) -> tuple[str, ...]:
    scenario = series.scenario
    errors = sum(load.errors for load in (*series.nginx, *series.ours))
    amounts = [middle(map(scenario.amount, loads)) for loads in (series.nginx, series.ours)]
    costs = [middle(load.cpu_microseconds for load in loads) for loads in (series.nginx, series.ours)]
    return (
        scenario.title,
        str(scenario.connections),
        scenario.variety,
        *(f"{amount:,.0f} {'MB/s' if scenario.large else '/s'}" for amount in amounts),
        spread(series.ratios) + (f", {errors} errors" if errors else ""),
        verdict(middle(series.ratios), at_least=scenario.goal),
        " / ".join(f"{cost:,.0f}" if cost > 99 else f"{cost:.1f}" for cost in costs),
        f"{middle(load.p50_ms for load in series.ours):.2f} / {middle(load.p99_ms for load in series.ours):.2f}",
    )
