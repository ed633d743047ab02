"""Gather what a run looks at: counts, projects, and what is known by name. Nothing is written here."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from importlib import metadata

from packaging.markers import default_environment

from strongroom.catalog.queries import iterate_population, withdrawn_names
from strongroom.criticality.models import Designation, Effect, NamedProject
from strongroom.criticality.rules.census import Counted, take_census
from strongroom.criticality.rules.designation import Inputs, StandingDesignation
from strongroom.criticality.rules.own_dependencies import closure
from strongroom.criticality.rules.policy import Policy
from strongroom.criticality.services.dependents import dependents_for
from strongroom.downloads.errors import TotalsMoved
from strongroom.downloads.queries import iterate_totals, iterate_totals_of_details, totals
from strongroom.foundation.names import NormalizedName


def gather(on: date, policy: Policy, *, after_run: bool = False, from_details: bool = False) -> Inputs:
    """Return what a run of the day looks at, made by this policy.

    Args:
        after_run: Look at the designations as the day's run left them, not as it found them.
        from_details: Add the downloads up from the detail store, whatever the counts say.

    Raises:
        DetailsRefused: if they are asked for and cannot be read.
    """
    standing = _standing_before(on + timedelta(days=1) if after_run else on)
    counted = _totals_of_details(on, policy) if from_details else _totals(on, policy)
    census, absent = take_census(iterate_population(), counted, standing=standing.keys())
    return Inputs(
        on=on,
        policy=policy,
        census=census,
        absent=absent,
        withdrawn=withdrawn_names() & standing.keys(),
        own_dependencies=own_dependencies(),
        dependents=dependents_for(policy),
        named=_decided(Effect.ADDED),
        released=_decided(Effect.RELEASED),
        standing=standing,
    )


@cache
def own_dependencies() -> frozenset[NormalizedName]:
    """Return the closure of the requirements of the distribution that is running, which stays while it runs."""
    return closure("strongroom", requirements_of=metadata.requires, environment=default_environment())


def _totals(on: date, policy: Policy) -> Iterator[Counted]:
    """Yield the totals that are kept, where they are those of the day and the policy; otherwise add everything up."""
    window, classes = policy.window_before(on), policy.counted_classes
    try:
        yield from iterate_totals(window, classes=classes)
    except TotalsMoved:  # which is raised before the first
        yield from sorted(totals(window, classes=classes).items())


def _totals_of_details(on: date, policy: Policy) -> Iterator[Counted]:
    return iterate_totals_of_details(policy.window_before(on), classes=policy.counted_classes)


def _decided(effect: Effect) -> dict[NormalizedName, str]:
    rows = NamedProject.objects.filter(effect=effect).values_list("name", "reason")
    return {NormalizedName(name): reason for name, reason in rows}


def _standing_before(on: date) -> Mapping[NormalizedName, StandingDesignation]:
    """Return the designations as they stood before this day's run, whether or not it ran already."""
    rows = Designation.objects.filter(since__lt=on).exclude(ended_on__lt=on)
    return {
        NormalizedName(row.name): StandingDesignation(row.since, _outside_before(row, on)) for row in rows
    }


def _outside_before(row: Designation, on: date) -> date | None:
    return row.outside_before if row.outside_decided_on == on else row.outside_since
