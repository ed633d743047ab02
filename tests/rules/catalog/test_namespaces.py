"""Which names a namespace covers, and which namespaces there may be beside each other (PEP 752, 755)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.catalog.errors import NamespaceTaken, NamespaceUnfit
from strongroom.catalog.rules.namespaces import (
    Grant,
    Holder,
    HolderKind,
    Membership,
    check_grant,
    covering,
    find_foreign,
    memberships_of,
    within_each_other,
)
from strongroom.foundation.errors import Refusal
from strongroom.foundation.names import NormalizedName, normalize

ADA, BEN = Holder(HolderKind.PERSON, 1), Holder(HolderKind.PERSON, 2)
ACME = Holder(HolderKind.ORGANIZATION, 1)
OWNERS = {ADA: "ada", BEN: "ben", ACME: "acme"}

names = st.lists(st.sampled_from(["kite", "kites", "wind", "wing", "x"]), min_size=1, max_size=4).map(
    lambda parts: normalize("-".join(parts))
)
wishes = st.lists(st.tuples(names, st.sampled_from([ADA, BEN, ACME])), max_size=12)


def granted(*wanted: tuple[str, Holder]) -> dict[NormalizedName, Grant]:
    """Return the grants that come of asking for these one after another; what is refused is left out."""
    grants: dict[NormalizedName, Grant] = {}
    for raw_prefix, holder in wanted:
        prefix = normalize(raw_prefix)
        try:
            check_grant(prefix, holder=holder, grants=grants)
        except Refusal:
            continue
        grants[prefix] = Grant(prefix, holder, OWNERS[holder])
    return grants


def covered(prefix: str, name: str) -> bool:
    return bool(covering(granted((prefix, ADA)), normalize(name)))


@pytest.mark.parametrize("name", ["kite", "kite-tail", "Kite.Tail_2", "kite--tail"])
def test_a_name_and_what_follows_it_after_a_hyphen_is_covered(name: str) -> None:
    assert covered("kite", name)


@pytest.mark.parametrize("name", ["kites", "kitetail", "kit", "my-kite", "k-ite"])
def test_a_longer_word_is_not_covered(name: str) -> None:
    assert not covered("kite", name)


@given(names, names)
def test_covering_is_the_prefix_test_with_a_hyphen(prefix: NormalizedName, name: NormalizedName) -> None:
    grants = {prefix: Grant(prefix, ADA, "ada")}
    assert bool(covering(grants, name)) == f"{name}-".startswith(f"{prefix}-")


@given(wishes, names)
def test_no_name_lies_in_the_namespaces_of_two_owners(
    wanted: list[tuple[str, Holder]], name: NormalizedName
) -> None:
    assert len({grant.holder for grant in covering(granted(*wanted), name)}) <= 1


@given(wishes, names)
def test_no_namespace_has_grandchildren(wanted: list[tuple[str, Holder]], name: NormalizedName) -> None:
    assert len(covering(granted(*wanted), name)) <= 2


@given(wishes)
def test_parents_and_children_know_each_other(wanted: list[tuple[str, Holder]]) -> None:
    known = within_each_other(granted(*wanted))
    families = {(one.parent, one.name) for one in known if one.parent}
    assert families == {(one.name, child) for one in known for child in one.children}


@pytest.mark.parametrize("prefix", ["kite", "kite-tail", "kite-tail-red"])
def test_a_stranger_is_granted_nothing_that_overlaps(prefix: str) -> None:
    with pytest.raises(NamespaceTaken, match="ada"):
        check_grant(normalize(prefix), holder=BEN, grants=granted(("kite-tail", ADA)))


def test_an_owner_may_have_a_namespace_below_and_above_their_own() -> None:
    assert len(granted(("kite-tail", ADA), ("kite", ADA))) == 2
    assert len(granted(("kite", ADA), ("kite-tail", ADA))) == 2


@pytest.mark.parametrize("last", ["kite", "kite-tail", "kite-tail-red"])
def test_three_do_not_lie_within_each_other_whichever_comes_last(last: str) -> None:
    others = [(prefix, ADA) for prefix in ("kite", "kite-tail", "kite-tail-red") if prefix != last]
    with pytest.raises(NamespaceUnfit):
        check_grant(normalize(last), holder=ADA, grants=granted(*others))


def test_what_is_granted_is_not_granted_again() -> None:
    with pytest.raises(NamespaceTaken, match="already"):
        check_grant(normalize("Kite"), holder=ADA, grants=granted(("kite", ADA)))


@pytest.mark.parametrize(("prefix", "fits"), [("kit", False), ("kite", True), ("a-b", False)])
def test_three_characters_are_too_few(prefix: str, *, fits: bool) -> None:
    assert bool(granted((prefix, ADA))) == fits


def test_a_project_in_a_namespace_is_its_owner_s_or_not() -> None:
    grants = granted(("kite", ADA), ("kite-tail", ADA))
    name = normalize("kite-tail-red")
    kite, tail = normalize("kite"), normalize("kite-tail")
    assert memberships_of(name, grants=grants, owners={ADA, BEN}) == [
        Membership(kite, owned=True),
        Membership(tail, owned=True),
    ]
    assert memberships_of(kite, grants=grants, owners={BEN}) == [Membership(kite, owned=False)]
    assert memberships_of(normalize("wind"), grants=grants, owners={ADA}) == []


@given(wishes, names, st.sets(st.sampled_from([ADA, BEN, ACME])))
def test_a_name_is_foreign_unless_each_namespace_around_it_is_one_s_own(
    wanted: list[tuple[str, Holder]], name: NormalizedName, own: set[Holder]
) -> None:
    grants = granted(*wanted)
    foreign = find_foreign(name, grants=grants, holders=own)
    assert (foreign is None) == all(grant.holder in own for grant in covering(grants, name))
    assert foreign is None or foreign.holder not in own
