"""What `serve` runs for installers: a reader, which knows neither Django nor the database."""

import gc
import socket
from importlib import import_module

import click

from strongroom.interfaces.cli.ending import end_of_service
from strongroom.interfaces.simple.server.loop import Loop

_READING = "strongroom.config.reading"
"""Where the handlers are put together; by its name, because nobody imports the settings' room."""


@click.command(hidden=True)
@click.option("--listener", required=True, type=int, help="Descriptor of the listening socket.")
@click.option("--second-lane", required=True, help="Where to hand over what is not for readers.")
def read(listener: int, second_lane: str) -> None:
    """Answer from prepared pages, until told to end or until `serve` is gone."""
    should_stop = end_of_service()
    reading = import_module(_READING).Reading()
    if reading.await_pages(should_stop):
        answer, version = reading.answer, reading.pages.version
        loop = Loop(socket.socket(fileno=listener), answer=answer, version=version, second_lane=second_lane)
        gc.freeze()  # what is loaded by now stays: no collection need look at it
        loop.run(should_stop)
