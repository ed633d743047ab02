"""`strongroom downloads details` and `strongroom downloads move`: the detail store."""

import sys
from collections import Counter

import click

from strongroom.downloads.errors import DetailsRefused
from strongroom.downloads.queries import get_store
from strongroom.downloads.services.details import (
    DayCheck,
    build_changed_days,
    check_days,
    chosen_pieces,
    count_changed_days,
    move_days,
)
from strongroom.downloads.store import DetailStore, open_store
from strongroom.foundation import clock
from strongroom.interfaces.cli.progress import progress


@click.command()
@click.option("--check", is_flag=True, help="Compare the store with its ledger and with the daily counts.")
@click.option("--build", is_flag=True, help="Build all days that have changed, now.")
def details(*, check: bool, build: bool) -> None:
    """Downloads by file, version, installer, Python and system: the detail store.

    Without an option, say what is kept.
    """
    store = get_store()
    refused = _build(store) if build else 0
    if check:
        refused += _check(store)
    if not (check or build):
        _tell(store)
    if refused:
        sys.exit(1)


@click.command()
@click.option("--to", "target", required=True, metavar="URL", help="Detail store that takes the days.")
@click.option(
    "--from", "source", metavar="URL", help="Detail store they are in; without it, that of this index."
)
def move(target: str, source: str | None) -> None:
    """Carry all days of a detail store to another one; the first keeps them.

    Days that are there already and equal are passed over: a command that was interrupted is run again.
    """
    source_store = open_store(source, to_read=True) if source else get_store()
    target_store = open_store(target)
    days = len(source_store.days())
    with progress(f"Carrying {_days(days)}", total=days) as advance:
        moved = move_days(source_store, target_store, chosen_pieces(), advance=advance)
    click.echo(f"{_days(moved.carried)} carried over and compared, {moved.equal} there before.")
    if moved.newer:
        click.echo(f"{_days(moved.newer)} left alone: the target holds more downloads of them.")


def _tell(store: DetailStore) -> None:
    days, waiting = store.days(), count_changed_days()
    if days:
        click.echo(f"{_days(len(days))} kept, {days[0]} to {days[-1]}.")
    else:
        click.echo("No day kept yet.")
    if waiting:
        click.echo(f"{_days(waiting)} changed, to be built.")


def _build(store: DetailStore) -> int:
    """Build; return how many days could not be built."""
    outcomes = []
    with progress("Building days", total=count_changed_days()) as advance:
        for outcome in build_changed_days(store, chosen_pieces(), now=clock.now(), at_once=True):
            outcomes.append(outcome)
            advance(1)
    refused = [outcome for outcome in outcomes if isinstance(outcome, DetailsRefused)]
    for refusal in refused:
        click.echo(f"strongroom: {refusal.message}", err=True)
    click.echo(f"{_days(len(outcomes) - len(refused))} built.")
    return len(refused)


def _check(store: DetailStore) -> int:
    """Compare; return how many days are not sound."""
    checks = list(check_days(store))
    faulty = [one for one in checks if not one.is_sound]
    for one in faulty:
        click.echo(f"DIFFERS: {one.day}: {_difference(one)}")
    without = [one for one in checks if one.without_details]
    if without:
        downloads = sum(one.without_details for one in without)
        click.echo(f"{downloads:,} downloads of {_days(len(without))} were counted without details.")
    unbuilt = sum(not one.is_built for one in checks)
    if unbuilt:
        click.echo(f"{_days(unbuilt)} not built yet.")
    click.echo(f"{_days(len(checks))} compared: {'not sound.' if faulty else 'sound.'}")
    return len(faulty)


def _days(number: int) -> str:
    return "1 day" if number == 1 else f"{number} days"


def _difference(one: DayCheck) -> str:
    return f"{_words(one.stored)} stored, {_words(one.named)} in the ledger, {_words(one.counted)} counted"


def _words(downloads: Counter[str]) -> str:
    return ", ".join(f"{number:,} {kind}" for kind, number in sorted(downloads.items())) or "nothing"
