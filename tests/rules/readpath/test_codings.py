"""Checksums, gzip and zstd: read back by others, put together of pieces, always the same."""

import gzip
import random
import subprocess
import sys
import zlib
from collections.abc import Iterable

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


def page_of(digests: Iterable[int]) -> bytes:
    """Return a page of files with these digests."""
    return b"".join(
        b'<a href="/packages/%02x/%04x/file.whl">%s</a>\n' % (digest % 256, digest, b"a name" * 40)
        for digest in digests
    )


LARGE = page_of(range(0, 30_000, 37))


@pytest.mark.parametrize("place", [0, 1, 400, 810])
def test_a_large_page_is_read_back_whatever_is_put_into_it(place: int) -> None:
    digests = list(range(0, 30_000, 37))
    for body in (page_of(digests), page_of([*digests[:place], 12_345, *digests[place:]])):
        kept = dict(compressed(body))
        member = zlib.decompressobj(wbits=31)
        assert member.decompress(kept[Coding.GZIP]) == body
        assert (member.eof, member.unused_data) == (True, b"")
        assert zstd.decompress(kept[Coding.ZSTD]) == body


def test_a_large_page_is_compressed_alike_whatever_was_compressed_before() -> None:
    program = (
        "import sys; from strongroom.readpath.store.codings import compressed\n"
        "for _, result in compressed(sys.stdin.buffer.read()): sys.stdout.buffer.write(result)"
    )
    alone = subprocess.run([sys.executable, "-c", program], input=LARGE, capture_output=True, check=True)
    dict(compressed(page_of(range(0, 30_000, 31))))
    for _ in range(2):
        assert b"".join(result for _, result in compressed(LARGE)) == alone.stdout


def test_of_a_large_page_that_changes_in_one_place_most_stays_as_it_was() -> None:
    in_gzip = dict(compressed(LARGE))[Coding.GZIP]
    changed = dict(compressed(LARGE.replace(b"a name", b"another", 1)))[Coding.GZIP]
    half = len(in_gzip) // 2
    assert changed[-half:-8] == in_gzip[-half:-8], "but for checksum and size"


def test_a_page_is_not_cut_into_crumbs() -> None:
    body = b"/packages/00/" * 100_000
    assert len(dict(compressed(body))[Coding.GZIP]) < len(body) / 100


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
