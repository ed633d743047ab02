"""A file is searched for a line in a known form for as long as a log may begin with others, and no longer than some seconds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.downloads.rules.log_search import search_ends

MIB = 1024**2


@pytest.mark.parametrize(
    ("lines", "size_bytes"), [(0, 0), (20_000, 2 * MIB), (1, 2 * MIB), (99_999, 15 * MIB)]
)
def test_what_a_server_may_write_in_front_is_searched(lines: int, size_bytes: int) -> None:
    assert not search_ends(lines=lines, size_bytes=size_bytes)


@pytest.mark.parametrize(
    ("lines", "size_bytes"),
    [
        pytest.param(100_000, 100_000, id="blank lines, each of which costs as much as a long one"),
        pytest.param(0, 16 * MIB, id="no line ends at all"),
        pytest.param(50_000, 16 * MIB, id="long lines"),
    ],
)
def test_what_would_take_longer_is_not(lines: int, size_bytes: int) -> None:
    assert search_ends(lines=lines, size_bytes=size_bytes)


@given(st.tuples(*(st.integers(0, 10**9),) * 2), st.tuples(*(st.integers(0, 10**9),) * 2))
def test_more_junk_never_makes_a_log(some: tuple[int, int], more: tuple[int, int]) -> None:
    if search_ends(lines=some[0], size_bytes=some[1]):
        assert search_ends(lines=some[0] + more[0], size_bytes=some[1] + more[1])
