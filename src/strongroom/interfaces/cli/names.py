"""`strongroom name …`: what is said of a name, and operators' decisions about names."""

from datetime import datetime

import click

from strongroom.accounts.queries import get_person_named
from strongroom.catalog.queries import Ruling, list_flags, list_rulings
from strongroom.catalog.services import leave_name_to_the_rules, permit_name, prohibit_name, weigh_name
from strongroom.foundation import clock
from strongroom.foundation.names import normalize
from strongroom.interfaces.cli.console import CONSOLE


@click.group()
def name() -> None:
    """Which names new projects may have."""


@name.command()
@click.argument("wanted", metavar="NAME")
@click.option(
    "--for", "username", metavar="USER", help="Say what it is for this person; else for a stranger."
)
def check(wanted: str, username: str | None) -> None:
    """Say what each rule says of NAME for a new project."""
    normalized = normalize(wanted)
    user_id = get_person_named(username).user_id if username else None
    click.echo(f"{normalized} is a valid name.")
    for verdict in weigh_name(normalized, user_id=user_id):
        said = f": {verdict.objection.message}" if verdict.objection else ""
        click.echo(f"{verdict.rule}: {verdict.outcome}{said}")


@name.command()
@click.argument("wanted", metavar="NAME")
@click.option("--reason", required=True, help="Why; who asks for the name will read it.")
def prohibit(wanted: str, reason: str) -> None:
    """Let no new project be named NAME. A project that is there goes on."""
    normalized = normalize(wanted)
    prohibit_name(normalized, by=CONSOLE, reason=reason, now=clock.now())
    click.echo(f"No new project may be named {normalized}.")


@name.command()
@click.argument("wanted", metavar="NAME")
@click.option("--to", "username", metavar="USER", help="Only to this person; else to whoever comes first.")
@click.option("--reason", required=True, help="Why.")
def permit(wanted: str, username: str | None, reason: str) -> None:
    """Let a new project be named NAME although a rule is against it."""
    normalized = normalize(wanted)
    permit_name(normalized, username=username, by=CONSOLE, reason=reason, now=clock.now())
    click.echo(f"A project of {username or 'anybody'} may be named {normalized}.")


@name.command()
@click.argument("wanted", metavar="NAME")
@click.option("--reason", required=True, help="Why.")
def forget(wanted: str, reason: str) -> None:
    """Take back what was decided about NAME: the rules decide again."""
    normalized = normalize(wanted)
    leave_name_to_the_rules(normalized, by=CONSOLE, reason=reason, now=clock.now())
    click.echo(f"The rules decide about {normalized} again.")


@name.command("list")
def list_all() -> None:
    """Show what was decided about names, by whom and why."""
    rulings = list_rulings()
    for ruling in rulings:
        click.echo(_line(ruling))
    if not rulings:
        click.echo("Nothing was decided about any name.")


@name.command()
def flagged() -> None:
    """Show new projects whose names resemble those of critical ones, until a decision about the name is made."""
    flags = list_flags()
    for flag in flags:
        click.echo(
            f"{flag.name} resembles {flag.resembles} ({flag.pattern}); "
            f"begun by {flag.begun_by} on {_day(flag.begun_at)}"
        )
    if not flags:
        click.echo("No name waits for a look.")


def _line(ruling: Ruling) -> str:
    to = f" to {ruling.username}" if ruling.username else ""
    return f"{ruling.name}: {ruling.effect}{to} by {ruling.by} on {_day(ruling.at)}: {ruling.reason}"


def _day(at: datetime) -> str:
    return f"{at:%Y-%m-%d}"
