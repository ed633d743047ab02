"""`strongroom downloads …`."""

from pathlib import Path

import click

from strongroom.downloads.services import import_log
from strongroom.foundation import clock
from strongroom.interfaces.cli.progress import progress


@click.group()
def downloads() -> None:
    """Counts of downloads."""


@downloads.command("import")
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
def import_files(files: tuple[Path, ...]) -> None:
    """Count logs of downloads, plain or gzip. A file that was counted before is not counted again."""
    for path in files:
        with progress(f"Counting {path.name}", total=path.stat().st_size) as advance:
            folded = import_log(path, now=clock.now(), advance=advance)
        if folded.already_counted:
            click.echo(f"{path.name}: counted before, nothing added.")
        else:
            click.echo(f"{path.name}: {folded.events} downloads counted, {folded.malformed} lines were none.")
