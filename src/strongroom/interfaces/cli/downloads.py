"""`strongroom downloads …`."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from strongroom.catalog.queries import projects_of_files, versions_of_files
from strongroom.downloads.errors import LogRefused, LogUnreadable
from strongroom.downloads.queries import TotalsHeld, count_names, find_totals_held
from strongroom.downloads.services import (
    FORMAT_NAMES,
    Imported,
    Reading,
    check_source,
    find_wrong_totals,
    import_logs,
    name_of,
    rebuild_totals,
)
from strongroom.downloads.services.details import chosen_reading
from strongroom.foundation import clock
from strongroom.interfaces.cli.download_details import details, move
from strongroom.interfaces.cli.ending import ended_in_order
from strongroom.interfaces.cli.progress import progress

_WRONG_SHOWN = 20


@click.group()
def downloads() -> None:
    """Counts of downloads."""


downloads.add_command(details)
downloads.add_command(move)


@downloads.command("import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option(
    "--format",
    "format_name",
    type=click.Choice(FORMAT_NAMES),
    help="Form of the lines. Recognized from the first ones if it is not given.",
)
@click.option(
    "--source",
    metavar="NAME",
    help="Who wrote the logs, such as a server, in 1 to 100 letters. The same lines of two sources count twice.",
)
@click.option(
    "--readers",
    type=click.IntRange(1, 64),
    default=len(os.sched_getaffinity(0)),
    show_default="one for each core",
    help="Processes that read, one file each.",
)
def import_paths(paths: tuple[Path, ...], format_name: str | None, source: str | None, readers: int) -> None:
    """Count logs of downloads: files, and all files in folders; plain, gzip or zstd.

    What was counted before is not counted again, whatever it is called now. A file is counted whole or, should the command
    be killed, not at all: run it again.
    """
    if source is not None:
        check_source(source)
    files = [file for path in paths for file in _files(path)]
    reading = Reading(
        find_projects=projects_of_files,
        source=source or "",
        format_name=format_name or "",
        details=chosen_reading(find_versions=versions_of_files),
    )
    size_bytes = sum(file.stat().st_size for file in files)
    logs = "1 log" if len(files) == 1 else f"{len(files)} logs"
    with ended_in_order(), progress(f"Counting {logs}", total=size_bytes) as advance:
        outcomes = list(
            import_logs(files, reading=reading, readers=readers, now=clock.now(), advance=advance)
        )
    for path, outcome in outcomes:
        _tell(path, outcome)
    if len(outcomes) > 1:
        click.echo(_summed([outcome for _, outcome in outcomes]))
    if any(isinstance(outcome, LogRefused) for _, outcome in outcomes):
        sys.exit(1)


@downloads.command("totals")
@click.option("--check", is_flag=True, help="Compare them with what the counts add up to.")
@click.option("--rebuild", is_flag=True, help="Add them up anew.")
def show_totals(*, check: bool, rebuild: bool) -> None:
    """Say of which days downloads are kept added up, for the ranking.

    A run of the designation moves them from day to day, and adds them up anew where window or counted clients have changed.
    Should one be wrong after all, the command ends with exit status 1 if it was to check, and a rebuild mends it.
    """
    held = find_totals_held()
    if held is None:
        click.echo("None are kept: the first run of the designation makes them.")
        return
    if rebuild:
        with progress("Adding up", total=count_names()) as advance:
            rebuild_totals(advance=advance)
        held = find_totals_held() or held
    click.echo(_described(held))
    if check and not _sound():
        sys.exit(1)


def _files(path: Path) -> list[Path]:
    """Return a file, or those in a folder and in what is in it.

    Raises:
        LogUnreadable: if there is none, or a folder cannot be read.
    """
    if not path.is_dir():
        return [path]
    try:
        inside = [Path(folder, name) for folder, _, names in os.walk(path, onerror=_raised) for name in names]
    except OSError as error:
        raise LogUnreadable(f"{path} cannot be read: {error}.", next_step="Check the path.") from error
    files = sorted(file for file in inside if file.is_file() and not file.name.startswith("."))
    if not files:
        raise LogUnreadable(
            f"There is no file in {path}.",
            why="Names that begin with a dot are left out.",
            next_step="Check the path.",
        )
    return files


def _raised(error: OSError) -> None:
    raise error


def _tell(path: Path, outcome: Imported | LogRefused) -> None:
    """Say what became of a file."""
    if isinstance(outcome, LogRefused):
        click.echo(f"strongroom: {outcome.message}", err=True)
        return
    told = "counted before, nothing added" if outcome.already_counted else _counted(outcome)
    click.echo(f"{name_of(path)}: {told}.")
    for line in outcome.sample:
        click.echo(f"    unknown: {line}")
    if outcome.unfinished_at:
        click.echo(
            "    left out: its last line, which has no end. Import it once it has one: "
            f"unpacked, `tail -c +{outcome.unfinished_at + 1}`."
        )


def _counted(imported: Imported) -> str:
    downloads = "1 download" if imported.downloads == 1 else f"{imported.downloads:,} downloads"
    return f"{downloads} counted, {imported.others:,} other lines, {imported.unknown:,} of unknown form"


def _summed(outcomes: Sequence[Imported | LogRefused]) -> str:
    """Say in a line what became of several files."""
    imported = [outcome for outcome in outcomes if isinstance(outcome, Imported)]
    counted = [one for one in imported if not one.already_counted]
    downloads = sum(one.downloads for one in counted)
    parts = [f"{len(counted):,} counted ({downloads:,} download{'' if downloads == 1 else 's'})"]
    if refused := len(outcomes) - len(imported):
        parts.append(f"{refused:,} refused")
    if before := len(imported) - len(counted):
        parts.append(f"{before:,} counted before")
    return f"{len(outcomes):,} files: {', '.join(parts)}."


def _described(held: TotalsHeld) -> str:
    window = held.window
    state = "" if held.whole else " Not all names are added up yet: the next run goes on."
    return (
        f"Kept from {window.first_day} to {window.last_day}, {window.days} days; "
        f"counted are {', '.join(sorted(held.classes))}.{state}"
    )


def _sound() -> bool:
    """Say which totals are wrong; return whether none is."""
    with progress("Adding up everything, and comparing", total=1) as advance:
        wrong = find_wrong_totals(most=_WRONG_SHOWN)
        advance(1)
    for one in wrong:
        click.echo(f"WRONG: {one.name} has {one.kept}, its counts add up to {one.counted}.")
    click.echo("Not sound: `strongroom downloads totals --rebuild` mends them." if wrong else "Sound.")
    return not wrong
