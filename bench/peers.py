"""Other indexes that people run themselves: how they are installed, started and filled.

Each is run as its own documentation shows, in the faster of two ways where it offers two.
"""

import base64
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import urllib3

from bench.ground import Ground
from bench.processes import LOOPBACK, free_port
from bench.servers import Program, Server, environment
from bench.uploads import Publisher

_DOWNLOAD_SECONDS = 60


class NotInstalled(RuntimeError):
    """A peer cannot be had here; pip's last words are in the message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """An index to compare with.

    Args:
        requirements: What is installed for it, itself first.
        program: From its environment's folder of programs, an empty folder and nginx's index, how it is started.
        fill: Gives it the files, once it runs.
    """

    name: str
    requirements: tuple[str, ...]
    program: Callable[[Path, Path, Ground, str], Program]
    fill: Callable[[Server, Ground], None]


def install(peer: Peer, folder: Path) -> Path:
    """Make sure of a virtual environment with the peer; return its folder of programs.

    Raises:
        NotInstalled: if pip cannot install it.
    """
    home = folder / "peers" / peer.name
    mark = home / "installed.json"
    if not mark.exists() or json.loads(mark.read_text()) != list(peer.requirements):
        _run([sys.executable, "-m", "venv", "--clear", str(home)])
        _run([str(home / "bin" / "python"), "-m", "pip", "install", "--quiet", *peer.requirements])
        mark.write_text(json.dumps(peer.requirements))
    return home / "bin"


def _run(command: list[str]) -> None:
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode:
        raise NotInstalled((done.stderr or done.stdout).strip()[-400:])


def devpi(programs: Path, folder: Path) -> Program:
    """Return devpi-server with an empty folder of its own, without a mirror."""
    port = free_port()
    init = [str(programs / "devpi-init"), "--serverdir", str(folder), "--no-root-pypi", "--root-passwd", ""]
    subprocess.run(init, env=environment(), check=True, capture_output=True)
    options = ["--serverdir", str(folder), "--host", LOOPBACK, "--port", str(port)]
    command = [str(programs / "devpi-server"), *options]
    return Program(name="devpi", command=command, index=f"http://{LOOPBACK}:{port}/root/dev/+simple/")


def begin_devpi_index(server: Server) -> dict[str, str]:
    """Create the index that its address names; return the header of a session, as its client sends it."""
    login = urllib3.request("POST", server.at("/+login"), json={"user": "root", "password": ""}, timeout=30)
    session = base64.b64encode(f"root:{login.json()['result']['password']}".encode()).decode()
    headers = {"X-Devpi-Auth": session}
    options = {"type": "stage", "bases": [], "volatile": True}
    created = urllib3.request("PUT", server.at("/root/dev"), json=options, headers=headers, timeout=30)
    if created.status != 200:
        raise RuntimeError(f"devpi: {created.status} {created.data[:400]!r}")
    return headers


def _fill_devpi(server: Server, ground: Ground) -> None:
    Publisher(server.at("/root/dev/"), headers=begin_devpi_index(server)).publish(ground.shared)


def pypiserver(programs: Path, folder: Path) -> Program:
    """Return pypiserver over a folder of files, where everybody may upload."""
    port = free_port()
    options = ["--interface", LOOPBACK, "--port", str(port), "--disable-fallback", "-P", ".", "-a", "."]
    command = [str(programs / "pypi-server"), "run", *options, str(folder)]
    return Program(name="pypiserver", command=command, index=f"http://{LOOPBACK}:{port}/simple/")


def _filled_pypiserver(programs: Path, folder: Path, ground: Ground, _upstream: str) -> Program:
    for each in ground.shared:
        os.link(ground.wheels / each.built.filename, folder / each.built.filename)
    return pypiserver(programs, folder)


def _fill_nothing(_server: Server, _ground: Ground) -> None:
    """It reads a folder of files."""


def _proxpi(programs: Path, folder: Path, _ground: Ground, upstream: str) -> Program:
    port = free_port()
    options = ["--preload", "--threads", "2", "--no-control-socket", "--bind", f"{LOOPBACK}:{port}"]
    command = [str(programs / "gunicorn"), *options, "proxpi.server:app"]
    return Program(
        name="proxpi",
        command=command,
        index=f"http://{LOOPBACK}:{port}/index/",
        environ={
            "PROXPI_INDEX_URL": upstream,
            "PROXPI_CACHE_DIR": str(folder),
            "PROXPI_LOGGING_LEVEL": "WARNING",
        },
    )


def _fill_proxpi(server: Server, ground: Ground) -> None:
    """Ask for every file until it comes from the cache; before, it sends clients to nginx."""
    for each in ground.shared:
        address = f"{server.index}{each.distribution.name}/{each.built.filename}"
        deadline = time.monotonic() + _DOWNLOAD_SECONDS
        while urllib3.request("GET", address, redirect=False, timeout=30).status != 200:
            if time.monotonic() > deadline:
                raise RuntimeError(f"proxpi does not cache {each.built.filename}")
            time.sleep(0.2)


DEVPI = Peer(
    name="devpi",
    requirements=("devpi-server==6.20.3",),
    program=lambda programs, folder, _ground, _upstream: devpi(programs, folder),
    fill=_fill_devpi,
)
PYPISERVER = Peer(
    name="pypiserver",
    requirements=("pypiserver[cache]==2.4.2", "waitress==3.0.2"),
    program=_filled_pypiserver,
    fill=_fill_nothing,
)
PROXPI = Peer(
    name="proxpi",
    requirements=("proxpi==1.3.1", "gunicorn==27.0.1"),
    program=_proxpi,
    fill=_fill_proxpi,
)
PEERS = (DEVPI, PYPISERVER, PROXPI)


def versions(peers: Iterable[Peer]) -> dict[str, str]:
    """Return what is measured, by name."""
    return {peer.name: peer.requirements[0].partition("==")[2] for peer in peers}
