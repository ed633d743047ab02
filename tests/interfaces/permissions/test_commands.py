"""Every command: it is run on the machine, so it asks for no credential, and the journal names the console."""

from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from strongroom.infra.journal.models import JournalEntry
from strongroom.interfaces.cli.group import cli
from tests.interfaces.permissions.kinds import SIGNED_IN, Kind
from tests.interfaces.permissions.table_commands import COMMANDS, Command, Effect
from tests.interfaces.permissions.words import HELD_BACK
from tests.interfaces.permissions.world import World, undone

ROOT = Path(__file__).resolve().parents[3]
RUN_HERE = [one for one in COMMANDS if not one.tried_in]


def commands_of(group: click.Group, before: str = "") -> Iterator[str]:
    """Yield the name of every command, as it is typed."""
    context = click.Context(group)
    for name in group.list_commands(context):
        found = group.get_command(context, name)
        if isinstance(found, click.Group):
            yield from commands_of(found, f"{before}{name} ")
        else:
            yield f"{before}{name}"


def test_every_command_has_a_row_and_every_row_a_command() -> None:
    """A new one: say in table_commands.py what it does, and as whom."""
    assert sorted(commands_of(cli)) == sorted(one.name for one in COMMANDS)


def test_what_is_not_run_here_is_run_by_another_test() -> None:
    assert [one for one in COMMANDS if one.tried_in and not (ROOT / one.tried_in).exists()] == []


@pytest.mark.parametrize(
    "command", [one for one in RUN_HERE if one.effect is Effect.CHANGES], ids=lambda one: one.name
)
def test_what_is_changed_is_told_as_done_by_the_console(db: None, world: World, command: Command) -> None:
    with undone():
        before = JournalEntry.objects.count()
        assert _exit_code(world, command) == 0
        new = JournalEntry.objects.order_by("serial")[before:]
        assert {entry.by for entry in new} == {"operator:console"}


@pytest.mark.parametrize(
    "command", [one for one in RUN_HERE if one.effect is Effect.READS], ids=lambda one: one.name
)
def test_what_only_shows_something_changes_nothing(db: None, world: World, command: Command) -> None:
    with undone():
        before = JournalEntry.objects.count()
        assert _exit_code(world, command) == 0
        assert JournalEntry.objects.count() == before


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.ANONYMOUS])
def test_for_somebody_the_console_does_only_what_they_may_themselves(
    db: None, world: World, kind: Kind
) -> None:
    [command] = [one for one in COMMANDS if one.effect is Effect.FOR_SOMEBODY]
    may = kind in SIGNED_IN - HELD_BACK
    with undone():
        before = JournalEntry.objects.count()
        assert _exit_code(world, command, kind) == (0 if may else 1)
        assert (JournalEntry.objects.count() > before) is may


def _exit_code(world: World, command: Command, kind: Kind = Kind.OWNER) -> int:
    arguments = world.filled(command.arguments, kind).split()
    password = "a harbor seal reads 44 maps\n"
    return CliRunner().invoke(cli, [*command.name.split(), *arguments], input=password * 2).exit_code
