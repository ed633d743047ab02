"""The reason of a change is there where one is needed, and fits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.catalog.errors import ReasonMissing, ReasonTooLong
from strongroom.catalog.rules.reasons import fitting_reason, needed_reason
from strongroom.foundation.reasons import REASON_LENGTH


@given(st.text(min_size=1, max_size=REASON_LENGTH).map(str.strip).filter(lambda text: text != ""))
def test_what_fits_stays_as_it_is(reason: str) -> None:
    assert needed_reason(f" {reason}\n", read_by="Somebody") == fitting_reason(reason) == reason


def test_none_is_fine_only_where_none_is_needed() -> None:
    assert fitting_reason(" \n") == ""
    with pytest.raises(ReasonMissing, match=r"A reason is needed\. Whoever asks will read it\. Say why"):
        needed_reason(" \n", read_by="Whoever asks")


@given(st.integers(1, 500))
def test_what_is_too_long_is_told_its_length(excess: int) -> None:
    for check in (fitting_reason, lambda reason: needed_reason(reason, read_by="Somebody")):
        with pytest.raises(ReasonTooLong, match=rf"The reason has {REASON_LENGTH + excess} characters; 500"):
            check("x" * (REASON_LENGTH + excess))
