"""What is kept of a client, from what it says of itself."""

import re

from strongroom.downloads.rules.client_classes import (
    CLIENTS,
    LIBRARIES_OF_INSTALLERS,
    ClientClass,
    classify,
    classify_user_agent,
)
from strongroom.downloads.rules.details import OTHER, ClientFacts
from strongroom.foundation.user_agents import Client, parse

_KNOWN = frozenset().union(*CLIENTS.values())
_TWO_NUMBERS = re.compile(r"\d{1,4}\.\d{1,2}(?![0-9])", re.ASCII)
_PYTHON = re.compile(r"[23]\.\d{1,2}(?![0-9])", re.ASCII)


def client_facts(user_agent: str) -> ClientFacts:
    """Return what is kept of the client that sends this header."""
    said, kind = parse(user_agent), classify_user_agent(user_agent)
    if said.installer in LIBRARIES_OF_INSTALLERS and kind is ClientClass.INSTALLER:
        installer = parse(user_agent.strip().partition(" ")[2])
        return _facts(kind, installer, python=said.python_version, system=said.system)
    return _facts(kind, said, python=said.python_version, system=said.system)


def facts_of_client(said: Client) -> ClientFacts:
    """Return what is kept of a client that our own servers have heard."""
    return _facts(classify(said.installer), said, python=said.python_version, system=said.system)


def _facts(kind: ClientClass, said: Client, *, python: str, system: str) -> ClientFacts:
    known = not said.installer or said.installer in _KNOWN
    return ClientFacts(
        client_class=kind.value,
        installer=said.installer if known else OTHER,
        installer_version=_matching(_TWO_NUMBERS, said.installer_version) if known else "",
        python=_matching(_PYTHON, python),
        system=system,
    )


def _matching(pattern: re.Pattern[str], said: str) -> str:
    found = pattern.match(said)
    if found:
        return found[0]
    return OTHER if said else ""
