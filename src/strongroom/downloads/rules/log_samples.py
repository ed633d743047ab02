"""Lines that were not understood, shown to operators without what could tell who it was."""

import re

SAMPLE_LINES = 5
"""Kept of one chunk."""

_SHOWN, _READ = 200, 8192
_TELLING = re.compile(
    r"""
    \?[^\s"|]*                                 # a query: tokens, names
    | [^\s"|<>@:/]{0,64}@[^\s"|<>,;]{1,128}     # a mail address, or credentials in an address
    | \d{1,3}(?:\.\d{1,3}){3}                  # IPv4
    # The year of `23/Nov/2026:02:44:00` stays: it may be what is wrong with the line.
    | (?P<year>(?<=/[a-z]{3}/)\d{4})(?::\d\d){3}(?![:\w])
    | (?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4}      # IPv6, and instants: better too much than too little
    """,
    re.VERBOSE | re.IGNORECASE,
)


def without_addresses(line: bytes) -> str:
    """Return the beginning of a line as text on one line, with `…` for whatever could be an address or a query."""
    text = line[:_READ].decode("utf-8", "replace")
    told = _TELLING.sub(r"\g<year>…", text)
    return "".join(character if character.isprintable() else "�" for character in told)[:_SHOWN]
