"""How soon the first page is answered after the start, and what the processes hold when they are at it."""

import time

from bench.corpus import SMALL
from bench.ground import Ground
from bench.processes import Memory, memory, stop, wait_until_idle
from bench.report import Table, middle, say, spread, verdict
from bench.servers import Program, nginx, start, strongroom, wait_for
from bench.throughput import ask_of, measure, pages

GOAL_SECONDS = 1.0
_STRONGROOM_PARTS = ("serve", "read", "web", "work")
"""The commands its processes were started with."""


def first_answers(ground: Ground) -> Table:
    """Measure from the start of the process to the first 200 for a page, on an index that is prepared."""
    programs = (
        nginx(ground.tree.root, workers=2, folder=ground.work),
        strongroom(ground.data, workers=2),
    )
    times: dict[str, list[float]] = {program.name: [] for program in programs}
    for _ in range(ground.effort.repetitions):
        for program in programs:
            times[program.name].append(_seconds_to_first_answer(program, ground=ground))
    say("  done")
    return Table(
        title="First answer after the start",
        header=("server", "seconds", "goal"),
        rows=[
            (name, spread(found, form=".3f"), verdict(middle(found), at_most=GOAL_SECONDS))
            for name, found in times.items()
        ],
    )


def _seconds_to_first_answer(program: Program, *, ground: Ground) -> float:
    began = time.perf_counter()
    server = start(program, cores=ground.together.serving, logs=ground.logs)
    try:
        wait_for(server, f"{server.index}{SMALL}/", logs=ground.logs, status=200)
        took = time.perf_counter() - began
        wait_until_idle([server.pid])  # it is not ended while it still prepares
        return took
    finally:
        stop(server.process)


def memory_in_use(ground: Ground) -> Table:
    """Look at the processes after they answered for pages of both sizes."""
    rows: list[tuple[str, ...]] = []
    with ground.servers(ground.together) as servers:
        for server in servers:
            for scenario in pages(SMALL, size="10 kB", connections=(64,), goal=0):
                measure(server, ask_of(server, scenario), effort=ground.effort, cores=ground.together)
            rows += _rows(server.name, memory(server.pid))
    say("  done")
    return Table(
        title="Memory",
        header=("server", "process", "number", "RssAnon each, MiB", "PSS of all, MiB"),
        rows=rows,
        note="After the 10 kB page was asked for over 64 connections.",
    )


def _rows(name: str, held: list[Memory]) -> list[tuple[str, ...]]:
    parts: dict[str, list[Memory]] = {}
    for each in held:
        parts.setdefault(_part(each.command), []).append(each)
    rows = [
        (
            name,
            f"`{part}`",
            str(len(some)),
            " ".join(f"{each.anonymous / 1024**2:.1f}" for each in some),
            f"{_mebibytes(some):.1f}",
        )
        for part, some in parts.items()
    ]
    return [*rows, (name, "all", str(len(held)), "", f"{_mebibytes(held):.1f}")]


def _mebibytes(held: list[Memory]) -> float:
    return sum(each.proportional for each in held) / 1024**2


def _part(command: tuple[str, ...]) -> str:
    """Return which part of its server a process is."""
    if command[:1] == ("nginx:",):
        return command[1]
    return next((word for word in command if word in _STRONGROOM_PARTS), command[0])
