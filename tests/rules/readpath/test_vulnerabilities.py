"""Which versions an advisory affects, and what is shown of it."""

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.version import Version

from strongroom.foundation.names import NormalizedName
from strongroom.readpath.rules.vulnerabilities import Advisory, AdvisoryMalformed, read_advisory

HARBORLIGHT = NormalizedName("harborlight")


def affected(*, name: str = "Harbor.Light", ecosystem: str = "PyPI", **said: Any) -> dict[str, Any]:
    return {"package": {"name": name, "ecosystem": ecosystem}, **said}


def ecosystem(*events: dict[str, str]) -> dict[str, Any]:
    return {"ranges": [{"type": "ECOSYSTEM", "events": list(events)}]}


def advisory(**said: Any) -> Advisory:
    """What a document with these affected versions says of harborlight."""
    found = read_advisory({"id": "OSV-1", "affected": [affected(name="harborlight", **said)]})
    return found[HARBORLIGHT]


def affects(version: str, **said: Any) -> bool:
    return advisory(**said).affects(Version(version))


def test_a_project_is_known_by_every_spelling_of_its_name() -> None:
    assert list(read_advisory({"id": "OSV-1", "affected": [affected(name="Harbor._Light")]})) == [
        NormalizedName("harbor-light")
    ]


def test_other_ecosystems_are_none_of_our_business() -> None:
    assert read_advisory({"id": "OSV-1", "affected": [affected(ecosystem="npm")]}) == {}
    assert read_advisory({"id": "OSV-1", "affected": [{"ranges": []}]}) == {}
    assert read_advisory({"id": "OSV-1"}) == {}


@pytest.mark.parametrize(("version", "expected"), [("1.0", True), ("1.0.0", True), ("1.1", False)])
def test_listed_versions_are_affected_in_every_spelling(version: str, expected: bool) -> None:
    assert affects(version, versions=["1.0", "not a version"]) is expected


@pytest.mark.parametrize(
    ("version", "expected"),
    [("0.dev0", True), ("0.9", True), ("1.0rc1", True), ("1.0", False), ("1.10", False), ("1!0.1", False)],
)
def test_from_the_beginning_until_the_fix(version: str, expected: bool) -> None:
    assert affects(version, **ecosystem({"introduced": "0"}, {"fixed": "1.0"})) is expected


@pytest.mark.parametrize(
    ("version", "expected"), [("1.9", False), ("2.0", True), ("2.9", True), ("2.9.post1", False)]
)
def test_until_the_last_affected(version: str, expected: bool) -> None:
    assert affects(version, **ecosystem({"introduced": "2.0"}, {"last_affected": "2.9"})) is expected


def test_a_range_without_end_has_none() -> None:
    assert affects("99", **ecosystem({"introduced": "2"}))
    assert not affects("1", **ecosystem({"introduced": "2"}))


def test_a_branch_may_be_affected_again() -> None:
    said = ecosystem({"introduced": "2"}, {"fixed": "3"}, {"introduced": "0"}, {"fixed": "1"})
    assert [version for version in ("0.5", "1", "2", "3") if affects(version, **said)] == ["0.5", "2"]


def test_several_entries_of_one_project_add_up() -> None:
    entries = [affected(name="harborlight", versions=[version]) for version in ("1", "2")]
    found = read_advisory({"id": "OSV-1", "affected": entries})[HARBORLIGHT]
    assert found.affects(Version("1"))
    assert found.affects(Version("2"))


def test_commits_and_odd_versions_say_nothing() -> None:
    git = {"ranges": [{"type": "GIT", "events": [{"introduced": "0"}]}]}
    assert not affects("1.0", **git)
    assert not affects("1.0", **ecosystem({"introduced": "0"}, {"fixed": "2004d?"}))


def test_an_advisory_is_shown_with_everything_that_auditors_read() -> None:
    document = {
        "id": "OSV-1",
        "aliases": ["CVE-2026-1"],
        "summary": "A leak",
        "details": "It leaks.",
        "withdrawn": "2026-03-01T00:00:00Z",
        "references": [
            {"type": "WEB", "url": "https://news.example"},
            {"type": "ADVISORY", "url": "https://advisories.example/1"},
        ],
        "affected": [
            affected(name="harborlight", **ecosystem({"introduced": "1"}, {"fixed": "1.10"})),
            affected(name="harborlight", **ecosystem({"introduced": "0"}, {"fixed": "0.9"})),
        ],
    }
    assert read_advisory(document)[HARBORLIGHT].entry() == {
        "id": "OSV-1",
        "aliases": ["CVE-2026-1"],
        "summary": "A leak",
        "details": "It leaks.",
        "link": "https://advisories.example/1",
        "source": "osv",
        "fixed_in": ["0.9", "1.10"],
        "withdrawn": "2026-03-01T00:00:00Z",
    }


def test_what_an_advisory_does_not_say_is_null_or_empty() -> None:
    assert advisory(versions=["1"]).entry() == {
        "id": "OSV-1",
        "aliases": [],
        "summary": None,
        "details": "",
        "link": "https://osv.dev/vulnerability/OSV-1",
        "source": "osv",
        "fixed_in": [],
        "withdrawn": None,
    }


@pytest.mark.parametrize(
    "document",
    [
        None,
        [],
        {},
        {"id": 1},
        {"id": "OSV-1", "affected": {}},
        {"id": "OSV-1", "affected": ["harborlight"]},
        {"id": "OSV-1", "affected": [{"package": "harborlight"}]},
        {"id": "OSV-1", "affected": [affected()], "aliases": "CVE-2026-1"},
        {"id": "OSV-1", "affected": [affected(versions=[1])]},
        {"id": "OSV-1", "affected": [affected()], "details": "\ud800"},
    ],
)
def test_what_is_no_advisory_is_refused(document: object) -> None:
    with pytest.raises(AdvisoryMalformed):
        read_advisory(document)


numbers = st.integers(0, 30).map(str)
events = st.lists(st.dictionaries(st.sampled_from(["introduced", "fixed", "last_affected"]), numbers))


@given(events, numbers)
def test_nothing_is_affected_before_the_first_introduction(
    events: list[dict[str, str]], version: str
) -> None:
    introduced = [int(event["introduced"]) for event in events if "introduced" in event]
    if affects(version, **ecosystem(*events)):
        assert min(introduced) <= int(version)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["package", "name", "ecosystem", "versions", "ranges", "events"]), inner
        )
    ),
    max_leaves=8,
)


@given(json_values)
def test_whatever_a_file_holds_is_read_or_refused(entry: object) -> None:
    with suppress(AdvisoryMalformed):
        read_advisory({"id": "OSV-1", "affected": [entry]})
