"""Who has which right, and how it changes hands."""

import pytest

from strongroom.accounts.queries import Person
from strongroom.catalog.errors import (
    AccountClosed,
    InvitationLapsed,
    InvitationNotFound,
    LastOwner,
    RecipientUnprotected,
    RightNotDirect,
    RoleExists,
)
from strongroom.catalog.queries import find_role, list_invitations
from strongroom.catalog.rules.invitations import LASTS
from strongroom.catalog.services import (
    RoleName,
    accept_invitation,
    decline_invitation,
    hand_over,
    invite,
    leave,
    make_maintainer,
    make_owner,
    remove_person,
    withdraw_invitation,
)
from strongroom.foundation.actors import Actor
from strongroom.foundation.names import NormalizedName
from strongroom.foundation.permits import Action, PermitMisused
from strongroom.foundation.reasons import ReasonUnfit
from strongroom.infra.journal.queries import list_entries_of_project
from strongroom.infra.outbox.models import OutgoingMail
from strongroom.mandates.errors import NotAllowed
from strongroom.mandates.services import permit
from tests.support import given, organized
from tests.support.given import NOON, acting

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada() -> Person:
    return given.person("ada")


@pytest.fixture
def ben() -> Person:
    return given.person("ben")


@pytest.fixture
def project(ada: Person) -> NormalizedName:
    return given.release(ada, "harborlight")


def test_who_uploads_first_owns_the_project(ada: Person, project: NormalizedName) -> None:
    assert find_role(ada.user_id, project) == "owner"


def test_an_invitation_gives_no_right_until_it_is_accepted(
    ada: Person, ben: Person, project: NormalizedName
) -> None:
    invite(
        permit(acting(ada), Action.MANAGE_PEOPLE, project, now=NOON), username="Ben", role=RoleName.MAINTAINER
    )
    assert find_role(ben.user_id, project) is None
    accept_invitation(permit(acting(ben), Action.ACCEPT_ROLE, project, now=NOON))
    assert find_role(ben.user_id, project) == "maintainer"
    assert list_invitations(name=project) == []


def test_a_declined_invitation_is_gone_and_the_journal_says_so(
    ada: Person, ben: Person, project: NormalizedName
) -> None:
    invite(permit(acting(ada), Action.MANAGE_PEOPLE, project, now=NOON), username="ben", role=RoleName.OWNER)
    decline_invitation(permit(acting(ben), Action.DECLINE_ROLE, project, now=NOON))
    assert list_invitations(name=project) == []
    newest, *_ = list_entries_of_project(project)
    assert (newest.kind, newest.by, newest.data) == ("role.declined", "person:ben", {"role": "owner"})
    with pytest.raises(InvitationNotFound):
        accept_invitation(permit(acting(ben), Action.ACCEPT_ROLE, project, now=NOON))


def test_nobody_answers_what_was_not_offered(ben: Person, project: NormalizedName) -> None:
    with pytest.raises(InvitationNotFound):
        accept_invitation(permit(acting(ben), Action.ACCEPT_ROLE, project, now=NOON))
    with pytest.raises(InvitationNotFound):
        decline_invitation(permit(acting(ben), Action.DECLINE_ROLE, project, now=NOON))


def test_an_invitation_can_be_taken_back(ada: Person, ben: Person, project: NormalizedName) -> None:
    asked = permit(acting(ada), Action.MANAGE_PEOPLE, project, now=NOON)
    invite(asked, username="ben", role=RoleName.OWNER)
    withdraw_invitation(asked, username="Ben")
    with pytest.raises(InvitationNotFound):
        accept_invitation(permit(acting(ben), Action.ACCEPT_ROLE, project, now=NOON))
    newest, *_ = list_entries_of_project(project)
    assert (newest.kind, newest.subject, newest.data) == ("invitation.withdrawn", "ben", {"role": "owner"})


def test_an_invitation_expires_and_can_be_made_anew(
    ada: Person, ben: Person, project: NormalizedName
) -> None:
    invite(permit(acting(ada), Action.MANAGE_PEOPLE, project, now=NOON), username="ben", role=RoleName.OWNER)
    late = NOON + LASTS
    with pytest.raises(InvitationLapsed, match="expired on 2026-03-16"):
        accept_invitation(permit(acting(ben), Action.ACCEPT_ROLE, project, now=late))
    asked = permit(acting(ada), Action.MANAGE_PEOPLE, project, now=late)
    invite(asked, username="ben", role=RoleName.MAINTAINER)
    accept_invitation(permit(acting(ben), Action.ACCEPT_ROLE, project, now=late))
    assert find_role(ben.user_id, project) == "maintainer"


def test_an_invitation_ends_with_the_right_of_whoever_gave_it(
    ada: Person, ben: Person, project: NormalizedName
) -> None:
    cleo = given.person("cleo")
    given.role(cleo, project, "owner")
    invite(permit(acting(cleo), Action.MANAGE_PEOPLE, project, now=NOON), username="ben", role=RoleName.OWNER)
    asked = permit(acting(ada), Action.MANAGE_PEOPLE, project, now=NOON)
    make_maintainer(asked, username="cleo")
    with pytest.raises(InvitationLapsed, match="cleo, who invited you"):
        accept_invitation(permit(acting(ben), Action.ACCEPT_ROLE, project, now=NOON))
    assert find_role(ben.user_id, project) is None


def test_an_operator_s_invitation_stands_by_itself(ben: Person, project: NormalizedName) -> None:
    by = Actor.operator(name="otto")
    invite(permit(by, Action.MANAGE_PEOPLE, project, now=NOON), username="ben", role=RoleName.OWNER)
    accept_invitation(permit(acting(ben), Action.ACCEPT_ROLE, project, now=NOON))
    assert find_role(ben.user_id, project) == "owner"


def test_a_role_is_changed_and_the_last_owner_stays(
    ada: Person, ben: Person, project: NormalizedName
) -> None:
    given.role(ben, project)
    asked = permit(acting(ada), Action.MANAGE_PEOPLE, project, now=NOON)
    with pytest.raises(LastOwner):
        make_maintainer(asked, username="ada")
    make_owner(asked, taking=permit(acting(ben), Action.ACCEPT_ROLE, project, now=NOON))
    assert find_role(ben.user_id, project) == "owner"
    make_maintainer(asked, username="ada")
    assert find_role(ada.user_id, project) == "maintainer"
    changed, *_ = list_entries_of_project(project)
    assert (changed.kind, changed.subject, changed.data) == ("role.changed", "ada", {"role": "maintainer"})
    with pytest.raises(RoleExists):
        make_maintainer(asked, username="ada")


def test_a_right_through_a_team_is_changed_in_the_team(
    ada: Person, ben: Person, project: NormalizedName
) -> None:
    organized.organization(ada)
    organized.moved_in(project)
    organized.team(ben, harborlight="owner")
    asked = permit(acting(ada), Action.MANAGE_PEOPLE, project, now=NOON)
    with pytest.raises(RightNotDirect, match="comes through the team core"):
        remove_person(asked, username="ben", reason="Bye.")
    with pytest.raises(RightNotDirect):
        leave(permit(acting(ben), Action.LEAVE, project, now=NOON))
    given.protected(ada)
    with pytest.raises(RightNotDirect):
        hand_over_to(ada, project, by=ben)


def test_an_owner_goes_where_a_team_or_the_organization_owns_as_well(
    ada: Person, ben: Person, project: NormalizedName
) -> None:
    organized.organization(ben)
    organized.moved_in(project)
    leave(permit(acting(ada), Action.LEAVE, project, now=NOON))
    assert (find_role(ada.user_id, project), find_role(ben.user_id, project)) == (None, "owner")


def test_an_owner_whose_account_is_closed_is_none_that_could_stay(
    ada: Person, ben: Person, project: NormalizedName
) -> None:
    given.role(ben, project, "owner")
    given.closed(ben)
    with pytest.raises(LastOwner):
        leave(permit(acting(ada), Action.LEAVE, project, now=NOON))


def test_everybody_concerned_is_written_to(ada: Person, ben: Person, project: NormalizedName) -> None:
    asked = permit(acting(ada), Action.MANAGE_PEOPLE, project, now=NOON)
    OutgoingMail.objects.all().delete()
    invite(asked, username="ben", role=RoleName.MAINTAINER)
    accept_invitation(permit(acting(ben), Action.ACCEPT_ROLE, project, now=NOON))
    make_owner(asked, taking=permit(acting(ben), Action.ACCEPT_ROLE, project, now=NOON))
    remove_person(asked, username="ben", reason="Moved on.")
    told = OutgoingMail.objects.order_by("pk").values_list("recipient", "subject")
    to_ben = [subject.partition("] ")[2] for recipient, subject in told if recipient == "ben@people.example"]
    assert to_ben == [
        "You are invited to harborlight as maintainer",
        "You are now maintainer of harborlight",
        "You are now owner of harborlight",
        "You are no longer owner of harborlight",
    ]
    assert len([recipient for recipient, _ in told if recipient == "ada@people.example"]) == 4


def test_nobody_is_invited_twice(ada: Person, ben: Person, project: NormalizedName) -> None:
    asked = permit(acting(ada), Action.MANAGE_PEOPLE, project, now=NOON)
    invite(asked, username="ben", role=RoleName.OWNER)
    with pytest.raises(RoleExists):
        invite(asked, username="ben", role=RoleName.MAINTAINER)
    with pytest.raises(RoleExists):
        invite(asked, username="ada", role=RoleName.MAINTAINER)


def test_the_last_owner_neither_leaves_nor_is_removed(ada: Person, project: NormalizedName) -> None:
    with pytest.raises(LastOwner):
        leave(permit(acting(ada), Action.LEAVE, project, now=NOON))
    with pytest.raises(LastOwner):
        remove_person(
            permit(acting(ada), Action.MANAGE_PEOPLE, project, now=NOON), username="ada", reason="Bye."
        )
    assert find_role(ada.user_id, project) == "owner"


def test_nobody_is_removed_for_a_reason_that_does_not_fit(
    ada: Person, ben: Person, project: NormalizedName
) -> None:
    given.role(ben, project)
    asked = permit(acting(ada), Action.MANAGE_PEOPLE, project, now=NOON)
    with pytest.raises(ReasonUnfit):
        remove_person(asked, username="ben", reason="x" * 501)
    assert find_role(ben.user_id, project) == "maintainer"


def hand_over_to(taker: Person, project: NormalizedName, *, by: Person) -> None:
    taking = permit(acting(taker), Action.ACCEPT_ROLE, project, now=NOON)
    hand_over(permit(acting(by), Action.HAND_OVER, project, now=NOON), taking=taking)


def test_a_project_is_handed_over_to_a_protected_collaborator(
    ada: Person, ben: Person, project: NormalizedName
) -> None:
    given.role(given.protected(ben), project)
    hand_over_to(ben, project, by=ada)
    assert (find_role(ada.user_id, project), find_role(ben.user_id, project)) == (None, "owner")


@pytest.mark.parametrize("who", ["an unprotected collaborator", "a protected stranger", "oneself"])
def test_it_is_handed_over_to_nobody_else(
    ada: Person, ben: Person, project: NormalizedName, who: str
) -> None:
    match who:
        case "an unprotected collaborator":
            given.role(ben, project)
        case "a protected stranger":
            given.protected(ben)
        case "oneself":
            given.protected(ada)
    with pytest.raises(RecipientUnprotected):
        hand_over_to(ada if who == "oneself" else ben, project, by=ada)
    assert find_role(ada.user_id, project) == "owner"


def test_it_is_not_handed_over_to_a_closed_account(ada: Person, ben: Person, project: NormalizedName) -> None:
    given.role(given.protected(ben), project)
    given.closed(ben)
    with pytest.raises(NotAllowed, match="closed or frozen"):
        hand_over_to(ben, project, by=ada)


def test_it_is_handed_over_only_with_the_answer_to_the_question_who_takes_it(
    ada: Person, ben: Person, project: NormalizedName
) -> None:
    given.role(given.protected(ben), project)
    asked = permit(acting(ada), Action.HAND_OVER, project, now=NOON)
    with pytest.raises(PermitMisused):
        hand_over(asked, taking=permit(acting(ben), Action.LEAVE, project, now=NOON))


def test_a_closed_account_is_not_invited(ada: Person, ben: Person, project: NormalizedName) -> None:
    given.closed(ben)
    asked = permit(acting(ada), Action.MANAGE_PEOPLE, project, now=NOON)
    with pytest.raises(AccountClosed, match="closed or frozen"):
        invite(asked, username="ben", role=RoleName.MAINTAINER)
    assert list_invitations(name=project) == []


def test_each_change_of_hands_is_in_the_journal(ada: Person, ben: Person, project: NormalizedName) -> None:
    asked = permit(acting(ada), Action.MANAGE_PEOPLE, project, now=NOON)
    invite(asked, username="ben", role=RoleName.MAINTAINER)
    accept_invitation(permit(acting(ben), Action.ACCEPT_ROLE, project, now=NOON))
    remove_person(asked, username="ben", reason="Moved on.")
    removed, accepted, invited, *_ = list_entries_of_project(project)
    assert [entry.kind for entry in (invited, accepted, removed)] == [
        "role.invited",
        "role.accepted",
        "role.removed",
    ]
    assert (removed.by, removed.subject, removed.reason) == ("person:ada", "ben", "Moved on.")
    assert removed.serial == accepted.serial + 1 == invited.serial + 2
