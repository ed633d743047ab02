"""How long pip and uv take for thirty projects that need each other."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from bench.corpus import CLOSURE
from bench.ground import Ground
from bench.processes import on_cores, wait_until_idle
from bench.report import Table, middle, say, spread, verdict
from bench.servers import BIN, Server, environment

GOAL = 1.05
"""Time, divided by the time with nginx."""
_TIMES_AS_OFTEN = 2
"""As the other measurements: a start of an interpreter varies more than a second of requests."""


def uv_install(index: str, folder: Path) -> list[str]:
    """Return the command that installs the closure into an empty folder, without any cache."""
    options = ["--no-cache", "--no-config", "pip", "install", "--quiet", "--link-mode", "copy"]
    places = ["--python", sys.executable, "--default-index", index, "--target", str(folder)]
    return [str(BIN / "uv"), *options, *places, CLOSURE[0]]


def pip_download(index: str, folder: Path) -> list[str]:
    """Return the command that downloads the closure into an empty folder, without any cache."""
    options = ["--isolated", "--disable-pip-version-check", "--no-cache-dir", "--quiet"]
    wanted = ["--only-binary", ":all:", "--index-url", index, "--dest", str(folder), CLOSURE[0]]
    return [sys.executable, "-m", "pip", *options, "download", *wanted]


TOOLS: dict[str, Callable[[str, Path], list[str]]] = {
    "`uv pip install`": uv_install,
    "`pip download`": pip_download,
}


def seconds_of(tool: str, server: Server, *, ground: Ground) -> float:
    """Return the time a tool takes with this server, from its start to its end."""
    folder = ground.work / "installed"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    command = [*on_cores(ground.together.asking), *TOOLS[tool](server.index, folder)]
    variables = {"PIP_CONFIG_FILE": os.devnull, "HOME": str(ground.work), "NO_COLOR": "1"}
    began = time.perf_counter()
    subprocess.run(command, env=environment() | variables, check=True, timeout=120)
    took = time.perf_counter() - began
    found = {path.name.partition("-")[0] for path in folder.iterdir() if path.name.startswith("closure")}
    if len(found) != len(CLOSURE):
        raise RuntimeError(f"{tool} from {server.name}: {len(found)} of {len(CLOSURE)} projects")
    return took


def installations(ground: Ground) -> Table:
    """Measure both tools with nginx and Strongroom in turn."""
    times: dict[str, dict[str, list[float]]] = {tool: {"nginx": [], "Strongroom": []} for tool in TOOLS}
    with ground.servers(ground.together) as servers:
        warm_up(servers, ground=ground)
        order = list(servers)
        for _ in range(_TIMES_AS_OFTEN * ground.effort.repetitions):
            for tool, found in times.items():
                wait_until_idle([server.pid for server in servers])
                for server in order:
                    found[server.name].append(seconds_of(tool, server, ground=ground))
            order.reverse()
    say("  done")
    return Table(
        title="Installers",
        header=("what", "nginx", "Strongroom", "Strongroom ÷ nginx", "goal"),
        rows=[_row(tool, found) for tool, found in times.items()],
        note="Seconds for a closure of 30 projects, nothing cached, both cores shared by server and client.",
    )


def warm_up(servers: Iterable[Server], *, ground: Ground) -> None:
    """Run each tool once, so that programs and files are in the system's memory."""
    for server in servers:
        for tool in TOOLS:
            seconds_of(tool, server, ground=ground)


def _row(tool: str, found: dict[str, list[float]]) -> tuple[str, ...]:
    ratios = [ours / nginx for nginx, ours in zip(found["nginx"], found["Strongroom"], strict=True)]
    return (
        tool,
        *(f"{middle(seconds):.2f} s" for seconds in found.values()),
        spread(ratios),
        verdict(middle(ratios), at_most=GOAL),
    )
