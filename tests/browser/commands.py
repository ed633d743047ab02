"""Several `strongroom …` in one process, each of which would start a Python of its own: `python -m tests.browser.commands JSON`."""

import json
import sys

from strongroom.interfaces.cli.group import cli
from tests.support.served import Index

Command = tuple[str, ...]
"""What stands behind `strongroom`."""


def run(index: Index, *commands: Command) -> None:
    """Run these on the data of an index, one after the other.

    Raises:
        AssertionError: with what was said, if one of them fails; those after it are not run.
    """
    index.python("-m", "tests.browser.commands", json.dumps(commands))


if __name__ == "__main__":
    for command in json.loads(sys.argv[1]):
        cli(command, prog_name="strongroom", standalone_mode=False)
