"""`strongroom …`: what operators do on the command line.

Exit status: 0 done, 1 refused or failed with one clear line on stderr, 2 wrong usage.
"""

import os
import sys

from strongroom.interfaces.cli.group import cli


def main() -> None:
    """Run the command line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "strongroom.config.settings")
    sys.argv[1:] = _without_data(sys.argv[1:])
    cli(prog_name="strongroom")


def _without_data(arguments: list[str]) -> list[str]:
    """Take `--data DIR` out of the arguments, wherever it stands, into STRONGROOM_DATA.

    Settings are read when the first command is loaded, before click has parsed its options.
    """
    rest = iter(arguments)
    kept = []
    for argument in rest:
        name, equals, value = argument.partition("=")
        if name != "--data":
            kept.append(argument)
        elif not equals and (value := next(rest, "")) == "":
            return ["--data"]
        else:
            os.environ["STRONGROOM_DATA"] = value
    return kept
