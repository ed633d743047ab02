"""`strongroom policy …`: the rules of designation, version by version."""

from datetime import date

import click

from strongroom.criticality.queries import (
    Plain,
    PolicyRecord,
    get_policy,
    list_policies,
    policy_on,
    policy_sayings,
)
from strongroom.criticality.services import LATEST_DAYS, NOTICE_DAYS, announce_policy, withdraw_policy
from strongroom.foundation import clock
from strongroom.interfaces.cli.console import CONSOLE
from strongroom.interfaces.cli.days import Day
from strongroom.interfaces.cli.policy_numbers import policy_numbers


@click.group()
def policy() -> None:
    """The rules by which projects are critical."""


@policy.command()
@click.argument("version", type=int, required=False)
def show(version: int | None) -> None:
    """Show what VERSION says; what is in force today, if none is given."""
    today = clock.today()
    record = get_policy(version or policy_on(today).version)
    click.echo(_line(record, today=today))
    for said in policy_sayings(record.policy):
        click.echo(f"  {said.label}: {said.value}")


@policy.command("list")
def list_all() -> None:
    """Show every version, and what it changed."""
    today = clock.today()
    for record in list_policies():
        click.echo(_line(record, today=today))
        _show_changes(record)


@policy.command()
@policy_numbers
@click.option("--reason", required=True, help="Why; everybody can read it.")
@click.option(
    "--in-force",
    "first_day",
    type=Day(),
    help=f"First day, {NOTICE_DAYS} to {LATEST_DAYS:,} days ahead; where no run was made over any project, it holds from the beginning if none is given.",
)
def announce(numbers: dict[str, Plain], reason: str, first_day: date | None) -> None:
    """Announce the next version: the newest one, in force or not yet, with other numbers."""
    record = announce_policy(
        numbers,
        by=CONSOLE,
        reason=reason,
        in_force_from=first_day,
        now=clock.now(),
    )
    click.echo(_line(record, today=clock.today()))
    _show_changes(record)


@policy.command()
@click.argument("version", type=int)
@click.option("--reason", required=True, help="Why; everybody can read it.")
def withdraw(version: int, reason: str) -> None:
    """Withdraw VERSION, which is not in force yet."""
    withdraw_policy(version, by=CONSOLE, reason=reason, now=clock.now())
    click.echo(f"Version {version} is withdrawn.")


def _show_changes(record: PolicyRecord) -> None:
    if record.built_on is not None:
        click.echo(f"  Compared with version {record.built_on}:")
    for change in record.changed:
        click.echo(f"  {change}")


def _line(record: PolicyRecord, *, today: date) -> str:
    if record.withdrawn_at is not None:
        when = f"withdrawn on {record.withdrawn_at:%Y-%m-%d}: {record.withdrawn_because}"
    elif record.is_from_the_beginning:
        when = "from the beginning"
    else:
        when = (
            f"{'in force' if record.in_force_from <= today else 'to be in force'} from {record.in_force_from}"
        )
    return f"Version {record.number}, announced on {record.announced_at:%Y-%m-%d} by {record.announced_by}, {when}: {record.reason}"
