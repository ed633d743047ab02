"""What a status line holds of what is to be said."""

from hypothesis import given
from hypothesis import strategies as st

from strongroom.interfaces.uploads.answers import REASON_LENGTH, as_reason

COUNT = " (and 9999 more)"


def test_the_first_line_is_there_even_if_it_is_too_long() -> None:
    assert as_reason(["x" * 5000, "y"]) == "x" * REASON_LENGTH + " (and 1 more)"


def test_lines_that_fit_are_there_whole() -> None:
    assert as_reason(["One is wrong.", "Two … is.", "Three."]) == "One is wrong. Two ... is. Three."


def test_a_line_is_there_whole_or_only_counted() -> None:
    long = "x" * (REASON_LENGTH - 3)
    assert as_reason(["One.", long, "Three.", "Four."]) == "One. (and 3 more)"


@given(st.lists(st.text(max_size=900), min_size=1, max_size=20))
def test_a_status_line_is_one_printable_line_of_bounded_length(lines: list[str]) -> None:
    reason = as_reason(lines)
    assert len(reason) <= REASON_LENGTH + len(COUNT)
    assert reason.encode("iso-8859-1").decode("iso-8859-1") == reason
    assert all(character.isprintable() for character in reason)
