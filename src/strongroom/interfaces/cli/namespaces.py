"""`strongroom namespace …`: grant namespaces to people, and revoke them (PEP 752)."""

import click

from strongroom.catalog.queries import list_namespaces
from strongroom.catalog.services import grant_namespace, revoke_namespace
from strongroom.foundation import clock
from strongroom.foundation.actors import Actor
from strongroom.foundation.names import normalize

CONSOLE = Actor.operator(name="console")


@click.group()
def namespace() -> None:
    """Names that are kept for the projects of one owner."""


@namespace.command()
@click.argument("prefix")
@click.argument("username", metavar="USER")
@click.option("--reason", required=True, help="Why; the owner will read it.")
def grant(prefix: str, username: str, reason: str) -> None:
    """Keep PREFIX, and every name that begins with it and a hyphen, for new projects of USER."""
    name = normalize(prefix)
    grant_namespace(name, username=username, by=CONSOLE, reason=reason, now=clock.now())
    click.echo(
        f"The namespace {name} is granted to {username}: projects named {name} or {name}-… are theirs to begin."
    )


@namespace.command()
@click.argument("prefix")
@click.option("--reason", required=True, help="Why; the owner will read it.")
def revoke(prefix: str, reason: str) -> None:
    """Open the names of the namespace PREFIX to everybody again. Its projects stay whose they are."""
    name = normalize(prefix)
    revoke_namespace(name, by=CONSOLE, reason=reason, now=clock.now())
    click.echo(f"The namespace {name} is revoked.")


@namespace.command("list")
def list_all() -> None:
    """Show the namespaces that are granted, and to whom."""
    granted = list_namespaces()
    for one in granted:
        click.echo(f"{one.name}: {one.owner}" + (f", within {one.parent}" if one.parent else ""))
    if not granted:
        click.echo("No namespace is granted.")
