"""Inputs of runs: written by hand for examples, drawn for properties."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from strongroom.criticality.rules.census import Census
from strongroom.criticality.rules.designation import Evidence, Inputs, Outcome, StandingDesignation, designate
from strongroom.criticality.rules.policy import Policy
from strongroom.criticality.rules.run_files import RunLines
from strongroom.foundation.names import NormalizedName, normalize

DAY = date(2026, 7, 1)
TEN_PERCENT = Policy(version=1, share=Decimal("0.1"))
"""With twenty projects: a cohort of 2 and a band of 2; with eighty: 8 and 10."""

NAMES = [normalize(f"p{number:02}") for number in range(40)]


def digest(inputs: Inputs) -> str:
    """Return the digest of the inputs, as the run's file tells it."""
    lines = RunLines(inputs, designate(inputs))
    for _ in lines:
        pass
    return lines.inputs_sha256


def downloads(*counts: int) -> dict[NormalizedName, int]:
    """Give the projects p00, p01, … these downloads."""
    return dict(zip(NAMES, counts, strict=False))


def census(
    counts: Mapping[NormalizedName, int], population: Iterable[NormalizedName]
) -> tuple[Census, dict[NormalizedName, int]]:
    """Return the projects with their downloads, and the downloads of all other names."""
    projects = frozenset(population)
    absent = {name: number for name, number in counts.items() if name not in projects}
    return Census.of((name, counts.get(name, 0)) for name in sorted(projects)), absent


def index(counts: Mapping[NormalizedName, int], /, **others: Any) -> Inputs:
    """Return the inputs of a run on DAY over an index of exactly the counted projects, unless told otherwise."""
    projects, absent = census(counts, others.pop("population", counts))
    given = Inputs(
        on=DAY,
        policy=TEN_PERCENT,
        census=projects,
        absent=absent,
        withdrawn=frozenset(),
        own_dependencies=frozenset(),
        dependents={},
        named={},
        released={},
        standing={},
    )
    return changed(given, **others)


def population(inputs: Inputs) -> frozenset[NormalizedName]:
    """Return the names of the projects that have a file."""
    return frozenset(inputs.census.names)


def all_counts(inputs: Inputs) -> dict[NormalizedName, int]:
    """Return the counted downloads of every name."""
    return {**dict(inputs.census), **inputs.absent}


def changed(inputs: Inputs, **changes: Any) -> Inputs:
    """Return the inputs with some fields changed; `counts` and `population` stand for the census and the absent."""
    counts = changes.pop("counts", None)
    projects = changes.pop("population", None)
    if counts is not None or projects is not None:
        changes["census"], changes["absent"] = census(
            all_counts(inputs) if counts is None else counts,
            population(inputs) if projects is None else projects,
        )
    return replace(inputs, **changes)


def later(inputs: Inputs, *, days: int, **changes: Any) -> Inputs:
    """Return the inputs of a run some days after, with the designations that the first run leaves."""
    standing = designate(inputs).standings
    return changed(inputs, on=inputs.on + timedelta(days=days), standing=standing, **changes)


def without(policy: Policy, switch: str) -> Policy:
    """Return the policy with one of its rules switched off."""
    off: dict[str, Any] = {switch: False}
    return replace(policy, **off)


def critical(outcome: Outcome) -> set[NormalizedName]:
    """Return the names of the critical projects."""
    return {evidence.name for evidence in outcome.evidence}


def evidence_of(outcome: Outcome, name: NormalizedName) -> Evidence:
    """Return why the name is critical."""
    return next(evidence for evidence in outcome.evidence if evidence.name == name)


names = st.sampled_from(NAMES)
some_names = st.frozensets(names)
reasons = st.dictionaries(names, st.just("because"), max_size=4)
counts = st.dictionaries(names, st.integers(0, 12))
standings = st.builds(
    lambda age, outside: StandingDesignation(
        since=DAY - timedelta(days=age),
        outside_since=None if outside is None else DAY - timedelta(days=min(age, outside)),
    ),
    st.integers(0, 800),
    st.none() | st.integers(0, 800),
)
policies = st.builds(
    Policy,
    version=st.integers(1, 9),
    share=st.decimals("0.01", "1", places=2),
    keep_factor=st.decimals("1", "3", places=2),
    lapse_days=st.integers(1, 400),
    minimum_downloads=st.integers(1, 6),
    candidate_share=st.decimals("0.5", "1", places=2),
    downloads_rule=st.booleans(),
    own_dependencies_rule=st.booleans(),
    named_rule=st.booleans(),
    dependents_rule=st.booleans(),
    dependents_top=st.integers(1, 4),
    dependents_minimum=st.integers(1, 4),
)
inputs = st.builds(
    index,
    counts,
    policy=policies,
    population=some_names,
    withdrawn=some_names,
    own_dependencies=some_names,
    dependents=st.dictionaries(names, st.integers(1, 9)),
    named=reasons,
    released=reasons,
    standing=st.dictionaries(names, standings),
)
