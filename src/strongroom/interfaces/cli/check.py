"""`strongroom check`: is this installation sound?"""

import sys

import click
from django.conf import settings

from strongroom.foundation.errors import Refusal
from strongroom.interfaces.cli.progress import progress
from strongroom.publishing.services import Findings, examine, sweep


class NoContents(Refusal):
    """There never was content that files could be compared with."""

    code = "no_contents"


@click.command()
@click.option(
    "--fix", is_flag=True, help="Sweep what no published file needs: left by uploads that were cut off."
)
def check(*, fix: bool) -> None:
    """Compare database and stored content."""
    if settings.STRONGROOM_SIMULATION:
        raise NoContents(
            "The files of a simulation have no contents: there is nothing to compare.",
            next_step="`strongroom check` is for an index; --data names its folder.",
        )
    with progress("Checking stored content", total=1) as advance:
        findings = sweep() if fix else examine()
        advance(1)
    for line in _lines(findings):
        click.echo(line)
    if not findings.is_sound:
        sys.exit(1)


def _lines(findings: Findings) -> list[str]:
    lines = [f"{findings.published} published files, {findings.kept} contents kept."]
    lines += [
        f"MISSING: the content of {filename} is gone; restore it from a backup."
        for filename in findings.missing
    ]
    lines += [
        f"CHANGED: the content of {filename} is not what was published." for filename in findings.changed
    ]
    if findings.orphans or findings.unfinished:
        verb = "swept" if findings.swept else "can be swept with --fix"
        lines.append(
            f"{findings.orphans} orphaned contents and {findings.unfinished} unfinished uploads {verb}."
        )
    lines.append("Sound." if findings.is_sound else "Not sound.")
    return lines
