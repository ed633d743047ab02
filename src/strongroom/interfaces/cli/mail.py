"""`strongroom mail …`."""

import sys

import click

from strongroom.foundation import clock
from strongroom.infra.outbox.bounces import record_report
from strongroom.infra.outbox.reports import MAX_BYTES, read_report
from strongroom.mandates.queries import list_unreachable_maintainers


@click.group()
def mail() -> None:
    """Mail that comes back, and people whom none reaches."""


@mail.command("bounced")
def bounced() -> None:
    """Read one mail that came back from standard input, as a mail server's alias gives it.

    A report of a message that did not arrive marks its recipient; whatever else it is changes nothing.
    """
    report = read_report(sys.stdin.buffer.read(MAX_BYTES))
    address = record_report(report, now=clock.now()) if report is not None else ""
    click.echo(f"{address} is not reached." if address else "This tells of no message of this index.")


@mail.command("unreachable")
def unreachable() -> None:
    """List the people whom no mail reaches, and who may publish critical projects."""
    people = list_unreachable_maintainers(now=clock.now())
    for one in people:
        since = f" since {one.since:%Y-%m-%d}" if one.since else ""
        click.echo(f"{one.username}{since}: {one.why} ({', '.join(one.projects)})")
    if not people:
        click.echo("Mail reaches everybody who may publish a critical project, as far as it is known.")
