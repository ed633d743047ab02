"""`strongroom namespace …`: grant namespaces to people and organizations, and revoke them (PEP 752)."""

import click

from strongroom.catalog.queries import get_organization_named, list_namespaces
from strongroom.catalog.services import (
    grant_namespace,
    grant_namespace_to_organization,
    revoke_namespace,
)
from strongroom.foundation import clock
from strongroom.foundation.names import normalize
from strongroom.interfaces.cli.console import CONSOLE


@click.group()
def namespace() -> None:
    """Names that are kept for the projects of one owner."""


@namespace.command()
@click.argument("prefix")
@click.argument("owner", metavar="OWNER")
@click.option("--organization", is_flag=True, help="OWNER is an organization, not a person.")
@click.option("--reason", required=True, help="Why; the owner will read it.")
def grant(prefix: str, owner: str, *, organization: bool, reason: str) -> None:
    """Keep PREFIX, and every name that begins with it and a hyphen, for new projects of OWNER."""
    name = normalize(prefix)
    if organization:
        named = get_organization_named(owner).name
        grant_namespace_to_organization(name, organization=named, by=CONSOLE, reason=reason, now=clock.now())
    else:
        grant_namespace(name, username=owner, by=CONSOLE, reason=reason, now=clock.now())
    click.echo(
        f"The namespace {name} is granted to {owner}: projects named {name} or {name}-… are theirs to begin."
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
        owner = f"the organization {one.owner}" if one.kind == "organization" else one.owner
        click.echo(f"{one.name}: {owner}" + (f", within {one.parent}" if one.parent else ""))
    if not granted:
        click.echo("No namespace is granted.")
