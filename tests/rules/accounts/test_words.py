"""Words that others will read are there, on one line, and fit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.accounts.errors import WordsUnfit
from strongroom.accounts.rules.words import checked_reason, checked_words
from strongroom.foundation.reasons import REASON_LENGTH


@given(st.text(max_size=REASON_LENGTH).filter(lambda text: bool(text.split())))
def test_a_reason_that_fits_stays_in_its_words_on_one_line(reason: str) -> None:
    checked = checked_reason(reason, read_by="The person")
    assert (checked.split(), len(checked.splitlines())) == (reason.split(), 1)
    assert checked_words(reason, REASON_LENGTH) == checked


@given(st.text(" \t\n\r\x0b\u2028", max_size=20))
def test_white_space_is_no_reason(reason: str) -> None:
    with pytest.raises(WordsUnfit, match=r"A reason is needed\. Every operator will read it\."):
        checked_reason(reason, read_by="Every operator")


@given(st.integers(1, 200))
def test_what_is_too_long_is_told_its_length(excess: int) -> None:
    with pytest.raises(WordsUnfit, match=rf"The reason has {REASON_LENGTH + excess} characters; 500 fit\."):
        checked_reason("x" * (REASON_LENGTH + excess), read_by="The person")
    with pytest.raises(WordsUnfit, match=rf"The text has {excess + 7} characters; 7 fit\."):
        checked_words("x" * (7 + excess), 7)
