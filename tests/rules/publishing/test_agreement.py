"""The archive and the form say the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.publishing.errors import UploadRefused
from strongroom.publishing.rules.agreement import check_agreement
from strongroom.publishing.rules.core_metadata import CoreMetadata
from tests.support.distributions import Headers, Wheel

SAID = CoreMetadata(metadata_version="2.4", name="demo", version="1.0")


def inside(headers: Headers | None = None, description: str = "") -> bytes:
    """Return the METADATA of demo 1.0 with these headers."""
    return Wheel(headers=headers or {}, description=description).metadata


def compare(said: CoreMetadata, metadata_bytes: bytes) -> list[str]:
    """Return the fields that are refused."""
    try:
        check_agreement(said, metadata_bytes=metadata_bytes, filename="demo-1.0-py3-none-any.whl")
    except UploadRefused as refusal:
        return [fault.field for fault in refusal.faults]
    return []


def saying(**fields: str | tuple[str, ...] | tuple[tuple[str, str], ...]) -> CoreMetadata:
    """Return what a form for demo 1.0 says."""
    return CoreMetadata(**{"metadata_version": "2.4", "name": "demo", "version": "1.0"} | fields)  # type: ignore[arg-type]


SPELLINGS: list[tuple[CoreMetadata, Headers]] = [
    (saying(name="De.Mo"), {"Name": "de_mo"}),
    (saying(version="1.0"), {"Version": "1.0.0"}),
    (saying(metadata_version="2.3"), {"Metadata-Version": "2.4"}),
    (saying(requires_python=">=3.9,<4"), {"Requires-Python": "<4, >=3.9"}),
    (
        saying(requires_dist=("Requests[socks,security]>=2; python_version<'3.12'", "rich")),
        {"Requires-Dist": ["rich", 'requests[security, socks] (>= 2) ; python_version < "3.12"']},
    ),
    (saying(provides_extra=("all_of_it",)), {"Provides-Extra": "all-of-it"}),
    (saying(license_expression="MIT OR Apache-2.0"), {"License-Expression": "mit or apache-2.0"}),
    (saying(license="Line one\nLine two"), {"License": "Line one\n        Line two"}),
    (saying(keywords=("a", "b")), {"Keywords": "a, b"}),
    (saying(keywords=("a b",)), {"Keywords": "a b"}),
    (saying(dynamic=("License-File",)), {"Dynamic": "license-file"}),
    (saying(project_urls=(("Home", "https://a.example"),)), {"Project-URL": "Home, https://a.example"}),
    (saying(author="Ada Ünal"), {"Author": "Ada  Ünal"}),
    (saying(provides=("demo",)), {"Provides": ["demo", "demos"]}),
]


@pytest.mark.parametrize(("said", "headers"), SPELLINGS)
def test_another_spelling_of_the_same_agrees(said: CoreMetadata, headers: Headers) -> None:
    assert compare(said, inside(headers)) == []


@pytest.mark.parametrize(
    ("said", "headers", "field"),
    [
        (saying(name="other"), {}, "name"),
        (saying(version="1.1"), {}, "version"),
        (saying(requires_python=">=3.9"), {"Requires-Python": ">=3.8"}, "requires_python"),
        (saying(requires_dist=("requests",)), {"Requires-Dist": ["requests", "evil"]}, "requires_dist"),
        (saying(license="MIT"), {"License": "GPL"}, "license"),
        (saying(license_expression="MIT"), {"License-Expression": "GPL-3.0-only"}, "license_expression"),
        (saying(license_files=("LICENSE",)), {"License-File": "COPYING"}, "license_file"),
        (saying(summary="A"), {"Summary": "B"}, "summary"),
        (saying(author_email="ada@a.example"), {"Author-email": "eve@a.example"}, "author_email"),
        (saying(classifiers=("A",)), {"Classifier": ["A", "B"]}, "classifiers"),
        (
            saying(project_urls=(("Home", "https://a.example"),)),
            {"Project-URL": "Home, https://b.example"},
            "project_urls",
        ),
    ],
)
def test_another_content_disagrees(said: CoreMetadata, headers: Headers, field: str) -> None:
    assert compare(said, inside(headers)) == [field]


def test_what_only_one_of_them_says_is_no_disagreement() -> None:
    assert (
        compare(SAID, inside({"Requires-Python": ">=3", "License-Expression": "MIT", "Summary": "UNKNOWN"}))
        == []
    )
    assert compare(saying(summary="A", author="Ada"), inside({"Summary": "UNKNOWN"})) == []


def test_a_form_cannot_say_what_installers_act_on_of_a_file_that_does_not() -> None:
    said = saying(requires_python=">=3.9", requires_dist=("rich",))
    assert compare(said, inside()) == ["requires_python", "requires_dist"]


def test_the_refusal_names_the_field_and_both_contents() -> None:
    with pytest.raises(UploadRefused) as refused:
        check_agreement(
            saying(requires_python=">=3.9"),
            metadata_bytes=inside({"Requires-Python": ">=2.7"}),
            filename="demo-1.0.tar.gz",
        )
    assert refused.value.message.startswith(
        "Requires-Python differs: the form says '>=3.9', the metadata inside 'demo-1.0.tar.gz' says '>=2.7'."
    )


@pytest.mark.parametrize(
    ("said", "body"),
    [("Hello\nworld\n", "Hello\r\nworld"), ("Grüße", "Grüße\n\n"), ("From here", "From here")],
)
def test_descriptions_may_differ_in_white_space(said: str, body: str) -> None:
    assert compare(saying(description=said), inside(description=body)) == []
    assert compare(saying(description=said + "!"), inside(description=body)) == ["description"]


@pytest.mark.parametrize(
    ("metadata_bytes", "fields"),
    [
        (b"Metadata-Version: 2.4\nName: demo\nVersion: 1.0\nVersion: 2.0\n\n", ["version"]),
        (b"Metadata-Version: 2.4\nName: demo\nName: evil\nVersion: 1.0\n\n", ["name"]),
        (b"Metadata-Version: 2.4\nVersion: 1.0\n\n", ["name"]),
        (b"Name: demo\nVersion: 1.0\nAuthor: \xff\n\n", ["author"]),
        (b"", ["name", "version"]),
    ],
)
def test_metadata_that_can_be_read_in_two_ways_is_refused(metadata_bytes: bytes, fields: list[str]) -> None:
    assert compare(SAID, metadata_bytes) == fields


@pytest.mark.parametrize(
    ("headers", "field"),
    [
        ({"Requires-Dist": "foo @ https://example.org/foo.whl"}, "requires_dist"),
        ({"Requires-Dist": ["bar", "foo >>1"]}, "requires_dist"),
        ({"Requires-Python": "python3"}, "requires_python"),
        ({"Requires-Python": ">=3" + ", !=3.0" * 80}, "requires_python"),
    ],
)
def test_what_installers_act_on_cannot_hide_from_the_form(headers: Headers, field: str) -> None:
    assert compare(SAID, inside(headers)) == [field]


@given(st.binary(max_size=300))
def test_any_metadata_agrees_or_is_refused(metadata_bytes: bytes) -> None:
    compare(SAID, metadata_bytes)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                ["Name", "Version", "Requires-Dist", "Content-Type", "Project-URL", "Keywords", "Description"]
            ),
            st.one_of(
                st.text(max_size=30),
                st.sampled_from(["=?utf-8?q?=ff?=", "multipart/mixed; boundary=x", "1.0"]),
            ),
        )
    )
)
def test_any_headers_agree_or_are_refused(headers: list[tuple[str, str]]) -> None:
    lines = "".join(f"{name}: {value}\n" for name, value in headers)
    compare(saying(description="a", requires_dist=("b",), keywords=("c",)), lines.encode() + b"\nbody --x\n")
