"""Which content coding an Accept-Encoding header gets (RFC 9110 section 12.5.3)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.interfaces.simple.codings import select_coding
from strongroom.readpath.store import Coding

PLAIN, GZIP, ZSTD = Coding.IDENTITY, Coding.GZIP, Coding.ZSTD

CASES = {
    "no header": ("", PLAIN),
    "pip": ("gzip, deflate", GZIP),
    "uv": ("gzip, br, zstd", ZSTD),
    "a browser": ("gzip, deflate, br, zstd", ZSTD),
    "identity only": ("identity", PLAIN),
    "identity before gzip": ("identity, gzip;q=0.5", PLAIN),
    "identity as good as gzip": ("gzip;q=0.5, identity;q=0.5", GZIP),
    "gzip liked better": ("zstd;q=0.5, gzip", GZIP),
    "zstd refused": ("zstd;q=0, gzip", GZIP),
    "all refused but identity": ("gzip;q=0, zstd;q=0", PLAIN),
    "anything": ("*", ZSTD),
    "anything but zstd": ("*, zstd;q=0", GZIP),
    "nothing else": ("identity, *;q=0", PLAIN),
    "identity refused": ("identity;q=0, gzip;q=0.1", GZIP),
    "everything refused": ("*;q=0", PLAIN),
    "upper case and white space": (" GZIP ; Q=0.8 , br", GZIP),
    "the old name of gzip": ("x-gzip", GZIP),
    "unknown ones": ("br, compress, deflate", PLAIN),
    "malformed": ("gzip;q=banana", PLAIN),
    "malformed beside a good one": ("zstd;q=2, gzip;q=0.1", GZIP),
    "empty elements": (",;,;;,", PLAIN),
}


@pytest.mark.parametrize(("header", "expected"), CASES.values(), ids=CASES.keys())
def test_the_header_gets_the_coding_it_prefers(header: str, expected: Coding) -> None:
    assert select_coding(header) is expected


@given(st.text(st.characters(max_codepoint=255)))
def test_no_header_is_a_fault(header: str) -> None:
    assert select_coding(header) in Coding


@given(st.sampled_from(Coding), st.sampled_from(Coding))
def test_what_is_refused_is_not_sent_where_another_is_welcome(refused: Coding, welcome: Coding) -> None:
    if refused is not welcome:
        assert select_coding(f"{refused};q=0, {welcome}") is not refused
