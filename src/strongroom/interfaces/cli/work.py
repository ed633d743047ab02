"""What `serve` runs beside the web server: the background work."""

import os
import signal

import click
from django.conf import settings

from strongroom.interfaces.jobs.schedule import our_turn
from strongroom.interfaces.jobs.schedule import work as run_jobs


@click.command(hidden=True)
def work() -> None:
    """Do the background work until told to end, or until `serve` is gone; wait while another `serve` does it."""
    parent = os.getppid()
    asked_to_end = False

    def end(_signal: int, _frame: object) -> None:
        nonlocal asked_to_end
        asked_to_end = True

    def should_stop() -> bool:
        return asked_to_end or os.getppid() != parent

    signal.signal(signal.SIGTERM, end)
    with our_turn(settings.STRONGROOM_DATA / "worker.lock", should_stop):
        run_jobs(should_stop)
