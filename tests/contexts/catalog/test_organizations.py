"""An organization begins, people come and go, teams get roles, projects move in and out."""

from datetime import timedelta

import pytest

from strongroom.accounts.models import User
from strongroom.accounts.queries import Person
from strongroom.catalog import services as catalog
from strongroom.catalog.errors import (
    InvitationLapsed,
    InvitationNotFound,
    LastOwner,
    MemberExists,
    MemberNotFound,
    NamespaceReserved,
    NameTaken,
    NotOfOrganization,
    RecipientUnprotected,
)
from strongroom.catalog.models import OrganizationMember, TeamMember, TeamRole
from strongroom.catalog.queries import (
    find_member_role,
    find_organization_of,
    find_role,
    get_organization,
    list_members,
    list_offered_places,
    list_teams,
    ownership_of_projects,
)
from strongroom.catalog.rules.invitations import LASTS
from strongroom.foundation.actors import Actor
from strongroom.foundation.names import InvalidName, NormalizedName, normalize
from strongroom.foundation.organization_permits import OrganizationAction as Do
from strongroom.foundation.permits import PermitMisused
from strongroom.infra.journal.models import JournalEntry
from strongroom.infra.journal.queries import list_entries_of_project
from strongroom.infra.outbox.models import OutgoingMail
from tests.support import given, organized
from tests.support.given import NOON
from tests.support.organized import asked

pytestmark = pytest.mark.django_db

HARBOR = NormalizedName("harbor")


@pytest.fixture
def ada() -> Person:
    return given.person("ada")


@pytest.fixture
def ben() -> Person:
    return given.person("ben")


@pytest.fixture
def cleo() -> Person:
    return given.person("cleo")


@pytest.fixture
def harbor(ada: Person) -> NormalizedName:
    """An organization of ada's."""
    return organized.organization(ada)


@pytest.fixture
def project(ada: Person, harbor: NormalizedName) -> NormalizedName:
    """A project that ada published and moved into her organization."""
    name = given.release(ada, "harborlight")
    catalog.move_project_in(asked(ada, Do.MOVE_PROJECT_IN, project=name))
    return name


def newest_fact() -> JournalEntry:
    entry = JournalEntry.objects.order_by("-serial").first()
    assert entry is not None
    return entry


def subjects_to(person: Person) -> list[str]:
    mails = OutgoingMail.objects.filter(recipient=f"{person.username}@people.example").order_by("pk")
    return [mail.subject.partition("] ")[2] for mail in mails]


# Beginning


def test_whoever_begins_an_organization_owns_it(ada: Person, harbor: NormalizedName) -> None:
    assert find_member_role(harbor, username="ada") == "owner"
    assert get_organization(harbor).display_name == "Harbor"
    fact = newest_fact()
    assert (fact.kind, fact.by) == ("organization.created", "person:ada")
    assert fact.data == {"organization": "harbor", "role": "owner"}


@pytest.mark.parametrize("name", ["harbor", "Harbor", "HARBOR", "h.arbor", "new", "mine"])
def test_no_two_organizations_share_a_name_in_any_spelling(
    ben: Person, harbor: NormalizedName, name: str
) -> None:
    if name == "h.arbor":
        organized.organization(ben, "h-arbor")
    with pytest.raises(NameTaken):
        organized.organization(ben, name)


@pytest.mark.parametrize("name", ["", "../etc", "harbor light", "-harbor", "x" * 129])
def test_an_organization_is_named_as_a_project_could_be(ada: Person, name: str) -> None:
    with pytest.raises(InvalidName):
        organized.organization(ada, name)


def test_an_organization_is_named_like_a_project_only_by_an_owner_of_it(ada: Person, ben: Person) -> None:
    given.release(ada, "harborlight")
    with pytest.raises(NameTaken, match="project of others"):
        organized.organization(ben, "harborlight")
    assert organized.organization(ada, "harborlight") == "harborlight"


def test_no_stranger_begins_an_organization_named_like_a_namespace(ada: Person, ben: Person) -> None:
    by = Actor.operator(name="otto")
    catalog.grant_namespace(normalize("beacon"), username="ada", by=by, reason="Theirs.", now=NOON)
    with pytest.raises(NamespaceReserved):
        organized.organization(ben, "beacon-tools")
    organized.organization(ada, "beacon-tools")


def test_an_owner_changes_how_it_is_shown(ada: Person, harbor: NormalizedName) -> None:
    permit = asked(ada, Do.CHANGE_DETAILS)
    catalog.change_organization(permit, display_name="The Harbor", description="Lights.")
    assert get_organization(harbor).display_name == "The Harbor"


# Members


def test_an_invitation_gives_no_place_until_it_is_accepted(
    ada: Person, ben: Person, harbor: NormalizedName
) -> None:
    catalog.invite_member(asked(ada, Do.INVITE_MEMBER, username="ben", role="manager"))
    assert find_member_role(harbor, username="ben") is None
    catalog.accept_membership(asked(ben, Do.ACCEPT_MEMBERSHIP, username="ben"))
    assert find_member_role(harbor, username="ben") == "manager"
    assert list_offered_places(organization=harbor) == []
    assert subjects_to(ben) == ["You are invited to harbor as manager", "You are now manager of harbor"]
    assert subjects_to(ada)[-1] == "ben is now manager of harbor"


def test_an_invitation_is_declined_or_taken_back(ada: Person, ben: Person, harbor: NormalizedName) -> None:
    for answer in ("declined", "taken back"):
        catalog.invite_member(asked(ada, Do.INVITE_MEMBER, username="ben", role="member"))
        if answer == "declined":
            catalog.decline_membership(asked(ben, Do.DECLINE_MEMBERSHIP, username="ben"))
        else:
            catalog.withdraw_member_invitation(asked(ada, Do.TAKE_INVITATION_BACK, username="ben"))
        with pytest.raises(InvitationNotFound):
            catalog.accept_membership(asked(ben, Do.ACCEPT_MEMBERSHIP, username="ben"))


def test_nobody_is_invited_twice_but_an_expired_invitation_is_made_anew(
    ada: Person, ben: Person, harbor: NormalizedName
) -> None:
    catalog.invite_member(asked(ada, Do.INVITE_MEMBER, username="ben", role="member"))
    with pytest.raises(MemberExists):
        catalog.invite_member(asked(ada, Do.INVITE_MEMBER, username="Ben", role="manager"))
    late = NOON + LASTS
    with pytest.raises(InvitationLapsed, match="expired on 2026-03-16"):
        catalog.accept_membership(asked(ben, Do.ACCEPT_MEMBERSHIP, username="ben", at=late))
    catalog.invite_member(asked(ada, Do.INVITE_MEMBER, username="ben", role="manager", at=late))
    catalog.accept_membership(asked(ben, Do.ACCEPT_MEMBERSHIP, username="ben", at=late + timedelta(days=1)))
    assert find_member_role(harbor, username="ben") == "manager"


@pytest.mark.parametrize("loss", ["demoted", "removed", "closed"])
def test_an_invitation_ends_with_the_right_of_whoever_gave_it(
    ada: Person, ben: Person, cleo: Person, harbor: NormalizedName, loss: str
) -> None:
    organized.member(ben, "owner")
    catalog.invite_member(asked(ben, Do.INVITE_MEMBER, username="cleo", role="owner"))
    match loss:
        case "demoted":
            catalog.change_member(asked(ada, Do.CHANGE_MEMBER, username="ben", role="manager"))
        case "removed":
            catalog.remove_member(asked(ada, Do.REMOVE_MEMBER, username="ben"))
        case "closed":
            User.objects.filter(username="ben").update(is_active=False, closed_at=given.NOON)
    with pytest.raises(InvitationLapsed, match="ben, who invited you"):
        catalog.accept_membership(asked(cleo, Do.ACCEPT_MEMBERSHIP, username="cleo"))
    assert find_member_role(harbor, username="cleo") is None


def test_the_last_owner_stays(ada: Person, ben: Person, harbor: NormalizedName) -> None:
    organized.member(ben, "manager")
    with pytest.raises(LastOwner):
        catalog.leave_organization(asked(ada, Do.LEAVE, username="ada"))
    with pytest.raises(LastOwner):
        catalog.change_member(asked(ada, Do.CHANGE_MEMBER, username="ada", role="member"))
    with pytest.raises(LastOwner):
        catalog.remove_member(asked(ada, Do.REMOVE_MEMBER, username="ada"))
    catalog.change_member(asked(ada, Do.CHANGE_MEMBER, username="ben", role="owner"))
    catalog.leave_organization(asked(ada, Do.LEAVE, username="ada"))
    assert [(one.username, one.role) for one in list_members(organization=harbor)] == [("ben", "owner")]


def test_an_owner_whose_account_is_closed_is_none_that_could_stay(
    ada: Person, ben: Person, harbor: NormalizedName
) -> None:
    organized.member(ben, "owner")
    User.objects.filter(username="ben").update(is_active=False, closed_at=given.NOON)
    with pytest.raises(LastOwner):
        catalog.leave_organization(asked(ada, Do.LEAVE, username="ada"))


def test_whoever_leaves_the_organization_leaves_its_teams(
    ada: Person, ben: Person, project: NormalizedName
) -> None:
    organized.team(ben, harborlight="owner")
    assert find_role(ben.user_id, project) == "owner"
    catalog.leave_organization(asked(ben, Do.LEAVE, username="ben"))
    assert find_role(ben.user_id, project) is None
    assert not TeamMember.objects.exists()
    newest, *_ = list_entries_of_project(project)
    assert (newest.kind, newest.subject) == ("organization.member_left", "ben")


# Teams


def test_a_team_gives_its_members_a_role_and_takes_it(
    ada: Person, ben: Person, project: NormalizedName
) -> None:
    organized.member(ben)
    catalog.create_team(asked(ada, Do.CREATE_TEAM, team="core"), display_name="Core")
    catalog.add_to_team(asked(ada, Do.ADD_TO_TEAM, team="core", username="Ben"))
    assert find_role(ben.user_id, project) is None
    give = asked(ada, Do.GIVE_TEAM_ROLE, team="core", role="maintainer", project=project)
    catalog.give_team_role(give)
    assert find_role(ben.user_id, project) == "maintainer"
    catalog.take_team_role(asked(ada, Do.TAKE_TEAM_ROLE, team="core", project=project))
    assert find_role(ben.user_id, project) is None
    taken, given_, *_ = list_entries_of_project(project)
    assert (given_.kind, taken.kind) == ("team.role_given", "team.role_taken")
    assert given_.data == {"organization": "harbor", "team": "core", "role": "maintainer"}
    assert subjects_to(ben)[-2:] == [
        "The team core of harbor is now maintainer of harborlight",
        "The team core of harbor has no role on harborlight any more",
    ]


def test_each_project_s_history_tells_who_came_into_a_team(
    ada: Person, ben: Person, project: NormalizedName
) -> None:
    organized.team(harborlight="maintainer")
    organized.member(ben)
    catalog.add_to_team(asked(ada, Do.ADD_TO_TEAM, team="core", username="ben"))
    newest, *_ = list_entries_of_project(project)
    assert (newest.kind, newest.subject, newest.data["team"]) == ("team.member_added", "ben", "core")
    catalog.remove_from_team(asked(ada, Do.REMOVE_FROM_TEAM, team="core", username="ben"))
    newest, *_ = list_entries_of_project(project)
    assert (newest.kind, newest.subject) == ("team.member_removed", "ben")
    assert find_role(ben.user_id, project) is None


def test_only_members_come_into_a_team_and_only_once(
    ada: Person, ben: Person, harbor: NormalizedName
) -> None:
    organized.team()
    with pytest.raises(MemberNotFound, match="Invite them"):
        catalog.add_to_team(asked(ada, Do.ADD_TO_TEAM, team="core", username="ben"))
    organized.member(ben)
    catalog.add_to_team(asked(ada, Do.ADD_TO_TEAM, team="core", username="ben"))
    with pytest.raises(MemberExists):
        catalog.add_to_team(asked(ada, Do.ADD_TO_TEAM, team="core", username="ben"))
    catalog.leave_team(asked(ben, Do.LEAVE_TEAM, team="core", username="ben"))
    with pytest.raises(MemberNotFound):
        catalog.remove_from_team(asked(ada, Do.REMOVE_FROM_TEAM, team="core", username="ben"))


def test_a_deleted_team_takes_its_roles_along(ada: Person, ben: Person, project: NormalizedName) -> None:
    organized.team(ben, harborlight="owner")
    catalog.delete_team(asked(ada, Do.DELETE_TEAM, team="core"))
    assert find_role(ben.user_id, project) is None
    assert list_teams(HARBOR) == []
    assert subjects_to(ben)[-1] == "The team core of harbor was deleted"


def test_a_team_has_no_role_on_projects_of_others(ada: Person, harbor: NormalizedName) -> None:
    hobby = given.release(ada, "hobby")
    organized.team()
    with pytest.raises(NotOfOrganization):
        catalog.give_team_role(asked(ada, Do.GIVE_TEAM_ROLE, team="core", role="owner", project=hobby))


# Projects


def test_a_project_moves_in_and_the_owners_of_the_organization_own_it(
    ada: Person, ben: Person, harbor: NormalizedName
) -> None:
    organized.member(ben, "owner")
    name = given.release(ada, "harborlight")
    catalog.move_project_in(asked(ada, Do.MOVE_PROJECT_IN, project=name))
    assert find_role(ben.user_id, name) == "owner"
    assert ownership_of_projects([name])[name].organization == "harbor"
    newest, *_ = list_entries_of_project(name)
    assert (newest.kind, newest.data["organization"]) == ("project.moved_in", "harbor")
    assert subjects_to(ben)[-1] == "harborlight is now a project of harbor"
    with pytest.raises(NotOfOrganization):
        catalog.move_project_in(asked(ada, Do.MOVE_PROJECT_IN, project=name))


def test_a_project_moves_out_to_somebody_who_may_publish_it(
    ada: Person, ben: Person, project: NormalizedName
) -> None:
    organized.team(ben, harborlight="maintainer")
    catalog.move_project_out(asked(ada, Do.MOVE_PROJECT_OUT, project=project, username="ben"))
    assert find_organization_of(project) is None
    assert (find_role(ben.user_id, project), find_role(ada.user_id, project)) == ("owner", "owner")
    assert not TeamRole.objects.exists()
    assert subjects_to(ben)[-1] == "harborlight is yours: it is no longer a project of harbor"


def test_nobody_is_given_a_project_who_had_nothing_to_do_with_it(
    ada: Person, cleo: Person, project: NormalizedName
) -> None:
    with pytest.raises(RecipientUnprotected):
        catalog.move_project_out(asked(ada, Do.MOVE_PROJECT_OUT, project=project, username="cleo"))
    assert find_organization_of(project) == "harbor"


def test_a_project_moves_from_one_organization_to_another(
    ada: Person, ben: Person, cleo: Person, project: NormalizedName
) -> None:
    organized.team(ben, harborlight="owner")
    organized.organization(ada, "lighthouse")
    organized.member(cleo, "owner", of="lighthouse")
    catalog.move_project_in(asked(ada, Do.MOVE_PROJECT_IN, "lighthouse", project=project))
    assert (find_role(ben.user_id, project), find_role(cleo.user_id, project)) == (None, "owner")
    assert subjects_to(ben)[-1] == "harborlight is now a project of lighthouse"


def test_the_owner_in_person_may_go_once_the_organization_owns_it(
    ada: Person, ben: Person, project: NormalizedName
) -> None:
    organized.member(ben, "owner")
    before = OrganizationMember.objects.count()
    catalog.leave_organization(asked(ada, Do.LEAVE, username="ada"))
    assert (find_role(ada.user_id, project), OrganizationMember.objects.count()) == ("owner", before - 1)


# The permit


def test_a_permit_serves_for_its_own_action_only(ada: Person, harbor: NormalizedName) -> None:
    with pytest.raises(PermitMisused):
        catalog.delete_team(asked(ada, Do.CREATE_TEAM, team="core"))


def test_a_permit_does_not_outlive_what_it_was_asked_for(
    ada: Person, ben: Person, project: NormalizedName
) -> None:
    """A team that got a role between question and change would give ben a right nobody asked about."""
    organized.member(ben)
    organized.team()
    permit = asked(ada, Do.ADD_TO_TEAM, team="core", username="ben")
    catalog.give_team_role(asked(ada, Do.GIVE_TEAM_ROLE, team="core", role="owner", project=project))
    with pytest.raises(PermitMisused):
        catalog.add_to_team(permit)
    assert find_role(ben.user_id, project) is None
