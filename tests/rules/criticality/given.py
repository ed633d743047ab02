"""Inputs of runs: written by hand for examples, drawn for properties."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from strongroom.criticality.rules.designation import Evidence, Inputs, Outcome, Standing, designate
from strongroom.criticality.rules.policy import Policy
from strongroom.foundation.names import NormalizedName, normalize

DAY = date(2026, 7, 1)
TEN_PERCENT = Policy(version=1, share=Decimal("0.1"))
"""With twenty projects: a cohort of 2 and a band of 2; with eighty: 8 and 10."""

NAMES = [normalize(f"p{number:02}") for number in range(40)]


def downloads(*counts: int) -> dict[NormalizedName, int]:
    """Give the projects p00, p01, … these downloads."""
    return dict(zip(NAMES, counts, strict=False))


def index(counts: Mapping[NormalizedName, int], /, **others: Any) -> Inputs:
    """Return the inputs of a run on DAY over an index of exactly the counted projects, unless told otherwise."""
    given = Inputs(
        on=DAY,
        policy=TEN_PERCENT,
        counts=counts,
        population=frozenset(counts),
        withdrawn=frozenset(),
        own_dependencies=frozenset(),
        named={},
        released={},
        standing={},
    )
    return replace(given, **others)


def later(inputs: Inputs, *, days: int, **changes: Any) -> Inputs:
    """Return the inputs of a run some days after, with the designations that the first run leaves."""
    standing = designate(inputs).standings
    return replace(inputs, on=inputs.on + timedelta(days=days), standing=standing, **changes)


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
    lambda age, outside: Standing(
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
)
inputs = st.builds(
    Inputs,
    on=st.just(DAY),
    policy=policies,
    counts=counts,
    population=some_names,
    withdrawn=some_names,
    own_dependencies=some_names,
    named=reasons,
    released=reasons,
    standing=st.dictionaries(names, standings),
)
