"""The census: projects with a file beside their downloads, joined from two streams."""

import pytest
from hypothesis import given

from strongroom.criticality.rules.census import Census, take_census
from strongroom.foundation.names import NormalizedName
from tests.rules.criticality.given import NAMES, counts, some_names

FIRST, SECOND, THIRD, *_ = NAMES


@given(some_names, counts, some_names)
def test_each_project_has_its_downloads_and_of_others_those_that_stand_are_kept(
    population: frozenset[NormalizedName],
    totals: dict[NormalizedName, int],
    standing: frozenset[NormalizedName],
) -> None:
    census, absent = take_census(sorted(population), sorted(totals.items()), standing=standing)

    assert dict(census) == {name: totals.get(name, 0) for name in population}
    assert absent == {name: number for name, number in totals.items() if name in standing - population}


@given(some_names, counts)
def test_a_name_is_found_by_halving(
    population: frozenset[NormalizedName], totals: dict[NormalizedName, int]
) -> None:
    census = Census.of((name, totals.get(name, 0)) for name in sorted(population))

    assert len(census) == len(population)
    for name in NAMES:
        assert (name in census) == (name in population)
        assert census.downloads_of(name) == (totals.get(name, 0) if name in population else 0)


@pytest.mark.parametrize("names", [[SECOND, FIRST], [FIRST, FIRST]])
def test_names_out_of_order_are_refused_wherever_they_come_from(names: list[NormalizedName]) -> None:
    with pytest.raises(ValueError, match="order of code points"):
        take_census(names, [], standing=())
    with pytest.raises(ValueError, match="comes after"):
        take_census([], [(name, 1) for name in names], standing=())
