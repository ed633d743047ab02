"""What the guides tell people to type is understood as it stands: commands, options, and those that must not be left out."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from strongroom.interfaces.cli.group import cli

GUIDES = sorted(Path(__file__).parents[3].glob("docs/how-to/*.md"))
FENCED = re.compile(r"^ *```\n(.*?)^ *```", re.DOTALL | re.MULTILINE)
INLINE = re.compile(r"`(strongroom [^`]+)`")
PLACEHOLDER = re.compile(r"[A-Z]+…?|…")


def commands(text: str) -> Iterator[str]:
    """Yield the commands of a guide as one types them. An option that a sentence names without its value is none."""
    for block in FENCED.findall(text):
        for line in block.replace("\\\n", "").splitlines():
            if (line := line.strip()).startswith("strongroom "):
                yield re.split(r"\s{2,}[a-z#]| [<>|] ", line)[0]
    named = (" ".join(found.split()) for found in INLINE.findall(FENCED.sub("", text)))
    yield from (command for command in named if re.search(r" [\d\"A-Z…]", command))


def check(typed: str) -> None:
    """Parse a command without running it.

    Raises:
        ClickException: it is not understood.
    """
    words = ["1" if PLACEHOLDER.fullmatch(word) else word for word in shlex.split(typed)[1:]]
    if "--data" in words:  # which the program takes out before
        place = words.index("--data")
        del words[place : place + 2]
    command: click.Command = cli
    with click.Context(cli) as context:
        while isinstance(command, click.Group):
            name, found, words = command.resolve_command(context, words)
            assert found is not None, name
            command = found
        try:
            command.make_context(command.name, words, parent=context)
        except click.BadParameter as error:
            missing = isinstance(error, click.MissingParameter)
            of_a_file = error.param is not None and isinstance(error.param.type, click.Path | click.File)
            if missing or not of_a_file:
                raise


@pytest.mark.parametrize(
    "typed", ["strongroom vouchers withdraw 1", "strongroom vouchers show", "strongroom designate --shares 1"]
)
def test_the_check_finds_what_is_not_understood(typed: str) -> None:
    with pytest.raises(click.ClickException):
        check(typed)


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.stem)
def test_every_command_of_a_guide_is_understood(guide: Path) -> None:
    for typed in commands(guide.read_text(encoding="utf-8")):
        try:
            check(typed)
        except click.ClickException as error:
            pytest.fail(f"{typed}: {error.format_message()}")
