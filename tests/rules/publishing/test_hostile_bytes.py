"""Whatever arrives is read or refused; no other error comes out, and what is sound passes."""

import gzip

from hypothesis import given
from hypothesis import strategies as st

from strongroom.publishing.errors import UploadRefused
from strongroom.publishing.rules.agreement import check_agreement
from strongroom.publishing.rules.filenames import check_filename
from strongroom.publishing.rules.form import read_form
from tests.rules.publishing.staging import read
from tests.support.distributions import Sdist, Wheel

WHEEL = Wheel(files={"demo/text.txt": b"some text " * 20})
SDIST = Sdist(files={"demo-1.0/" + "long/" * 30 + "text.txt": b"some text " * 20})
WHEEL_BYTES, SDIST_BYTES, TAR_BYTES = WHEEL.content, SDIST.content, SDIST.tar

NAMES = st.from_regex(r"\A[A-Za-z0-9]([A-Za-z0-9._-]{0,20}[A-Za-z0-9])?\Z")
PATHS = st.from_regex(r"\A[a-z_]{1,10}(/[a-z_é]{1,80}){0,3}\.py\Z")
CONTENTS = st.dictionaries(PATHS, st.binary(max_size=2000), max_size=4)


def mutations(content: bytes) -> st.SearchStrategy[bytes]:
    """Return strategies for the bytes with one stretch flipped, cut out, inserted or doubled, or all after it lost."""
    places = st.integers(0, len(content) - 1)
    return st.one_of(
        st.tuples(places, st.integers(1, 255)).map(
            lambda spot: content[: spot[0]] + bytes([content[spot[0]] ^ spot[1]]) + content[spot[0] + 1 :]
        ),
        places.map(lambda place: content[:place]),
        st.tuples(places, st.integers(1, 64)).map(lambda cut: content[: cut[0]] + content[cut[0] + cut[1] :]),
        st.tuples(places, st.binary(min_size=1, max_size=64)).map(
            lambda put: content[: put[0]] + put[1] + content[put[0] :]
        ),
        st.tuples(places, st.binary(min_size=1, max_size=8)).map(
            lambda put: content[: put[0]] + put[1] + content[put[0] + len(put[1]) :]
        ),
        st.tuples(places, st.integers(1, 600)).map(
            lambda span: (
                content[: span[0]] + content[span[0] : span[0] + span[1]] * 2 + content[span[0] + span[1] :]
            )
        ),
    )


def survives(built: Wheel | Sdist, content: bytes) -> None:
    """Check that the bytes are read as what was built, or refused."""
    try:
        found = read(built, content=content)
    except UploadRefused as refusal:
        assert refusal.message.isprintable()
        assert all(fault.next_step for fault in refusal.faults)
    else:
        assert found.metadata_bytes.startswith(b"Metadata-Version")


@given(st.binary(max_size=2000))
def test_random_bytes_are_refused(content: bytes) -> None:
    survives(WHEEL, content)
    survives(SDIST, content)


@given(mutations(WHEEL_BYTES))
def test_a_changed_wheel_is_read_or_refused(content: bytes) -> None:
    survives(WHEEL, content)


@given(mutations(SDIST_BYTES))
def test_a_changed_source_distribution_is_read_or_refused(content: bytes) -> None:
    survives(SDIST, content)


@given(mutations(TAR_BYTES))
def test_a_changed_tar_file_in_sound_gzip_is_read_or_refused(tar: bytes) -> None:
    try:
        read(SDIST, content=gzip.compress(tar, compresslevel=1, mtime=0))
    except UploadRefused as refusal:
        assert refusal.message.isprintable()


@given(name=NAMES, version=st.sampled_from(["1.0", "1!2.0rc1", "2026.11"]), contents=CONTENTS)
def test_a_built_distribution_always_passes_every_check(
    name: str, version: str, contents: dict[str, bytes]
) -> None:
    wheel = Wheel(name=name, version=version, files=contents)
    sdist = Sdist(name=name, version=version)
    sdist = Sdist(
        name=name, version=version, files={f"{sdist.root}/{path}": text for path, text in contents.items()}
    )
    for built in (wheel, sdist):
        form = read_form(built.form)
        check_filename(built.filename, name=form.name, version=form.version, filetype=form.filetype)
        found = read(built)
        check_agreement(form.metadata, metadata_bytes=found.metadata_bytes, filename=built.filename)
