"""Cohort, ranks, ties and the cut-off."""

from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.criticality.rules.ranking import Ranking, Step, band_size, cohort_size

ONE_PERCENT = Decimal("0.01")
numbers = st.lists(st.integers(0, 12))


@pytest.mark.parametrize(
    "population, cohort",
    [
        (0, 0),
        (1, 1),
        (99, 1),
        (100, 1),
        (101, 2),
        (700, 7),
        (381_800, 3_818),
        (381_801, 3_819),
        (700_000, 7_000),
    ],
)
def test_the_cohort_is_the_share_of_the_population_rounded_up(population: int, cohort: int) -> None:
    assert cohort_size(population, share=ONE_PERCENT) == cohort


@given(population=st.integers(1, 10**40), share=st.decimals("0.0001", "1", places=4))
def test_the_cohort_is_exact_at_every_size(population: int, share: Decimal) -> None:
    cohort = cohort_size(population, share=share)

    assert cohort - 1 < population * Fraction(share) <= cohort


@given(population=st.integers(0, 10**6), share=st.decimals("0.0001", "1", places=4))
def test_adding_a_project_never_makes_the_cohort_smaller(population: int, share: Decimal) -> None:
    assert cohort_size(population, share=share) <= cohort_size(population + 1, share=share)


@pytest.mark.parametrize("cohort, band", [(0, 0), (1, 1), (3, 3), (4, 5), (8, 10), (3_818, 4_772)])
def test_the_band_ends_at_the_last_rank_within_one_and_a_quarter_cohorts(cohort: int, band: int) -> None:
    assert band_size(cohort, keep_factor=Decimal("1.25")) == band


def test_projects_are_ranked_most_downloads_first() -> None:
    ranking = Ranking([5, 9, 7])

    assert [ranking.rank(number) for number in (9, 7, 5)] == [1, 2, 3]


def test_ties_share_the_better_rank_and_leave_the_next_ones_free() -> None:
    assert list(Ranking([9, 7, 7, 5]).steps()) == [Step(9, 1), Step(7, 2), Step(5, 4)]


def test_no_downloads_have_no_rank() -> None:
    ranking = Ranking([0, 3, 0])

    assert (ranking.rank(0), len(ranking), list(ranking.steps())) == (None, 1, [Step(3, 1)])


@given(numbers, st.integers(1, 15))
def test_a_rank_is_one_more_than_the_number_of_projects_with_more_downloads(
    numbers: list[int], number: int
) -> None:
    assert Ranking(numbers).rank(number) == 1 + sum(other > number for other in numbers)


@given(numbers)
def test_the_steps_are_each_number_once_with_its_rank_best_first(numbers: list[int]) -> None:
    ranking = Ranking(numbers)

    assert [step.downloads for step in ranking.steps()] == sorted(set(numbers) - {0}, reverse=True)
    assert all(step.rank == ranking.rank(step.downloads) for step in ranking.steps())


@given(numbers, st.randoms(use_true_random=False))
def test_the_ranking_does_not_depend_on_the_order_of_the_counts(numbers: list[int], random: Random) -> None:
    assert list(Ranking(random.sample(numbers, len(numbers))).steps()) == list(Ranking(numbers).steps())


@given(numbers, st.integers(1, 50), st.integers(1, 6))
def test_a_project_is_in_by_rank_exactly_if_it_reaches_the_cut_off(
    numbers: list[int], size: int, minimum: int
) -> None:
    ranking = Ranking(numbers)
    line = ranking.cut_off(size=size, minimum=minimum)

    for step in ranking.steps():
        assert (step.downloads >= line) == (step.rank <= size and step.downloads >= minimum)


@given(st.lists(st.integers(1, 12), min_size=1), st.data())
def test_the_cut_off_is_the_count_of_the_kth_project(numbers: list[int], data: st.DataObject) -> None:
    size = data.draw(st.integers(1, len(numbers)))

    assert Ranking(numbers).cut_off(size=size, minimum=0) == sorted(numbers, reverse=True)[size - 1]


@pytest.mark.parametrize("size", [0, 1, 5])
def test_where_fewer_are_ranked_the_cut_off_is_the_minimum(size: int) -> None:
    assert Ranking([]).cut_off(size=size, minimum=1) == 1


def test_the_ranking_of_nothing_is_empty() -> None:
    assert list(Ranking([]).steps()) == []
