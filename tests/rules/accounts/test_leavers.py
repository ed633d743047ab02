"""How many people may have left a directory at once."""

from hypothesis import given
from hypothesis import strategies as st

from strongroom.accounts.rules.leavers import ALWAYS_BELIEVED, believable

people = st.integers(0, 10_000)


@given(people, people)
def test_fewer_leavers_are_believed_where_more_are(leaving: int, of: int) -> None:
    if leaving and believable(leaving, of=of):
        assert believable(leaving - 1, of=of)


@given(st.integers(ALWAYS_BELIEVED + 1, 10_000))
def test_not_a_whole_company(everybody: int) -> None:
    assert not believable(everybody, of=everybody)


@given(people)
def test_a_quarter_is_and_one_more_is_not(quarter: int) -> None:
    assert believable(quarter, of=4 * quarter)
    assert believable(quarter + 1, of=4 * quarter) is (quarter + 1 <= ALWAYS_BELIEVED)


def test_one_of_one_may_have_left() -> None:
    assert believable(1, of=1)
