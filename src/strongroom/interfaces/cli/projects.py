"""`strongroom project …` and `strongroom release …`: quarantine a project (PEP 792) or one release, and lift it.

Projects in custody, too, and their new owners.
"""

import click

from strongroom.catalog.queries import list_people_who_may_publish, list_projects_in_custody
from strongroom.catalog.services import (
    lift_quarantine,
    lift_release_quarantine,
    quarantine,
    quarantine_release,
)
from strongroom.criticality.queries import is_critical
from strongroom.foundation import clock
from strongroom.foundation.names import normalize
from strongroom.foundation.permits import Action, Permit
from strongroom.interfaces.cli.console import CONSOLE
from strongroom.mandates.queries import GiftRecord, find_gift, get_gift
from strongroom.mandates.services import approve_gift, give_project, permit, propose_gift, stop_gift

_TO = click.option(
    "--to",
    "username",
    metavar="USER",
    required=True,
    help="Whom it is proposed to, as `project custody` shows.",
)


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


@project.command()
def custody() -> None:
    """Show projects without an owner, who may still publish them, and to whom they are about to be given."""
    names, now = list_projects_in_custody(), clock.now()
    for name in names:
        people = [person.username for person in list_people_who_may_publish(names=[name])]
        click.echo(f"{name}: {', '.join(people) or 'nobody'}")
        gift = find_gift(name, now=now)
        if gift is not None:
            click.echo(f"  {_gift_words(gift)}")
    if not names:
        click.echo("Every project has an owner.")


@project.command()
@click.argument("name")
@click.option(
    "--to", "username", metavar="USER", required=True, help="Who will own it; with a second factor."
)
@click.option(
    "--reason", required=True, help="Why; its people and everybody who reads its history will read it."
)
def give(name: str, username: str, reason: str) -> None:
    """Give the project NAME, which is in custody, to a new owner; propose it where it is critical."""
    normalized = normalize(name)
    if is_critical(normalized):
        propose_gift(normalized, username=username, reason=reason, by=CONSOLE, now=clock.now())
        click.echo(
            f"{normalized} is critical. It is proposed to {username}: an operator at the desk has to approve."
        )
    else:
        give_project(normalized, username=username, reason=reason, by=CONSOLE, now=clock.now())
        click.echo(f"{username} owns {normalized} now.")


@project.command("approve-gift")
@click.argument("name")
@_TO
@click.option("--reason", required=True, help="Why; everybody who reads its history will read it.")
def approve(name: str, username: str, reason: str) -> None:
    """Approve that the critical project NAME goes to whom an operator at the desk has proposed, in a week."""
    approve_gift(normalize(name), username=username, reason=reason, by=CONSOLE, now=clock.now())
    recipient = get_gift(normalize(name), now=clock.now()).recipient
    click.echo(f"{normalize(name)} is given to {recipient} in a week, if no operator stops it.")


@project.command("stop-gift")
@click.argument("name")
@_TO
@click.option("--reason", required=True, help="Why; everybody who reads its history will read it.")
def stop(name: str, username: str, reason: str) -> None:
    """Stop that the critical project NAME is given to somebody."""
    stop_gift(normalize(name), username=username, reason=reason, by=CONSOLE, now=clock.now())
    click.echo(f"{normalize(name)} stays in custody.")


@click.group()
def release() -> None:
    """What operators do about one release of a project."""


@release.command("quarantine")
@click.argument("name")
@click.argument("version")
@click.option("--reason", required=True, help="Why; its people and everybody who looks for it will read it.")
def quarantine_one_release(name: str, version: str, reason: str) -> None:
    """Offer no files of the release VERSION of the project NAME until they have been examined."""
    asked = _ask(name)
    quarantine_release(asked, version=version, reason=reason)
    click.echo(f"{asked.project} {version} is quarantined: its files are not offered.")


@release.command("lift")
@click.argument("name")
@click.argument("version")
@click.option("--reason", required=True, help="Why; its people will read it.")
def lift_one_release(name: str, version: str, reason: str) -> None:
    """Lift the quarantine of the release VERSION of the project NAME; its files are offered again."""
    asked = _ask(name)
    lift_release_quarantine(asked, version=version, reason=reason)
    click.echo(f"{asked.project} {version} is no longer quarantined.")


def _gift_words(gift: GiftRecord) -> str:
    proposed = f"{gift.course.proposed_at:%Y-%m-%d} by {gift.proposed_by}"
    given_at = gift.course.waits_until
    ending = f"given on {given_at:%Y-%m-%d %H:%M} UTC" if given_at else "waiting for an approval"
    return f"to {gift.recipient}, proposed {proposed}: {gift.reason} It is {ending}."


def _ask(name: str) -> Permit:
    return permit(CONSOLE, Action.CHANGE_SETTINGS, normalize(name), now=clock.now())
