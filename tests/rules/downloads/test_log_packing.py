"""What unpacks to far more than a log could is none; what is small, or hardly packed, may be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.downloads.rules.log_packing import packed_too_tightly

KIB, MIB = 1024, 1024**2


@pytest.mark.parametrize(
    ("packed", "unpacked"),
    [
        pytest.param(400, 8 * MIB, id="small"),
        pytest.param(9 * MIB, 1000 * MIB, id="a very uniform log"),
        pytest.param(500 * 1024 * MIB, 500 * 1024 * MIB, id="hardly packed"),
    ],
)
def test_logs_are_read(packed: int, unpacked: int) -> None:
    assert not packed_too_tightly(packed_bytes=packed, unpacked_bytes=unpacked)


@pytest.mark.parametrize(("packed", "unpacked"), [(400, 65 * MIB), (600 * KIB, 151 * MIB)])
def test_what_holds_little_more_than_one_byte_repeated_is_not(packed: int, unpacked: int) -> None:
    assert packed_too_tightly(packed_bytes=packed, unpacked_bytes=unpacked)


@given(packed=st.integers(0, 10**12), share=st.floats(0, 1))
def test_no_file_is_refused_for_what_it_holds_unpacked(packed: int, share: float) -> None:
    assert not packed_too_tightly(packed_bytes=packed, unpacked_bytes=int(packed * share))
