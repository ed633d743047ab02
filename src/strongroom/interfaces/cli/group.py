"""The group of all commands. Commands are loaded when they are called, Django with them."""

import sys
from importlib import import_module
from typing import Any

import click
import django

from strongroom.foundation.errors import Refusal

_COMMANDS = {
    "serve": "serve:serve",
    "work": "work:work",
    "prepare": "work:prepare",
    "operator": "people:operator",
    "user": "people:user",
    "token": "people:token",
    "designate": "criticality:designate",
    "mandate": "criticality:mandate",
    "downloads": "downloads:downloads",
    "check": "check:check",
}
_WITHOUT_DJANGO = {"serve"}


class Commands(click.Group):
    """Finds a command in its module, and turns a refusal into one line and exit status 1."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names shown by --help."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Return the command of that name."""
        if cmd_name not in _COMMANDS:
            return None
        if cmd_name not in _WITHOUT_DJANGO:
            django.setup()
        module, _, attribute = _COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(import_module(f"strongroom.interfaces.cli.{module}"), attribute)
        return command

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run, and say a refusal in one line."""
        try:
            return super().main(*args, **kwargs)
        except Refusal as refusal:
            click.echo(f"strongroom: {refusal.message}", err=True)
            sys.exit(1)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="strongroom")
@click.option(
    "--data", metavar="DIR", help="Folder of everything the index keeps. May stand anywhere in the command."
)
def cli(data: str | None) -> None:
    """Strongroom, a Python package index that protects the projects everybody depends on."""
