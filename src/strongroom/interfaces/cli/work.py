"""What `serve` runs: preparing an installation, and the background work."""

import os
import signal

import click
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from strongroom.accounts.services import first_operator_secret
from strongroom.infra.outbox.transports import transport
from strongroom.interfaces.jobs.schedule import work as run_jobs
from strongroom.readpath.services import pages_of_this_node


@click.command(hidden=True)
def prepare() -> None:
    """Bring tables and pages to this version, and greet a new installation."""
    transport(settings.STRONGROOM_MAIL, folder=settings.STRONGROOM_MAIL_FOLDER)  # refuses a wrong setting now
    call_command("migrate", verbosity=0, interactive=False)
    connection.close()
    pages_of_this_node().catch_up()
    click.echo(f"{settings.STRONGROOM_NAME} {settings.STRONGROOM_VERSION}: {settings.STRONGROOM_URL}")
    secret = first_operator_secret()
    if secret is not None and not settings.STRONGROOM_DEMO:
        click.echo(f"Create the first operator, once, at {settings.STRONGROOM_URL}/first-operator/{secret}/")


@click.command(hidden=True)
def work() -> None:
    """Do the background work until told to end, or until `serve` is gone."""
    parent = os.getppid()
    asked_to_end = False

    def end(_signal: int, _frame: object) -> None:
        nonlocal asked_to_end
        asked_to_end = True

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    run_jobs(lambda: asked_to_end or os.getppid() != parent)
