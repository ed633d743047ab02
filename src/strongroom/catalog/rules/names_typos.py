"""Which critical names somebody may have meant who typed another one: PyPI's five patterns.

Source: the patterns are those of PyPI's check for typosquatting. Ours differs in two points: keys beside each other are
found on a keyboard instead of in a table, and two letters that look like one are seen in both directions.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from strongroom.foundation.names import NormalizedName

SHORTEST_WITH_OMISSION = 4
"""Characters of a name in which one may be missing. Shorter ones resemble too many others (as PyPI has it)."""

_ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789-"
"""Of normalized names."""

_KEYBOARD = ("1234567890-", "qwertyuiop", "asdfghjkl", "zxcvbnm")
"""Rows of keys; each begins half a key to the right of the one above it."""

_TAKEN_FOR_EACH_OTHER = ("s 5", "u v", "i y", "w vv", "m rn")
"""What looks or sounds alike, besides what `names_confusable` takes for the same."""


class TypoPattern(StrEnum):
    """How a name differs from the one that was meant."""

    REPEATED = "repeated character"
    OMITTED = "omitted character"
    SWAPPED = "swapped characters"
    REORDERED = "reordered words"
    MISTYPED = "mistyped character"


@dataclass(frozen=True, slots=True)
class LookAlike:
    """A critical name that another one resembles, and in which way."""

    name: NormalizedName
    pattern: TypoPattern


def find_look_alikes(name: NormalizedName, critical: frozenset[NormalizedName]) -> tuple[LookAlike, ...]:
    """Return the critical names that were perhaps meant, each with the first pattern that says so.

    Whoever types a critical name means that one: it resembles none.
    """
    if name in critical:
        return ()
    found: dict[NormalizedName, TypoPattern] = {}
    for pattern, meanings in _MEANINGS.items():
        for meant in sorted(critical & set(meanings(name))):
            found.setdefault(meant, pattern)
    for meant in sorted(_reordered(name, critical)):
        found.setdefault(meant, TypoPattern.REORDERED)
    return tuple(LookAlike(meant, pattern) for meant, pattern in found.items())


def _reordered(name: NormalizedName, critical: frozenset[NormalizedName]) -> Iterator[NormalizedName]:
    """Yield the names of the same words. They are compared sorted: eight words have 40,320 orders."""
    words = sorted(name.split("-"))
    return (one for one in critical if len(one) == len(name) and sorted(one.split("-")) == words)


def _without_repetition(name: str) -> Iterator[str]:
    return (name[:at] + name[at + 1 :] for at in range(1, len(name)) if name[at] == name[at - 1])


def _with_one_more(name: str) -> Iterator[str]:
    if len(name) < SHORTEST_WITH_OMISSION:
        return iter(())
    return (name[:at] + added + name[at:] for at in range(len(name) + 1) for added in _ALPHABET)


def _with_two_swapped(name: str) -> Iterator[str]:
    return (name[:at] + name[at + 1] + name[at] + name[at + 2 :] for at in range(len(name) - 1))


def _with_another_character(name: str) -> Iterator[str]:
    for typed, meant in _CONFUSIONS:
        at = name.find(typed)
        while at >= 0:
            yield name[:at] + meant + name[at + len(typed) :]
            at = name.find(typed, at + 1)


def _neighbors() -> Iterator[tuple[str, str]]:
    """Yield each key with each of those that touch it."""
    for row, keys in enumerate(_KEYBOARD):
        below = _KEYBOARD[row + 1] if row + 1 < len(_KEYBOARD) else ""
        for column, key in enumerate(keys):
            touching = keys[column + 1 : column + 2] + below[max(column - 1, 0) : column + 1]
            for other in touching:
                yield key, other
                yield other, key


def _confusions() -> Iterator[tuple[str, str]]:
    """Yield each text that may be typed with the one that may be meant."""
    yield from _neighbors()
    for pair in _TAKEN_FOR_EACH_OTHER:
        one, _, other = pair.partition(" ")
        yield one, other
        yield other, one


_CONFUSIONS = frozenset(_confusions())

_MEANINGS: dict[TypoPattern, Callable[[str], Iterator[str]]] = {
    TypoPattern.REPEATED: _without_repetition,
    TypoPattern.OMITTED: _with_one_more,
    TypoPattern.SWAPPED: _with_two_swapped,
    TypoPattern.MISTYPED: _with_another_character,
}
