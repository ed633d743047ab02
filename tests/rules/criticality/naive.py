"""Designation once more, slowly: every day from the words of the rules alone, by dictionaries and loops.

It shares nothing with the rules of the product but the words for the results. Where `designation` keeps one date for
a row of days outside, this keeps every day of the row; where that finds a line, this counts who is better.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction

Found = dict[str, tuple[int | None, int, tuple[str, ...]]]
"""By name: rank, downloads and rules."""


@dataclass
class Rules:
    """The numbers of a policy, as plain numbers."""

    share: Decimal
    window_days: int
    keep_factor: Decimal
    lapse_days: int
    minimum: int
    counted: frozenset[str]
    by_downloads: bool
    by_own_dependencies: bool
    by_name: bool
    by_dependents: bool
    dependents_top: int
    dependents_minimum: int


@dataclass
class World:
    """All that is known on a day, as people would say it."""

    counts: dict[tuple[str, date, str], int] = field(default_factory=dict)
    with_files: set[str] = field(default_factory=set)
    withdrawn: set[str] = field(default_factory=set)
    own_dependencies: set[str] = field(default_factory=set)
    dependents: dict[str, int] = field(default_factory=dict)
    named: dict[str, str] = field(default_factory=dict)
    released: dict[str, str] = field(default_factory=dict)


@dataclass
class Held:
    """A designation in force: since when, and on which days in a row no rule held it."""

    since: date
    outside: list[date] = field(default_factory=list)


@dataclass
class Day:
    """What a run found."""

    found: Found
    entered: list[str]
    left: dict[str, str]
    held: dict[str, Held]


def counted_downloads(world: World, rules: Rules, on: date) -> dict[str, int]:
    """Return the counted downloads of the complete days before, of each name that has any."""
    totals: dict[str, int] = {}
    for (name, day, client), number in world.counts.items():
        if client in rules.counted and 1 <= (on - day).days <= rules.window_days:
            totals[name] = totals.get(name, 0) + number
    return totals


def run(on: date, world: World, rules: Rules, before: dict[str, Held]) -> Day:
    """Return who is critical on the day."""
    names = world.with_files | set(before)
    counted = counted_downloads(world, rules, on)
    downloads = {name: counted.get(name, 0) for name in names}
    ranks: dict[str, int] = {}
    for name in world.with_files:
        if downloads[name] > 0:
            better = [other for other in world.with_files if downloads[other] > downloads[name]]
            ranks[name] = len(better) + 1
    cohort = 0
    while cohort < Fraction(rules.share) * len(world.with_files):
        cohort += 1
    found: Found = {}
    held: dict[str, Held] = {}
    left: dict[str, str] = {}
    for name in sorted(names):
        fired = _fired(name, world, rules, downloads=downloads, ranks=ranks, cohort=cohort)
        was = before.get(name)
        if was is None and (not fired or name not in world.with_files):
            continue
        row: list[date] = []
        if not fired and was is not None:
            if name in world.released:
                left[name] = world.released[name]
                continue
            if name in world.withdrawn or name not in world.with_files:
                fired = ("frozen",)
            else:
                within = rules.by_downloads and downloads[name] >= rules.minimum and name in ranks
                within = within and ranks[name] <= Fraction(rules.keep_factor) * cohort
                row = [] if within else [*was.outside, on]
                if row and (on - row[0]).days >= rules.lapse_days:
                    left[name] = "lapsed"
                    continue
                fired = ("kept",)
        found[name] = (ranks.get(name), downloads[name], fired)
        held[name] = Held(was.since if was else on, row)
    return Day(found, sorted(set(found) - set(before)), left, held)


def _fired(
    name: str, world: World, rules: Rules, *, downloads: dict[str, int], ranks: dict[str, int], cohort: int
) -> tuple[str, ...]:
    fired = []
    has_file, contested = name in world.with_files, name in world.released
    ranked = has_file and not contested and name in ranks
    if rules.by_downloads and ranked and ranks[name] <= cohort and downloads[name] >= rules.minimum:
        fired.append("downloads")
    if rules.by_dependents and has_file and not contested and name in world.dependents:
        number = world.dependents[name]
        better = [
            other
            for other, others in world.dependents.items()
            if other in world.with_files and others > number
        ]
        if len(better) < rules.dependents_top and number >= rules.dependents_minimum:
            fired.append("dependents")
    if rules.by_own_dependencies and name in world.own_dependencies:
        fired.append("own-dependency")
    if rules.by_name and name in world.named:
        fired.append("named")
    return tuple(fired)
