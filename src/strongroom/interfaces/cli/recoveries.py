"""`strongroom recovery …`: requests to be given an account back, and the console's one approval.

The console approves as one operator does, never as two: who has the machine could change the database, but what goes
this way is told to everybody concerned, waits, and can be refused.
"""

from datetime import datetime

import click

from strongroom.accounts.queries import RecoveryRecord, get_recovery, list_recoveries
from strongroom.accounts.services import actor_words, approve_recovery, asker_words
from strongroom.foundation import clock
from strongroom.interfaces.cli.console import CONSOLE


@click.group()
def recovery() -> None:
    """Accounts that operators are asked to give back."""


@recovery.command("list")
@click.option("--all", "everything", is_flag=True, help="Those that have ended, too.")
def list_all(*, everything: bool) -> None:
    """Show the requests that are open."""
    records, now = list_recoveries(open_only=not everything), clock.now()
    for record in records:
        click.echo(
            f"{record.recovery_id}: {record.username}, {_minute(record.asked_at)}, {record.stage(now)}"
        )
    if not records:
        click.echo("Nobody asks for an account.")


@recovery.command()
@click.argument("number", type=int)
def show(number: int) -> None:
    """Show one request: what is said to be lost, the evidence, who approved."""
    record, now = get_recovery(number), clock.now()
    for term, value in _facts(record, now):
        click.echo(f"{term}: {value}")
    for approval in record.approvals:
        click.echo(
            f"Approved by {actor_words(approval.by)} on {_minute(approval.at)}: {approval.reason} {approval.note}"
        )


@recovery.command()
@click.argument("number", type=int)
@click.option(
    "--reason", required=True, help="Why; the person and all who share a project with them will read it."
)
@click.option(
    "--note", required=True, help="What the evidence is, and how it was checked; for the same readers."
)
def approve(number: int, reason: str, note: str) -> None:
    """Approve request NUMBER as the console, which counts as one of the two operators that it takes."""
    now = clock.now()
    approve_recovery(number, reason=reason, note=note, by=CONSOLE, now=now)
    record = get_recovery(number)
    waits_until = record.course.waits_until
    ending = (
        f"it waits until {_minute(waits_until)}" if waits_until else "another operator has to approve it, too"
    )
    click.echo(f"Approved: {ending}.")


def _facts(record: RecoveryRecord, now: datetime) -> list[tuple[str, str]]:
    facts = [
        ("Account", record.username),
        ("Stage", str(record.stage(now))),
        ("Asked for", _minute(record.asked_at)),
        ("By", asker_words(record.asked_by, password_given=record.password_given)),
        ("Lost", record.lost),
        ("Evidence", record.evidence),
        ("New address", record.new_address or "none: the primary address of the account"),
    ]
    if record.course.waits_until is not None:
        facts.append(("Waits until", _minute(record.course.waits_until)))
    if record.ended_at is not None:
        facts.append(
            ("Ended", f"{_minute(record.ended_at)} by {actor_words(record.ended_by)}: {record.ended_because}")
        )
    return facts


def _minute(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"
