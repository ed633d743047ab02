"""Whatever arrives is read or refused; no other error comes out, and no reader sees another thing than the next."""

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fuzz import archives, forms, macaroons
from tests.fuzz.archives import GZIP, SDIST, WHEEL, ZIP
from tests.fuzz.run import ROOT, TARGETS
from tests.hostile.forging import UTF8, Fields, Member, forged, members_of
from tests.hostile.tar_cases import gnu, header, packed, pax, record

few = settings(max_examples=100)
many = settings(max_examples=250)


@st.composite
def mutated(draw: st.DrawFn, samples: list[bytes]) -> bytes:
    """Draw one of the samples with stretches flipped, cut out, inserted, doubled or moved, or all after one lost."""
    content = draw(st.sampled_from(samples))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(1, len(content)))
        end = min(len(content), start + draw(st.integers(1, 600)))
        before, stretch, after = content[:start], content[start:end], content[end:]
        put = draw(st.binary(min_size=1, max_size=8))
        content = draw(
            st.sampled_from(
                (
                    before + put + content[start + len(put) :],
                    before + put + content[start:],
                    before + after,
                    before + stretch * 2 + after,
                    before + after + stretch,
                    before,
                )
            )
        )
    return content


@many
@given(mutated([*archives.seeds()]) | st.binary(max_size=2000))
def test_an_archive_is_read_as_python_reads_it_or_refused(data: bytes) -> None:
    archives.feed(data)


@few
@given(mutated([*forms.seeds()]) | st.binary(max_size=500))
def test_a_form_is_read_or_refused(data: bytes) -> None:
    forms.feed(data)


@many
@given(mutated([*macaroons.seeds()]) | st.binary(max_size=300))
def test_a_token_that_was_not_made_here_is_refused(data: bytes) -> None:
    macaroons.feed(data)


@pytest.mark.parametrize("reader", [archives, forms, macaroons])
def test_what_is_mutated_is_taken_before(reader: ModuleType) -> None:
    """A search that begins far from what is taken finds nothing worth knowing."""
    assert [reader.feed(seed) for seed in reader.seeds()].count(False) <= 3


NUMBERS = st.sampled_from((0, 1, 2, 8, 20, 30, 63, 64, 0x800, 0xFFFF)) | st.integers(0, 0xFFFF)
NAMES = st.sampled_from(
    (b"demo/x", b"demo/y", b"demo/x/", b"demo/__init__.py", b"\xff", b"../x", b"demo/\xc3\xbc")
)
BYTES = st.binary(max_size=30) | st.builds(
    lambda kind, numbers: kind + len(numbers).to_bytes(2, "little") + numbers,
    st.sampled_from((b"\1\0", b"\x75\x70", b"\x99\x99")),
    st.sampled_from((8, 16, 24)).flatmap(lambda size: st.binary(min_size=size, max_size=size)),
)
LIES = st.fixed_dictionaries(
    {},
    optional={
        **dict.fromkeys(("needed", "method", "checksum", "packed", "unpacked", "time"), NUMBERS),
        "flags": st.sampled_from((0, 1, 2, 6, 8, 0x20, UTF8, 0x2000)),
        "name": NAMES,
        "extra": BYTES,
    },
)
ENDS = st.fixed_dictionaries({}, optional=dict.fromkeys(("disk", "here", "count", "size", "offset"), NUMBERS))


@many
@given(
    member=st.builds(
        lambda name, both, local, central: Member(name=name, both=both, local=local, central=central),
        NAMES,
        *(st.just({}) | LIES for _ in range(3)),
    ),
    end=st.just({}) | ENDS,
    zip64=st.none() | st.just({}) | ENDS,
)
def test_a_zip_file_whose_fields_lie_is_read_as_python_reads_it_or_refused(
    member: Member, end: Fields, zip64: Fields | None
) -> None:
    archives.feed(ZIP + forged([member, *members_of(WHEEL.members)], end=end, zip64=zip64))


KINDS = st.sampled_from((b"0", b"\0", b"1", b"2", b"5", b"7", b"S", b"x", b"g", b"L", b"K"))
TEXTS = st.sampled_from(
    (b"demo-1.0/y", b"demo-1.0/x/", b"demo-1.0/PKG-INFO", b"0", b"512", b"y\0z", b"\xff", b"")
)
PIECES = st.one_of(
    st.builds(
        lambda name, at, put, type_: header(name, at=at, put=put, type_=type_),
        st.sampled_from(("demo-1.0/x", "demo-1.0/y", "demo-1.0/d/", "demo-1.0")),
        st.sampled_from((0, 99, 100, 108, 116, 124, 136, 148, 156, 157, 257, 263, 265, 329, 337, 345, 500)),
        st.binary(max_size=12) | st.text("01 7\0", max_size=12).map(str.encode),
        KINDS,
    ),
    st.builds(
        lambda pairs, type_: pax(*(record(key, value) for key, value in pairs), type_=type_),
        st.lists(
            st.tuples(st.sampled_from((b"path", b"linkpath", b"size", b"mtime", b"uid", b"a")), TEXTS),
            max_size=3,
        ),
        st.sampled_from((b"x", b"g")),
    ),
    st.builds(pax, st.binary(max_size=20)),
    st.builds(gnu, st.sampled_from((b"L", b"K")), TEXTS),
)


@many
@given(pieces=st.lists(PIECES, min_size=1, max_size=4), at_start=st.booleans())
def test_a_tar_file_of_doubtful_headers_is_read_as_python_reads_it_or_refused(
    pieces: list[bytes], at_start: bool
) -> None:
    tar = SDIST.tar.rstrip(b"\0")
    parts = [*pieces, tar] if at_start else [tar, *pieces]
    archives.feed(GZIP + packed(*parts))


@pytest.mark.skipif(
    importlib.util.find_spec("atheris") is None,
    reason="atheris is not installed: it is there for Linux on x86-64 only",
)
@pytest.mark.parametrize("target", TARGETS)
def test_atheris_finds_nothing_in_a_few_seconds(target: str, tmp_path: Path) -> None:
    """What takes longer is for `make fuzz`."""
    command = [sys.executable, "-m", "tests.fuzz.run", target, "--seconds=1", f"--folder={tmp_path}"]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=100, check=False)
    assert ended.returncode == 0, ended.stderr[-3000:]
    assert list((tmp_path / target / "corpus").iterdir())
