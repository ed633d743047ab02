"""What is sound passes every check, whatever its name, version and files are."""

from hypothesis import given
from hypothesis import strategies as st

from strongroom.publishing.rules.agreement import check_agreement
from strongroom.publishing.rules.filenames import check_filename
from strongroom.publishing.rules.form import read_form
from tests.rules.publishing.staging import read
from tests.support.distributions import Sdist, Wheel

NAMES = st.from_regex(r"\A[A-Za-z0-9]([A-Za-z0-9._-]{0,20}[A-Za-z0-9])?\Z")
PATHS = st.from_regex(r"\A[a-z_]{1,10}(/[a-z_é]{1,80}){0,3}\.py\Z")
CONTENTS = st.dictionaries(PATHS, st.binary(max_size=2000), max_size=4)


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
