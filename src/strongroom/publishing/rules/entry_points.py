"""A wheel's entry_points.txt: installers make a program of each script name, so a name must be just a name.

Source: the entry points specification.
"""

import re
from configparser import ConfigParser
from configparser import Error as ConfigError

from strongroom.publishing.errors import Fault, UploadRefused, shown

_SCRIPT_NAME = re.compile(r"[\w.-]+\Z", re.ASCII)
_SCRIPT_GROUPS = ("console_scripts", "gui_scripts")


class _CaseSensitiveParser(ConfigParser):
    """Entry point names keep their case."""

    def optionxform(self, optionstr: str) -> str:
        return optionstr


def check_entry_points(content: bytes) -> None:
    """Check that the file can be read and that script names hold no path.

    Raises:
        UploadRefused: otherwise.
    """
    parser = _CaseSensitiveParser(delimiters=("=",), interpolation=None)
    try:
        parser.read_string(content.decode("utf-8"))
    except (UnicodeDecodeError, ConfigError) as error:
        raise _refusal("it is not an INI file in UTF-8") from error
    for group in _SCRIPT_GROUPS:
        for name in parser.options(group) if parser.has_section(group) else ():
            if not _SCRIPT_NAME.match(name) or not name.strip("."):
                raise _refusal(f"{shown(name)} cannot be the name of a script")


def _refusal(reason: str) -> UploadRefused:
    return UploadRefused(
        Fault(
            "invalid_entry_points",
            f"The wheel has invalid entry points: {reason}.",
            "Name scripts with letters, digits, '.', '_' and '-' only.",
            "content",
        )
    )
