"""Cycles are not looked for in a block, and afterwards as before."""

import gc
from collections.abc import Callable, Iterator

import pytest

from strongroom.foundation.garbage import uncollected


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """Leave the collector of the tests as it was."""
    enabled = gc.isenabled()
    yield
    (gc.enable if enabled else gc.disable)()


@pytest.mark.parametrize("before", [gc.enable, gc.disable], ids=["enabled", "disabled"])
def test_it_is_as_it_was_whether_the_block_ends_well_or_not(before: Callable[[], None]) -> None:
    before()
    enabled = gc.isenabled()
    with uncollected(), uncollected():
        assert not gc.isenabled()
    assert gc.isenabled() is enabled
    with pytest.raises(ValueError, match="broken"), uncollected():
        raise ValueError("broken")
    assert gc.isenabled() is enabled
