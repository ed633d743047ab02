"""Who and what there is in the demonstration: sample accounts, other people, names of invented projects.

All of it is made up. Mail addresses end in `.example` or `.invalid`, which belong to nobody.
"""

from dataclasses import dataclass
from itertools import product


@dataclass(frozen=True, slots=True)
class SampleAccount:
    """Somebody whose place a visitor may take.

    Args:
        joined: Days since the account was made.
        about: What is special about them.
    """

    username: str
    address: str
    password: str
    joined: int
    about: str
    is_operator: bool = False


SAMPLE_ACCOUNTS = (
    SampleAccount(
        "ada",
        "ada@harborlight.example",
        "demo-only-ada-lantern",
        299,
        "owns the critical project harborlight and the organization Harbor Works; protected by an authenticator app. As her you "
        "can contest that it is critical, ask its people for a second factor, and hand it over to vera",
    ),
    SampleAccount(
        "ben",
        "ben@harborlight.example",
        "demo-only-ben-anchor",
        298,
        "maintains harborlight, too, without a second factor: warned now, refused after the deadline",
    ),
    SampleAccount(
        "cleo",
        "cleo@people.example",
        "demo-only-cleo-compass",
        120,
        "has no right on any project; invited to Harbor Works",
    ),
    SampleAccount(
        "dora",
        "dora@people.example",
        "demo-only-dora-driftwood",
        300,
        "maintains the critical project brasslatch and let the deadline pass: uploads are refused",
    ),
    SampleAccount(
        "mallory",
        "mallory@lapsed.invalid",
        "demo-only-mallory-mooring",
        263,
        "maintains quietqueue; the domain of the address has lapsed",
    ),
    SampleAccount(
        "otto",
        "otto@people.example",
        "demo-only-otto-signal",
        300,
        "operates this index; protected by an authenticator app. The desk at /desk/, where contests are answered, opens once you "
        "have added a security key or passkey",
        is_operator=True,
    ),
)

PEOPLE = (
    *("abena", "agnes", "aiko", "alvaro", "amina", "anselm", "arjun", "astrid", "beatriz", "birk"),
    *("camila", "chidi", "dalia", "dmitri", "edith", "eko", "elif", "emeka", "esteban", "farah"),
    *("fenna", "gita", "goran", "hana", "henrik", "ines", "ishaan", "ivo", "jamila", "joao"),
    *("kaito", "katya", "kofi", "leila", "lev", "lucia", "magnus", "marisol", "mateo", "mei"),
    *("nadia", "nils", "noor", "olga", "omar", "petra", "priya", "quentin", "rafa", "rosa"),
    *("samira", "sipho", "soraya", "tariq", "thea", "tomas", "ulla", "vera", "wanjiru", "xenia"),
    *("yuki", "zofia"),
)
"""Everybody else, by user name."""

_FIRST = (
    *("amber", "birch", "cinder", "dapple", "ember", "fallow", "gorse", "hazel", "inkwell", "juniper"),
    *("kelp", "larch", "meadow", "nettle", "orchard", "pebble", "quarry", "rushlight", "sorrel", "thistle"),
    *("umber", "vellum", "willow", "yarrow"),
)
_SECOND = {
    "brook": "Reads long inputs piece by piece",
    "cache": "Remembers what was computed once",
    "cells": "Works with grids of numbers",
    "charts": "Draws small charts as text",
    "clock": "Says when something is due",
    "forms": "Checks what people type into forms",
    "graph": "Walks through graphs",
    "index": "Finds words in texts",
    "ledger": "Adds up small sums",
    "mailer": "Composes plain mail",
    "notes": "Keeps notes in plain files",
    "parse": "Reads small languages",
    "route": "Matches addresses to functions",
    "sketch": "Estimates how many different values there are",
    "tables": "Joins and sorts rows",
    "vault": "Keeps secrets out of log files",
    "words": "Splits and joins words",
}

INVENTED_PROJECTS = {f"{first}-{second}": _SECOND[second] for second, first in product(_SECOND, _FIRST)}
"""Name to what it would do, if it were more than a name."""
