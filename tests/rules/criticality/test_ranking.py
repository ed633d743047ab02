"""Cohort, ranks, ties and the cut-off."""

from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from strongroom.criticality.rules.ranking import band_size, cohort_size, cut_off, rank
from strongroom.foundation.names import NormalizedName
from tests.rules.criticality.given import NAMES, counts, downloads

ONE_PERCENT = Decimal("0.01")


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
    ranking = rank(downloads(5, 9, 7))

    assert [(ranked.name, ranked.downloads, ranked.rank) for ranked in ranking] == [
        ("p01", 9, 1),
        ("p02", 7, 2),
        ("p00", 5, 3),
    ]


def test_ties_share_the_better_rank_and_leave_the_next_ones_free() -> None:
    assert [ranked.rank for ranked in rank(downloads(9, 7, 7, 5))] == [1, 2, 2, 4]


@given(counts)
def test_a_rank_is_one_more_than_the_number_of_projects_with_more_downloads(
    counts: dict[NormalizedName, int],
) -> None:
    for ranked in rank(counts):
        assert ranked.rank == 1 + sum(other > ranked.downloads for other in counts.values())


@given(counts, st.randoms(use_true_random=False))
def test_the_order_of_the_ranking_does_not_depend_on_the_order_of_the_counts(
    counts: dict[NormalizedName, int], random: Random
) -> None:
    shuffled = list(counts.items())
    random.shuffle(shuffled)

    assert rank(dict(shuffled)) == rank(counts)


@given(counts, st.integers(1, 50), st.integers(1, 6))
def test_a_project_is_in_by_rank_exactly_if_it_reaches_the_cut_off(
    counts: dict[NormalizedName, int], size: int, minimum: int
) -> None:
    ranking = rank(counts)
    line = cut_off(ranking, size=size, minimum=minimum)

    for ranked in ranking:
        assert (ranked.downloads >= line) == (ranked.rank <= size and ranked.downloads >= minimum)


@given(counts, st.integers(1, 50))
def test_the_cut_off_is_the_count_of_the_kth_project(counts: dict[NormalizedName, int], size: int) -> None:
    assume(size <= len(counts))

    assert cut_off(rank(counts), size=size, minimum=0) == sorted(counts.values(), reverse=True)[size - 1]


def test_the_cut_off_of_an_empty_index_is_the_minimum() -> None:
    assert cut_off((), size=0, minimum=1) == 1


def test_the_ranking_of_nothing_is_empty() -> None:
    assert rank({}) == ()


def test_names_of_equal_downloads_are_in_alphabetical_order() -> None:
    assert [ranked.name for ranked in rank(dict.fromkeys(reversed(NAMES), 3))] == NAMES
