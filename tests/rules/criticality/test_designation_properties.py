"""Designation, sentence by sentence, for whatever index there is."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from strongroom.criticality.rules.designation import Inputs, Rule, StandingDesignation, designate
from strongroom.foundation.names import NormalizedName
from tests.rules.criticality.given import (
    DAY,
    NAMES,
    all_counts,
    changed,
    critical,
    digest,
    downloads,
    index,
    inputs,
    names,
    population,
    reasons,
    some_names,
    without,
)

NAME = NAMES[0]
SWITCHES = {
    Rule.DOWNLOADS: "downloads_rule",
    Rule.DEPENDENTS: "dependents_rule",
    Rule.OWN_DEPENDENCY: "own_dependencies_rule",
    Rule.NAMED: "named_rule",
}
"""The number of the policy that switches each rule on or off."""


def fired_for(given: Inputs, rule: Rule) -> set[NormalizedName]:
    """Return the projects for which the rule fires."""
    return {evidence.name for evidence in designate(given).evidence if rule in evidence.rules}


def in_by_rank(given: Inputs) -> set[NormalizedName]:
    """Return the cohort, told in other words than the rule's own: fewer than k have more."""
    share = Fraction(given.policy.share) * len(population(given))
    return {
        name
        for name in population(given)
        if given.downloads(name) >= given.policy.minimum_downloads
        and sum(given.downloads(other) > given.downloads(name) for other in population(given)) < share
    }


def critical_by_band(given: Inputs) -> set[NormalizedName]:
    """Return those whom their downloads keep in."""
    line = designate(given).band_cut_off
    return {name for name, number in given.census if number >= line} if given.policy.downloads_rule else set()


@given(inputs)
def test_the_downloads_rule_fires_for_exactly_the_projects_of_the_cohort_that_are_not_released(
    given: Inputs,
) -> None:
    expected = in_by_rank(given) - given.released.keys() if given.policy.downloads_rule else set()

    assert fired_for(given, Rule.DOWNLOADS) == expected


@given(inputs)
def test_the_dependents_rule_fires_for_exactly_the_first_that_are_not_released_ties_included(
    given: Inputs,
) -> None:
    needed = {name: number for name, number in given.dependents.items() if name in population(given)}
    first = {
        name
        for name, number in needed.items()
        if number >= given.policy.dependents_minimum
        and sum(other > number for other in needed.values()) < given.policy.dependents_top
    }
    expected = first - given.released.keys() if given.policy.dependents_rule else set()

    assert fired_for(given, Rule.DEPENDENTS) == expected


@given(inputs)
def test_every_own_dependency_and_every_added_name_that_has_a_file_is_in(given: Inputs) -> None:
    both_on = changed(given, policy=replace(given.policy, own_dependencies_rule=True, named_rule=True))

    assert population(given) & (given.own_dependencies | given.named.keys()) <= critical(designate(both_on))


@given(inputs, st.sampled_from([Rule.DOWNLOADS, Rule.DEPENDENTS, Rule.OWN_DEPENDENCY, Rule.NAMED]))
def test_a_rule_that_is_switched_off_does_not_fire_and_changes_no_other(given: Inputs, rule: Rule) -> None:
    off = changed(given, policy=without(given.policy, SWITCHES[rule]))

    assert fired_for(off, rule) == set()
    for other in SWITCHES.keys() - {rule}:
        assert fired_for(off, other) == fired_for(given, other)


@given(inputs, st.sampled_from([Rule.DOWNLOADS, Rule.DEPENDENTS, Rule.OWN_DEPENDENCY, Rule.NAMED]))
def test_switching_a_rule_off_ends_no_designation_before_its_year_is_over(given: Inputs, rule: Rule) -> None:
    held = changed(given, standing=designate(given).standings, on=DAY + timedelta(days=1))
    off = changed(held, policy=without(given.policy, SWITCHES[rule]))
    only_held_by_it = {
        evidence.name for evidence in designate(held).evidence if evidence.rules == (rule,)
    } & population(given)

    for name in only_held_by_it - given.released.keys() - given.withdrawn - critical_by_band(off):
        assert designate(off).standings[name].outside_since == DAY + timedelta(days=1)


@given(inputs)
def test_only_a_project_with_a_file_comes_in(given: Inputs) -> None:
    assert set(designate(given).entered) <= population(given)


@given(inputs)
def test_a_project_without_counted_downloads_is_never_in_by_rank(given: Inputs) -> None:
    for evidence in designate(given).evidence:
        assert evidence.downloads > 0 or Rule.DOWNLOADS not in evidence.rules


@given(inputs, some_names)
def test_adding_a_project_never_designates_fewer_than_the_share_demands(
    given: Inputs, newcomers: frozenset[NormalizedName]
) -> None:
    by_downloads = replace(given.policy, downloads_rule=True)
    grown = changed(given, policy=by_downloads, population=population(given) | newcomers, released={})
    counted = sum(grown.downloads(name) >= grown.policy.minimum_downloads for name in population(grown))
    outcome = designate(grown)

    assert len(critical(outcome)) >= min(outcome.cohort_size, counted)


@given(inputs, names, st.integers(1, 30))
def test_more_downloads_never_take_a_project_out(given: Inputs, name: NormalizedName, more: int) -> None:
    inflated = changed(given, counts={**all_counts(given), name: given.downloads(name) + more})

    assert critical(designate(given)) & {name} <= critical(designate(inflated))


@given(inputs, st.dictionaries(names, st.integers(0, 100)))
def test_no_counts_whatsoever_end_a_designation_before_its_year_is_over(
    given: Inputs, forged: dict[NormalizedName, int]
) -> None:
    year = given.policy.lapse_days
    for departure in designate(changed(given, counts=forged)).left:
        before = given.standing[departure.name].outside_since
        assert departure.name in given.released or (before is not None and (DAY - before).days >= year)


@given(inputs, some_names)
def test_no_withdrawal_whatsoever_ends_a_designation(
    given: Inputs, withdrawn: frozenset[NormalizedName]
) -> None:
    unreleased = replace(given, released={})
    without_files = changed(unreleased, population=population(given) - withdrawn)
    reported = replace(unreleased, withdrawn=given.withdrawn | withdrawn)

    for run in (without_files, reported):
        assert given.standing.keys() & withdrawn <= critical(designate(run))


@given(inputs)
def test_a_designation_in_force_keeps_its_date(given: Inputs) -> None:
    for name, standing in designate(given).standings.items():
        assert standing.since == (given.standing[name].since if name in given.standing else DAY)


@given(inputs)
def test_a_designation_is_outside_only_while_it_is_kept_for_its_last_year(given: Inputs) -> None:
    outcome = designate(given)
    outside = {name for name, standing in outcome.standings.items() if standing.outside_since is not None}

    assert outside <= {evidence.name for evidence in outcome.evidence if evidence.rules == (Rule.KEPT,)}


@given(inputs)
def test_every_name_is_accounted_for(given: Inputs) -> None:
    outcome = designate(given)
    before, after, left = (
        given.standing.keys(),
        critical(outcome),
        {departure.name for departure in outcome.left},
    )

    assert all(evidence.rules for evidence in outcome.evidence)
    assert after == outcome.standings.keys()
    assert after == (before | set(outcome.entered)) - left
    assert left <= before
    assert not before & set(outcome.entered)
    assert not after & set(outcome.candidates)


@given(inputs, reasons)
def test_a_released_name_is_critical_only_as_own_dependency_or_added_name(
    given: Inputs, released: dict[NormalizedName, str]
) -> None:
    outcome = designate(replace(given, released=released))

    assert critical(outcome) & released.keys() <= given.own_dependencies | given.named.keys()


@given(inputs)
def test_running_twice_changes_nothing(given: Inputs) -> None:
    once = designate(given)
    twice = designate(replace(given, standing=once.standings))

    assert twice == replace(once, entered=(), left=())


@given(inputs, st.randoms(use_true_random=False))
def test_the_same_input_gives_the_same_result_in_whatever_order_it_comes(
    given: Inputs, random: Random
) -> None:
    def shuffled(mapping: Mapping[NormalizedName, Any]) -> dict[NormalizedName, Any]:
        return dict(random.sample(list(mapping.items()), len(mapping)))

    same = replace(
        given,
        absent=shuffled(given.absent),
        dependents=shuffled(given.dependents),
        named=shuffled(given.named),
        released=shuffled(given.released),
        standing=shuffled(given.standing),
    )

    assert designate(same) == designate(given)
    assert digest(same) == digest(given)


@given(st.lists(st.booleans(), min_size=1, max_size=30), st.integers(1, 6))
def test_a_designation_lapses_on_the_first_day_that_ends_a_whole_row_of_days_outside(
    inside: list[bool], lapse_days: int
) -> None:
    standing = {NAME: StandingDesignation(DAY)}
    row = 0
    for day, held in enumerate(inside):
        run = index(
            downloads(1 if held else 0, *[1] * 3),
            on=DAY + timedelta(days=day),
            standing=standing,
        )
        run = replace(run, policy=replace(run.policy, lapse_days=lapse_days))
        row = 0 if held else row + 1
        outcome = designate(run)
        assert (NAME in critical(outcome)) == (row <= lapse_days)
        if NAME not in critical(outcome):
            return
        standing = {NAME: outcome.standings[NAME]}
