"""Start servers on free loopback ports, and stop them by their ids."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urljoin

import urllib3

from bench.processes import LOOPBACK, ending_with_us, free_port, on_cores, stop

BIN = Path(sys.executable).parent
READY_SECONDS = 120
"""Generous: one of the others derives a key for ten seconds before it listens."""
_LOOKS_EVERY_SECONDS = 0.002


class NotStarted(RuntimeError):
    """A server ended, or did not answer in time; what it printed is in the message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """A server that can be started.

    Args:
        index: Address below which the pages of the projects are, with a slash at its end.
        environ: Variables beside our own.
    """

    name: str
    command: Sequence[str]
    index: str
    environ: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Server:
    """A server that runs."""

    name: str
    index: str
    process: "subprocess.Popen[bytes]"

    @property
    def pid(self) -> int:
        """The process all others of this server descend from."""
        return self.process.pid

    def at(self, path: str) -> str:
        """Return the address of a path on its host."""
        return urljoin(self.index, path)


def environment() -> dict[str, str]:
    """Return our variables without those that configure servers and clients."""
    ours = ("STRONGROOM_", "PROXPI_", "PIP_", "UV_", "PYTHONPATH", "DJANGO_")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}


@contextmanager
def running(program: Program, *, cores: tuple[int, ...], logs: Path) -> Iterator[Server]:
    """Start a server on these cores, lend it when it answers at all, and stop it afterwards.

    Raises:
        NotStarted: if it does not answer.
    """
    server = start(program, cores=cores, logs=logs)
    try:
        wait_for(server, server.index, logs=logs)
        yield server
    finally:
        stop(server.process)


def start(program: Program, *, cores: tuple[int, ...], logs: Path) -> Server:
    """Start a server and return at once; whoever calls has to stop it."""
    with _log(logs, program.name).open("ab") as log:
        process = subprocess.Popen(
            [*ending_with_us(), *on_cores(cores), *program.command],
            env=environment() | dict(program.environ),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            # A group of its own: Ctrl-C reaches us alone, and nobody is left behind.
            start_new_session=True,
        )
    return Server(program.name, program.index, process)


def wait_for(server: Server, url: str, *, logs: Path, status: int = 0) -> None:
    """Return as soon as a GET is answered, with this status if one is given.

    Raises:
        NotStarted: if that does not happen.
    """
    deadline = time.monotonic() + READY_SECONDS
    while not _answers(url, status):
        ended = server.process.poll() is not None
        if ended or time.monotonic() > deadline:
            said = _log(logs, server.name).read_text(errors="replace")[-3000:]
            raise NotStarted(f"{server.name} {'ended' if ended else 'does not answer'}:\n{said}")
        time.sleep(_LOOKS_EVERY_SECONDS)


def _answers(url: str, status: int) -> bool:
    try:
        answer = urllib3.request("GET", url, retries=False, timeout=10)
    except urllib3.exceptions.HTTPError:
        return False
    return status in {0, answer.status}


def _log(logs: Path, name: str) -> Path:
    return logs / f"{name.lower()}.log"


def nginx(tree: Path, *, workers: int, folder: Path) -> Program:
    """Return an nginx that serves a prepared tree."""
    port = free_port()
    words = {
        "user": "user root;" if os.geteuid() == 0 else "",  # the tree may lie where nobody else may look
        "workers": str(workers),
        "folder": str(folder),
        "port": str(port),
        "tree": str(tree),
    }
    text = Path(__file__).with_name("nginx.conf").read_text(encoding="utf-8")
    for word, value in words.items():
        text = text.replace(f"@{word}@", value)
    configuration = folder / f"nginx-{port}.conf"
    configuration.write_text(text, encoding="utf-8")
    command = ["nginx", "-e", f"{folder}/nginx-error.log", "-p", str(folder), "-c", str(configuration)]
    return Program(name="nginx", command=command, index=f"http://{LOOPBACK}:{port}/simple/")


def strongroom(data: Path, *, workers: int) -> Program:
    """Return a Strongroom, started as people start it."""
    port = free_port()
    options = ["--data", str(data), "--port", str(port), "--workers", str(workers)]
    command = [str(BIN / "strongroom"), "serve", *options]
    return Program(
        name="Strongroom",
        command=command,
        index=f"http://{LOOPBACK}:{port}/simple/",
        environ={"STRONGROOM_LOG_LEVEL": "warning"},
    )
