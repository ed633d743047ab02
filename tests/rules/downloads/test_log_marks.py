"""Marks are close enough to tell beginnings apart, and few."""

from itertools import accumulate, repeat

from hypothesis import given
from hypothesis import strategies as st

from strongroom.downloads.rules.log_marks import MARK_BYTES, marked_bytes, next_mark


@given(st.integers(0, 10**13))
def test_between_two_is_less_than_a_line_or_a_sixty_fourth_of_what_is_before(position: int) -> None:
    assert 0 < next_mark(position) - position <= max(32, position / 64)


def test_a_log_of_a_terabyte_has_few() -> None:
    positions = accumulate(repeat(0), lambda position, _: next_mark(position))
    number = next(number for number, position in enumerate(positions) if position >= 10**12)

    assert number * MARK_BYTES < 5000


@given(st.integers(0, 300))
def test_the_last_tells_how_far_they_go(number: int) -> None:
    position = 0
    for _ in range(number):
        position = next_mark(position)

    assert marked_bytes(bytes(MARK_BYTES * number)) == position
