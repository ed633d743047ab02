"""Each role covers these deeds, and no other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.accounts.rules.operators import DEEDS_OF, LOOKS, Deed, Role, may, roles_for

COVERED = {
    Deed.LOOK: "admin support moderator auditor",
    Deed.READ_JOURNAL: "admin support auditor",
    Deed.FREEZE: "admin support moderator",
    Deed.UNFREEZE: "admin support",
    Deed.RECOVER: "admin support",
    Deed.QUARANTINE: "admin moderator",
    Deed.HAND_OVER: "admin moderator",
    Deed.ANSWER_CONTESTS: "admin",
    Deed.DESIGNATE: "admin",
    Deed.SET_POLICY: "admin",
    Deed.RULE_ON_NAMES: "admin moderator",
    Deed.GRANT_NAMESPACES: "admin moderator",
    Deed.ANNOUNCE: "admin support",
    Deed.DRAFT_MANDATES: "admin moderator",
    Deed.SEND_MANDATES: "admin",
    Deed.GIVE_KEYS: "admin support",
    Deed.ANSWER_REPORTS: "admin moderator",
    Deed.GRANT_ROLES: "admin",
}

roles = st.frozensets(st.sampled_from(Role))


def test_every_deed_and_every_role_has_its_place() -> None:
    assert set(COVERED) == set(Deed)
    assert set(DEEDS_OF) == set(Role)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("deed", Deed)
def test_a_role_covers_what_the_table_says(role: Role, deed: Deed) -> None:
    assert may({role}, deed) == (role in COVERED[deed].split())


@pytest.mark.parametrize("deed", Deed)
def test_a_refusal_can_name_who_may(deed: Deed) -> None:
    assert [str(role) for role in roles_for(deed)] == COVERED[deed].split()


def test_an_auditor_only_looks() -> None:
    assert DEEDS_OF[Role.AUDITOR] == LOOKS


def test_whoever_may_not_help_back_in_may_not_open_a_frozen_account() -> None:
    assert {role for role in Role if may({role}, Deed.UNFREEZE)} == {
        role for role in Role if may({role}, Deed.RECOVER)
    }


@given(held=roles, more=roles, deed=st.sampled_from(Deed))
def test_roles_add_up_and_take_nothing_away(held: frozenset[Role], more: frozenset[Role], deed: Deed) -> None:
    assert may(held | more, deed) == (may(held, deed) or may(more, deed))
    assert not may((), deed)
