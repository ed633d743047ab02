"""What `strongroom designate --dry-run` tells of other numbers: who comes in and falls out, and whom it binds."""

import click

from strongroom.criticality.queries import Plain
from strongroom.foundation import clock
from strongroom.interfaces.cli.progress import progress
from strongroom.mandates.services import UPLOADS_DAYS, Moving, WhatIf, what_if


def tell_what_if(numbers: dict[str, Plain]) -> None:
    """Say what the policy in force would do today with these numbers changed. Nothing is stored."""
    with progress("Trying other numbers", total=1) as advance:
        found = what_if(numbers, now=clock.now())
        advance(1)
    for change in found.changes:
        click.echo(str(change))
    click.echo(
        f"{found.critical_then} projects would be critical ({found.critical_now} are); "
        f"cut-off {found.cut_off} downloads."
    )
    for mark, moving in (("+", found.entering), ("-", found.leaving)):
        for one in moving:
            click.echo(_line(mark, one, lapse_days=found.policy.lapse_days))
    _tell_of_people(found)
    click.echo("Nothing was stored.")


def _line(mark: str, one: Moving, *, lapse_days: int) -> str:
    rank = f"rank {one.rank}" if one.rank else "unranked"
    why = (
        f" ({', '.join(one.rules)})" if mark == "+" else f", held by no rule: lapses after {lapse_days} days"
    )
    return f"{mark} {one.name}: {rank}, {one.downloads} downloads{why}"


def _tell_of_people(found: WhatIf) -> None:
    click.echo(
        f"{found.then.people} people would be bound by a mandate, {found.then.unprotected} of them without a second "
        f"factor ({found.now.people} are, {found.now.unprotected} of them without)."
    )
    click.echo(
        f"{found.refused} of the {found.uploads} files that people published to these projects in the last "
        f"{UPLOADS_DAYS} days would have been refused: their publishers hold no second factor now."
    )
