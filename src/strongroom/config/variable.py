"""One setting, and how the text of several is read; each reader raises `ValueError` with what to give instead."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Variable:
    """One setting: its name, what it means, its default and how its text is read."""

    name: str
    summary: str
    default: str
    read: Callable[[str], Any]


def words(text: str) -> frozenset[str]:
    """Return what stands between the commas, in lower case."""
    return frozenset(word.strip().lower() for word in text.split(",") if word.strip())
