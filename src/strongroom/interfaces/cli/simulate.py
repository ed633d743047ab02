"""`strongroom simulate`: PyPI's July 2022, replayed in a folder of its own.

Like `serve`, it knows no Django before the folder is marked: settings are read after that, and see the mark.
"""

import os
import sys
from collections.abc import Callable
from dataclasses import fields
from importlib import import_module
from pathlib import Path

import click

from strongroom.simulation.store import Size, claim

_SIZES = {
    "projects": "Projects with a file.",
    "critical": "How many of them the share of the policy makes critical.",
    "roles": "Roles on so many of the most downloaded projects.",
    "people": "Accounts.",
    "voluntary": "How many of them hold a second factor before anybody asks for it.",
    "keys": "Codes for free security keys.",
    "uploads": "Uploads to critical projects that are tried each day.",
    "days": "Days to live through.",
    "seed": "What chance follows from: the same gives the same.",
}


def _sizes(command: Callable[..., None]) -> Callable[..., None]:
    """Give the command an option for each size."""
    for field in reversed(fields(Size)):
        option = click.option(
            f"--{field.name}", type=int, default=field.default, show_default=True, help=_SIZES[field.name]
        )
        command = option(command)
    return command


@click.command()
@_sizes
@click.option("--serve", "serves", is_flag=True, help="Serve the dashboard afterwards.")
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Where, with --serve."
)
def simulate(*, serves: bool, port: int, **sizes: int) -> None:
    """Replay PyPI's July 2022: its population, made up, and half a year of its life by the services of an index.

    Needs a folder of its own (--data). Interrupted, it goes on with the day after the last whole one.
    """
    size = Size(**sizes)
    claim(_data(), size)
    import_module("django").setup()
    import_module("strongroom.interfaces.cli.replaying").replay(size)
    if serves:
        command = [sys.executable, "-m", "strongroom.interfaces.cli", "serve", "--port", str(port)]
        os.execv(sys.executable, command)  # noqa: S606 - this program again


def _data() -> Path:
    """Return the data folder that the settings will name.

    Raises:
        click.UsageError: none is given; the folder of an index is never taken by default.
    """
    if "STRONGROOM_DATA" not in os.environ:
        raise click.UsageError("Give a folder of its own with --data.")
    folder: Path = import_module("strongroom.config.env").read_environment()["STRONGROOM_DATA"]
    return folder
