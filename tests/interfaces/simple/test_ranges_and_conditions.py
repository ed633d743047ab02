"""Byte ranges and entity tags (RFC 9110 sections 8.8.3, 13.1 and 14)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.interfaces.simple.conditional import is_current, range_applies
from strongroom.interfaces.simple.ranges import ByteRange, RangeNotSatisfiable, parse_range

SATISFIED = {
    "DLF-004-first-hundred": ("bytes=0-99", (0, 99)),
    "DLF-004-from-the-middle": ("bytes=500-", (500, 999)),
    "DLF-004-beyond-the-end": ("bytes=900-99999999999999999", (900, 999)),
    "DLF-004-last-byte": ("bytes=999-999", (999, 999)),
    "DLF-004-unit-in-upper-case": ("Bytes=1-2", (1, 2)),
    "DLF-005-last-ten": ("bytes=-10", (990, 999)),
    "DLF-005-more-than-there-is": ("bytes=-5000", (0, 999)),
}


@pytest.mark.parametrize(("header", "expected"), SATISFIED.values(), ids=SATISFIED.keys())
def test_a_single_range_is_satisfied(header: str, expected: tuple[int, int]) -> None:
    assert parse_range(header, 1000) == ByteRange(*expected, 1000)


IGNORED = [
    "",
    "bytes",
    "bytes=",
    "bytes=-",
    "bytes=a-b",
    "bytes=5-4",
    "bytes=0-1,3-4",
    "items=0-1",
    "bytes=0-1 x",
]


@pytest.mark.parametrize("header", [*IGNORED, "bytes=" + "9" * 5000 + "-"])
def test_anything_else_means_the_whole_file(header: str) -> None:
    assert parse_range(header, 1000) is None


@pytest.mark.parametrize(
    ("header", "size_bytes"),
    [("bytes=1000-", 1000), ("bytes=2000-3000", 1000), ("bytes=-0", 1000), ("bytes=0-0", 0), ("bytes=-1", 0)],
    ids=lambda value: f"DLF-006-{value}",
)
def test_a_range_without_any_byte_of_the_file_is_refused(header: str, size_bytes: int) -> None:
    with pytest.raises(RangeNotSatisfiable):
        parse_range(header, size_bytes)


@given(st.integers(1, 5000), st.integers(0, 6000), st.integers(0, 6000))
def test_a_range_is_never_empty_and_never_outside_of_the_file(size_bytes: int, first: int, last: int) -> None:
    for header in (f"bytes={first}-{last}", f"bytes={first}-", f"bytes=-{last}"):
        try:
            part = parse_range(header, size_bytes)
        except RangeNotSatisfiable:
            continue
        if part is not None:
            assert 0 <= part.first <= part.last < size_bytes
            assert part.length >= 1


@pytest.mark.parametrize("header", ['"abc"', 'W/"abc"', '"x", "abc"', '"x",W/"abc"', "*", " * "])
def test_a_tag_that_is_ours_is_current(header: str) -> None:
    assert is_current(header, "abc")


@pytest.mark.parametrize("header", ["", '"abcd"', "abc", '"ABC"', '"abc-v1"', '"'])
def test_another_tag_is_not_current(header: str) -> None:
    assert not is_current(header, "abc")


def test_a_part_of_another_representation_is_of_no_use() -> None:
    assert range_applies("", "abc")
    assert range_applies('"abc"', "abc")
    assert not range_applies('W/"abc"', "abc")
    assert not range_applies('"old"', "abc")
    assert not range_applies("Sat, 01 Aug 2026 12:00:00 GMT", "abc")
