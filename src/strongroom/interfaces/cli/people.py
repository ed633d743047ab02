"""`strongroom operator …`, `strongroom user …`, `strongroom token …`."""

import sys
from datetime import datetime, timedelta

import click

from strongroom.accounts.queries import Person, get_person_named
from strongroom.accounts.services import NewPerson, create_person, issue_token, prove_by_operator
from strongroom.catalog.queries import list_people_who_may_publish
from strongroom.foundation import clock
from strongroom.foundation.actors import Actor
from strongroom.foundation.names import NormalizedName, normalize
from strongroom.foundation.permits import Action
from strongroom.mandates.services import permit

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


@click.group()
def token() -> None:
    """API tokens."""


@token.command("create")
@click.argument("username")
@click.option(
    "--project", "projects", multiple=True, help="Limit the token to this project; may be given again."
)
@click.option(
    "--read-only", is_flag=True, help="It can only download, which a private index asks a token for."
)
@click.option("--expires", type=click.IntRange(1, 3650), help="Days until it expires; never if not given.")
@click.option("--name", default="made on the command line", show_default=True, help="What its owner sees.")
def create_token(
    username: str, projects: tuple[str, ...], expires: int | None, name: str, *, read_only: bool
) -> None:
    """Make an API token for USERNAME and print it, and nothing else, on standard output."""
    now = clock.now()
    person = get_person_named(username)
    scope = [normalize(project) for project in projects]
    if not read_only:
        _ask(person, scope, now)
    text = issue_token(
        prove_by_operator(person.username, by=CONSOLE, now=now),
        name=name,
        projects=scope or None,
        expires_at=now + timedelta(days=expires) if expires else None,
        now=now,
        read_only=read_only,
    )
    click.echo(text)


def _ask(person: Person, scope: list[NormalizedName], now: datetime) -> None:
    """Ask the one question for each project that a token reaches; one for everything reaches each of the person's."""
    owner = Actor.person(user_id=person.user_id, name=person.username)
    mine = [right.project for right in list_people_who_may_publish(user_ids=[person.user_id])]
    for project in scope or mine:
        permit(owner, Action.ISSUE_TOKEN, project, now=now)
