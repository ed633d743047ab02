"""Names that no project has on any index: what somebody installs who mistyped a command, or means something else.

A name is added here only with a reason that holds on every installation; for others there are operators' rulings.
"""

import sys
from collections.abc import Mapping

from strongroom.catalog.rules.names_confusable import confusable_key
from strongroom.catalog.rules.names_standard_library import MODULES
from strongroom.foundation.names import NormalizedName, is_valid_name, normalize

_FILE = "It is a file that people hand to an installer; who forgets the option before it would install the project."
_WORD = "It is a word of installers' command lines; who types it twice, or forgets its hyphens, would install the project."
_PYTHON = "People would take the project for Python itself."
_NOTHING = "It is what programs write for a name that is missing."
_DEVICE = "It is a device on Windows, where no folder or file can have this name."

_TYPED: Mapping[str, tuple[str, ...]] = {
    _FILE: (
        "requirement",
        "requirement-txt",
        "requirements",
        "requirements-dev",
        "requirements-dev-txt",
        "requirements-txt",
        "rrequirements",
        "rrequirements-txt",
        "constraints-txt",
        "cconstraints-txt",
        "pyproject-toml",
        "pylock-toml",
        "setup-cfg",
        "setup-py",
    ),
    _WORD: ("install", "uninstall", "upgrade", "no-deps", "index-url", "extra-index-url"),
    _PYTHON: ("python", "python2", "python3", "cpython"),
    _NOTHING: ("none", "null", "undefined", "true", "false"),
}
"""By reason. Their look-alikes are reserved, too: whoever mistypes, mistypes."""

_DEVICES = frozenset(
    {"aux", "con", "nul", "prn", *(f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10))}
)

_REASON_BY_KEY = {
    confusable_key(normalize(name)): reason for reason, names in _TYPED.items() for name in names
}

_STANDARD_LIBRARY = MODULES | {normalize(name) for name in sys.stdlib_module_names if is_valid_name(name)}


def is_of_standard_library(name: NormalizedName) -> bool:
    """Some Python has a module of this name, in normal form: `os-path` is `os.path`."""
    return name in _STANDARD_LIBRARY


def why_reserved(name: NormalizedName) -> str | None:
    """Return why no project has this name, as a sentence; None if it is not reserved."""
    return _DEVICE if name in _DEVICES else _REASON_BY_KEY.get(confusable_key(name))
