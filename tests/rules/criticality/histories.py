"""Random histories of an index: what happens in it from day to day, and the rules that change meanwhile."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from strongroom.criticality.rules.policy import Policy
from strongroom.foundation.names import normalize
from tests.rules.criticality.naive import Day, Held, Rules, World

FIRST_DAY = date(2026, 7, 1)
NAMES = [normalize(f"p{number}") for number in range(9)]
CLIENTS = ("installer", "mirror", "unknown")


def some_rules(random: Random) -> Rules:
    """Return rules under which a history of a dozen days has time for everything."""
    return Rules(
        share=Decimal(random.choice(["0.1", "0.25", "0.34", "0.5", "1"])),
        window_days=random.choice([1, 3, 183]),
        keep_factor=Decimal(random.choice(["1", "1.25", "1.5", "2"])),
        lapse_days=random.choice([1, 2, 4, 365]),
        minimum=random.choice([1, 1, 3]),
        counted=frozenset(random.sample(CLIENTS, random.choice([1, 1, 2]))),
        by_downloads=random.random() < 0.9,
        by_own_dependencies=random.random() < 0.7,
        by_name=random.random() < 0.7,
        by_dependents=random.random() < 0.6,
        dependents_top=random.randint(1, 3),
        dependents_minimum=random.randint(1, 3),
    )


def happen(world: World, random: Random, on: date) -> None:
    """Let one thing happen in the world."""
    name, other = random.sample(NAMES, 2)
    match random.randrange(10):
        case 0 | 1 | 2:  # downloads of some day, late ones among them
            day = on - timedelta(days=random.choice([0, 1, 1, 1, 2, 3, 182, 183, 184]))
            key = (str(name), day, random.choice(CLIENTS))
            world.counts[key] = world.counts.get(key, 0) + random.randint(1, 5)
        case 3:  # somebody publishes, perhaps a name that was deleted
            world.with_files.add(name)
            world.withdrawn.discard(name)
        case 4:  # somebody deletes all files, and withdraws the project or not
            world.with_files.discard(name)
            (world.withdrawn.add if random.random() < 0.5 else world.withdrawn.discard)(name)
        case 5:  # a project gets another name
            if name in world.with_files:
                world.with_files.discard(name)
                world.with_files.add(other)
        case 6:
            toggle_reason(world.named, name)
        case 7:
            toggle_reason(world.released, name)
        case 8:  # what is withdrawn may have files all the same
            random.choice([world.own_dependencies, world.withdrawn]).symmetric_difference_update({name})
        case 9:
            world.dependents[name] = random.randint(0, 4)


def toggle_reason(decided: dict[str, str], name: str) -> None:
    """Operators decide about a name, or take that back."""
    if decided.pop(name, None) is None:
        decided[name] = f"about {name}"


def as_policy(rules: Rules) -> Policy:
    """Return the rules as the product has them."""
    return Policy(
        version=1,
        share=rules.share,
        window_days=rules.window_days,
        keep_factor=rules.keep_factor,
        lapse_days=rules.lapse_days,
        minimum_downloads=rules.minimum,
        counted_classes=rules.counted,
        downloads_rule=rules.by_downloads,
        own_dependencies_rule=rules.by_own_dependencies,
        named_rule=rules.by_name,
        dependents_rule=rules.by_dependents,
        dependents_top=rules.dependents_top,
        dependents_minimum=rules.dependents_minimum,
    )


def first_days(day: Day) -> Day:
    """Return the day with the first day alone of each row of days outside."""
    return replace(day, held={name: Held(held.since, held.outside[:1]) for name, held in day.held.items()})
