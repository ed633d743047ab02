"""Processes of this Linux machine: on which cores they run, what they use, how they end."""

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

LOOPBACK = "127.0.0.1"
_STOP_SECONDS = 25
_TICKS = os.sysconf("SC_CLK_TCK")
_IDLE_SAMPLE_SECONDS = 0.1
_IDLE_TICKS = 1
"""That processes may use in a sample and still count as idle: supervisors look around now and then."""


@dataclass(frozen=True, slots=True)
class Memory:
    """Of one process, in bytes.

    Args:
        anonymous: Its own, backed by no file (RssAnon).
        proportional: Its own, and its part of what it shares with others (PSS).
    """

    command: tuple[str, ...]
    anonymous: int
    proportional: int


def free_port() -> int:
    """Return a loopback port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port


def on_cores(cores: tuple[int, ...]) -> list[str]:
    """Return the words that make a command, and all it starts, run on these cores."""
    return ["taskset", "--cpu-list", ",".join(map(str, cores))]


def ending_with_us() -> list[str]:
    """Return the words that make a command end even when we are killed."""
    return ["setpriv", "--pdeathsig", "TERM"] if shutil.which("setpriv") else []


def stop(process: "subprocess.Popen[bytes]") -> None:
    """Tell a process to end; end its whole group if it does not. It leads a group of its own."""
    process.terminate()
    try:
        process.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def family(pid: int) -> list[int]:
    """Return a process and all that descend from it."""
    children: dict[int, list[int]] = {}
    for child, parent in _parents():
        children.setdefault(parent, []).append(child)
    found = [pid]
    for each in found:  # grows meanwhile
        found += children.get(each, [])
    return found


def cpu_seconds(pid: int) -> float:
    """Return what a process and its descendants have used so far; those that ended are left out."""
    return sum(_ticks(each) for each in family(pid)) / _TICKS


def wait_until_idle(pids: list[int], *, samples: int = 1, at_most_seconds: float = 15) -> None:
    """Return when none of these families does anything, so many samples in a row, or when the time is over."""
    deadline = time.monotonic() + at_most_seconds
    idle = 0
    while idle < samples and time.monotonic() < deadline:
        before = sum(map(cpu_seconds, pids))
        time.sleep(_IDLE_SAMPLE_SECONDS)
        at_rest = sum(map(cpu_seconds, pids)) - before <= _IDLE_TICKS / _TICKS
        idle = idle + 1 if at_rest else 0


def memory(pid: int) -> list[Memory]:
    """Return what each process of a family holds."""
    found = []
    for each in family(pid):
        folder = Path("/proc") / str(each)
        try:
            command = (folder / "cmdline").read_text().rstrip("\0 ").replace("\0", " ").split()
            found.append(
                Memory(
                    tuple(command),
                    _kibibytes(folder / "status", "RssAnon:"),
                    _kibibytes(folder / "smaps_rollup", "Pss:"),
                )
            )
        except (FileNotFoundError, ProcessLookupError):
            continue
    return found


def _parents() -> Iterator[tuple[int, int]]:
    """Yield every process with its parent."""
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            fields = _stat(int(folder.name))
            if fields:
                yield int(folder.name), int(fields[1])


def _ticks(pid: int) -> int:
    fields = _stat(pid)
    return int(fields[11]) + int(fields[12]) if fields else 0


def _stat(pid: int) -> list[str]:
    """Return the fields of proc(5)'s stat from the third, the state, on; none if the process is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []


def _kibibytes(path: Path, name: str) -> int:
    line = next(line for line in path.read_text().splitlines() if line.startswith(name))
    return int(line.split()[1]) * 1024
