"""What `serve` runs for installers: a reader, which knows neither Django nor the database."""

import os
import signal
import socket
from importlib import import_module

import click

from strongroom.interfaces.simple.server.loop import Loop

_READING = "strongroom.config.reading"
"""Where the handlers are put together; by its name, because nobody imports the settings' room."""


@click.command(hidden=True)
@click.option("--listener", required=True, type=int, help="Descriptor of the listening socket.")
@click.option("--second-lane", required=True, help="Where to hand over what is not for readers.")
def read(listener: int, second_lane: str) -> None:
    """Answer from prepared pages, until told to end or until `serve` is gone."""
    parent = os.getppid()
    asked_to_end = False

    def end(_signal: int, _frame: object) -> None:
        nonlocal asked_to_end
        asked_to_end = True

    def should_stop() -> bool:
        return asked_to_end or os.getppid() != parent

    signal.signal(signal.SIGTERM, end)
    reading = import_module(_READING).Reading()
    if reading.await_pages(should_stop):
        answer, version = reading.answer, reading.pages.version
        loop = Loop(socket.socket(fileno=listener), answer=answer, version=version, second_lane=second_lane)
        loop.run(should_stop)
