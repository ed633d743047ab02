"""`strongroom downloads …`."""

import os
import sys
from pathlib import Path

import click

from strongroom.catalog.queries import projects_of_files
from strongroom.downloads.errors import LogRefused
from strongroom.downloads.services import FORMAT_NAMES, Imported, Reading, import_logs
from strongroom.foundation import clock
from strongroom.interfaces.cli.progress import progress


@click.group()
def downloads() -> None:
    """Counts of downloads."""


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
    default="",
    metavar="NAME",
    help="Who wrote the logs, such as a server. The same lines of two sources count twice.",
)
@click.option(
    "--readers",
    type=click.IntRange(1, 64),
    default=len(os.sched_getaffinity(0)),
    show_default="one for each core",
    help="Processes that read, one file each.",
)
def import_paths(paths: tuple[Path, ...], format_name: str | None, source: str, readers: int) -> None:
    """Count logs of downloads: files, and all files in folders; plain, gzip or zstd.

    What was counted before is not counted again, whatever it is called now. A file is counted whole or, should the command
    be killed, not at all: run it again.
    """
    files = [file for path in paths for file in _files(path)]
    reading = Reading(find_projects=projects_of_files, source=source, format_name=format_name or "")
    size_bytes = sum(file.stat().st_size for file in files)
    with progress(f"Counting {len(files)} logs", total=size_bytes) as advance:
        outcomes = list(
            import_logs(files, reading=reading, readers=readers, now=clock.now(), advance=advance)
        )
    refused = [outcome for path, outcome in outcomes if not _tell(path, outcome)]
    if refused:
        sys.exit(1)


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    return sorted(file for file in path.rglob("*") if file.is_file() and not file.name.startswith("."))


def _tell(path: Path, outcome: Imported | LogRefused) -> bool:
    """Say what became of a file; return whether it is counted."""
    if isinstance(outcome, LogRefused):
        click.echo(f"strongroom: {outcome.message}", err=True)
        return False
    if outcome.already_counted:
        click.echo(f"{path.name}: counted before, nothing added.")
        return True
    click.echo(
        f"{path.name}: {outcome.downloads} downloads counted, {outcome.others} other lines, "
        f"{outcome.unknown} of unknown form."
    )
    for line in outcome.sample:
        click.echo(f"    unknown: {line}")
    return True
