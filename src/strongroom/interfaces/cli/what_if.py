"""What `strongroom designate --dry-run` tells of other numbers: who comes in and falls out, and whom it binds."""

from collections.abc import Callable
from datetime import date

import click

from strongroom.criticality.queries import Plain, PolicyRecord
from strongroom.foundation import clock
from strongroom.interfaces.cli.progress import progress
from strongroom.mandates.services import UPLOADS_DAYS, Affected, Moving, WhatIf, what_if


def tell_what_if(numbers: dict[str, Plain]) -> None:
    """Say what the newest version of the policy would do today with these numbers changed. Nothing is stored."""
    now = clock.now()
    with progress("Trying other numbers", total=1) as advance:
        found = what_if(numbers, now=now)
        advance(1)
    _tell_of_numbers(found, today=now.date())
    click.echo(
        f"Critical projects: {_course(found, lambda one: one.projects)}. Cut-off: {found.cut_off:,} downloads."
    )
    for mark, moving in (("+", found.entering), ("-", found.leaving)):
        for one in moving:
            click.echo(_line(mark, one, lapse_days=found.policy.lapse_days))
    _tell_of_people(found)
    click.echo("Nothing was stored.")


def _tell_of_numbers(found: WhatIf, *, today: date) -> None:
    base = found.base
    click.echo(f"Compared with version {base.number}, {_base_words(base, today=today)}:")
    for change in found.changes:
        click.echo(f"  {change}")
    if not found.changes:
        click.echo("  Nothing is changed.")


def _base_words(base: PolicyRecord, *, today: date) -> str:
    if base.in_force_from <= today:
        return "which is in force"
    return f"which is announced for {base.in_force_from} (what that changes is tried, too)"


def _course(found: WhatIf, figure: Callable[[Affected], int]) -> str:
    """Say a figure as it is now, as it would be, and where some fall out, as it would be after they lapsed."""
    now, first, then = map(figure, (found.now, found.first, found.then))
    if not found.leaving:
        return f"{now:,} now, {first:,} by these numbers"
    return f"{now:,} now, {first:,} at first, {then:,} once those that fall out have lapsed"


def _line(mark: str, one: Moving, *, lapse_days: int) -> str:
    if one.lapses_at_once:
        return f"{mark} {one.name}: lapses at once, held by no rule for {lapse_days:,} days or more"
    rank = f"rank {one.rank:,}" if one.rank else "unranked"
    why = (
        f" ({', '.join(one.rules)})"
        if mark == "+"
        else f", held by no rule: lapses after {lapse_days:,} days of that"
    )
    return f"{mark} {one.name}: {rank}, {one.downloads:,} downloads{why}"


def _tell_of_people(found: WhatIf) -> None:
    click.echo(f"People bound by a mandate on them: {_course(found, lambda one: one.people)}.")
    click.echo(f"Of them without a second factor: {_course(found, lambda one: one.unprotected)}.")
    click.echo(
        f"Of {found.uploads:,} files that people published in the last {UPLOADS_DAYS} days to projects that a rule "
        f"would hold, {found.refused:,} would have been refused: their publishers hold no second factor now."
    )
