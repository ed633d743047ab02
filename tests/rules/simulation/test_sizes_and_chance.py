"""Sizes that make an index, its calendar, and chance that can be repeated."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.simulation.errors import SizeUnfit
from strongroom.simulation.rules.chance import deviation, fraction
from strongroom.simulation.rules.size import ANNOUNCED_ON, NOTICE_DAYS, Size

days = st.integers(1, 400)


def test_the_sizes_of_the_article_make_one_percent() -> None:
    size = Size()
    assert str(size.share.normalize()) == "0.01"
    assert (size.first_day, size.last_day) == (date(2022, 4, 19), date(2022, 10, 18))


@given(days)
def test_the_announcement_is_lived_through_after_a_week(number: int) -> None:
    size = Size(days=number)
    assert size.first_day <= ANNOUNCED_ON - timedelta(days=7)
    assert (size.last_day - size.first_day).days == number - 1
    in_force = size.last_day >= ANNOUNCED_ON + timedelta(days=NOTICE_DAYS)
    assert in_force == (number >= NOTICE_DAYS + 8)


@given(days, st.integers(0, 400))
def test_what_was_lived_through_is_not_lived_again(number: int, lived: int) -> None:
    size = Size(days=number)
    whole = list(size.days_after(None))
    assert len(whole) == number
    done = whole[: min(lived, number)]
    assert done + list(size.days_after(done[-1] if done else None)) == whole


@pytest.mark.parametrize(
    "wrong",
    [
        {"projects": 0},
        {"projects": 100, "critical": 101, "roles": 101},
        {"projects": 5_000_000, "critical": 1, "roles": 1},
        {"critical": 10, "roles": 9},
        {"people": 10, "voluntary": 11},
        {"people": 1, "voluntary": 0, "critical": 3, "roles": 4},
        {"days": 0},
    ],
)
def test_sizes_of_no_index_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(SizeUnfit):
        Size(**wrong)


@given(st.integers(0, 2**64 - 1), st.lists(st.integers(0, 2**40), min_size=1, max_size=3))
def test_chance_follows_from_the_seed_and_its_purpose(seed: int, what: list[int]) -> None:
    assert 0 <= fraction(seed, *what) < 1
    assert fraction(seed, *what) == fraction(seed, *what)
    assert fraction(seed, *what) != fraction(seed + 1 & 2**64 - 1, *what)


def test_chance_is_spread_evenly() -> None:
    drawn = sorted(fraction(2022, 1, number) for number in range(4000))
    assert all(abs(one - number / 4000) < 0.03 for number, one in enumerate(drawn))
    scattered = [deviation(2022, 2, number) for number in range(4000)]
    assert abs(sum(scattered) / 4000) < 0.05
    assert 0.95 < (sum(one**2 for one in scattered) / 4000) ** 0.5 < 1.05
