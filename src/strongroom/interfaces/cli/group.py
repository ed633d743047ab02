"""The group of all commands. Commands are loaded when they are called, Django with them."""

import gc
import sys
from importlib import import_module
from typing import Any, NoReturn

import click

from strongroom.foundation.errors import Refusal
from strongroom.foundation.garbage import uncollected
from strongroom.infra.journal.origins import Origin, made_from

_COMMANDS = {
    "serve": ("serve:serve", "Serve the index, and do its background work."),
    "read": ("read:read", ""),
    "lane": ("lane:lane", ""),
    "web": ("web:web", ""),
    "work": ("work:work", ""),
    "prepare": ("preparation:prepare", "Bring tables and pages to this version, as serve does."),
    "operator": ("people:operator", "Operators of this index."),
    "user": ("people:user", "Accounts of people."),
    "recovery": ("recoveries:recovery", "Accounts that operators are asked to give back."),
    "passwords": ("passwords:passwords", "Passwords that nobody may use here."),
    "keys": ("keys:keys", "The keys that secrets in the database are sealed with."),
    "token": ("tokens:token", "Make API tokens, and narrow them anywhere."),
    "mail": ("mail:mail", "Mail that comes back, and people whom none reaches."),
    "designate": ("designation:designate", "Find out which projects are critical."),
    "runs": ("runs:runs", "Designations that were run."),
    "policy": ("policy:policy", "The rules by which projects are critical."),
    "mandate": ("mandates:mandate", "The rules that people need a second factor."),
    "vouchers": ("vouchers:vouchers", "Campaigns that give security keys away."),
    "name": ("names:name", "Which names new projects may have."),
    "namespace": ("namespaces:namespace", "Names that are kept for the projects of one owner."),
    "project": ("projects:project", "What operators do about a project."),
    "release": ("projects:release", "What operators do about one release."),
    "downloads": ("downloads:downloads", "Counts of downloads."),
    "pages": ("pages:pages", "The prepared pages of this machine."),
    "why": ("why:why", "Which rule answers for the name of a project."),
    "simulate": ("simulate:simulate", "Replay PyPI's July 2022 in a folder of its own."),
    "check": ("check:check", "Compare database and stored content."),
}
"""Where each command is, and its line in --help; those that only `serve` calls have none."""
_ORIGIN = Origin(client="the command line")
"""What the journal says of where a command's changes come from; by whom, each command says."""

_NOT_PREPARED = ("unable to open database file", "no such table", "no such column", "42P01", "42703")
_DISK_FULL = ("disk is full", "53100")
"""By which errors of a database are known (PostgreSQL, appendix A: error codes)."""

_WITHOUT_DJANGO = {"serve", "read", "lane", "token", "simulate"}


class Commands(click.Group):
    """Finds a command in its module, and turns a refusal into one line and exit status 1."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names shown by --help."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Return the command of that name."""
        if cmd_name not in _COMMANDS:
            return None
        module, _, attribute = _COMMANDS[cmd_name][0].partition(":")
        # Nothing that is loaded is garbage, now or later, and to look for some takes a sixth of a start.
        with uncollected():
            if cmd_name not in _WITHOUT_DJANGO:
                import_module("django").setup()
            command: click.Command = getattr(import_module(f"strongroom.interfaces.cli.{module}"), attribute)
            gc.freeze()
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """List the commands without loading one: help needs no settings, and makes no folders."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, summary) for name, (_, summary) in _COMMANDS.items() if summary])

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run, and say in one line what was refused or is not there."""
        try:
            with made_from(_ORIGIN):
                return super().main(*args, **kwargs)
        except Refusal as refusal:
            _fail(refusal.message)
        except OSError as error:
            _fail(str(error))
        except Exception as error:
            known = _explanation(error)
            if known is None:
                raise
            _fail(known)


def _explanation(error: Exception) -> str | None:
    """Return what to say of an error of the shell's words, or of Django, which only some commands load; None for ours."""
    if isinstance(error, UnicodeEncodeError) and error.reason == "surrogates not allowed":
        return "What was given is not text in UTF-8."
    if "django" not in sys.modules:
        return None
    from django.core.exceptions import ImproperlyConfigured  # noqa: PLC0415 - see above
    from django.db import OperationalError, ProgrammingError, connection  # noqa: PLC0415

    if isinstance(error, OperationalError | ProgrammingError):
        name = connection.settings_dict["NAME"]
        return f"The database {name} cannot be used: {error}. {_what_to_do(error)}".strip()
    return str(error) if isinstance(error, ImproperlyConfigured) else None


def _what_to_do(error: Exception) -> str:
    """Return what helps against an error of SQLite, known by its words, or of PostgreSQL, by its code; nothing for others."""
    told = f"{error} {getattr(error.__cause__, 'sqlstate', '')}"
    if any(sign in told for sign in _NOT_PREPARED):
        return "`strongroom serve` and `strongroom prepare` make its tables."
    if any(sign in told for sign in _DISK_FULL):
        return "Make room on its disk, and give the command again: what was not finished was undone."
    return ""


def _fail(message: str) -> NoReturn:
    click.echo(f"strongroom: {' '.join(message.split())}", err=True)
    sys.exit(1)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="strongroom")
@click.option(
    "--data", metavar="DIR", help="Folder of everything the index keeps. May stand anywhere in the command."
)
def cli(data: str | None) -> None:
    """Strongroom, a Python package index that protects the projects everybody depends on."""
