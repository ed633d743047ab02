"""Pages while ten thousand other connections are open and silent."""

import resource
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from bench.corpus import SMALL
from bench.ground import Ground
from bench.load import Variety
from bench.processes import wait_until_idle
from bench.report import Table, middle, say, spread, verdict
from bench.servers import Server
from bench.throughput import Scenario, ask_of, measure
from bench.tree import JSON

CONNECTIONS = 10_000
GOAL = 0.9
"""Of the rate without them."""
_SECONDS = 3
_SCENARIO = Scenario(
    title="10 kB page",
    path=f"/simple/{SMALL}/",
    connections=16,
    goal=GOAL,
    headers={"Accept": JSON},
    variety=Variety.ALL,
)


@contextmanager
def held(server: Server, count: int) -> Iterator[list[socket.socket]]:
    """Hold so many connections on which one request was answered; fewer, if the server takes no more."""
    address = urlsplit(server.index)
    request = f"HEAD {_SCENARIO.path} HTTP/1.1\r\nHost: {address.netloc}\r\nAccept: {JSON}\r\n\r\n".encode()
    connections: list[socket.socket] = []
    try:
        for _ in range(count):
            connection = socket.create_connection((address.hostname or "", address.port or 80), _SECONDS)
            connections.append(connection)
            connection.sendall(request)
            if not connection.recv(65536):
                break
    except OSError as error:
        say(f"  {server.name} took {len(connections)} connections: {error}")
    try:
        yield connections
    finally:
        for connection in connections:
            connection.close()


def still_open(connections: list[socket.socket]) -> int:
    """Return how many the other side has not closed."""
    return sum(map(_is_open, connections))


def _is_open(connection: socket.socket) -> bool:
    connection.setblocking(False)
    try:
        return bool(connection.recv(65536))
    except BlockingIOError:
        return True
    except OSError:
        return False


def allow_many_files() -> None:
    """Raise the limit of open files as far as the system lets us; servers inherit it."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def pages_beside_idle_connections(ground: Ground) -> Table:
    """Measure the 10 kB page with and without silent connections, on nginx and on Strongroom."""
    rates: dict[str, list[tuple[float, float]]] = {}
    kept: dict[str, list[int]] = {}
    with ground.servers(ground.apart) as servers:
        for _ in range(ground.effort.repetitions):
            for server in servers:
                wait_until_idle([each.pid for each in servers])
                ask = ask_of(server, _SCENARIO)
                alone = measure(server, ask, effort=ground.effort, cores=ground.apart)
                with held(server, CONNECTIONS) as connections:
                    beside = measure(server, ask, effort=ground.effort, cores=ground.apart)
                    kept.setdefault(server.name, []).append(still_open(connections))
                rates.setdefault(server.name, []).append((alone.rate, beside.rate))
                say(f"  {server.name}: {kept[server.name][-1]} connections held")
    return Table(
        title="Beside 10,000 idle connections",
        header=(
            "server",
            "held to the end",
            "page rate alone",
            "page rate beside them",
            "beside ÷ alone",
            "goal",
        ),
        rows=[_row(name, kept[name], pairs) for name, pairs in rates.items()],
        note="10 kB page, JSON, 16 connections, requests that differ, one core for the server.",
    )


def _row(name: str, kept: list[int], pairs: list[tuple[float, float]]) -> tuple[str, ...]:
    ratios = [beside / max(alone, 1e-9) for alone, beside in pairs]
    return (
        name,
        f"{min(kept):,} of {CONNECTIONS:,}",
        *(f"{middle(rates):,.0f} /s" for rates in zip(*pairs, strict=True)),
        spread(ratios),
        verdict(middle(ratios), at_least=GOAL) if min(kept) == CONNECTIONS else "missed",
    )
