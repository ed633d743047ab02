"""How many uploads a second each index takes, and how long one of them lasts."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import cycle, islice

from bench.deliveries import new_wheels
from bench.peers import DEVPI, PYPISERVER
from bench.posting import Posted
from bench.receivers import STRONGROOM, Receiver
from bench.report import Table, middle, say, spread, verdict

PROJECTS = tuple(f"upload-{number:02}" for number in range(1, 51))
CROWDED = "crowded"
"""A project that has many files already."""
CROWD = 500
_FILLING_CLIENTS = 8

GOALS = {DEVPI.name: 5.0, PYPISERVER.name: 1.0}
"""Uploads of Strongroom's divided by those of the other, at least."""


@dataclass(frozen=True, slots=True)
class Effort:
    """How many files a run uploads, and how often it is repeated."""

    files: int
    repetitions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scenario:
    """What is uploaded, by how many clients at once."""

    title: str
    clients: int
    projects: Sequence[str] = PROJECTS
    described: bool = False


_SCENARIOS = (
    _Scenario(title="50 projects", clients=1),
    _Scenario(title="50 projects", clients=8),
    _Scenario(title="50 projects, with a description", clients=8, described=True),
    _Scenario(title=f"a project of {CROWD} files", clients=1, projects=(CROWDED,)),
    _Scenario(title=f"a project of {CROWD} files", clients=8, projects=(CROWDED,)),
)


@dataclass(slots=True)
class _Series:
    """The runs of one scenario, those of each index in the order of the repetitions."""

    scenario: _Scenario
    runs: dict[str, list[Posted]] = field(default_factory=dict)

    def ratios(self, name: str) -> list[float]:
        """Uploads of Strongroom's divided by those of another, repetition by repetition."""
        pairs = zip(self.runs[STRONGROOM], self.runs[name], strict=True)
        return [ours.rate / max(theirs.rate, 1e-9) for ours, theirs in pairs]

    def refused(self, name: str) -> str:
        """Say how many uploads an index did not take, where there were any."""
        number = sum(len(run.faults) for run in self.runs[name])
        return f", {number} refused" if number else ""


def upload_rates(receivers: Sequence[Receiver], effort: Effort) -> list[Table]:
    """Measure each in turn, again and again: all get the same files in the same order."""
    _fill(receivers)
    series = [_Series(scenario) for scenario in _SCENARIOS]
    for number in range(effort.repetitions):
        for each in series:
            _measure(receivers, each, files=effort.files)
        say(f"  {number + 1} of {effort.repetitions}")
    names = [receiver.name for receiver in receivers]
    return [_rates(series, names), _times(series, names)]


def _fill(receivers: Sequence[Receiver]) -> None:
    """Begin every project, fill the one that is to be crowded, and have everything loaded that uploads need."""
    wheels = [*new_wheels([*PROJECTS, *[CROWDED] * CROWD]), *new_wheels(PROJECTS, described=True)]
    for receiver in receivers:
        filled = receiver.take(wheels, clients=_FILLING_CLIENTS)
        say(f"  {receiver.name} filled in {filled.seconds:.0f} s")


def _measure(receivers: Sequence[Receiver], series: _Series, *, files: int) -> None:
    scenario = series.scenario
    projects = islice(cycle(scenario.projects), files)
    wheels = list(new_wheels(projects, described=scenario.described))
    for receiver in receivers:
        posted = receiver.take(wheels, clients=scenario.clients)
        if posted.faults:
            say(f"  {receiver.name} refused {len(posted.faults)}, the first: {posted.faults[0]}")
        series.runs.setdefault(receiver.name, []).append(posted)


def _rates(series: Sequence[_Series], names: Sequence[str]) -> Table:
    peers = [name for name in names if name in GOALS]
    columns = [title for name in peers for title in (f"{STRONGROOM} ÷ {name}", "goal")]
    rows = []
    for each in series:
        rates = [
            f"{middle(run.rate for run in each.runs[name]):,.1f} /s{each.refused(name)}" for name in names
        ]
        rows.append((each.scenario.title, str(each.scenario.clients), *rates, *_compared(each, peers)))
    return Table(
        title="Wheels of 20 kB",
        header=("into", "clients", *names, *columns),
        rows=rows,
        note="Uploads taken in a second. Each is the first file of another version.",
    )


def _compared(series: _Series, peers: Sequence[str]) -> list[str]:
    cells = []
    for name in peers:
        ratios = series.ratios(name)
        cells += [spread(ratios), verdict(middle(ratios), at_least=GOALS[name])]
    return cells


def _times(series: Sequence[_Series], names: Sequence[str]) -> Table:
    rows = []
    for each in series:
        runs = [each.runs[name] for name in names]
        rows.append(
            (
                each.scenario.title,
                str(each.scenario.clients),
                *map(_half_and_nearly_all, runs),
                " / ".join(f"{_each(found, 'server_cpu_seconds'):.1f}" for found in runs),
                f"{_each([run for found in runs for run in found], 'cpu_seconds'):.1f}",
            )
        )
    return Table(
        title="What an upload takes",
        header=(
            "into",
            "clients",
            *(f"{name}, p50 / p99 ms" for name in names),
            f"CPU ms, {' / '.join(names)}",
            "CPU ms, client",
        ),
        rows=rows,
        note="From the first byte of a request to the end of the answer; and the processor time of all processes of a "
        "server, and of the one process whose threads are the clients, divided by the number of uploads. Processes that ended "
        "meanwhile are left out, such as those that render one description each.",
    )


def _half_and_nearly_all(runs: Sequence[Posted]) -> str:
    return " / ".join(f"{middle(run.percentile(share) for run in runs):.1f}" for share in (0.5, 0.99))


def _each(runs: Sequence[Posted], name: str) -> float:
    """Return the milliseconds of processor time that one upload needs."""
    return middle(getattr(run, name) * 1000 / max(1, len(run.milliseconds)) for run in runs)
