"""`strongroom designate` and `strongroom mandate …`."""

from datetime import date, datetime

import click
from django.conf import settings

from strongroom.criticality.queries import RunRecord, find_latest_run
from strongroom.criticality.services import Outcome, preview, run
from strongroom.foundation import clock
from strongroom.foundation.actors import Actor
from strongroom.foundation.errors import Refusal
from strongroom.interfaces.cli.progress import progress
from strongroom.mandates.errors import NoMandate
from strongroom.mandates.queries import figures_now, find_mandate, list_terms
from strongroom.mandates.services import Strength, Tended, record_figures, tend
from strongroom.mandates.services import announce as announce_mandate

CONSOLE = Actor.operator(name="console")
EARLIEST = date(2000, 1, 1)
"""No index of Python packages is older."""

LONGEST_NOTICE_DAYS = 3650


class DayInFuture(Refusal):
    """A designation is never run ahead of its day."""

    code = "day_in_future"


@click.command()
@click.option(
    "--date", "day", type=click.DateTime(["%Y-%m-%d"]), help="Day of the run; today (UTC) if not given."
)
@click.option("--dry-run", is_flag=True, help="Show what the run would find, and store nothing.")
def designate(day: datetime | None, *, dry_run: bool) -> None:
    """Find out which projects are critical."""
    on = day.date() if day else clock.today()
    if on > clock.today():
        raise DayInFuture(
            f"{on} has not come yet.", next_step="Run the designation of today, or of an earlier day."
        )
    if on < EARLIEST:
        raise click.BadParameter(f"{on} is before {EARLIEST}.", param_hint="--date")
    latest = find_latest_run()
    with progress(f"Ranking for {on}", total=1) as advance:
        outcome = preview(on=on) if dry_run else run(by=CONSOLE, on=on, now=clock.now())
        advance(1)
    _show(outcome, before=latest if latest is not None and latest.on == on else None)
    if dry_run:
        click.echo("Nothing was stored.")


def _show(outcome: Outcome, *, before: RunRecord | None) -> None:
    """Say what a run found, and mark what is new; against an earlier run of the same day, if there was one."""
    click.echo(
        f"{outcome.window.first_day} to {outcome.window.last_day}: {outcome.population_size} projects,"
    )
    click.echo(
        f"cohort {outcome.cohort_size}, cut-off {outcome.cut_off} downloads, {len(outcome.evidence)} critical."
    )
    told_in = set(before.entered) if before else set()
    told_out = {name for name, _ in before.left} if before else set()
    for one in outcome.evidence:
        mark = "+" if one.name in outcome.entered and one.name not in told_in else " "
        rank = f"rank {one.rank}" if one.rank else "unranked"
        click.echo(f"{mark} {one.name}: {rank}, {one.downloads} downloads ({', '.join(one.rules)})")
    for departure in outcome.left:
        mark = "-" if departure.name not in told_out else " "
        click.echo(f"{mark} {departure.name}: {departure.reason}")
    for name in sorted(told_in.difference(outcome.entered)):
        click.echo(f"- {name}: late data changed the day's result")
    if before and (told_in, told_out) == (
        set(outcome.entered),
        {departure.name for departure in outcome.left},
    ):
        click.echo("No designation changed: this day was run before.")


@click.group()
def mandate() -> None:
    """The rule that maintainers of critical projects need a second factor."""


@mandate.command()
def show() -> None:
    """Show the mandate, its projects' dates and how many people are protected."""
    announced = find_mandate()
    if announced is None:
        click.echo("No mandate is announced.")
        return
    click.echo(f"Announced {announced.announced_at:%Y-%m-%d} by {announced.announced_by}: {announced.reason}")
    click.echo(f"Notice of {announced.notice_days} days for each designation. Scope: {announced.scope}.")
    now = clock.now()
    for term in list_terms():
        click.echo(f"  {term.project}: {term.phase(now)}, deadline {term.deadline:%Y-%m-%d %H:%M} UTC")
    figures = figures_now()
    click.echo(
        f"{figures.people_bound} people bound, {figures.bound_protected} protected, {figures.bound_unprotected} not."
    )


@mandate.command()
@click.option("--reason", required=True, help="Why; everybody concerned will read it.")
@click.option(
    "--notice-days",
    type=click.IntRange(max=LONGEST_NOTICE_DAYS),
    help="Days until the deadline, 90 or more. [STRONGROOM_NOTICE_DAYS]",
)
@click.option(
    "--strength",
    type=click.Choice([str(one) for one in Strength]),
    default=str(Strength.ANY),
    show_default=True,
)
def announce(reason: str, notice_days: int | None, strength: str) -> None:
    """Announce the mandate on critical projects, and write to everybody concerned."""
    tended = announce_mandate(
        by=CONSOLE,
        reason=reason,
        notice_days=settings.STRONGROOM_NOTICE_DAYS if notice_days is None else notice_days,
        strength=Strength(strength),
        now=clock.now(),
    )
    record_figures(on=clock.today())
    _report(tended)


@mandate.command()
def enforce() -> None:
    """Put into force every deadline that has passed, and tell those it concerns.

    Deadlines take effect by themselves; this does at once what the background work does each minute.
    """
    if find_mandate() is None:
        raise NoMandate(
            "No mandate is announced.", next_step="Announce one with `strongroom mandate announce`."
        )
    tended = tend(by=CONSOLE, now=clock.now())
    record_figures(on=clock.today())
    _report(tended)
    in_force = [term.project for term in list_terms() if term.deadline <= clock.now()]
    click.echo(f"In force for: {', '.join(in_force) or 'no project yet'}.")


def _report(tended: Tended) -> None:
    for words, names in (
        ("Announced for", tended.announced),
        ("Lapsed for", tended.lapsed),
        ("Now in force for", tended.enforced),
        ("Wrote to", tended.told),
        ("Could not write to (no verified address)", tended.unreachable),
    ):
        if names:
            click.echo(f"{words}: {', '.join(names)}.")
