"""`strongroom serve`: everything an index does, or one part of it, under one process.

This process only listens and supervises. Readers accept connections, answer what is prepared and
hand the rest over to the second lane, through a unix socket in a folder of this run (ADR 10).
"""

import os
import socket
import sys
import tempfile
from importlib import import_module
from pathlib import Path

import click

from strongroom.interfaces.cli.listening import listen
from strongroom.interfaces.cli.supervision import Child, supervise
from strongroom.simulation.store import is_simulation

_ROLES = {
    "all": "readers, application and background work",
    "read": "prepared pages and files alone, without Django and database",
    "app": "the application alone, for a load balancer that sends reading elsewhere",
    "worker": "the background work alone",
}

_NICE = 5
"""Readers go before all others: what they do is short, and everybody waits for it."""


@click.command()
@click.option("--data", metavar="DIR", help="Folder of everything the index keeps (STRONGROOM_DATA).")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on."
)
@click.option(
    "--workers", default=2, show_default=True, type=click.IntRange(1, 256), help="Processes of each kind."
)
@click.option(
    "--role",
    default="all",
    show_default=True,
    type=click.Choice(list(_ROLES)),
    help="; ".join(f"{role}: {what}" for role, what in _ROLES.items()) + ".",
)
def serve(data: str | None, host: str, port: int, workers: int, role: str) -> None:  # noqa: ARG001 - data: see main()
    """Serve the index, and do its background work."""
    os.environ.setdefault("STRONGROOM_URL", f"http://{_name_of(host)}:{port}")
    # Refuses a wrong setting once, not in each process.
    settings = import_module("strongroom.config.env").read_environment()
    if is_simulation(settings["STRONGROOM_DATA"]):
        role = "app"  # it has nothing for installers, and its calendar moves no further
    if role == "worker":
        sys.exit(supervise([Child(["work"])], ready=lambda: True))
    listeners = listen(host, port, processes=1 if role == "app" else workers)
    with tempfile.TemporaryDirectory(prefix="strongroom-") as folder:  # short: such addresses are
        second_lane = Path(folder) / "second-lane"
        children = _children(role, listeners, second_lane, workers)
        sys.exit(supervise(children, ready=lambda: role == "app" or _takes(second_lane)))


def _children(role: str, listeners: list[socket.socket], second_lane: Path, workers: int) -> list[Child]:
    numbers = [listener.fileno() for listener in listeners]
    if role == "app":
        return [_web("web", f"fd://{numbers[0]}", workers, numbers)]
    readers = [
        Child(["read", "--listener", str(number), "--second-lane", str(second_lane)], [number])
        for number in numbers
    ]
    lane = _web("web" if role == "all" else "lane", f"unix:{second_lane}", workers)
    work = [Child(["work"], starts_when=lambda: _takes(second_lane), niceness=_NICE)] if role == "all" else []
    return [*readers, lane, *work]


def _web(command: str, bind: str, workers: int, descriptors: list[int] | None = None) -> Child:
    arguments = [command, "--bind", bind, "--workers", str(workers)]
    return Child(arguments, descriptors or [], niceness=_NICE, is_vital=True)


def _name_of(host: str) -> str:
    """Return what people on this machine call the address: browsers offer security keys only to names."""
    return "localhost" if host in {"127.0.0.1", "0.0.0.0", "::1", "::"} else host  # noqa: S104


def _takes(second_lane: Path) -> bool:
    """The second lane takes connections; a channel without one is closed by it at once."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as channel:
        try:
            channel.connect(str(second_lane))
        except OSError:
            return False
    return True
