"""Stored designations and the naive twin agree on every day of some random histories.

The rules are compared over thousands of histories where they are tested; here are the tables between one run and the next.
"""

from copy import deepcopy
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest

from strongroom.catalog.models import File, Project
from strongroom.criticality.models import Designation, Evidence, NamedProject, PolicyVersion
from strongroom.criticality.queries import find_run
from strongroom.criticality.rules.policy import as_plain
from strongroom.criticality.services import verify_run
from strongroom.foundation.names import normalize
from tests.rules.criticality import naive
from tests.rules.criticality.histories import NAMES, as_policy, first_days, happen, some_rules
from tests.rules.criticality.naive import Day, Held, Rules, World
from tests.support import given
from tests.support.given import NOON

pytestmark = pytest.mark.django_db


def keep(world: World, before: World, rules: Rules) -> None:
    """Write into the tables what is otherwise than before."""
    for key, number in world.counts.items():
        name, day, client = key
        if more := number - before.counts.get(key, 0):
            given.downloads(normalize(name), more, on=day, client_class=client)
    for name in NAMES:
        gone = None if name in world.with_files else NOON
        File.objects.filter(release__project__name=name).update(withdrawn_at=gone)
        withdrawn = NOON if name in world.withdrawn else None
        Project.objects.filter(name=name).update(withdrawn_at=withdrawn)
    NamedProject.objects.all().delete()
    for effect, decided in (("added", world.named), ("released", world.released)):
        for name, reason in decided.items():
            NamedProject.objects.create(name=name, effect=effect, reason=reason, by="operator:otto", at=NOON)
    plain = as_plain(as_policy(rules))
    PolicyVersion.objects.filter(number=1).update(
        rules={name: number for name, number in plain.items() if name != "version"}
    )


def as_tables_can_hold(world: World) -> World:
    """Return the world without what the tables cannot say: a name added and released, or withdrawn and with files."""
    kept = deepcopy(world)
    kept.with_files -= kept.withdrawn
    kept.named = {name: reason for name, reason in kept.named.items() if name not in kept.released}
    kept.own_dependencies.clear()
    kept.dependents.clear()
    return kept


def stored(on: date) -> Day:
    """Return the run of the day, and the designations in force after it, in the words of the twin."""
    run = find_run(on)
    assert run is not None
    found = {
        row.name: (row.rank, row.downloads, tuple(row.rules)) for row in Evidence.objects.filter(run__on=on)
    }
    held = {
        row.name: Held(row.since, [row.outside_since] if row.outside_since else [])
        for row in Designation.objects.filter(ended_on=None)
    }
    left = {name: "lapsed" if "days in a row" in reason else reason for name, reason in run.left}
    return Day(found, list(run.entered), left, held)


@pytest.mark.parametrize("number", range(5))
def test_both_find_the_same_on_every_day(number: int) -> None:
    random = Random(number)
    ada, on = given.person("ada"), date(2026, 7, 1)
    for name in NAMES:
        given.release(ada, name, at=datetime(2026, 1, 1, tzinfo=UTC))
    world, rules, before = World(with_files=set(NAMES)), some_rules(random), World()
    held: dict[str, Held] = {}
    for _ in range(10):
        for _ in range(random.choice([0, 1, 2, 5])):
            happen(world, random, on)
        if random.random() < 0.1:
            rules = some_rules(random)
        keep(as_tables_can_hold(world), before, rules)
        expected = naive.run(on, as_tables_can_hold(world), rules, deepcopy(held))
        given.designation(on=on)
        assert stored(on) == first_days(expected), f"history {number} on {on}"
        assert verify_run(on).on == on
        before = deepcopy(world)
        days = random.choice([0, 0, 1, 1, 1, 3, 364])
        if days:
            held = expected.held
            on += timedelta(days=days)
