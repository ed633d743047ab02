"""Designation and its naive twin agree on every day of thousands of random histories.

`TEST_HISTORIES=100000` tries as many; each is told by its number.
"""

import os
from copy import deepcopy
from datetime import date, timedelta
from random import Random

import pytest

from strongroom.criticality.rules.census import take_census
from strongroom.criticality.rules.designation import Ending, Inputs, Outcome, StandingDesignation, designate
from strongroom.foundation.names import NormalizedName, normalize
from tests.rules.criticality import naive
from tests.rules.criticality.histories import FIRST_DAY, NAMES, as_policy, first_days, happen, some_rules
from tests.rules.criticality.naive import Day, Held, Rules, World

HISTORIES = int(os.environ.get("TEST_HISTORIES", "2000"))
PARTS = 10
"""Of all histories, so that several processes share them."""


def as_inputs(
    on: date, world: World, rules: Rules, standing: dict[NormalizedName, StandingDesignation]
) -> Inputs:
    """Return the world as the product's run reads it."""
    totals = {normalize(name): total for name, total in naive.counted_downloads(world, rules, on).items()}
    census, absent = take_census(
        sorted(map(normalize, world.with_files)), sorted(totals.items()), standing=standing.keys()
    )
    return Inputs(
        on=on,
        policy=as_policy(rules),
        census=census,
        absent=absent,
        withdrawn=frozenset(map(normalize, world.withdrawn)),
        own_dependencies=frozenset(map(normalize, world.own_dependencies)),
        dependents={normalize(name): number for name, number in world.dependents.items()},
        named={normalize(name): reason for name, reason in world.named.items()},
        released={normalize(name): reason for name, reason in world.released.items()},
        standing=standing,
    )


def told_alike(outcome: Outcome) -> Day:
    """Return the outcome in the words of the twin; of a row of days outside, with its first one alone."""
    return Day(
        found={one.name: (one.rank, one.downloads, tuple(map(str, one.rules))) for one in outcome.evidence},
        entered=list(outcome.entered),
        left={one.name: "lapsed" if one.ending is Ending.LAPSED else one.reason for one in outcome.left},
        held={
            name: Held(one.since, [one.outside_since] if one.outside_since else [])
            for name, one in outcome.standings.items()
        },
    )


def compare_history(number: int) -> None:
    """Live through one history, and compare each day's run."""
    random = Random(number)
    world, rules, on = World(), some_rules(random), FIRST_DAY
    world.with_files.update(random.sample(NAMES, 6))
    before: dict[str, Held] = {}
    standing: dict[NormalizedName, StandingDesignation] = {}
    for _ in range(12):
        for _ in range(random.choice([0, 1, 2, 5])):
            happen(world, random, on)
        if random.random() < 0.1:
            rules = some_rules(random)
        expected = naive.run(on, world, rules, deepcopy(before))
        outcome = designate(as_inputs(on, world, rules, standing))
        assert told_alike(outcome) == first_days(expected), f"history {number} on {on}"
        days = random.choice([0, 1, 1, 1, 1, 3, 364, 365])
        if days:  # otherwise late data comes, and the day is run again from where it began
            before, standing = expected.held, dict(outcome.standings)
            on += timedelta(days=days)


@pytest.mark.parametrize("part", range(PARTS))
def test_both_find_the_same_on_every_day(part: int) -> None:
    for number in range(part, HISTORIES, PARTS):
        compare_history(number)
