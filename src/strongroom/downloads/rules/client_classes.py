"""What kind of program downloads: the table that decides which downloads count.

The name is the client's own word and can be forged, so a class may be used to count
and to protect, never to refuse.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from strongroom.foundation.user_agents import MAX_USER_AGENT_LENGTH


class ClientClass(StrEnum):
    """Kinds of download clients."""

    INSTALLER = "installer"
    MIRROR = "mirror"
    BROWSER = "browser"
    SCRIPT = "script"
    BOT = "bot"
    UNKNOWN = "unknown"


CODES: Mapping[str, int] = MappingProxyType(
    {"installer": 0, "mirror": 1, "browser": 2, "script": 3, "bot": 4, "unknown": 5}
)
"""By which the classes are stored: never changed, never used again. SQLite keeps 0, which most rows have, in no byte."""

CLIENTS: Mapping[ClientClass, frozenset[str]] = MappingProxyType(
    {
        # Programs that fetch a file in order to use it.
        ClientClass.INSTALLER: frozenset(
            [
                "bazel",
                "conda",
                "distribute",
                "hatch",
                "homebrew",
                "libmamba",
                "macports",
                "mamba",
                "maturin",
                "micromamba",
                "pdm",
                "pex",
                "pip",
                "pixi",
                "poetry",
                "pypi-install",
                "rattler",
                "setuptools",
                "uv",
                "zc.buildout",
            ]
        ),
        # Programs that fetch a file in order to pass it on: one download stands for none or for many.
        ClientClass.MIRROR: frozenset(
            [
                "artifactory",
                "bandersnatch",
                "devpi",
                "devpi-server",
                "nexus",
                "pep381client",
                "pep381client-proxy",
                "proget",
                "proxpi",
                "pulp",
                "pulpcore",
                "pypicloud",
                "pypiserver",
                "strongroom",
                "z3c.pypimirror",
            ]
        ),
        # Every browser of today calls itself Mozilla; the others are text browsers and old ones.
        ClientClass.BROWSER: frozenset(
            ["elinks", "firefox", "links", "lynx", "mozilla", "opera", "safari", "ucweb", "w3m"]
        ),
        # Libraries and tools with which people write programs of their own.
        ClientClass.SCRIPT: frozenset(
            [
                "aiohttp",
                "apache-httpclient",
                "aria2",
                "axios",
                "curl",
                "faraday",
                "go-http-client",
                "guzzlehttp",
                "httpie",
                "httpx",
                "java",
                "libcurl",
                "libfetch",
                "libwww-perl",
                "node-fetch",
                "okhttp",
                "python",
                "python-httpx",
                "python-requests",
                "python-urllib",
                "python-urllib3",
                "reqwest",
                "ruby",
                "ureq",
                "urllib3",
                "wget",
            ]
        ),
        # Programs that follow links or look whether something is there.
        ClientClass.BOT: frozenset(
            [
                "awsbrewlinkchecker",
                "bingbot",
                "ccbot",
                "googlebot",
                "gptbot",
                "nutch",
                "scrapy",
                "slackbot",
                "wordpress",
            ]
        ),
    }
)
"""First product of each client's User-Agent header, in lower case."""

LIBRARIES_OF_INSTALLERS = frozenset({"python-urllib"})
"""Products behind which an old installer says its name second, as in `Python-urllib/3.4 setuptools/20.1`."""

_CLASS_OF = MappingProxyType({name: kind for kind, names in CLIENTS.items() for name in names})
_PRODUCT = re.compile(r"(?:^\s*|\s)([A-Za-z][A-Za-z0-9._-]{0,39})/(?=[0-9A-Za-z.+!_-])")
_MAY_BE_BOTS = (ClientClass.BROWSER, ClientClass.UNKNOWN)
_CALLS_ITSELF_BOT = re.compile(r"bot\b|crawler|spider|slurp", re.IGNORECASE)


def classify(installer: str) -> ClientClass:
    """Return the class of a client, given as `foundation.user_agents.parse` names it.

    What the table does not know is unknown, and so are clients that say nothing.
    """
    return _CLASS_OF.get(installer, ClientClass.UNKNOWN)


BEGINNING_BYTES = 20
"""Of a header as it is logged, in which `class_by_beginning` mostly finds what it needs."""


def class_by_beginning(logged: bytes) -> ClientClass | None:
    """Return the class that `classify_user_agent` finds for every header that begins so, or None if the rest decides.

    Args:
        logged: As any form of log writes it: escapes begin with signs that no product has, so they leave it open.
    """
    first = _PRODUCT.match(logged.decode("ascii", "replace"))
    product = first[1].lower() if first else ""
    kind = classify(product)
    rest_decides = kind in _MAY_BE_BOTS or product in LIBRARIES_OF_INSTALLERS
    return None if rest_decides else kind


def classify_user_agent(user_agent: str) -> ClientClass:
    """Return the class of the client that sends this header.

    The first product decides, but for bots, which like to call themselves browsers, and for installers that name
    the library they use first.
    """
    text = user_agent[:MAX_USER_AGENT_LENGTH]
    first = _PRODUCT.match(text)
    product = first[1].lower() if first else ""
    kind = classify(product)
    if kind in _MAY_BE_BOTS and _CALLS_ITSELF_BOT.search(text):
        return ClientClass.BOT
    if product in LIBRARIES_OF_INSTALLERS and first is not None:
        second = _PRODUCT.search(text, first.end())
        if second is not None and classify(second[1].lower()) is ClientClass.INSTALLER:
            return ClientClass.INSTALLER
    return kind
