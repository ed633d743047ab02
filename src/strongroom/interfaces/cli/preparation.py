"""`strongroom prepare`, which `serve` does by itself: bring an installation to this version."""

from datetime import UTC, datetime, time

import click
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from strongroom.accounts.services import first_operator_secret
from strongroom.criticality.queries import find_latest_run
from strongroom.foundation import clock
from strongroom.infra.outbox.transports import transport
from strongroom.infra.storage.older_layout import move_from_older_layout
from strongroom.readpath.services import pages_of_this_node


@click.command()
def prepare() -> None:
    """Bring tables and pages to this version, as serve does."""
    bring_up_to_date()


def bring_up_to_date() -> None:
    """Move content of an older layout, migrate, catch up with the pages, and greet a new installation."""
    transport(settings.STRONGROOM_MAIL, folder=settings.STRONGROOM_MAIL_FOLDER)  # refuses a wrong setting now
    move_from_older_layout(settings.STRONGROOM_CONTENT_FOLDER)
    call_command("migrate", verbosity=0, interactive=False)
    if settings.STRONGROOM_SIMULATION:
        _enter_simulation()
    else:
        pages_of_this_node().catch_up()
        _greet()
    # Whoever is forked from here must not inherit it.
    connection.close()


def _greet() -> None:
    click.echo(f"{settings.STRONGROOM_NAME} {settings.STRONGROOM_VERSION}: {settings.STRONGROOM_URL}")
    secret = first_operator_secret()
    if secret is not None and not settings.STRONGROOM_DEMO:
        click.echo(f"Create the first operator, once, at {settings.STRONGROOM_URL}/first-operator/{secret}/")


def _enter_simulation() -> None:
    """Let this process, and those forked from it, live in the last hour of a simulation, and say what it is."""
    latest = find_latest_run()
    if latest is not None:
        last_hour = datetime.combine(latest.on, time(23), UTC)
        clock.install(lambda: last_hour)
    click.echo(f"{settings.STRONGROOM_NAME}, a SIMULATION that offers no packages: {settings.STRONGROOM_URL}")
