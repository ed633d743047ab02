"""Progress of long work: a bar on a terminal, plain lines elsewhere."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

_PAUSE_SECONDS = 10.0
"""Between two plain lines about the same work."""


@contextmanager
def progress(
    what: str, *, total: int, pause_seconds: float = _PAUSE_SECONDS
) -> Iterator[Callable[[int], None]]:
    """Lend a function that takes how much more is done, in the unit of `total`.

    Args:
        pause_seconds: Between two plain lines.
    """
    if not sys.stderr.isatty():
        click.echo(f"{what} …", err=True)
        yield _plain_lines(what, total, pause_seconds)
        click.echo(f"{what}: done.", err=True)
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task(what, total=total)
        yield lambda amount: bar.update(task, advance=amount)


def _plain_lines(what: str, total: int, pause_seconds: float) -> Callable[[int], None]:
    done, told_at = 0, monotonic()

    def advance(amount: int) -> None:
        nonlocal done, told_at
        done += amount
        if monotonic() - told_at >= pause_seconds:
            told_at = monotonic()
            click.echo(f"{what}: {100 * done // max(total, 1)} % …", err=True)

    return advance
