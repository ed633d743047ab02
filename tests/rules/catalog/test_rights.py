"""Which of several rights counts."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.catalog.errors import InvitationLapsed
from strongroom.catalog.rules.invitations import LASTS, Offer, check_in_time, expires_at
from strongroom.catalog.rules.rights import Right, Through, strongest_first

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
RIGHTS = st.builds(
    Right,
    role=st.sampled_from(["owner", "maintainer"]),
    since=st.integers(0, 3).map(lambda days: NOON + timedelta(days=days)),
    through=st.sampled_from(Through),
    name=st.sampled_from(["core", "docs"]),
)


def test_an_owner_through_the_organization_counts_before_a_maintainer_in_person() -> None:
    own = Right("maintainer", NOON)
    through = Right("owner", NOON, Through.ORGANIZATION, "harbor")
    assert strongest_first([own, through]) == (through, own)


def test_of_equal_roles_the_nearest_counts() -> None:
    own, by_team = Right("owner", NOON), Right("owner", NOON, Through.TEAM, "core")
    assert strongest_first([by_team, own]) == (own, by_team)


@given(st.lists(RIGHTS, min_size=1, max_size=6))
def test_whoever_owns_by_any_right_is_an_owner_and_no_right_is_lost(rights: list[Right]) -> None:
    ordered = strongest_first(rights)
    assert (ordered[0].role == "owner") == any(right.role == "owner" for right in rights)
    assert sorted(map(str, ordered)) == sorted(map(str, rights))


@given(st.lists(RIGHTS, min_size=1, max_size=6))
def test_the_order_in_which_they_are_found_does_not_matter(rights: list[Right]) -> None:
    assert strongest_first(rights) == strongest_first(reversed(rights))


def test_a_right_says_how_it_comes() -> None:
    assert Right("owner", NOON).way == "direct"
    assert Right("owner", NOON, Through.TEAM, "core").way == "team core"


def test_an_invitation_ends_at_its_instant() -> None:
    before, offer = NOON + LASTS - timedelta(microseconds=1), Offer(1, "ada", "owner", NOON, "ben")
    check_in_time(NOON, now=before)
    assert not offer.has_expired(before)
    with pytest.raises(InvitationLapsed):
        check_in_time(NOON, now=expires_at(NOON))
    assert offer.has_expired(offer.expires_at)
