"""Strongroom, devpi, pypiserver and proxpi, each in turn with nginx: a page, files, installers."""

import html
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from urllib.parse import urldefrag, urljoin

import urllib3

from bench.corpus import HEAVY, SMALL
from bench.ground import Ground
from bench.installers import TOOLS, seconds_of
from bench.load import Ask, Load, LoadFailed, run
from bench.peers import PEERS, NotInstalled, Peer, install
from bench.processes import memory, wait_until_idle
from bench.report import Table, middle, say, spread
from bench.servers import NotStarted, Server, nginx, running, strongroom
from bench.tree import HTML, JSON
from bench.uploads import NotTaken

_REPETITIONS = 3
_SECONDS = 1.0
"""At most, both: they are far from nginx, and from each other."""
_LINK = re.compile(r'href="([^"]+)"')

Lend = Callable[[], AbstractContextManager[Server]]


@dataclass(frozen=True, slots=True)
class _Test:
    """Something to measure.

    Args:
        value: Of a server, once.
        form: How a value is written.
    """

    title: str
    value: Callable[[Server], float]
    form: str


def other_indexes(ground: Ground) -> Table:
    """Measure each that can be had here, with two workers where there are workers, both cores for all."""
    tests = _tests(ground)
    rows = []
    program = nginx(ground.tree.root, workers=2, folder=ground.work)
    with running(program, cores=ground.together.serving, logs=ground.logs) as base:
        for name, lend in _candidates(ground, base.index).items():
            say(f"  {name}")
            try:
                with lend() as server:
                    rows.append(
                        (name, *_row(server, base, tests=tests, repetitions=ground.effort.repetitions))
                    )
            except (NotInstalled, NotStarted, NotTaken, subprocess.SubprocessError) as error:
                say(f"  {name} is left out: {error}")
    return Table(
        title="Other indexes",
        header=("index", *(test.title for test in tests), "memory (PSS)"),
        rows=rows,
        note="Each value divided by nginx's of the same moment, and the value itself: of pages and files more is "
        "better, of installers less. 16 connections, requests that are the same, one connection for the 100 MB.",
    )


def _candidates(ground: Ground, upstream: str) -> dict[str, Lend]:
    """Return how each is started and filled."""
    ours = strongroom(ground.data, workers=2)
    candidates: dict[str, Lend] = {
        ours.name: partial(running, ours, cores=ground.together.serving, logs=ground.logs)
    }
    return candidates | {
        peer.name: partial(_filled, peer, ground=ground, upstream=upstream) for peer in PEERS
    }


@contextmanager
def _filled(peer: Peer, *, ground: Ground, upstream: str) -> Iterator[Server]:
    """Lend a peer that holds the files."""
    programs = install(peer, ground.folder)
    folder = ground.work / peer.name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    program = peer.program(programs, folder, ground, upstream)
    with running(program, cores=ground.together.serving, logs=ground.logs) as server:
        peer.fill(server, ground)
        yield server


def _tests(ground: Ground) -> list[_Test]:
    def asked(url: str, *, connections: int = 16, accept: str = "*/*") -> Load:
        ask = Ask(url=url, connections=connections, headers={"Accept": accept})
        return run(ask, seconds=min(_SECONDS, ground.effort.seconds), cores=ground.together.asking)

    def page(server: Server, *, accept: str) -> float:
        url = f"{server.index}{SMALL}/"
        _check_type(url, accept)
        return asked(url, accept=accept).rate

    return [
        _Test("10 kB page, HTML", partial(page, accept=HTML), "{:,.0f} /s"),
        _Test("10 kB page, JSON", partial(page, accept=JSON), "{:,.0f} /s"),
        _Test("20 kB file", lambda server: asked(_file_of(server, SMALL)).rate, "{:,.0f} /s"),
        _Test(
            "100 MB file",
            lambda server: asked(_file_of(server, HEAVY), connections=1).megabytes,
            "{:,.0f} MB/s",
        ),
        *(_Test(tool, partial(seconds_of, tool, ground=ground), "{:.2f} s") for tool in TOOLS),
    ]


def _row(server: Server, base: Server, *, tests: list[_Test], repetitions: int) -> list[str]:
    cells = [_cell(test, server, base=base, repetitions=min(_REPETITIONS, repetitions)) for test in tests]
    held = sum(each.proportional for each in memory(server.pid))
    return [*cells, f"{held / 1024**2:.0f} MiB"]


def _cell(test: _Test, server: Server, *, base: Server, repetitions: int) -> str:
    """Measure both in turn; a server that cannot do it at all has no value."""
    values, ratios = [], []
    try:
        for _ in range(repetitions):
            wait_until_idle([base.pid, server.pid])
            reference = test.value(base)
            values.append(test.value(server))
            ratios.append(values[-1] / max(reference, 1e-9))
    except (Absent, LoadFailed, subprocess.SubprocessError):
        return "none"
    return f"{spread(ratios, form='.2g')}, {test.form.format(middle(values))}"


class Absent(RuntimeError):
    """A server does not have what is asked of it."""


def _check_type(url: str, accept: str) -> None:
    """Raise `Absent` where the server has only another form of the page."""
    answer = urllib3.request("GET", url, headers={"Accept": accept}, timeout=30)
    if not answer.headers.get("Content-Type", "").startswith(accept):
        raise Absent(url)


def _file_of(server: Server, project: str) -> str:
    """Return the address of the first file on a project's page."""
    page = f"{server.index}{project}/"
    answer = urllib3.request("GET", page, headers={"Accept": HTML}, timeout=30)
    link = _LINK.search(answer.data.decode())
    if not link:
        raise Absent(page)
    return urldefrag(urljoin(page, html.unescape(link.group(1)))).url
