"""`strongroom designate`."""

from collections.abc import Collection
from datetime import date
from pathlib import Path

import click

from strongroom.criticality.errors import RunFileUnfit
from strongroom.criticality.queries import BEGINNING, Plain, RunRecord, find_latest_run
from strongroom.criticality.services import (
    Comparison,
    Outcome,
    compare_with_details,
    news,
    preview,
    run,
    verify_file,
    verify_run,
)
from strongroom.foundation import clock
from strongroom.foundation.errors import Refusal
from strongroom.interfaces.cli.console import CONSOLE
from strongroom.interfaces.cli.days import Day, day_of
from strongroom.interfaces.cli.policy_numbers import policy_numbers
from strongroom.interfaces.cli.progress import progress
from strongroom.interfaces.cli.what_if import tell_what_if


class DayInFuture(Refusal):
    """A designation is never run ahead of its day."""

    code = "day_in_future"


@click.command()
@click.option("--date", "day", type=Day(), help="Day of the run; today (UTC) if not given.")
@click.option("--dry-run", is_flag=True, help="Show what the run would find, and store nothing.")
@click.option(
    "--verify",
    "stored",
    metavar="RUN",
    help="Repeat a stored run from its file, and compare: the day of a run of this index, or the path of a file.",
)
@click.option(
    "--from-details",
    is_flag=True,
    help="With --dry-run: add the downloads up from the detail store, and compare with the counts.",
)
@policy_numbers
def designate(
    day: date | None, *, dry_run: bool, from_details: bool, stored: str | None, numbers: dict[str, Plain]
) -> None:
    """Find out which projects are critical."""
    if from_details and (stored or numbers or not dry_run):
        raise click.UsageError(
            "The details rank for comparison alone: --from-details goes with --dry-run and --date."
        )
    if numbers:
        if day or stored or not dry_run:
            raise click.UsageError(
                "Other numbers are only tried, for today: with --dry-run, without --date and --verify. "
                "`strongroom policy announce` makes them the rule."
            )
        tell_what_if(numbers)
        return
    if stored is not None:
        if day or dry_run:
            raise click.UsageError("--verify repeats a run that is stored: it goes with no other option.")
        _verify(stored)
        return
    on = _day_to_run(day)
    if from_details:
        _compare(on)
    else:
        _designate(on, dry_run=dry_run)


def _verify(stored: str) -> None:
    """Repeat the run of that day or file; whatever differs is a refusal."""
    day = day_of(stored)
    if day is None and not Path(stored).exists():
        raise RunFileUnfit(
            f"There is no file {stored}, and it is no day such as 2026-07-01.",
            next_step="Give the day of a run of this index, or the path of the file of one.",
        )
    with progress(f"Repeating {stored}", total=1) as advance:
        repeated = verify_file(Path(stored)) if day is None else verify_run(day)
        advance(1)
    outcome = repeated.outcome
    click.echo(
        f"The run of {repeated.on} was repeated from its file and every result is the same: "
        f"{outcome.population_size:,} projects, {len(outcome.evidence):,} critical, "
        f"digest of the inputs {repeated.inputs_sha256}."
    )


def _day_to_run(day: date | None) -> date:
    on = day or clock.today()
    if on > clock.today():
        raise DayInFuture(
            f"{on} has not come yet.", next_step="Run the designation of today, or of an earlier day."
        )
    if on < BEGINNING:
        raise click.BadParameter(f"{on} is before {BEGINNING}.", param_hint="--date")
    return on


def _compare(on: date) -> None:
    """Rank by the details, and mark what differs from the ranking by the counts."""
    with progress(f"Ranking for {on}", total=1) as advance:
        found = compare_with_details(on=on)
        advance(1)
    _show_size(found.by_details)
    _show_evidence(found.by_details, new=found.by_details_alone)
    for name in sorted(found.by_counts_alone):
        click.echo(f"- {name}: critical by the counts alone")
    _tell_of_details(found)
    click.echo("Nothing was stored.")


def _tell_of_details(found: Comparison) -> None:
    if found.without_details:
        share = found.without_details / found.downloads
        click.echo(
            f"The details are not whole: of {found.downloads:,} counted downloads, {found.without_details:,} ({share:.2%}) have none."
        )
    else:
        click.echo(f"All of {found.downloads:,} counted downloads have details.")
    if not (found.by_details_alone or found.by_counts_alone):
        click.echo("By the counts the same projects are critical.")


def _designate(on: date, *, dry_run: bool) -> None:
    latest = find_latest_run()
    with progress(f"Ranking for {on}", total=1) as advance:
        outcome = preview(on=on) if dry_run else run(by=CONSOLE, on=on, now=clock.now())
        advance(1)
    _show(outcome, before=latest if latest is not None and latest.on == on else None)
    if dry_run:
        click.echo("Nothing was stored.")


def _show(outcome: Outcome, *, before: RunRecord | None) -> None:
    """Say what a run found, and mark what is new; against an earlier run of the same day, if there was one."""
    _show_size(outcome)
    new = news(outcome, told_in=before.entered, told_out=before.left) if before else news(outcome)
    _show_evidence(outcome, new=new.entered)
    for departure in outcome.left:
        mark = "-" if departure in new.left else " "
        click.echo(f"{mark} {departure.name}: {departure.reason}")
    for mark, names in (("-", new.never_in), ("+", new.never_out)):
        for name in names:
            click.echo(f"{mark} {name}: late data changed the day's result")
    if before and not any(new):
        click.echo("No designation changed: this day was run before.")


def _show_size(outcome: Outcome) -> None:
    click.echo(
        f"{outcome.window.first_day} to {outcome.window.last_day}: {outcome.population_size:,} projects,"
    )
    click.echo(
        f"cohort {outcome.cohort_size:,}, cut-off {outcome.cut_off:,} downloads, {len(outcome.evidence):,} critical."
    )


def _show_evidence(outcome: Outcome, *, new: Collection[str]) -> None:
    for one in outcome.evidence:
        mark = "+" if one.name in new else " "
        rank = f"rank {one.rank:,}" if one.rank else "unranked"
        click.echo(f"{mark} {one.name}: {rank}, {one.downloads:,} downloads ({', '.join(one.rules)})")
