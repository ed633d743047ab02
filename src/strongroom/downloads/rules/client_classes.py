"""What kind of program downloads: the table that decides which downloads count.

The name is the client's own word and can be forged, so a class may be used to count
and to protect, never to refuse.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class ClientClass(StrEnum):
    """Kinds of download clients."""

    INSTALLER = "installer"
    MIRROR = "mirror"
    BROWSER = "browser"
    UNKNOWN = "unknown"


CLIENTS: Mapping[ClientClass, frozenset[str]] = MappingProxyType(
    {
        # Programs that fetch a file in order to use it.
        ClientClass.INSTALLER: frozenset(
            {
                "bazel",
                "conda",
                "hatch",
                "homebrew",
                "maturin",
                "pdm",
                "pex",
                "pip",
                "poetry",
                "setuptools",
                "uv",
            }
        ),
        # Programs that fetch a file in order to pass it on: one download stands for none or for many.
        ClientClass.MIRROR: frozenset(
            {
                "artifactory",
                "bandersnatch",
                "devpi-server",
                "nexus",
                "pep381client",
                "pep381client-proxy",
                "proxpi",
                "pulp",
                "pulpcore",
                "z3c.pypimirror",
            }
        ),
        # Every browser of today calls itself Mozilla; the others are text browsers and old ones.
        ClientClass.BROWSER: frozenset(
            {"elinks", "firefox", "links", "lynx", "mozilla", "opera", "safari", "w3m"}
        ),
    }
)
"""First product of each client's User-Agent header, in lower case."""

_CLASS_OF = MappingProxyType({name: kind for kind, names in CLIENTS.items() for name in names})


def classify(installer: str) -> ClientClass:
    """Return the class of a client, given as `foundation.user_agents.parse` names it.

    Whatever the table does not know is unknown: scripts, bots, and clients that say nothing.
    """
    return _CLASS_OF.get(installer, ClientClass.UNKNOWN)
