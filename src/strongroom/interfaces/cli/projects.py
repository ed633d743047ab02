"""`strongroom project …`: quarantine a project, and lift it (PEP 792)."""

import click

from strongroom.catalog.services import lift_quarantine, quarantine
from strongroom.foundation import clock
from strongroom.foundation.actors import Actor
from strongroom.foundation.names import normalize
from strongroom.foundation.permits import Action, Permit
from strongroom.mandates.services import permit

CONSOLE = Actor.operator(name="console")


@click.group()
def project() -> None:
    """What operators do about a project."""


@project.command("quarantine")
@click.argument("name")
@click.option("--reason", required=True, help="Why; its people and everybody who looks for it will read it.")
def quarantine_project(name: str, reason: str) -> None:
    """Offer no files of the project NAME until they have been examined; it takes no uploads and is not listed."""
    asked = _ask(name)
    quarantine(asked, reason=reason)
    click.echo(f"{asked.project} is quarantined: its files are not offered, and it is not listed.")


@project.command()
@click.argument("name")
@click.option("--reason", required=True, help="Why; its people will read it.")
def lift(name: str, reason: str) -> None:
    """Lift the quarantine of the project NAME; it has the status again that it had before."""
    asked = _ask(name)
    lift_quarantine(asked, reason=reason)
    click.echo(f"{asked.project} is no longer quarantined.")


def _ask(name: str) -> Permit:
    return permit(CONSOLE, Action.CHANGE_SETTINGS, normalize(name), now=clock.now())
