"""`strongroom runs …`: designations that were run."""

from datetime import date

import click

from strongroom.criticality.services import discard_runs
from strongroom.foundation import clock
from strongroom.interfaces.cli.console import CONSOLE
from strongroom.interfaces.cli.days import Day


@click.group()
def runs() -> None:
    """Designations that were run."""


@runs.command()
@click.option(
    "--after",
    type=Day(),
    required=True,
    help="Last day whose run stays: today (UTC) or later.",
)
@click.option("--reason", required=True, help="Why; everybody can read it, on the page of all runs.")
def discard(after: date, reason: str) -> None:
    """Take back runs of days that have not come, which a wrong clock made.

    They keep every earlier day from being run. Set the clock right first.
    """
    done = discard_runs(after=after, by=CONSOLE, reason=reason, now=clock.now())
    for name in done.never_critical:
        click.echo(f"- {name}: its designation never was")
    for name in done.critical_again:
        click.echo(f"+ {name}: its designation goes on")
    first, last = done.days[0], done.days[-1]
    click.echo(
        f"Taken back: {len(done.days)} run(s), of {first}" + (f" to {last}." if last != first else ".")
    )
    click.echo("`strongroom designate` runs today's designation, which is made each day by itself, too.")
