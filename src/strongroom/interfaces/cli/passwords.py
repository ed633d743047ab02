"""`strongroom passwords …`: passwords that others have lost."""

from pathlib import Path

import click
from django.conf import settings

from strongroom.accounts.services import import_breached_passwords
from strongroom.infra.db import check_open_to_writers
from strongroom.interfaces.cli.progress import progress


@click.group()
def passwords() -> None:
    """Passwords that nobody may use here."""


@passwords.command("import")
@click.argument("dump", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_dump(dump: Path) -> None:
    """Refuse from now on every password whose SHA-1 is in DUMP.

    DUMP has lines of SHA-1:COUNT in ascending order, as Have I Been Pwned offers them. What was imported before is
    replaced. Servers that are running notice.
    """
    check_open_to_writers()
    target: Path = settings.STRONGROOM_BREACHED_PASSWORDS
    with dump.open("rb") as file, progress(f"Reading {dump.name}", total=dump.stat().st_size) as advance:
        number = import_breached_passwords(file, target, advance=advance)
    click.echo(f"{number:,} breached passwords are refused from now on.")
