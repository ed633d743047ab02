"""Checksums, gzip and zstd: read back by others, put together of pieces, always the same."""

import gzip
import random
import zlib

import pytest
from backports import zstd
from hypothesis import example, given
from hypothesis import strategies as st

from strongroom.readpath.store.checksums import crc32_join, crc32_shift
from strongroom.readpath.store.codings import GZIP_HEADER, Piece, compressed, deflate, gzip_trailer
from strongroom.readpath.store.records import Coding

PAGE = b'<a href="/simple/harborlight/">harborlight</a><br>\n' * 20


@given(st.binary(), st.binary())
@example(b"", b"")
@example(b"\0", b"\0" * 1000)
def test_a_checksum_is_joined_of_two(first: bytes, second: bytes) -> None:
    shift = crc32_shift(len(second))
    assert crc32_join(zlib.crc32(first), zlib.crc32(second), shift=shift) == zlib.crc32(first + second)


@pytest.mark.parametrize("length", [0, 1, 255, 65_536, 10_000_019])
def test_a_checksum_is_joined_of_long_parts(length: int) -> None:
    second = bytes(length)
    joined = crc32_join(zlib.crc32(PAGE), zlib.crc32(second), shift=crc32_shift(length))
    assert joined == zlib.crc32(second, zlib.crc32(PAGE))


@given(st.binary(min_size=200, max_size=500).map(lambda body: body * 5))
def test_a_compressed_body_is_read_back_and_shorter(body: bytes) -> None:
    kept = dict(compressed(body))
    assert set(kept) == {Coding.GZIP, Coding.ZSTD}
    assert gzip.decompress(kept[Coding.GZIP]) == body
    assert zstd.decompress(kept[Coding.ZSTD]) == body
    assert max(map(len, kept.values())) < len(body)


@pytest.mark.parametrize("body", [b"", b"x" * 199, random.Random(1).randbytes(5000)])
def test_what_would_not_become_shorter_is_left_as_it_is(body: bytes) -> None:
    assert dict(compressed(body)) == {}


def test_gzip_tells_neither_time_nor_name_nor_system() -> None:
    kept = dict(compressed(PAGE))
    assert kept == dict(compressed(PAGE))
    assert kept[Coding.GZIP][:10] == bytes([31, 139, 8, 0, 0, 0, 0, 0, 0, 255])


@given(st.lists(st.binary(min_size=1), min_size=1))
def test_pieces_are_put_together_to_one_member_and_to_frames(parts: list[bytes]) -> None:
    pieces, whole = [Piece.of(part) for part in parts], b"".join(parts)
    deflated = b"".join(bytes(piece.deflated) for piece in pieces) + deflate(b"", last=True)
    member = zlib.decompressobj(wbits=31)
    read = member.decompress(GZIP_HEADER + deflated + gzip_trailer(zlib.crc32(whole), len(whole)))
    assert (read, member.eof, member.unused_data) == (whole, True, b"")
    assert zstd.decompress(b"".join(bytes(piece.frame) for piece in pieces)) == whole


def test_a_size_that_outgrows_its_field_wraps_rfc_1952() -> None:
    assert gzip_trailer(1, (5 << 32) + 7) == gzip_trailer(1, 7)
