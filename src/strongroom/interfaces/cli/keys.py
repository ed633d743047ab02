"""`strongroom keys …`: the keys that secrets in the database are sealed with."""

from pathlib import Path

import click
from django.conf import settings

from strongroom.accounts.services import (
    count_sealed,
    drop_sealing_key,
    let_key_wait,
    reseal,
    rotate_keys,
)
from strongroom.foundation import clock
from strongroom.interfaces.cli.console import CONSOLE
from strongroom.interfaces.cli.progress import progress


def _secret_file() -> Path:
    path: Path = settings.STRONGROOM_SECRET_FILE
    return path


@click.group()
def keys() -> None:
    """The keys that secrets in the database are sealed with."""


@keys.command("list")
def list_all() -> None:
    """Show each key, and how many secrets need it."""
    current, *_ = key_ids = settings.STRONGROOM_KEYRING.key_ids
    needed = count_sealed()
    for key_id in sorted({*key_ids, *needed}):
        click.echo(
            f"{key_id}: {_state(key_id, key_ids, current)}; {needed[key_id]} secrets are sealed with it"
        )


def _state(key_id: int, key_ids: tuple[int, ...], current: int) -> str:
    if key_id not in key_ids:
        return "MISSING in the secret file"
    if key_id == current:
        return "seals and opens"
    return "waits" if key_id > current else "opens"


@keys.command()
def add() -> None:
    """Add a key that only opens, to bring it to other machines before `keys rotate`."""
    key_id = let_key_wait(_secret_file(), by=CONSOLE, now=clock.now())
    click.echo(
        f"Key {key_id} waits. Bring {_secret_file()} to every machine, then run `strongroom keys rotate`."
    )


@keys.command()
def rotate() -> None:
    """Seal with another key, and seal every secret anew. What was cut off goes on."""
    key_id = rotate_keys(_secret_file(), by=CONSOLE, now=clock.now())
    with progress("Sealing anew", total=count_sealed().total()) as advance:
        reseal(advance=advance)
    click.echo(
        f"Every secret is sealed with key {key_id}. `strongroom keys list` shows which keys may be dropped."
    )


@keys.command()
@click.argument("key_id", metavar="KEY", type=int)
def drop(key_id: int) -> None:
    """Forget KEY, a number, which was replaced and which nothing needs."""
    drop_sealing_key(_secret_file(), key_id, by=CONSOLE, now=clock.now())
    click.echo(
        f"Key {key_id} is forgotten. Backups of the database from before the rotation need it: keep a backup of the file."
    )
