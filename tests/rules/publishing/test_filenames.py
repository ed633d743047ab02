"""What distribution files may be called."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.foundation.names import normalize
from strongroom.publishing.errors import UploadRefused
from strongroom.publishing.rules.filenames import FileType, check_filename
from strongroom.publishing.rules.platform_tags import is_supported_platform
from tests.support.distributions import Sdist, Wheel

NAMES = st.from_regex(r"\A[A-Za-z0-9]([A-Za-z0-9._-]{0,20}[A-Za-z0-9])?\Z")
VERSIONS = st.sampled_from(["1.0", "0", "1!2.0", "2.1rc1", "1.0.post3", "3.0.dev4", "2026.11.1"])


def check(filename: str, *, filetype: FileType, name: str = "Foo.Bar", version: str = "1.0") -> None:
    """Check the name of a file of the project Foo.Bar."""
    check_filename(filename, name=normalize(name), version=version, filetype=filetype)


@pytest.mark.parametrize(
    "filename",
    [
        "foo_bar-1.0-py3-none-any.whl",
        "foo_bar-1.0.0-py3-none-any.whl",
        "foo_bar-1.0-py2.py3-none-any.whl",
        "foo_bar-1.0-1-py3-none-any.whl",
        "foo_bar-1.0-2a-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl",
        "foo_bar-1.0-pp310-pypy310_pp73-macosx_11_0_arm64.whl",
        "foo_bar-1.0-cp313-cp313-pyemscripten_2025_0_wasm32.whl",
    ],
)
def test_a_wheel_is_called_after_its_project_version_and_tags(filename: str) -> None:
    check(filename, filetype=FileType.WHEEL)


@pytest.mark.parametrize(
    ("filename", "reason"),
    [
        ("Foo.Bar-1.0-py3-none-any.whl", "begins with 'Foo.Bar' instead of 'foo_bar'"),
        ("foo__bar-1.0-py3-none-any.whl", "not a wheel's"),
        ("other-1.0-py3-none-any.whl", "begins with 'other'"),
        ("foo_bar-2.0-py3-none-any.whl", "version in the file name is '2.0' instead of '1.0'"),
        ("foo_bar-1.0-x1-py3-none-any.whl", "not a wheel's"),
        ("foo_bar-1.0-py3-none.whl", "not a wheel's"),
        ("foo_bar-1.0-1-py3-none-any-variant.whl", "not a wheel's"),
        ("foo_bar-1.0-3py-none-any.whl", "not a wheel's"),
        ("foo_bar-1.0-cp311-cp311-linux_x86_64.whl", "unsupported platform tag 'linux_x86_64'"),
        ("foo_bar-1.0.tar.gz", "Invalid file extension"),
        ("foo_bar-1.0-py3-none-any.exe", "Invalid file extension"),
        ("../foo_bar-1.0-py3-none-any.whl", "has '/' or"),
        ("foo_bar-1.0-py3-none-any.whl\n", "non-printable"),
        ("foo_bär-1.0-py3-none-any.whl", "non-ASCII"),
        ("", "is empty"),
        ("foo_bar-1.0-py3-none-" + "any." * 60 + "any.whl", "is too long"),
    ],
)
def test_any_other_name_for_a_wheel_is_refused(filename: str, reason: str) -> None:
    with pytest.raises(UploadRefused) as refused:
        check(filename, filetype=FileType.WHEEL)
    assert reason in refused.value.message


@pytest.mark.parametrize(
    "filename",
    [
        "Foo.Bar-1.0.tar.gz",
        "foo-bar-1.0.tar.gz",
        "foo_bar-1.0.0.tar.gz",
        "foo_bar-1.0.zip",
        "foo_bar-1.0.tar.bz2",
        "foo_bar-1.0.tgz",
        "foo_bar-1.0-py3-none-any.whl",
        "foo_bar\\foo_bar-1.0.tar.gz",
    ],
)
def test_a_source_distribution_has_one_possible_name(filename: str) -> None:
    check("foo_bar-1.0.tar.gz", filetype=FileType.SDIST)
    with pytest.raises(UploadRefused):
        check(filename, filetype=FileType.SDIST)


def test_the_refusal_says_what_the_file_is_called() -> None:
    with pytest.raises(UploadRefused, match=r"called 'foo_bar-1\.0\.tar\.gz' \(PEP 625\)"):
        check("Foo-Bar-1.0.tar.gz", filetype=FileType.SDIST)


@pytest.mark.parametrize(
    "tag",
    [
        *("any", "win32", "win_amd64", "win_arm64", "win_ia64", "linux_armv6l", "linux_armv7l"),
        *("manylinux1_x86_64", "manylinux2010_i686", "manylinux2014_s390x", "manylinux_2_28_riscv64"),
        *("manylinux_2_17_ppc64", "musllinux_1_2_aarch64", "macosx_10_9_universal2", "macosx_26_0_arm64"),
        *("ios_13_0_arm64_iphonesimulator", "android_21_arm64_v8a", "pyemscripten_2025_0_wasm32"),
    ],
)
def test_platforms_with_a_written_meaning_are_supported(tag: str) -> None:
    assert is_supported_platform(tag)


@pytest.mark.parametrize(
    "tag",
    [
        *(
            "linux_x86_64",
            "manylinux1_aarch64",
            "manylinux_2_28_sparc",
            "musllinux_1_2_ppc64",
            "freebsd_14_amd64",
        ),
        *("macosx_11_1_arm64", "macosx_16_0_arm64", "any\n", "", "win_amd64x", "manylinux_٢_17_x86_64"),
    ],
)
def test_other_platforms_are_not_supported(tag: str) -> None:
    assert not is_supported_platform(tag)


@given(name=NAMES, version=VERSIONS)
def test_the_file_names_of_any_project_are_accepted(name: str, version: str) -> None:
    for built, filetype in (
        (Wheel(name=name, version=version), FileType.WHEEL),
        (Sdist(name=name, version=version), FileType.SDIST),
    ):
        check(built.filename, filetype=filetype, name=name, version=version)


@given(
    st.one_of(st.text(), st.text(alphabet="foo_bar-1.0py3nnewhl.tgz", max_size=40)), st.sampled_from(FileType)
)
def test_any_file_name_is_accepted_or_refused(filename: str, filetype: FileType) -> None:
    try:
        check(filename, filetype=filetype)
    except UploadRefused as refusal:
        assert refusal.message.isprintable()
