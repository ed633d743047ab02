"""`strongroom token …`: make API tokens on the index's machine, narrow them on any.

To narrow a token needs neither the index nor its settings: it runs where the token is. The token is read from
standard input, a file or the terminal, never from the command line, where others could see it.
"""

import re
import sys
from datetime import UTC, datetime, timedelta
from importlib import import_module
from typing import Any, TextIO

import click

from strongroom.foundation import clock
from strongroom.foundation.names import normalize
from strongroom.foundation.tokens import caveats, macaroons

_SPAN = re.compile(r"(?P<number>[1-9][0-9]{0,4})(?P<unit>[mhd])")
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
_EPOCH = datetime.fromtimestamp(0, UTC)
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_MOST_CHARACTERS = 2 * macaroons.MAX_TOKEN_LENGTH


def _span(_ctx: click.Context, _option: click.Parameter, text: str | None) -> timedelta | None:
    """Return the span of an option's value.

    Raises:
        BadParameter: it says none.
    """
    said = _SPAN.fullmatch(text or "")
    if text is None or said:
        return timedelta(**{_UNITS[said["unit"]]: int(said["number"])}) if said else None
    raise click.BadParameter("say 30m, 2h or 7d")


def _ids(_ctx: click.Context, _option: click.Parameter, texts: tuple[str, ...]) -> tuple[str, ...]:
    """Return the ids of an option's values.

    Raises:
        BadParameter: one has not the form of an id.
    """
    if all(_ID.fullmatch(text) for text in texts):
        return texts
    raise click.BadParameter("a project's id is shown where a token for it is made")


@click.group()
def token() -> None:
    """Make API tokens, and narrow them anywhere."""


@token.command()
@click.argument("username", metavar="USER")
@click.option(
    "--project", "projects", multiple=True, help="Limit the token to this project; may be given again."
)
@click.option(
    "--read-only", is_flag=True, help="It can only download, which a private index asks a token for."
)
@click.option(
    "--expires",
    type=int,
    metavar="DAYS",
    default=90,
    show_default=True,
    help="Days until it expires.",
)
@click.option(
    "--never-expires",
    is_flag=True,
    help="It works until it is revoked, also for who finds it years from now.",
)
@click.option("--name", default="made on the command line", show_default=True, help="What its owner sees.")
def create(*, never_expires: bool, expires: int, **wanted: Any) -> None:
    """Make an API token for USER and print it, and nothing else, on standard output."""
    import_module("django").setup()
    from strongroom.interfaces.cli.token_making import make_token  # noqa: PLC0415 - it needs the index

    click.echo(make_token(days=None if never_expires else expires, now=clock.now(), **wanted))


@token.command()
@click.option("--project", "projects", multiple=True, metavar="NAME", help="Only these; may be given again.")
@click.option(
    "--project-id",
    "project_ids",
    multiple=True,
    metavar="ID",
    callback=_ids,
    help="Only these, by their ids.",
)
@click.option("--expires", callback=_span, metavar="SPAN", help="Only until then: 30m, 2h or 7d from now.")
@click.option("--read-only", is_flag=True, help="Only to download.")
@click.option(
    "--file", type=click.File(), metavar="FILE", help="Where the token is; standard input if not given."
)
def narrow(
    *,
    projects: tuple[str, ...],
    project_ids: tuple[str, ...],
    expires: timedelta | None,
    read_only: bool,
    file: TextIO | None,
) -> None:
    """Print an API token that allows less than the one it is made of, which stays as it is.

    The token is read from standard input. No index is asked, so nobody checks here whether it is accepted.
    """
    limits: list[caveats.Caveat] = []
    if projects:
        limits.append(caveats.ProjectNames(frozenset(map(normalize, projects))))
    if project_ids:
        limits.append(caveats.ProjectIds(frozenset(project_ids)))
    if expires is not None:
        # From the beginning of time: the clock of this machine may be ahead of the index's.
        limits.append(caveats.Expiration(clock.now() + expires, not_before=_EPOCH))
    if read_only:
        limits.append(caveats.ReadOnly())
    if not limits:
        raise click.UsageError("Say what the token is to be limited to: see --help.")
    click.echo(_narrowed(_read(file), limits))


def _narrowed(text: str, limits: list[caveats.Caveat]) -> str:
    """Return the token with these limits added.

    Raises:
        TokenMalformed: the text is no token.
        TokenTooLarge: it would carry too much.
    """
    macaroon = macaroons.parse(text)
    for limit in limits:
        macaroon = macaroons.restrict(macaroon, caveats.write(limit))
    return macaroons.serialize(macaroon, prefix=text.partition("-")[0])


def _read(file: TextIO | None) -> str:
    """Return the token from the file or standard input; at a terminal, from what is typed without being shown."""
    if file is None and sys.stdin.isatty():
        return str(click.prompt("Token", hide_input=True, err=True)).strip()
    return (file or sys.stdin).read(_MOST_CHARACTERS).strip()
