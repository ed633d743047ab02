"""Who may do what in an organization, as a table."""

import pytest

from strongroom.foundation.actors import Actor, ActorKind
from strongroom.foundation.names import NormalizedName
from strongroom.foundation.organization_permits import OrganizationAction as Do
from strongroom.foundation.organization_permits import OrganizationChange
from strongroom.mandates.errors import AddressUnverified, NotAllowed, TokenOutOfScope
from strongroom.mandates.rules.organizations import WAYS_OUT, OrganizationQuestion, check
from strongroom.mandates.rules.permit import Asker

ADA = Actor.person(user_id=1, name="ada")
HARBOR = NormalizedName("harbor")
PLACES = ("owner", "manager", "member", None)

TABLE = {
    # what is done, about whom: owner, manager, member, stranger
    (Do.CHANGE_DETAILS, None, ""): "yes no no no",
    (Do.INVITE_MEMBER, None, "member"): "yes yes no no",
    (Do.INVITE_MEMBER, None, "manager"): "yes no no no",
    (Do.INVITE_MEMBER, None, "owner"): "yes no no no",
    (Do.TAKE_INVITATION_BACK, "member", ""): "yes yes no no",
    (Do.TAKE_INVITATION_BACK, "owner", ""): "yes no no no",
    (Do.CHANGE_MEMBER, "member", "manager"): "yes no no no",
    (Do.CHANGE_MEMBER, "manager", "owner"): "yes no no no",
    (Do.REMOVE_MEMBER, "member", ""): "yes yes no no",
    (Do.REMOVE_MEMBER, "manager", ""): "yes no no no",
    (Do.REMOVE_MEMBER, "owner", ""): "yes no no no",
    (Do.LEAVE, None, ""): "yes yes yes no",
    (Do.LEAVE_TEAM, None, ""): "yes yes yes no",
    (Do.CREATE_TEAM, None, ""): "yes yes no no",
    (Do.DELETE_TEAM, None, ""): "yes yes no no",
    (Do.ADD_TO_TEAM, "member", ""): "yes yes no no",
    (Do.REMOVE_FROM_TEAM, "owner", ""): "yes yes no no",
    (Do.MOVE_PROJECT_IN, None, ""): "yes no no no",
    (Do.MOVE_PROJECT_OUT, "owner", ""): "yes no no no",
    # The project is asked for these (mandates.services.permits.organizations).
    (Do.GIVE_TEAM_ROLE, None, "owner"): "yes yes yes yes",
    (Do.TAKE_TEAM_ROLE, None, ""): "yes yes yes yes",
    # The invitation is asked for these.
    (Do.ACCEPT_MEMBERSHIP, None, ""): "yes yes yes yes",
    (Do.DECLINE_MEMBERSHIP, None, ""): "yes yes yes yes",
    (Do.CREATE, None, ""): "yes yes yes yes",
}


def may(question: OrganizationQuestion) -> bool:
    try:
        check(question)
    except NotAllowed:
        return False
    return True


@pytest.mark.parametrize(("row", "answers"), TABLE.items())
def test_each_place_may_what_the_table_says(row: tuple[Do, str | None, str], answers: str) -> None:
    action, concerned, role = row
    change = OrganizationChange(action, HARBOR, username="ada", role=role)
    given = [may(OrganizationQuestion(ADA, change, Asker("ada", place), concerned)) for place in PLACES]
    assert given == [answer == "yes" for answer in answers.split()]


def test_the_table_has_every_action() -> None:
    assert {action for action, _, _ in TABLE} == set(Do)


@pytest.mark.parametrize("action", Do)
def test_neither_a_token_nor_an_operator_nor_the_index_changes_an_organization(action: Do) -> None:
    change = OrganizationChange(action, HARBOR, username="ada")
    with pytest.raises(TokenOutOfScope):
        check(OrganizationQuestion(Actor(ActorKind.TOKEN, "ada", 1, "t"), change, Asker("ada", "owner")))
    for by in (Actor.operator(name="otto"), Actor.system("nightly")):
        assert not may(OrganizationQuestion(by, change, Asker(by.name, "owner")))


@pytest.mark.parametrize("action", Do)
def test_a_closed_account_does_nothing_and_an_unreachable_one_only_leaves(action: Do) -> None:
    change = OrganizationChange(action, HARBOR, username="ada")
    assert not may(OrganizationQuestion(ADA, change, Asker("ada", "owner", is_active=False)))
    unreachable = OrganizationQuestion(ADA, change, Asker("ada", "owner", address_verified=False))
    if action in WAYS_OUT:
        check(unreachable)
    else:
        with pytest.raises(AddressUnverified):
            check(unreachable)
