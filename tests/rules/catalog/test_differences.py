"""What a release says otherwise than the one before it."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.version import Version

from strongroom.catalog.rules.differences import (
    Difference,
    FileFacts,
    Look,
    ReleaseFacts,
    Subject,
    differences,
    predecessor,
)
from strongroom.foundation.proofs import FactorStrength, Proof, ProofKind

WHEEL = FileFacts("Wheel for Python 3", "bdist_wheel", 1000, "ada", None)
SDIST = FileFacts("Source", "sdist", 1000, "ada", None)
BARE = ReleaseFacts("", "", {}, (WHEEL,))

words = st.sampled_from(["one", "two", "three", "four"])
urls = st.sampled_from(
    ["https://a.example/", "https://b.example/x", "http://[bad", "https://www.a.example/y"]
)
requirements = st.sampled_from(
    [
        "a",
        "a>=1",
        "A<2",
        "b; extra == 'x'",
        "b",
        "c @ https://c.example/c.whl",
        "a>=1; python_version<'3.9'",
        "?!",
    ]
)
addresses = st.sampled_from(
    ["Ada <ada@people.example>", "ben@people.example", "Ada, Ben", "A <ADA@people.example>"]
)
lists = {
    "requires_dist": st.lists(requirements, unique=True, max_size=4),
    "classifiers": st.lists(words, unique=True, max_size=3),
    "provides_extra": st.lists(words, unique=True, max_size=3),
    "keywords": st.lists(words, unique=True, max_size=3),
    "project_urls": st.lists(st.tuples(words, urls), unique_by=lambda pair: pair[0], max_size=3),
}
texts = {
    "author_email": addresses,
    "maintainer_email": addresses,
    "home_page": urls,
    "license": words,
    "author": words,
}
proofs = st.none() | st.builds(Proof, st.sampled_from(ProofKind), st.sampled_from(FactorStrength))
files = st.builds(
    FileFacts,
    kind=words,
    filetype=st.sampled_from(["sdist", "bdist_wheel"]),
    size_bytes=st.integers(0, 5000),
    publisher=st.sampled_from(["ada", "ben"]),
    proof=proofs,
)
releases = st.builds(
    ReleaseFacts,
    summary=words,
    requires_python=st.sampled_from(["", ">=3.9", ">=3.11"]),
    metadata=st.fixed_dictionaries({}, optional={**lists, **texts}),
    files=st.lists(files, max_size=3).map(tuple),
)


def saying(**metadata: Any) -> ReleaseFacts:
    return replace(BARE, metadata=metadata)


def published(factor: FactorStrength | None, *, by: str = "ada") -> ReleaseFacts:
    proof = Proof(ProofKind.API_TOKEN, factor) if factor else None
    return replace(BARE, files=(replace(WHEEL, publisher=by, proof=proof),))


def of(
    subject: Subject, before: ReleaseFacts, after: ReleaseFacts
) -> list[tuple[str, str, str, Look | None]]:
    """Return name, before, after and look of the differences about a subject; there must be no others."""
    found = differences(before, after)
    assert {one.subject for one in found} <= {subject}, found
    return [(one.name, one.before, one.after, one.look) for one in found]


@given(releases)
def test_a_release_differs_from_itself_in_nothing(release: ReleaseFacts) -> None:
    assert differences(release, release) == []


@given(releases, releases)
def test_the_other_way_round_the_sides_are_exchanged(one: ReleaseFacts, other: ReleaseFacts) -> None:
    there = {(found.subject, found.name, found.before, found.after) for found in differences(one, other)}
    back = {(found.subject, found.name, found.after, found.before) for found in differences(other, one)}
    assert there == back


@given(releases, releases)
def test_every_difference_is_one_and_is_told_once(one: ReleaseFacts, other: ReleaseFacts) -> None:
    found = differences(one, other)
    assert len(found) == len(set(found))
    assert all(difference.before != difference.after for difference in found)


@given(releases, releases)
def test_what_deserves_a_look_comes_first_and_is_never_a_mere_removal(
    one: ReleaseFacts, other: ReleaseFacts
) -> None:
    found = differences(one, other)
    marked = [difference.look is not None for difference in found]
    assert marked == sorted(marked, reverse=True)
    assert all(difference.after for difference in found if difference.look)


@given(releases, releases, st.randoms(use_true_random=False))
def test_the_order_in_which_a_release_lists_things_says_nothing(
    one: ReleaseFacts, other: ReleaseFacts, random: Any
) -> None:
    shuffled = {
        field: random.sample(value, len(value)) if isinstance(value, list) else value
        for field, value in other.metadata.items()
    }
    again = replace(other, metadata=shuffled, files=tuple(random.sample(other.files, len(other.files))))
    assert differences(one, again) == differences(one, other)


@given(releases, releases)
def test_no_new_dependency_goes_unnoticed(one: ReleaseFacts, other: ReleaseFacts) -> None:
    names = {
        difference.name
        for difference in differences(one, other)
        if difference.look in {Look.NEW_DEPENDENCY, Look.DIRECT_REFERENCE}
    }
    certain = {"a", "a>=1", "A<2"}
    had = any(text.lower().startswith("a") for text in one.metadata.get("requires_dist", ()))
    if certain & set(other.metadata.get("requires_dist", ())) and not had:
        assert "a" in names


def test_dependencies_are_compared_by_name_with_their_versions_side_by_side() -> None:
    before = saying(requires_dist=["Sea.Chart >=1,<2", "tide<3", "lamp"])
    after = saying(requires_dist=["sea-chart>= 2", "lamp", "rope>=1"])
    assert of(Subject.DEPENDENCY, before, after) == [
        ("rope", "", ">=1", Look.NEW_DEPENDENCY),
        ("sea-chart", ">=1,<2", ">=2", None),
        ("tide", "<3", "", None),
    ]


def test_a_spelling_is_no_difference() -> None:
    before = saying(requires_dist=["Sea_Chart[b,a] (>=1,<2) ; python_version < '3.9'"])
    assert differences(before, saying(requires_dist=["sea-chart[a, b]<2,>=1; python_version<'3.9'"])) == []


@pytest.mark.parametrize(
    ("requirement", "look"),
    [
        ('rope; extra == "knots"', None),
        ('rope; python_version > "3" and extra == "knots"', None),
        ('rope; extra == "knots" or python_version > "3"', Look.NEW_DEPENDENCY),
        ('rope; extra == ""', Look.NEW_DEPENDENCY),
        ("rope; platform_version != ' and extra == \"x\" and '", Look.NEW_DEPENDENCY),
        ("rope @ https://rope.example/rope.whl", Look.DIRECT_REFERENCE),
    ],
)
def test_what_is_installed_only_on_request_is_ordinary_and_nothing_else(
    requirement: str, look: Look | None
) -> None:
    assert [one.look for one in differences(BARE, saying(requires_dist=[requirement]))] == [look]


def test_a_dependency_that_becomes_needed_by_everybody_is_new() -> None:
    before = saying(requires_dist=["rope; extra == 'knots'"])
    assert [one.look for one in differences(before, saying(requires_dist=["rope"]))] == [Look.NEW_DEPENDENCY]


def test_a_new_address_deserves_a_look_and_one_that_moves_between_fields_does_not() -> None:
    before = saying(author_email="Ada <ada@people.example>")
    after = saying(maintainer_email="ADA@people.example, Mallory <m@lapsed.example>")
    assert of(Subject.ADDRESS, before, after) == [("", "", "m@lapsed.example", Look.NEW_ADDRESS)]


def test_a_link_that_moves_to_a_host_nobody_knows_deserves_a_look() -> None:
    before = saying(
        home_page="https://light.example/", project_urls=[["Source", "https://code.example/light"]]
    )
    moved = saying(
        home_page="https://1ight.example/", project_urls=[["Source", "https://code.example/light"]]
    )
    within = saying(home_page="https://code.example/", project_urls=[["Source", "https://www.code.example/"]])
    assert of(Subject.LINK, before, moved) == [
        ("Homepage", "https://light.example/", "https://1ight.example/", Look.OTHER_HOST)
    ]
    assert [look for *_, look in of(Subject.LINK, before, within)] == [None, None]


def test_a_weaker_proof_deserves_a_look_and_a_stronger_one_is_told() -> None:
    key, none = FactorStrength.PHISHING_RESISTANT, FactorStrength.NONE
    assert of(Subject.PROOF, published(key), published(none)) == [("", key, none, Look.WEAKER_PROOF)]
    assert of(Subject.PROOF, published(none), published(key)) == [("", none, key, None)]
    assert differences(published(None), published(none)) == []


def test_one_file_with_a_weak_proof_is_enough() -> None:
    strong, weak = published(FactorStrength.PHISHING_RESISTANT), published(FactorStrength.NONE)
    mixed = replace(strong, files=strong.files + weak.files)
    assert [one.look for one in differences(strong, mixed) if one.subject is Subject.PROOF] == [
        Look.WEAKER_PROOF
    ]


def test_another_publisher_deserves_a_look_and_one_less_does_not() -> None:
    ada, ben = published(None), published(None, by="ben")
    both = replace(BARE, files=tuple(replace(one, size_bytes=500) for one in ada.files + ben.files))
    assert of(Subject.PUBLISHER, ada, ben) == [("", "ada", "ben", Look.OTHER_PUBLISHER)]
    assert of(Subject.PUBLISHER, ada, both) == [("", "ada", "ada, ben", Look.OTHER_PUBLISHER)]
    assert of(Subject.PUBLISHER, both, ada) == [("", "ada, ben", "ada", None)]


def test_files_are_compared_by_kind_and_by_size() -> None:
    linux = replace(WHEEL, kind="Wheel for Linux")
    before = replace(BARE, files=(WHEEL, linux))
    after = replace(BARE, files=(replace(WHEEL, size_bytes=1250), replace(WHEEL, kind="Wheel for macOS")))
    assert differences(before, after) == [
        Difference(Subject.FILES, "", "", "Wheel for macOS"),
        Difference(Subject.FILES, "", "Wheel for Linux", ""),
        Difference(Subject.SIZE, "Wheel for Python 3", "1000", "1250"),
    ]
    assert differences(BARE, replace(BARE, files=(replace(WHEEL, size_bytes=1249),))) == []


def test_a_release_that_everybody_has_to_build_deserves_a_look() -> None:
    found = differences(BARE, replace(BARE, files=(SDIST,)))
    assert found[0] == Difference(Subject.INSTALLATION, "", "bdist_wheel", "sdist", Look.ONLY_SOURCE)
    assert differences(replace(BARE, files=(SDIST,)), replace(BARE, files=(SDIST,))) == []


def test_texts_and_sets_of_texts_are_compared() -> None:
    before = replace(
        saying(license="MIT", classifiers=["A", "B"]), requires_python=">=3.9", summary="A light"
    )
    after = replace(saying(license_expression="MPL-2.0", classifiers=["B", "C"]), requires_python=">=3.11")
    assert differences(before, after) == [
        Difference(Subject.REQUIRES_PYTHON, "", ">=3.9", ">=3.11"),
        Difference(Subject.LICENSE, "", "MIT", "MPL-2.0"),
        Difference(Subject.CLASSIFIER, "", "", "C"),
        Difference(Subject.CLASSIFIER, "", "A", ""),
        Difference(Subject.SUMMARY, "", "A light", ""),
    ]


@pytest.mark.parametrize(
    ("version", "before"),
    [("2.0", "1.9"), ("2.0rc2", "2.0rc1"), ("1.9", None), ("2.0.post1", "2.0"), ("0.1", None)],
)
def test_one_comes_from_the_newest_final_version_below(version: str, before: str | None) -> None:
    others = [Version(text) for text in ("1.9", "2.0rc1", "2.0rc2", "2.0", "3.0")]
    found = predecessor(Version(version), others)
    assert found == (Version(before) if before else None)


def test_where_there_are_only_candidates_one_comes_from_the_newest() -> None:
    assert predecessor(Version("1.0"), [Version("1.0rc1"), Version("1.0a1")]) == Version("1.0rc1")
