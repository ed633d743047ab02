"""The rules of designation as data: one versioned value, each rule on or off with its own numbers.

A run stores the policy it was made under. A number changes by a new version in the ledger
of policies, announced with its reason, so that every designation can be traced to the rule behind it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from strongroom.foundation.periods import Window

Plain = str | int | bool | list[str]
"""What a number of a policy is in JSON: decimals are strings, classes a sorted list."""

DECIMAL_PLACES = 6
"""A share is told to a millionth; more digits would change nobody and only look exact."""

_LARGEST = {
    "version": 10**6,
    "window_days": 3_660,
    "lapse_days": 36_600,
    "minimum_downloads": 10**15,
    "dependents_top": 10**6,
    "dependents_minimum": 10**9,
}
"""Largest value of each whole number: what the columns and calendars behind it can hold with room to spare."""

_PARTS = ("share", "candidate_share")
_LARGEST_KEEP_FACTOR = 100


class NumberUnfit(ValueError):
    """A number of a policy is not of its type, or outside its range.

    Args:
        field: Name of the field of `Policy`.
        demand: What the number has to be, as a sentence without its subject; shares in percent, as people read them.
    """

    def __init__(self, field: str, demand: str) -> None:
        self.field = field
        self.demand = demand
        super().__init__(f"{field} {demand}")


def _is_exact(number: Decimal) -> bool:
    """Say whether the number is finite and told to no more than `DECIMAL_PLACES`."""
    exponent = number.as_tuple().exponent
    return isinstance(exponent, int) and exponent >= -DECIMAL_PLACES and number.adjusted() <= DECIMAL_PLACES


@dataclass(frozen=True, slots=True)
class Policy:
    """What makes a project critical, and what lets it cease to be.

    Args:
        version: Number of this policy in the ledger of policies, from 1.
        downloads_rule: The most downloaded projects are critical. Off, neither cohort nor band holds anybody.
        share: Part of the population that forms the cohort, above 0 and at most 1.
        window_days: Complete UTC days whose downloads are counted. 183 is half a year; a
            shorter window follows fashion, a longer one forgets late.
        keep_factor: A standing designation holds while the rank is within this many cohorts;
            1 makes names at the cut-off swap in and out every day.
        lapse_days: Days in a row outside every rule before a designation lapses.
        minimum_downloads: Counted downloads below which a rank means nothing; raise it where
            a tiny index would designate noise.
        counted_classes: Classes of download clients whose downloads count.
        candidate_share: A project with more than this part of the cut-off is a candidate.
        own_dependencies_rule: What the running index is made of is critical.
        named_rule: What operators added by name is critical.
        dependents_rule: The projects that most others need are critical.
        dependents_top: How many projects that is, the most needed first; all that tie with the last are in.
        dependents_minimum: Dependents, direct or not, below which that place means nothing.

    Raises:
        NumberUnfit: if a number is outside its range.
    """

    version: int
    share: Decimal = Decimal("0.01")
    window_days: int = 183
    keep_factor: Decimal = Decimal("1.25")
    lapse_days: int = 365
    minimum_downloads: int = 1
    counted_classes: frozenset[str] = frozenset({"installer"})
    candidate_share: Decimal = Decimal("0.9")
    downloads_rule: bool = True
    own_dependencies_rule: bool = True
    named_rule: bool = True
    dependents_rule: bool = False
    dependents_top: int = 100
    dependents_minimum: int = 10

    def __post_init__(self) -> None:
        for name, largest in _LARGEST.items():
            if not 1 <= getattr(self, name) <= largest:
                raise NumberUnfit(name, f"has to be a whole number from 1 to {largest:,}")
        for name in _PARTS:
            if not _is_exact(part := getattr(self, name)) or not 0 < part <= 1:
                raise NumberUnfit(
                    name,
                    f"has to be above 0% and at most 100%, with up to {DECIMAL_PLACES - 2} decimal places",
                )
        if not _is_exact(self.keep_factor) or not 1 <= self.keep_factor <= _LARGEST_KEEP_FACTOR:
            raise NumberUnfit(
                "keep_factor",
                f"has to be from 1 to {_LARGEST_KEEP_FACTOR}, with up to {DECIMAL_PLACES} decimal places",
            )
        if not self.counted_classes:
            raise NumberUnfit("counted_classes", "has to name at least one class of clients")

    def window_before(self, day: date) -> Window:
        """Return the complete UTC days whose downloads a run on `day` counts."""
        return Window.before(day, days=self.window_days)


FIRST_POLICY = Policy(version=1, minimum_downloads=1000)
"""Version 1 of every index: the published rule, with a minimum that keeps a small index from designating noise."""


def as_plain(policy: Policy) -> dict[str, Plain]:
    """Return the policy as JSON's own types: equal policies give equal values, in the order of the fields."""
    return {field.name: _plain(getattr(policy, field.name)) for field in fields(policy)}


def numbers_of(policy: Policy) -> dict[str, Plain]:
    """Return the same without the version: what the ledger keeps beside it, and tells beside it."""
    return {name: value for name, value in as_plain(policy).items() if name != "version"}


def from_plain(plain: Mapping[str, object]) -> Policy:
    """Return the policy that `as_plain` gave; a field that is not told has its default.

    Raises:
        NumberUnfit: if a field is not known, or a value is not of its type or range.
    """
    if unknown := sorted(plain.keys() - {field.name for field in fields(Policy)}):
        raise NumberUnfit(unknown[0], "is no number of a policy")
    values: dict[str, Any] = {name: _read(name, value) for name, value in plain.items()}
    # The version alone has no default: 0 is out of its range, and refused like any other.
    return Policy(**{"version": 0, **values})


def as_text(policy: Policy) -> dict[str, str]:
    """Return every number of a policy as text: how a run notes by which it was made."""
    return {field.name: _text(getattr(policy, field.name)) for field in fields(policy)}


def from_text(texts: Mapping[str, str]) -> Policy:
    """Return the policy that `as_text` gave; a field that is not told has its default.

    Raises:
        ValueError: as `from_plain`.
    """
    return from_plain({name: _of_text(name, text) for name, text in texts.items()})


def _text(value: object) -> str:
    return ", ".join(sorted(value)) if isinstance(value, frozenset) else str(value)


def _of_text(name: str, text: str) -> Plain:
    sample = getattr(FIRST_POLICY, name, None)
    if isinstance(sample, bool):
        return text == "True"
    if isinstance(sample, int):
        return int(text)
    return text.split(", ") if isinstance(sample, frozenset) else text


def _plain(value: Decimal | frozenset[str] | int) -> Plain:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return sorted(value) if isinstance(value, frozenset) else value


def _read(name: str, value: object) -> object:
    """Return the value as the field has it; whether it is in range is the policy's own question."""
    sample = getattr(FIRST_POLICY, name)
    if isinstance(sample, Decimal):
        return _decimal(name, value)
    if isinstance(sample, frozenset):
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise NumberUnfit(name, "has to be a list of words")
        return frozenset(value)
    if type(value) is not type(sample):  # JSON knows true from 1, Python's isinstance does not
        kind = "true or false" if isinstance(sample, bool) else "a whole number"
        raise NumberUnfit(name, f"has to be {kind}")
    return value


def _decimal(name: str, value: object) -> Decimal:
    try:
        return Decimal(value if isinstance(value, str) else "")
    except InvalidOperation:
        raise NumberUnfit(name, "has to be a decimal number in quotes") from None
