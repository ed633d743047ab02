"""What `serve` runs beside the web server: the background work."""

import os
import signal

import click

from strongroom.interfaces.jobs.schedule import work as run_jobs


@click.command(hidden=True)
def work() -> None:
    """Do the background work until told to end, or until `serve` is gone."""
    parent = os.getppid()
    asked_to_end = False

    def end(_signal: int, _frame: object) -> None:
        nonlocal asked_to_end
        asked_to_end = True

    signal.signal(signal.SIGTERM, end)
    run_jobs(lambda: asked_to_end or os.getppid() != parent)
