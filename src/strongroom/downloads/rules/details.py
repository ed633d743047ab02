"""What is kept of a download beyond its name, day and class: the columns of the detail store.

Clients and logs say what they like. A value is kept only where it has a known pattern; whatever else was said is
OTHER, and where nothing was said the value is empty. So the number of different values stays bounded, and none of them needs
quoting in the tab-separated lines in which details travel.
"""

import re
from datetime import date
from enum import StrEnum
from typing import NamedTuple

OTHER = "other"


class Dimension(StrEnum):
    """By what the downloads of a project can be told apart; the value is the column's name."""

    VERSION = "version"
    FILENAME = "filename"
    KIND = "kind"
    INSTALLER = "installer"
    INSTALLER_VERSION = "installer_version"
    PYTHON = "python"
    SYSTEM = "system"


class FileFacts(NamedTuple):
    """What file was downloaded. `kind` is wheel, sdist, egg or other."""

    version: str
    filename: str
    kind: str


class ClientFacts(NamedTuple):
    """What downloaded it.

    Args:
        installer: A product of the table of client classes.
        installer_version: Its first two numbers, such as `26.3`.
        python: The first two numbers, such as `3.11`.
        system: As `foundation.user_agents` names it.
    """

    client_class: str
    installer: str
    installer_version: str
    python: str
    system: str


class DetailRow(NamedTuple):
    """Downloads that are alike in everything that is kept; the fields are the columns, in this order."""

    day: date
    project: str
    file: FileFacts
    client: ClientFacts
    downloads: int

    def to_line(self) -> str:
        """Return the row as a tab-separated line, with its line end."""
        texts = "\t".join((self.project, *self.file, *self.client))
        return f"{self.day}\t{texts}\t{self.downloads}\n"


COLUMNS = ("day", "project", *FileFacts._fields, *ClientFacts._fields, "downloads")

_PLAIN = re.compile(r"[A-Za-z0-9._+!~()-]{1,255}")


def plain(text: str) -> str:
    """Return a file name or version that is spelled as such things are; OTHER for any other text."""
    return text if not text or _PLAIN.fullmatch(text) else OTHER
