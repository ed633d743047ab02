"""Words that others will read are there where they are needed, on one line, and fit."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.foundation.reasons import REASON_LENGTH, ReasonUnfit, fitting_reason, needed_reason


def needed(reason: str, **of_what: object) -> str:
    return needed_reason(reason, read_by="Every operator", **of_what)  # type: ignore[arg-type]


@given(st.text(max_size=REASON_LENGTH).filter(lambda text: bool(text.split())))
def test_a_reason_that_fits_stays_in_its_words_on_one_line(reason: str) -> None:
    checked = needed(reason)
    assert checked == fitting_reason(reason)
    assert (checked.split(), len(checked.splitlines())) == (reason.split(), 1)


@given(st.text(" \t\n\r\x0b\u2028", max_size=20))
def test_white_space_is_no_reason_and_is_fine_where_none_is_needed(reason: str) -> None:
    assert fitting_reason(reason) == ""
    with pytest.raises(ReasonUnfit, match=r"The reason is missing\. Every operator will read it\. Say it"):
        needed(reason)
    with pytest.raises(ReasonUnfit, match=r"The note is missing\."):
        needed(reason, called="note")


@pytest.mark.parametrize("check", [fitting_reason, needed])
@given(st.integers(1, 500))
def test_what_is_too_long_is_told_its_length(check: Callable[..., str], excess: int) -> None:
    with pytest.raises(ReasonUnfit, match=rf"The reason has {REASON_LENGTH + excess} characters; 500 fit\."):
        check("x" * (REASON_LENGTH + excess))
    with pytest.raises(ReasonUnfit, match=rf"The answer has {7 + excess} characters; 7 fit\."):
        check("x" * (7 + excess), called="answer", longest=7)
