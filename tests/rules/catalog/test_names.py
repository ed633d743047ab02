"""Which names a new project may have, by which rule not, and which one is told first."""

import sys
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.catalog.errors import (
    NameOfStandardLibrary,
    NameProhibited,
    NamespaceReserved,
    NameTooSimilar,
    ProjectExists,
)
from strongroom.catalog.rules.names import NameRule, Outcome, Situation, TypoPolicy, Verdict, judge
from strongroom.catalog.rules.names_confusable import confusable_key
from strongroom.catalog.rules.names_reserved import is_of_standard_library, why_reserved
from strongroom.catalog.rules.names_typos import LookAlike, TypoPattern
from strongroom.catalog.rules.namespaces import Grant, Holder, HolderKind
from strongroom.foundation.names import is_valid_name, normalize

KITE, WIND = normalize("kite"), normalize("wind")
FREE = Situation()
WORST = Situation(
    taken_as="Sys",
    prohibited_because="Somebody's mark.",
    twins=(KITE,),
    look_alikes=(LookAlike(WIND, TypoPattern.OMITTED),),
    foreign_namespace=Grant(KITE, Holder(HolderKind.PERSON, 1), "ada"),
)
"""Everything there is to say against a name, besides what the name itself says."""

names = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,12}[a-z0-9])?", fullmatch=True).map(normalize)
situations = st.builds(
    Situation,
    taken_as=st.sampled_from([None, "Kite"]),
    prohibited_because=st.sampled_from([None, "A mark."]),
    is_permitted=st.booleans(),
    twins=st.sampled_from([(), (KITE,)]),
    look_alikes=st.sampled_from([(), WORST.look_alikes]),
    own=st.sampled_from([frozenset(), frozenset({KITE}), frozenset({KITE, WIND})]),
    foreign_namespace=st.sampled_from([None, WORST.foreign_namespace]),
)
policies = st.sampled_from(list(TypoPolicy))


def refused(verdicts: tuple[Verdict, ...]) -> list[NameRule]:
    return [one.rule for one in verdicts if one.outcome is Outcome.REFUSED]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("kite-tail", "kitetail"),
        ("kite", "klte"),
        ("kite", "k1te"),
        ("boat", "b0at"),
        ("Foo.Bar", "f-o_0bar"),
        ("lllio0", "111100"),
    ],
)
def test_what_the_eye_takes_for_the_same_has_one_key(one: str, other: str) -> None:
    assert confusable_key(normalize(one)) == confusable_key(normalize(other))


@pytest.mark.parametrize(("one", "other"), [("kite", "kites"), ("boat", "beat"), ("a-b", "b-a")])
def test_what_the_eye_tells_apart_has_two_keys(one: str, other: str) -> None:
    assert confusable_key(normalize(one)) != confusable_key(normalize(other))


@given(names, st.text("-._", min_size=1, max_size=3))
def test_a_key_is_its_own_key_and_knows_no_separators(name: str, separators: str) -> None:
    key = confusable_key(normalize(name))
    assert confusable_key(normalize(key)) == key
    assert confusable_key(normalize(f"x{separators}{name}")) == f"x{key}"


def test_each_module_of_this_python_is_known() -> None:
    modules = map(normalize, filter(is_valid_name, sys.stdlib_module_names))
    assert [module for module in modules if not is_of_standard_library(module)] == []


@pytest.mark.parametrize(
    "name", ["urllib2", "asyncore", "os.path", "xml.etree", "ConfigParser", "tomllib", "cgi"]
)
def test_modules_of_older_and_newer_pythons_and_those_within_others_are_known(name: str) -> None:
    assert is_of_standard_library(normalize(name))


@pytest.mark.parametrize(
    "name",
    ["requirements.txt", "rrequirements-txt", "requirementstxt", "install", "python3", "None", "COM1", "nul"],
)
def test_what_somebody_types_by_mistake_is_reserved_and_says_why(name: str) -> None:
    reason = why_reserved(normalize(name))
    assert reason is not None
    assert reason.endswith(".")


@pytest.mark.parametrize("name", ["kite", "com-i", "requirements-parser", "pypi", "simple", "namespaces"])
def test_other_names_are_free(name: str) -> None:
    assert why_reserved(normalize(name)) is None
    assert refused(judge(normalize(name), FREE, typos=TypoPolicy.REFUSE)) == []


def test_the_rules_are_asked_in_the_order_in_which_clients_are_told() -> None:
    verdicts = judge(normalize("sys"), WORST, typos=TypoPolicy.REFUSE)
    assert [one.rule for one in verdicts] == list(NameRule)
    objections = [type(one.objection) for one in verdicts if one.objection]
    assert objections == [
        NameOfStandardLibrary,
        ProjectExists,
        NameProhibited,
        NameTooSimilar,
        NameTooSimilar,
        NamespaceReserved,
    ]


def test_who_asks_for_a_taken_name_learns_how_its_project_writes_it() -> None:
    taken = replace(FREE, taken_as="Kite_Tail")
    objection = judge(normalize("kite.tail"), taken, typos=TypoPolicy.OFF)[1].objection
    assert objection is not None
    assert "kite-tail and Kite_Tail are one name" in objection.message


@given(names, situations, policies)
def test_no_permission_takes_something_from_somebody_else(
    name: str, situation: Situation, typos: TypoPolicy
) -> None:
    verdicts = judge(normalize(name), replace(situation, is_permitted=True), typos=typos)
    without = judge(normalize(name), replace(situation, is_permitted=False), typos=typos)
    lasting = {NameRule.TAKEN, NameRule.PROHIBITED, NameRule.NAMESPACE}
    assert refused(verdicts) == [rule for rule in refused(without) if rule in lasting]


@given(names, situations)
def test_flagging_refuses_what_refusing_does_but_for_typos(name: str, situation: Situation) -> None:
    strict = refused(judge(normalize(name), situation, typos=TypoPolicy.REFUSE))
    for typos in (TypoPolicy.FLAG, TypoPolicy.OFF):
        assert refused(judge(normalize(name), situation, typos=typos)) == [
            rule for rule in strict if rule is not NameRule.TYPO
        ]


@given(names, situations, policies)
def test_the_verdict_on_a_name_says_why_unless_it_passes(
    name: str, situation: Situation, typos: TypoPolicy
) -> None:
    for verdict in judge(normalize(name), situation, typos=typos):
        assert (verdict.outcome is Outcome.PASSED) == (verdict.objection is None)


def test_whoever_owns_a_critical_project_may_take_what_resembles_it() -> None:
    both = Situation(twins=(KITE,), look_alikes=WORST.look_alikes)
    assert refused(judge(normalize("x"), both, typos=TypoPolicy.REFUSE)) == [
        NameRule.CONFUSABLE,
        NameRule.TYPO,
    ]
    one = replace(both, own=frozenset({WIND}))
    assert refused(judge(normalize("x"), one, typos=TypoPolicy.REFUSE)) == [NameRule.CONFUSABLE]
    assert (
        refused(judge(normalize("x"), replace(both, own=frozenset({KITE, WIND})), typos=TypoPolicy.REFUSE))
        == []
    )
