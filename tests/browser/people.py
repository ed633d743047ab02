"""Who lives on the index of these tests: accounts, their authenticator apps, and what they were mailed."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as modern
from itertools import count, islice
from pathlib import Path
from time import time

import pyotp

from tests.clients.workshop import Workshop
from tests.support.distributions import Wheel
from tests.support.served import Index, until, words_of

SETTLED_AT_ONCE = 24
_STEP_SECONDS = 30
_taken: set[str] = set()
"""Codes out of letters that were used: the letter with the next one may not be there yet."""


@dataclass(frozen=True, kw_only=True)
class Account:
    """Somebody with a confirmed address, a token for all their projects, and the cookie of a browser that is known."""

    username: str
    address: str
    password: str = field(repr=False)
    token: str = field(repr=False)
    browser: str = field(default="", repr=False)

    def publish(self, index: Index, name: str, *versions: str) -> str:
        """Upload a wheel of each version, of 1.0 if none is given; return the name of the project."""
        for version in versions or ("1.0",):
            self.upload(index, Wheel(name=name, version=version))
        return name

    def upload(self, index: Index, built: Wheel) -> None:
        """Upload a distribution, as no particular tool."""
        Workshop(index, self.token, index.data).publish(built)


def settle(index: Index) -> Iterator[Account]:
    """Yield ever new accounts, made some at a time."""
    names = (f"person-{number}" for number in count(1))
    while True:
        made = index.python("-m", "tests.browser.settle", *islice(names, SETTLED_AT_ONCE))
        yield from (Account(**one) for one in json.loads(made))


class App:
    """An authenticator app. It shows each code once, ahead of time if need be: no test waits for the next."""

    def __init__(self, key: str) -> None:
        self._codes = pyotp.TOTP(key.replace(" ", ""))
        self._last_step = 0

    def next_code(self) -> str:
        """Return the present code, or the first that was not shown yet. The index takes one that is a step ahead."""
        self._last_step = max(self._last_step + 1, int(time()) // _STEP_SECONDS)
        return self._codes.at(self._last_step * _STEP_SECONDS)


def mailed_code(index: Index, address: str) -> str:
    """Wait for a letter to this address with a code in it that was not taken before; return the newest such code."""
    found: str = until(lambda: _new_code(index, address), what=f"a code mailed to {address}")
    _taken.add(found)
    return found


def _new_code(index: Index, address: str) -> str:
    codes = map(_code_in, _letters(index, address))
    return next((code for code in codes if code and code not in _taken), "")


def is_told(index: Index, address: str, words: str) -> bool:
    """Say whether a letter with these words was sent to this address."""
    return any(words in " ".join(words_of(letter).split()) for letter in _letters(index, address))


def mailed_path(index: Index, address: str, pattern: str) -> str:
    """Wait for a letter to this address with a link in it whose path matches; return the newest such path."""
    found: str = until(
        lambda: next(
            (
                path[0]
                for letter in _letters(index, address)
                if (path := re.search(pattern, letter.get_content()))
            ),
            "",
        ),
        what=f"a link mailed to {address}",
    )
    return found


def path_to_switch_off(index: Index, address: str) -> str:
    """Wait for a letter to this address of a kind that can be switched off; return the path that does it."""
    found: str = until(
        lambda: next((path for letter in _letters(index, address) if (path := _path_in(letter))), ""),
        what=f"a letter to {address} that can be switched off",
    )
    return found


def _path_in(letter: EmailMessage) -> str:
    found = re.search(r"/account/mail/off/[^>]+", str(letter["List-Unsubscribe"]))
    return found[0] if found else ""


def _letters(index: Index, address: str) -> Iterator[EmailMessage]:
    """Yield what was mailed to an address, the newest first: names of the files are numbers that rise."""
    for path in sorted((index.data / "mail").glob("*.eml"), reverse=True):
        letter = _read(path)
        if address in str(letter["To"]):
            yield letter


def _read(path: Path) -> EmailMessage:
    letter = message_from_bytes(path.read_bytes(), policy=modern)
    assert isinstance(letter, EmailMessage)
    return letter


def _code_in(letter: EmailMessage) -> str:
    found = re.search(r"^    ([A-Z0-9-]+)$", words_of(letter), re.MULTILINE)
    return found[1] if found else ""
