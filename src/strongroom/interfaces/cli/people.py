"""`strongroom operator …`, `strongroom user …`."""

import sys

import click

from strongroom.accounts.services import NewPerson, create_person
from strongroom.foundation import clock
from strongroom.foundation.actors import Actor

CONSOLE = Actor.operator(name="console")


def _password(*, from_stdin: bool) -> str:
    """Return the password, asked for twice on a terminal or read from the first line of standard input."""
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
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
def create_operator(name: str, email: str, *, password_stdin: bool) -> None:
    """Create an operator."""
    password = _password(from_stdin=password_stdin)
    _create(NewPerson(name, email, password, address_verified=True, is_operator=True))


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


def _create(new: NewPerson) -> None:
    person = create_person(new, by=CONSOLE, now=clock.now())
    click.echo(f"{'Operator' if new.is_operator else 'Account'} {person.username} is created.")
