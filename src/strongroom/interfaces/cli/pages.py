"""`strongroom pages …`: make the prepared pages of this machine anew, compare them, or have them follow."""

import logging
import signal
import sys
import threading

import click
from django.db import close_old_connections

from strongroom.catalog.queries import extent
from strongroom.infra.db import check_open_to_writers
from strongroom.interfaces.cli.progress import progress
from strongroom.readpath.services import pages_of_this_node
from strongroom.readpath.services import verify as differences

log = logging.getLogger(__name__)

_FOLLOW_SECONDS = 1.0


@click.group()
def pages() -> None:
    """The prepared pages of this machine."""
    check_open_to_writers()


@pages.command()
def rebuild() -> None:
    """Make all pages anew. Installers are answered all the while."""
    with progress("Making pages", total=extent().projects) as advance:
        serial = pages_of_this_node().rebuild(advance)
    click.echo(f"The pages of {extent().projects} projects are those of serial {serial}.")


@pages.command()
def verify() -> None:
    """Compare all pages with what would be made anew; exit status 1 if any differs."""
    with progress("Comparing pages", total=extent().projects) as advance:
        found = list(differences(pages_of_this_node(), advance))
    for difference in found:
        click.echo(difference)
    if found:
        count = "One difference" if len(found) == 1 else f"{len(found)} differences"
        click.echo(f"{count}. `strongroom pages rebuild` makes all pages anew.")
        sys.exit(1)
    click.echo("The pages are what they should be.")


@pages.command()
def follow() -> None:
    """Keep the pages in step until told to end: for a machine that only reads, beside `strongroom serve`."""
    asked_to_end = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: asked_to_end.set())
    while not asked_to_end.is_set():
        close_old_connections()
        try:
            pages_of_this_node().catch_up()
        except Exception:
            log.exception("The pages could not follow; trying again")
        asked_to_end.wait(_FOLLOW_SECONDS)
