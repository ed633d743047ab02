"""What `serve --role read` runs beside readers: a second lane that knows neither Django nor the database."""

import click

from strongroom.interfaces.cli.gunicorn_server import Server, end_with_parent


@click.command(hidden=True)
@click.option("--bind", required=True)
@click.option("--workers", required=True, type=int)
def lane(bind: str, workers: int) -> None:
    """Answer what readers hand over, where there is no application."""
    end_with_parent()
    Server("strongroom.config.lane:application", bind=bind, workers=workers).run()
