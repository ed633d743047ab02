"""A banner says something, and ends."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.accounts.errors import BannerUnfit
from strongroom.accounts.rules.banners import BANNER_LENGTH, LONGEST_BANNER, check_banner

NOW = datetime(2026, 7, 8, 12, tzinfo=UTC)
spans = st.timedeltas(timedelta(days=-200), timedelta(days=200))


@given(begins=spans, ends=spans)
def test_what_passes_can_be_seen_and_ends(begins: timedelta, ends: timedelta) -> None:
    try:
        check_banner("Work tonight.", begins_at=NOW + begins, ends_at=NOW + ends, now=NOW)
    except BannerUnfit:
        assert ends <= max(begins, timedelta()) or ends - begins > LONGEST_BANNER
    else:
        assert max(begins, timedelta()) < ends <= begins + LONGEST_BANNER


@pytest.mark.parametrize("text", ["", " \n", "x" * (BANNER_LENGTH + 1)])
def test_a_banner_says_something_and_says_it_shortly(text: str) -> None:
    with pytest.raises(BannerUnfit):
        check_banner(text, begins_at=NOW, ends_at=NOW + timedelta(days=1), now=NOW)
