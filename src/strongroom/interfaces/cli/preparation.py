"""`strongroom prepare`, which `serve` does by itself: bring an installation to this version."""

import click
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from strongroom.accounts.services import first_operator_secret
from strongroom.foundation import clock
from strongroom.infra.crypto.secret_file import load_or_create
from strongroom.infra.outbox.transports import transport
from strongroom.infra.storage.older_layout import move_from_older_layout
from strongroom.readpath.services import pages_of_this_node


@click.command()
def prepare() -> None:
    """Bring tables and pages to this version, as serve does."""
    bring_up_to_date()


def bring_up_to_date() -> None:
    """Begin the folder, move content of an older layout, migrate, catch up with the pages, and greet a new installation."""
    begin_data_folder()
    transport(
        settings.STRONGROOM_MAIL, folder=settings.STRONGROOM_MAIL_FOLDER
    )  # a wrong setting is refused now
    move_from_older_layout(settings.STRONGROOM_CONTENT_FOLDER)
    call_command("migrate", verbosity=0, interactive=False)
    if settings.STRONGROOM_SIMULATION:
        # Asks what day it is there once for all who are forked from here.
        click.echo(
            f"{settings.STRONGROOM_NAME}, a SIMULATION of {clock.today()} that offers no packages: {settings.STRONGROOM_URL}"
        )
    else:
        pages_of_this_node().catch_up()
        _greet()
    # Whoever is forked from here must not inherit it.
    connection.close()


def begin_data_folder() -> None:
    """Make the data folder and its secret file, if this installation is new.

    Raises:
        SecretFileUnusable: if it cannot be made or read, is open to others, or is malformed.
    """
    settings.STRONGROOM_DATA.mkdir(parents=True, exist_ok=True)
    load_or_create(settings.STRONGROOM_SECRET_FILE)


def _greet() -> None:
    click.echo(f"{settings.STRONGROOM_NAME} {settings.STRONGROOM_VERSION}: {settings.STRONGROOM_URL}")
    secret = first_operator_secret()
    if secret is not None and not settings.STRONGROOM_DEMO:
        click.echo(f"Create the first operator, once, at {settings.STRONGROOM_URL}/first-operator/{secret}/")
