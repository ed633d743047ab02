"""The days of rehearsal are written alike wherever they stand, the first one first."""

import pytest

from strongroom.mandates.rules.rehearsal_words import rehearsal_words


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ((), ""),
        ((1,), "1 day"),
        ((7,), "7 days"),
        ((1, 2), "2 and 1 days"),
        ((14, 1, 7), "14, 7 and 1 days"),
    ],
)
def test_rehearsals_in_words(days: tuple[int, ...], words: str) -> None:
    assert rehearsal_words(days) == words
