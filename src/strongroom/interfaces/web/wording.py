"""Words that several pages share: numbers and lists of names, as they stand inside a sentence; days are in `foundation.days`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from strongroom.foundation.actors import STRANGER

FACTOR_WORDS = {"totp": "authenticator app", "phishing-resistant": "security key or passkey"}
"""The strongest second factor of somebody, as others read it."""


@dataclass(frozen=True, slots=True)
class Event:
    """One entry of `components/timeline.html`. `state` is done, now or upcoming."""

    title: str
    on: date | datetime | None
    state: str
    icon_name: str
    about: str = ""


def list_words(names: Sequence[str], *, at_most: int = 3) -> str:
    """Write a list of names: `a`, `a and b`, `a, b, c and 4 more`."""
    shown = list(names[:at_most])
    if len(names) > at_most:
        shown.append(f"{len(names) - at_most} more")
    return " and ".join(part for part in (", ".join(shown[:-1]), shown[-1]) if part) if shown else ""


def counted(number: int, thing: str, *, things: str = "") -> str:
    """Write a number with its noun: 1 project, 1,200 projects."""
    return f"{number:,} {thing if number == 1 else things or thing + 's'}"


def actor_words(actor: str) -> str:
    """Write who did something, from the form that is kept: `token:ada` is "ada, with an API token"."""
    if actor == str(STRANGER):
        return "somebody who was not recognized"
    kind, _, name = actor.partition(":")
    known = {"token": f"{name}, with an API token", "system": "this index", "operator": f"{name}, operator"}
    return known.get(kind, name)
