"""Byte ranges (RFC 9110 section 14)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.interfaces.simple.ranges import MAX_RANGES, ByteRange, RangeNotSatisfiable, parse_ranges

SATISFIED = {
    "the first hundred": ("bytes=0-99", [(0, 99)]),
    "from the middle": ("bytes=500-", [(500, 999)]),
    "beyond the end": ("bytes=900-99999999999999999", [(900, 999)]),
    "the last byte": ("bytes=999-999", [(999, 999)]),
    "the unit in upper case": ("Bytes=1-2", [(1, 2)]),
    "the last ten": ("bytes=-10", [(990, 999)]),
    "more than there is": ("bytes=-5000", [(0, 999)]),
    "several": ("bytes=0-1,5-6,-2", [(0, 1), (5, 6), (998, 999)]),
    "in the order asked for": ("bytes=-2,0-1", [(998, 999), (0, 1)]),
    "with white space and empty elements": ("bytes=0-1 ,, 5-6,", [(0, 1), (5, 6)]),
    "overlapping ones": ("bytes=500-700,0-9,600-800", [(0, 9), (500, 800)]),
    "touching ones": ("bytes=0-9,10-19", [(0, 19)]),
    "the same a thousand times over": ("bytes=" + ",".join(["0-9"] * 200), [(0, 9)]),
    "one of them behind the end": ("bytes=0-1,2000-", [(0, 1)]),
}


@pytest.mark.parametrize(("header", "expected"), SATISFIED.values(), ids=SATISFIED.keys())
def test_the_ranges_asked_for_are_sent(header: str, expected: list[tuple[int, int]]) -> None:
    assert parse_ranges(header, 1000) == tuple(ByteRange(*part, 1000) for part in expected)


IGNORED = {
    "empty": "",
    "no ranges": "bytes",
    "no range": "bytes=",
    "no number": "bytes=-",
    "letters": "bytes=a-b",
    "backwards": "bytes=5-4",
    "one of them backwards": "bytes=0-1,5-4",
    "another unit": "items=0-1",
    "something behind": "bytes=0-1 x",
    "a sign": "bytes=--1",
    "a huge number": "bytes=" + "9" * 5000 + "-",
    "many small ones": "bytes=" + ",".join(f"{first}-{first}" for first in range(0, 2 * MAX_RANGES + 2, 2)),
}


@pytest.mark.parametrize("header", IGNORED.values(), ids=IGNORED.keys())
def test_anything_else_means_the_whole_file(header: str) -> None:
    assert parse_ranges(header, 1000) == ()


@pytest.mark.parametrize(
    ("header", "size_bytes"),
    [
        ("bytes=1000-", 1000),
        ("bytes=2000-3000,1000-", 1000),
        ("bytes=-0", 1000),
        ("bytes=0-0", 0),
        ("bytes=-1", 0),
    ],
)
def test_ranges_without_any_byte_of_the_file_are_refused(header: str, size_bytes: int) -> None:
    with pytest.raises(RangeNotSatisfiable, match=f"It has {size_bytes} bytes"):
        parse_ranges(header, size_bytes)


BOUNDS = st.tuples(st.integers(0, 99), st.integers(0, 99)).map(sorted)


@given(st.lists(BOUNDS, min_size=1, max_size=30), st.integers(1, 80))
def test_the_bytes_asked_for_are_sent_once_each(bounds: list[list[int]], size_bytes: int) -> None:
    asked = {
        position for first, last in bounds for position in range(first, last + 1) if position < size_bytes
    }
    header = "bytes=" + ", ".join(f"{first}-{last}" for first, last in bounds)
    try:
        parts = parse_ranges(header, size_bytes)
    except RangeNotSatisfiable:
        assert not asked
        return
    sent = [position for part in parts for position in range(part.first, part.last + 1)]
    assert len(parts) <= MAX_RANGES
    assert not parts or sorted(sent) == sorted(asked)


@given(st.text(st.characters(max_codepoint=255)), st.integers(0, 10))
def test_no_header_is_a_fault(header: str, size_bytes: int) -> None:
    try:
        parse_ranges("bytes=" + header, size_bytes)
    except RangeNotSatisfiable as refusal:
        assert refusal.message
