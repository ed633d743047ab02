"""What `serve` runs for people and for upload clients: the prepared installation behind gunicorn.

Preparing happens here and not in a process of its own, so that Django is loaded once; the
workers are forked from this process.
"""

import click

from strongroom.interfaces.cli.gunicorn_server import Server, end_with_parent
from strongroom.interfaces.cli.preparation import bring_up_to_date


@click.command(hidden=True)
@click.option("--bind", required=True)
@click.option("--workers", required=True, type=int)
def web(bind: str, workers: int) -> None:
    """Prepare the installation and answer requests, until told to end or until `serve` is gone."""
    end_with_parent()
    bring_up_to_date()
    Server("strongroom.config.wsgi:application", bind=bind, workers=workers).run()
