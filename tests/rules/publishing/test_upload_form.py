"""What an upload form may say, and all that it may get wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.publishing.errors import Fault, UploadRefused
from strongroom.publishing.rules.core_metadata import ATTRIBUTES, form_field
from strongroom.publishing.rules.filenames import FileType
from strongroom.publishing.rules.form import read_form
from tests.support.distributions import Sdist, Wheel

VALID = Wheel().form
SHA256 = "a" * 64


def form(**changes: str | list[str] | None) -> dict[str, list[str]]:
    """Return a valid form with some fields replaced, or left out where None."""
    fields = dict(VALID)
    for field, values in changes.items():
        fields.pop(field, None)
        if values is not None:
            fields[field] = [values] if isinstance(values, str) else values
    return fields


def codes(fields: dict[str, list[str]]) -> list[str]:
    """Return the codes of the form's faults, in their order."""
    return [fault.code for fault in faults_of(fields)]


def faults_of(fields: dict[str, list[str]]) -> tuple[Fault, ...]:
    """Return what is wrong with the form, whether or not it says what it is about."""
    try:
        return read_form(fields).faults
    except UploadRefused as refusal:
        return refusal.faults


def test_a_valid_form_is_read_into_values() -> None:
    built = Wheel(
        name="Foo.Bar__baz",
        version="1.0.RC1",
        headers={
            "Summary": "A thing",
            "Requires-Dist": ["requests>=2", "rich"],
            "Project-URL": ["Home, https://example.org", "Bugs, https://example.org/bugs?a,b"],
            "License-Expression": "mit or apache-2.0",
            "Keywords": "safe, quick",
        },
    )
    read = read_form(built.form)
    assert (read.raw_name, read.name, read.version) == ("Foo.Bar__baz", "foo-bar-baz", "1.0rc1")
    assert (read.filetype, read.pyversion) == (FileType.WHEEL, "py3")
    assert read.metadata.version == "1.0rc1"
    assert read.metadata.requires_dist == ("requests>=2", "rich")
    assert read.metadata.project_urls == (
        ("Home", "https://example.org"),
        ("Bugs", "https://example.org/bugs?a,b"),
    )
    assert read.metadata.license_expression == "MIT OR Apache-2.0"
    assert read.metadata.keywords == ("safe", "quick")
    assert set(read.digests) == {"md5", "sha256", "blake2_256"}


@pytest.mark.parametrize(
    ("client", "fields"),
    [
        ("twine", VALID),
        (
            "uv, which always sends requires_python, and import names",
            form(
                metadata_version="2.5",
                requires_python="",
                import_names=["demo", "_demo; private"],
                import_namespaces="demos",
                md5_digest=None,
            ),
        ),
        (
            "flit, with metadata 2.3, an obsolete field, no pyversion and no blake2",
            {
                **form(metadata_version="2.3", provides="demo", blake2_256_digest=None, pyversion=None),
                "filetype": ["sdist"],
            },
        ),
        (
            "pdm, with empty fields and a field of another name",
            form(
                home_page="",
                comment="",
                download_url="",
                provides_extras=["a b c"],
                requires_python=[">=3.9", ""],
            ),
        ),
        (
            "hatch, with every header as a field",
            form(description="Text\n", import_name="demo", generator="hatch"),
        ),
        ("poetry, with null fields", form(author="UNKNOWN", license="UNKNOWN", platform=["UNKNOWN"])),
        ("anything without protocol version", form(protocol_version=None)),
        ("gpg users", form(gpg_signature="ignored")),
    ],
)
def test_what_clients_send_is_accepted(client: str, fields: dict[str, list[str]]) -> None:
    assert read_form(fields).name == "demo"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        # What the form itself asks for.
        (form(protocol_version="2"), ["unknown_protocol_version"]),
        (form(filetype=None), ["invalid_filetype"]),
        (form(filetype="bdist_egg"), ["invalid_filetype"]),
        (form(filetype=["bdist_wheel", "bdist_wheel"]), ["repeated_filetype"]),
        (form(pyversion=None), ["missing_pyversion"]),
        (form(pyversion="<script>"), ["invalid_pyversion"]),
        (form(pyversion="p" * 101), ["invalid_pyversion"]),
        (form(filetype="sdist", pyversion="py3"), ["invalid_pyversion"]),
        (form(md5_digest=None, sha256_digest=None, blake2_256_digest=""), ["missing_digest"]),
        (form(sha256_digest="abc"), ["invalid_sha256_digest"]),
        (form(blake2_256_digest="g" * 64), ["invalid_blake2_256_digest"]),
        (form(sha256_digest=[SHA256, SHA256]), ["repeated_sha256_digest"]),
        # Who and which.
        (form(name=None), ["missing_name"]),
        (form(name="UNKNOWN"), ["missing_name"]),
        (form(name="-demo"), ["invalid_name"]),
        (form(name="demo\n"), ["invalid_name"]),
        (form(name="ｄemo"), ["invalid_name"]),
        (form(name="de\0mo"), ["invalid_name"]),
        (form(name=["demo", "other"]), ["repeated_name"]),
        (form(version=None), ["missing_version"]),
        (form(version="not-a-version"), ["invalid_version"]),
        (form(version="1" * 5000), ["invalid_version"]),
        (form(version="1.0+local"), ["local_version"]),
        (form(version="1" + ".1" * 100), ["long_version"]),
        (form(version=["1.0", "2.0"]), ["repeated_version"]),
        (form(metadata_version=None), ["invalid_metadata_version"]),
        (form(metadata_version="2.0"), ["invalid_metadata_version"]),
        (form(metadata_version="2.6"), ["invalid_metadata_version"]),
        (form(metadata_version="3.0"), ["invalid_metadata_version"]),
        # Core metadata.
        (form(metadata_version="2.1", license_expression="MIT"), ["invalid_license_expression"]),
        (form(metadata_version="2.4", import_names="demo"), ["invalid_import_names"]),
        (form(license_expression="MIT Lisence"), ["invalid_license_expression"]),
        (form(license_expression="(" * 4000 + "MIT" + ")" * 4000), ["invalid_license_expression"]),
        (form(license="MIT", license_expression="MIT"), ["conflicting_licenses"]),
        (form(license_file="../LICENSE"), ["invalid_license_file"]),
        (form(license_file="/LICENSE"), ["invalid_license_file"]),
        (form(license_file="a\\LICENSE"), ["invalid_license_file"]),
        (form(requires_python="python3"), ["invalid_requires_python"]),
        (form(requires_python=[">=3.9", ">=3.9"]), ["repeated_requires_python"]),
        (form(requires_dist="foo >>1"), ["invalid_requires_dist"]),
        (form(requires_dist="foo; " + "(" * 1500), ["invalid_requires_dist"]),
        (form(requires_dist="foo @ https://example.org/foo.whl"), ["direct_reference"]),
        (form(provides_dist="foo bar"), ["invalid_dependency"]),
        (form(obsoletes_dist="foo @ https://example.org/foo.whl"), ["direct_reference"]),
        (form(provides_extra="bad extra!"), ["invalid_provides_extra"]),
        (form(dynamic="Name"), ["invalid_dynamic"]),
        (form(dynamic="Weather"), ["invalid_dynamic"]),
        (form(metadata_version="2.5", import_names="a", import_namespaces="a"), ["invalid_import_names"]),
        (form(summary="two\nlines"), ["invalid_summary"]),
        (form(description_content_type="text/html"), ["invalid_description_content_type"]),
        (
            form(description_content_type="text/markdown; charset=latin-1"),
            ["invalid_description_content_type"],
        ),
        (form(description_content_type="text/markdown; variant=Own"), ["invalid_description_content_type"]),
        (form(description_content_type="text/plain; x*"), ["invalid_description_content_type"]),
        (form(description_content_type="text/plain; " * 1000), ["invalid_description_content_type"]),
        # What this index asks beyond.
        (form(summary="x" * 513), ["long_summary"]),
        (form(requires_python=">=3" + ", !=3.0" * 80), ["long_requires_python"]),
        (form(author_email="nobody"), ["invalid_email"]),
        (form(maintainer_email="Ada <ada@localhost>"), ["invalid_email"]),
        (form(classifiers="Made :: Up"), ["invalid_classifier"]),
        (form(classifiers="Private :: Do Not Upload"), ["invalid_classifier"]),
        (form(classifiers="Natural Language :: Ukranian"), ["invalid_classifier"]),
        (form(home_page="ftp://example.org"), ["invalid_url"]),
        (form(download_url="https://"), ["invalid_url"]),
        (form(project_urls="Home, https://[::1"), ["invalid_url"]),
        (form(project_urls="Home, javascript:alert(1)"), ["invalid_url"]),
        (form(project_urls="https://example.org"), ["invalid_url"]),
        (form(project_urls=", https://example.org"), ["invalid_url_label"]),
        (form(project_urls="x" * 33 + ", https://example.org"), ["invalid_url_label"]),
        (form(project_urls=["A, https://example.org", "A, https://example.com"]), ["repeated_project_urls"]),
    ],
)
def test_a_faulty_field_is_named(fields: dict[str, list[str]], expected: list[str]) -> None:
    assert codes(fields) == expected


@pytest.mark.parametrize("metadata_version", ["1.0", "1.1", "1.2", "2.1", "2.2", "2.3", "2.4", "2.5"])
def test_every_metadata_version_is_accepted(metadata_version: str) -> None:
    fields = {"metadata_version": [metadata_version], "name": ["demo"], "version": ["1.0"]}
    own = {field: VALID[field] for field in ("filetype", "pyversion", "sha256_digest")}
    assert read_form(fields | own).metadata.metadata_version == metadata_version


@pytest.mark.parametrize(
    "fields",
    [
        form(author_email="Ada Example <ada@example.org>, Ben <ben@example.org>"),
        form(author_email='"Example, Inc." <ada@example.org>'),
        form(requires_dist=["requests[socks] (>=2) ; python_version < '3.12'", "foo"]),
        form(classifiers=["Programming Language :: Python :: 3", "Typing :: Typed"]),
        form(summary="x" * 512),
        form(project_urls="x" * 32 + ", https://example.org/?a=b,c"),
        form(version="1!2.0.post1"),
        form(description_content_type="text/markdown; charset=UTF-8; variant=CommonMark"),
        form(metadata_version="2.4", provides_extra=["all_non_platform"]),
        form(sha256_digest="A" * 64),
    ],
)
def test_what_looks_odd_and_is_allowed_is_accepted(fields: dict[str, list[str]]) -> None:
    assert codes(fields) == []


def test_all_faults_are_reported_with_the_most_useful_first() -> None:
    fields = form(
        metadata_version="9", name="!", version="?", summary="x" * 600, classifiers="No", filetype="egg"
    )
    assert codes(fields) == [
        "invalid_metadata_version",
        "invalid_name",
        "invalid_version",
        "invalid_classifier",
        "invalid_filetype",
        "long_summary",
    ]


def test_digests_are_read_in_either_case() -> None:
    assert read_form(form(sha256_digest="AB" * 32)).digests["sha256"] == "ab" * 32


def test_an_sdist_without_python_version_is_for_the_source() -> None:
    assert read_form(Sdist().form | {"pyversion": []}).pyversion == "source"


def test_what_databases_refuse_is_escaped() -> None:
    assert read_form(form(author="A\0da \ud800")).metadata.author == r"A\x00da \ud800"


@pytest.mark.parametrize("field", ["version", "requires_dist", "requires_python", "classifiers", "home_page"])
def test_long_values_are_elided_in_the_message(field: str) -> None:
    message = UploadRefused(*faults_of(form(**{field: "§" * 3000}))).message
    assert len(message) < 400
    assert "§…" in message


def test_a_field_that_is_newer_than_the_metadata_version_asks_for_a_new_build() -> None:
    (fault,) = faults_of(form(metadata_version="2.1", license_expression="MIT"))
    assert "introduced in metadata version 2.4, not 2.1" in fault.what
    assert fault.next_step.startswith("Build the file again")


@pytest.mark.parametrize("missing", ["name", "version", "filetype"])
def test_a_form_that_does_not_say_what_it_is_about_is_refused_with_all_its_faults(missing: str) -> None:
    with pytest.raises(UploadRefused) as refused:
        read_form(form(summary="x" * 600, **{missing: None}))
    assert {fault.field for fault in refused.value.faults} == {missing, "summary"}


def test_what_a_faulty_form_says_is_read_all_the_same() -> None:
    read = read_form(form(version="1.0+local", sha256_digest="xyz", license_expression="No Such"))
    assert (read.name, read.version, read.metadata.license_expression) == ("demo", "1.0+local", "No Such")
    assert set(read.digests) == {"md5", "blake2_256"}
    assert [fault.field for fault in read.faults] == ["version", "license_expression", "sha256_digest"]


def test_text_that_is_sent_as_a_file_is_a_fault_of_the_form() -> None:
    (fault,) = read_form(VALID, misplaced=["summary"]).faults
    assert fault.what == "The field 'summary' was sent as a file."


FIELDS = [form_field(attribute) for attribute in ATTRIBUTES] + list(VALID)
HOSTILE = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        ["1.0", "2.4", "demo", ">=3", "a @ b:c", "A, http://[", "text/plain;a*0*=b", "a;('" * 50]
    ),
    st.text(alphabet="()[]<>;:,@\"'\\ =!~*%", max_size=60),
)


@given(st.dictionaries(st.sampled_from(FIELDS), st.lists(HOSTILE, max_size=3)))
def test_any_form_is_read_or_refused(changes: dict[str, list[str]]) -> None:
    try:
        read = read_form(VALID | changes)
    except UploadRefused as refusal:
        assert refusal.faults
        assert refusal.message.isprintable()
    else:
        assert read.digests or read.faults
