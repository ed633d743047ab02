"""Changes of organizations ask the one question of every project they touch. Seen as an attacker would."""

from datetime import timedelta

import pytest
from pytest_django import Settings

from strongroom.accounts.queries import Person, get_person_named
from strongroom.catalog import services as catalog
from strongroom.catalog.errors import InvitationLapsed, RecipientUnprotected
from strongroom.catalog.models import OrganizationMember
from strongroom.catalog.queries import find_member_role, find_organization_of, find_role
from strongroom.foundation.actors import Actor
from strongroom.foundation.names import NormalizedName
from strongroom.foundation.organization_permits import OrganizationAction as Do
from strongroom.foundation.organization_permits import OrganizationChange
from strongroom.foundation.permits import Action
from strongroom.mandates.errors import NotAllowed, ReadOnly, SecondFactorRequired
from strongroom.mandates.services import permit, permit_in_organization
from tests.support import given, organized
from tests.support.given import NOON, acting
from tests.support.organized import asked

pytestmark = pytest.mark.django_db

DURING_NOTICE = NOON + timedelta(days=30)
IN_FORCE = NOON + timedelta(days=92)


@pytest.fixture
def ada() -> Person:
    return given.protected(given.person("ada"))


@pytest.fixture
def ben() -> Person:
    """Somebody without a second factor."""
    return given.person("ben")


@pytest.fixture
def mallory() -> Person:
    return given.protected(given.person("mallory"))


@pytest.fixture
def project(ada: Person) -> NormalizedName:
    """A critical project of an organization of ada's, under a mandate."""
    name = given.critical_project(ada)
    organized.organization(ada)
    organized.moved_in(name)
    given.mandate()
    return name


# Who gains a right needs the factor


def gaining_ben(way: str) -> dict[str, str]:
    match way:
        case "into a team with a role":
            organized.team(harborlight="maintainer")
            return {"team": "core"}
        case "a role for his team":
            organized.team(get_person_named("ben"))
            return {"team": "core", "role": "maintainer", "project": "harborlight"}
        case "made an owner of the organization":
            return {"role": "owner"}
        case _:
            given.role(get_person_named("ben"), NormalizedName("harborlight"))
            return {"project": "harborlight"}


GAINS = {
    "into a team with a role": Do.ADD_TO_TEAM,
    "a role for his team": Do.GIVE_TEAM_ROLE,
    "made an owner of the organization": Do.CHANGE_MEMBER,
    "given the project": Do.MOVE_PROJECT_OUT,
}


@pytest.mark.parametrize(("way", "action"), GAINS.items())
def test_nobody_unprotected_gains_a_right_once_the_mandate_is_in_force(
    ada: Person, ben: Person, project: NormalizedName, way: str, action: Do
) -> None:
    if way != "a role for his team":
        organized.member(ben)
    about = {"username": "ben", **gaining_ben(way)}
    with pytest.raises(RecipientUnprotected, match="ben has not enrolled a second factor"):
        asked(ada, action, at=IN_FORCE, **about)
    assert any(
        "ben has not enrolled" in words for words in asked(ada, action, at=DURING_NOTICE, **about).warnings
    )
    given.protected(ben)
    asked(ada, action, at=IN_FORCE, **about)


def test_a_project_is_not_moved_to_an_organization_with_an_unprotected_owner(
    ada: Person, ben: Person, project: NormalizedName
) -> None:
    organized.organization(ada, "lighthouse")
    organized.member(ben, "owner", of="lighthouse")
    with pytest.raises(RecipientUnprotected, match="ben would gain a right on harborlight"):
        asked(ada, Do.MOVE_PROJECT_IN, "lighthouse", project=project, at=IN_FORCE)


def test_the_factor_is_asked_of_an_invited_owner_at_acceptance(
    ada: Person, ben: Person, project: NormalizedName
) -> None:
    invited_at = IN_FORCE - timedelta(days=1)
    catalog.invite_member(asked(ada, Do.INVITE_MEMBER, username="ben", role="owner", at=invited_at))
    with pytest.raises(SecondFactorRequired, match="harborlight is a critical project"):
        asked(ben, Do.ACCEPT_MEMBERSHIP, username="ben", at=IN_FORCE)
    catalog.decline_membership(asked(ben, Do.DECLINE_MEMBERSHIP, username="ben", at=IN_FORCE))


def test_a_plain_member_is_asked_for_no_factor(ada: Person, ben: Person, project: NormalizedName) -> None:
    invited_at = IN_FORCE - timedelta(days=1)
    catalog.invite_member(asked(ada, Do.INVITE_MEMBER, username="ben", role="member", at=invited_at))
    catalog.accept_membership(asked(ben, Do.ACCEPT_MEMBERSHIP, username="ben", at=IN_FORCE))
    assert find_member_role(NormalizedName("harbor"), username="ben") == "member"


# Who changes people needs the right, and the factor


CHANGES_OF_PEOPLE = {
    "invites an owner": (Do.INVITE_MEMBER, {"username": "mallory", "role": "owner"}),
    "makes an owner": (Do.CHANGE_MEMBER, {"username": "cleo", "role": "owner"}),
    "removes a member of the team": (Do.REMOVE_MEMBER, {"username": "cleo"}),
    "fills a team": (Do.ADD_TO_TEAM, {"username": "mallory", "team": "core"}),
    "empties a team": (Do.REMOVE_FROM_TEAM, {"username": "cleo", "team": "core"}),
    "deletes the team": (Do.DELETE_TEAM, {"team": "core"}),
    "gives a team a role": (Do.GIVE_TEAM_ROLE, {"team": "core", "role": "owner", "project": "harborlight"}),
    "takes a team's role": (Do.TAKE_TEAM_ROLE, {"team": "core", "project": "harborlight"}),
    "moves the project out": (Do.MOVE_PROJECT_OUT, {"project": "harborlight", "username": "ada"}),
    "moves the project elsewhere": (Do.MOVE_PROJECT_IN, {"project": "harborlight", "organization": "pier"}),
}


@pytest.fixture
def cleo() -> Person:
    return given.protected(given.person("cleo"))


@pytest.mark.usefixtures("mallory", "project")
@pytest.mark.parametrize(("action", "about"), CHANGES_OF_PEOPLE.values(), ids=CHANGES_OF_PEOPLE)
def test_only_a_protected_owner_changes_who_may_change_a_critical_project(
    ada: Person, ben: Person, cleo: Person, action: Do, about: dict[str, str]
) -> None:
    organized.team(cleo, harborlight="maintainer")
    organized.organization(ben, "pier")
    with pytest.raises(NotAllowed):
        asked(ben, action, at=IN_FORCE, **about)
    organized.member(ben)
    for place, refusal in (("member", NotAllowed), ("manager", NotAllowed), ("owner", SecondFactorRequired)):
        OrganizationMember.objects.filter(organization__name="harbor", user_id=ben.user_id).update(role=place)
        with pytest.raises(refusal):
            asked(ben, action, at=IN_FORCE, **about)
    OrganizationMember.objects.filter(organization__name="harbor", user_id=ben.user_id).delete()
    if "organization" not in about:
        asked(ada, action, at=IN_FORCE, **about)


def test_a_manager_does_not_promote_himself(ada: Person, mallory: Person, project: NormalizedName) -> None:
    organized.team(harborlight="owner")
    organized.member(mallory, "manager")
    with pytest.raises(NotAllowed):
        asked(mallory, Do.CHANGE_MEMBER, username="mallory", role="owner")
    with pytest.raises(NotAllowed):
        asked(mallory, Do.ADD_TO_TEAM, username="mallory", team="core")
    catalog.create_team(asked(mallory, Do.CREATE_TEAM, team="mine"), display_name="")
    catalog.add_to_team(asked(mallory, Do.ADD_TO_TEAM, username="mallory", team="mine"))
    with pytest.raises(NotAllowed):
        asked(mallory, Do.GIVE_TEAM_ROLE, team="mine", role="owner", project=project)
    assert find_role(mallory.user_id, project) is None


def test_an_owner_of_another_organization_takes_nothing(
    ada: Person, mallory: Person, project: NormalizedName
) -> None:
    organized.organization(mallory, "pier")
    organized.team(mallory, name="crew", of="pier")
    for action, about in (
        (Do.MOVE_PROJECT_IN, {"username": "mallory"}),
        (Do.MOVE_PROJECT_OUT, {"username": "mallory"}),
        (Do.GIVE_TEAM_ROLE, {"team": "crew", "role": "owner"}),
    ):
        with pytest.raises(NotAllowed):
            asked(mallory, action, "pier", at=NOON, project=project, **about)


def test_a_direct_owner_does_not_take_a_project_out_of_an_organization_of_others(
    ada: Person, mallory: Person, project: NormalizedName
) -> None:
    given.role(mallory, project, "owner")
    organized.organization(mallory, "pier")
    with pytest.raises(NotAllowed, match="may not move project out in harbor"):
        asked(mallory, Do.MOVE_PROJECT_IN, "pier", project=project)
    assert find_organization_of(project) == "harbor"


def test_a_withdrawn_project_is_asked_for_too(ada: Person, ben: Person, project: NormalizedName) -> None:
    organized.member(ben, "owner")
    withdrawing = permit(acting(ada), Action.WITHDRAW, project, now=IN_FORCE)
    catalog.withdraw(withdrawing, reason="Done with it.")
    with pytest.raises(SecondFactorRequired):
        asked(ben, Do.MOVE_PROJECT_OUT, project=project, username="ben", at=IN_FORCE)


def test_leaving_stays_open(ada: Person, ben: Person, project: NormalizedName) -> None:
    organized.team(ben, harborlight="owner")
    catalog.leave_team(asked(ben, Do.LEAVE_TEAM, team="core", username="ben", at=IN_FORCE))
    organized.team(ben, name="docs", harborlight="owner")
    catalog.leave_organization(asked(ben, Do.LEAVE, username="ben", at=IN_FORCE))
    assert find_role(ben.user_id, project) is None


def test_nobody_answers_or_leaves_for_others(ada: Person, mallory: Person, project: NormalizedName) -> None:
    organized.team(given.person("cleo"))
    organized.member(mallory)
    for action in (Do.LEAVE, Do.LEAVE_TEAM, Do.ACCEPT_MEMBERSHIP, Do.DECLINE_MEMBERSHIP):
        with pytest.raises(NotAllowed, match="for others"):
            asked(mallory, action, username="cleo", team="core")


def test_an_invitation_by_a_manager_to_more_than_he_may_give_is_worth_nothing(
    ada: Person, ben: Person, mallory: Person, project: NormalizedName
) -> None:
    organized.member(ben, "owner")
    given.protected(ben)
    catalog.invite_member(asked(ben, Do.INVITE_MEMBER, username="mallory", role="owner"))
    catalog.change_member(asked(ada, Do.CHANGE_MEMBER, username="ben", role="manager"))
    with pytest.raises(InvitationLapsed):
        catalog.accept_membership(asked(mallory, Do.ACCEPT_MEMBERSHIP, username="mallory"))


def test_an_organization_stays_as_it_is_while_the_index_is_moved(ada: Person, settings: Settings) -> None:
    organized.organization(ada)
    settings.STRONGROOM_READ_ONLY = True
    with pytest.raises(ReadOnly):
        asked(ada, Do.CREATE_TEAM, team="core")
    with pytest.raises(ReadOnly):
        asked(ada, Do.LEAVE, username="ada")


def test_operators_do_not_change_organizations(project: NormalizedName) -> None:
    change = OrganizationChange(Do.CREATE_TEAM, NormalizedName("harbor"), team="core")
    with pytest.raises(NotAllowed):
        permit_in_organization(Actor.operator(name="otto"), change, now=NOON)
