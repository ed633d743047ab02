"""`strongroom operator …`, `strongroom user …`."""

import sys

import click

from strongroom.accounts.queries import get_person_named, list_operator_roles
from strongroom.accounts.services import (
    NewPerson,
    Role,
    create_person,
    freeze,
    grant_role,
    revoke_role,
    sign_out,
    unfreeze,
)
from strongroom.foundation import clock
from strongroom.infra.db import check_open_to_writers
from strongroom.interfaces.cli.console import CONSOLE

_ROLES = click.Choice([str(role) for role in Role])


def _password(*, from_stdin: bool) -> str:
    """Return the password, asked for twice on a terminal or read from the first line of standard input.

    Raises:
        Refusal: nothing can be written here, so nobody has to invent one.
    """
    check_open_to_writers()
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    answer: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    return answer


@click.group()
def operator() -> None:
    """Operators of this index."""


@operator.command("create")
@click.argument("name")
@click.option("--email", required=True, help="Mail address; taken as verified.")
@click.option("--role", type=_ROLES, default=str(Role.ADMIN), show_default=True, help="What they may do.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
def create_operator(name: str, email: str, *, role: str, password_stdin: bool) -> None:
    """Create an operator."""
    password = _password(from_stdin=password_stdin)
    _create(NewPerson(name, email, password, address_verified=True, operator_role=Role(role)))


@operator.command()
@click.argument("name")
@click.argument("role", type=_ROLES)
@click.option("--reason", required=True, help="Why; every operator will read it.")
def grant(name: str, role: str, reason: str) -> None:
    """Give the person NAME the role ROLE."""
    grant_role(name, Role(role), by=CONSOLE, reason=reason, now=clock.now())
    click.echo(f"{name} has the role {role} now. The desk opens with a security key.")


@operator.command()
@click.argument("name")
@click.argument("role", type=_ROLES)
@click.option("--reason", required=True, help="Why; every operator will read it.")
def revoke(name: str, role: str, reason: str) -> None:
    """Take the role ROLE from the operator NAME."""
    revoke_role(name, Role(role), by=CONSOLE, reason=reason, now=clock.now())
    click.echo(f"{name} no longer has the role {role}.")


@operator.command("list")
def list_all() -> None:
    """Show who operates this index, since when and by whose decision."""
    held = list_operator_roles()
    for one in held:
        click.echo(f"{one.username}: {one.role} since {one.granted_at:%Y-%m-%d}, by {one.granted_by}")
    if not held:
        click.echo("Nobody operates this index yet.")


@click.group()
def user() -> None:
    """Accounts of people."""


@user.command("create")
@click.argument("name")
@click.option("--email", required=True, help="Mail address.")
@click.option("--verified", is_flag=True, help="Take the address as verified.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
def create_user(name: str, email: str, *, verified: bool, password_stdin: bool) -> None:
    """Create an account."""
    _create(NewPerson(name, email, _password(from_stdin=password_stdin), address_verified=verified))


@user.command("freeze")
@click.argument("name")
@click.option(
    "--reason", required=True, help='Ends the sentence "It was frozen because ..."; its owner reads it.'
)
def freeze_user(name: str, reason: str) -> None:
    """Freeze the account NAME: nobody signs in to it, its API tokens are suspended, its sessions end."""
    person = get_person_named(name)
    freeze(person.user_id, because=reason, by=CONSOLE, now=clock.now())
    click.echo(f"The account {person.username} is frozen.")


@user.command("end-sessions")
@click.argument("name")
@click.option("--reason", required=True, help="Why; its owner reads it.")
def end_sessions(name: str, reason: str) -> None:
    """Sign out everybody who is signed in to the account NAME; its API tokens go on."""
    person = get_person_named(name)
    sign_out(person.user_id, reason=reason, by=CONSOLE, now=clock.now())
    click.echo(f"All sessions of {person.username} have ended.")


@user.command("unfreeze")
@click.argument("name")
@click.option("--reason", required=True, help="Why; its owner reads it.")
def unfreeze_user(name: str, reason: str) -> None:
    """Open the frozen account NAME again; it changes no critical project for 72 hours, and no quarantine is lifted."""
    person = get_person_named(name)
    unfreeze(person.user_id, reason=reason, by=CONSOLE, now=clock.now())
    click.echo(f"The account {person.username} is open again.")


def _create(new: NewPerson) -> None:
    person = create_person(new, by=CONSOLE, now=clock.now())
    click.echo(f"{'Operator' if new.operator_role else 'Account'} {person.username} is created.")
