"""What `serve` runs beside the web server: the background work."""

import click
from django.conf import settings

from strongroom.infra.db import check_open_to_writers
from strongroom.interfaces.cli.ending import end_of_service
from strongroom.interfaces.cli.preparation import begin_data_folder
from strongroom.interfaces.jobs.schedule import our_turn
from strongroom.interfaces.jobs.schedule import work as run_jobs


@click.command(hidden=True)
def work() -> None:
    """Do the background work until told to end, or until `serve` is gone; wait while another `serve` does it."""
    check_open_to_writers()
    begin_data_folder()
    should_stop = end_of_service()
    with our_turn(settings.STRONGROOM_DATA / "worker.lock", should_stop):
        run_jobs(should_stop)
