"""Closing an account: what becomes of projects, organizations and the person's data; and that a thief cannot do it."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.db.models import ForeignKey

from strongroom.accounts import services
from strongroom.accounts.errors import AccountExists, AccountNeeded, PersonNotFound, ProofNeeded
from strongroom.accounts.models import User
from strongroom.accounts.queries import Person, get_person, list_tokens
from strongroom.accounts.services import HandsCause, NewPerson, RecentProof, Role, prove_by_operator
from strongroom.catalog import services as catalog
from strongroom.catalog.errors import LastOwner, NotInCustody, RecipientUnprotected
from strongroom.catalog.models import Invitation, MemberInvitation, Organization, Project
from strongroom.catalog.queries import (
    find_project,
    find_role,
    is_in_custody,
    list_projects_in_custody,
    organizations_without,
    projects_without,
)
from strongroom.catalog.services import RoleName
from strongroom.foundation.actors import Actor
from strongroom.foundation.permits import Action
from strongroom.infra.journal.queries import list_entries_about, list_entries_of_project
from strongroom.infra.outbox.models import OutgoingMail
from strongroom.mandates.errors import HandsChanged, NotAllowed
from strongroom.mandates.services import close_account, give_project, permit
from tests.support import given, organized
from tests.support.given import NOON

pytestmark = pytest.mark.django_db

OTTO = Actor.operator(name="otto")


def proof(person: Person) -> RecentProof:
    """Return the person's own fresh proof."""
    made = prove_by_operator(person.username, by=Actor.system("test"), now=NOON)
    return RecentProof(given.acting(person), made.user_id, made.method, NOON)


def closed(person: Person) -> None:
    close_account(proof(person), now=NOON)


@pytest.fixture
def ada() -> Person:
    return given.protected(given.person("ada"))


def test_the_row_and_the_name_stay_and_everything_else_goes(ada: Person) -> None:
    services.issue_recovery_codes(proof(ada), now=NOON)
    services.issue_token(proof(ada), name="laptop", projects=None, expires_at=None, now=NOON)
    services.choose_mail(ada.user_id, wanted=[], by=given.acting(ada), now=NOON)
    OutgoingMail.objects.update(sent_at=NOON)
    services.ask_for_recovery(
        "ada", services.RecoveryRequest("All.", "Believe me."), password_given=True, now=NOON
    )
    OutgoingMail.objects.update(sent_at=NOON)
    closed(ada)
    user = User.objects.get(username="ada")
    assert (user.is_active, user.closed_at, user.email) == (False, NOON, "")
    assert not user.has_usable_password()
    assert all(token.revoked_because == "its owner closed the account" for token in list_tokens(ada.user_id))
    assert list_entries_about("ada")[0].kind == "account.closed"
    letters = OutgoingMail.objects.filter(recipient=ada.address)
    assert [letter.subject for letter in letters] == ["[Strongroom] Your account ada is closed"]


STAY = {"ApiToken", "HandsChange", "RecoveryApproval", "Namespace", "NameRuling", "Obligation", "Report"}
"""Tables whose rows about a closed account stay: what it did to others, and by name only."""


def test_no_table_keeps_rows_about_a_closed_account_but_those_that_say_what_it_did(ada: Person) -> None:
    ben = given.person("ben")
    name = given.release(ada, "harborlight")
    catalog.invite(
        permit(given.acting(ada), Action.MANAGE_PEOPLE, name, now=NOON), username="ben", role=RoleName.OWNER
    )
    services.record_hands_change(
        User.objects.get(pk=ada.user_id), HandsCause.RECOVERY_CODE, by=OTTO, now=NOON - timedelta(days=9)
    )
    closed(ada)
    left = {
        model.__name__
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, ForeignKey) and field.related_model is User and field.name != "inviter"
        if model._default_manager.filter(**{field.name: ada.user_id}).exists()
    }
    assert left <= STAY
    assert get_person(ben.user_id).is_active


def test_the_name_is_never_issued_again_but_the_address_is(ada: Person) -> None:
    closed(ada)
    with pytest.raises(AccountExists):
        services.create_person(NewPerson("ada", "new@people.example"), by=OTTO, now=NOON)
    with pytest.raises(AccountExists):
        services.register(User(username="ada", email="new@people.example"), now=NOON)
    made = services.create_person(
        NewPerson("ada2", "ada@people.example", address_verified=True), by=OTTO, now=NOON
    )
    assert made.address == "ada@people.example"
    assert EmailAddress.objects.filter(user__username="ada").count() == 0


def test_projects_with_other_owners_go_on_and_the_last_one_is_in_custody(ada: Person) -> None:
    ben = given.person("ben")
    shared, alone, helped = (given.release(ada, name) for name in ("shared", "alone", "helped"))
    given.role(ben, shared, "owner")
    given.role(ben, helped)
    assert [(one.name, one.goes_to_custody, one.maintainers) for one in projects_without(ada.user_id)] == [
        ("alone", True, ()),
        ("helped", True, ("ben",)),
        ("shared", False, ()),
    ]
    closed(ada)
    assert list_projects_in_custody() == [alone, helped]
    assert not is_in_custody(shared)
    assert find_project(alone) is not None
    assert list_entries_of_project(alone)[0].kind == "project.left_to_custody"
    assert list_entries_of_project(shared)[0].kind == "role.left"
    told = OutgoingMail.objects.filter(recipient=ben.address).values_list("subject", flat=True)
    assert "[Strongroom] ada left helped, which has no owner now" in told
    permit(given.acting(ben), Action.UPLOAD, helped, now=NOON)  # its maintainer goes on
    with pytest.raises(NotAllowed):
        permit(given.acting(ben), Action.UPLOAD, alone, now=NOON)


def test_what_a_frozen_account_owns_is_not_given_away(ada: Person) -> None:
    name = given.release(ada, "harborlight")
    organized.organization(given.protected(given.person("cleo")))
    services.freeze(ada.user_id, because="somebody took it over", by=OTTO, now=NOON)
    assert not is_in_custody(name)
    assert list_projects_in_custody() == []
    with pytest.raises(NotInCustody):
        give_project(name, username="cleo", reason="It looks abandoned.", by=OTTO, now=NOON)
    organized.moved_in(name)
    organized.team(given.person("dora"), harborlight="owner")
    assert list_projects_in_custody() == []


def test_open_invitations_are_declined(ada: Person) -> None:
    ben = given.protected(given.person("ben"))
    name = given.release(ben, "harborlight")
    organized.organization(ben)
    catalog.invite(
        permit(given.acting(ben), Action.MANAGE_PEOPLE, name, now=NOON), username="ada", role=RoleName.OWNER
    )
    MemberInvitation.objects.create(
        organization=Organization.objects.get(),
        user_id=ada.user_id,
        role="member",
        invited_at=NOON,
        inviter_id=ben.user_id,
    )
    closed(ada)
    assert not Invitation.objects.exists()
    assert not MemberInvitation.objects.exists()


def test_an_organization_with_other_members_needs_another_owner_first(ada: Person) -> None:
    ben = given.person("ben")
    organized.organization(ada)
    organized.member(ben)
    assert [one.needs_an_owner for one in organizations_without(ada.user_id)] == [True]
    with pytest.raises(LastOwner):
        closed(ada)
    assert get_person(ada.user_id).is_active
    organized.member(given.person("cleo"), "owner")
    closed(ada)
    assert not get_person(ada.user_id).is_active


def test_an_organization_where_nobody_else_is_goes_to_custody_with_its_projects(ada: Person) -> None:
    organized.organization(ada)
    name = given.release(ada, "harborlight")
    organized.moved_in(name)
    closed(ada)
    assert is_in_custody(name)
    assert list_entries_of_project(name)[0].kind == "organization.left_to_custody"
    assert Project.objects.get(name=name).organization is not None


def test_a_thief_does_not_close_what_the_cool_off_protects(ada: Person) -> None:
    """The attacker has just recovered the account, and wants to be rid of its traces or to harm."""
    name = given.critical_project(ada)
    services.record_hands_change(
        User.objects.get(pk=ada.user_id), HandsCause.OPERATOR_RECOVERY, by=OTTO, now=NOON
    )
    with pytest.raises(HandsChanged):
        closed(ada)
    assert get_person(ada.user_id).is_active
    assert find_role(ada.user_id, name) == "owner"


def test_a_thief_does_not_do_it_through_the_organization_either(ada: Person) -> None:
    name = given.critical_project(ada)
    organized.organization(ada)
    organized.moved_in(name)
    catalog.leave(permit(given.acting(ada), Action.LEAVE, name, now=NOON))
    services.record_hands_change(
        User.objects.get(pk=ada.user_id), HandsCause.PASSWORD_RESET, by=OTTO, now=NOON
    )
    with pytest.raises(HandsChanged):
        closed(ada)


def test_an_old_or_weak_proof_closes_nothing(ada: Person) -> None:
    with pytest.raises(ProofNeeded):
        close_account(proof(ada), now=NOON + timedelta(minutes=10))
    weak = RecentProof(given.acting(ada), ada.user_id, services.ProofMethod.PASSWORD, NOON)
    with pytest.raises(ProofNeeded):
        close_account(weak, now=NOON)


def test_the_last_admin_stays(ada: Person) -> None:
    services.grant_role("ada", Role.ADMIN, by=Actor.operator(name="console"), reason="First.", now=NOON)
    with pytest.raises(AccountNeeded):
        closed(ada)
    given.protected(given.person("ben"))
    services.grant_role("ben", Role.ADMIN, by=Actor.operator(name="console"), reason="Second.", now=NOON)
    closed(ada)


def test_an_operator_gives_a_project_in_custody_to_somebody_with_a_factor(ada: Person) -> None:
    name = given.release(ada, "harborlight")
    cleo = given.person("cleo")
    closed(ada)
    with pytest.raises(RecipientUnprotected):
        give_project(name, username="cleo", reason="She forked it.", by=OTTO, now=NOON)
    given.protected(cleo)
    with pytest.raises(PersonNotFound):
        give_project(name, username="nobody", reason="She forked it.", by=OTTO, now=NOON)
    give_project(name, username="cleo", reason="She forked it.", by=OTTO, now=NOON)
    assert find_role(cleo.user_id, name) == "owner"
    entry = list_entries_of_project(name)[0]
    assert (entry.kind, entry.subject, entry.reason, entry.by) == (
        "project.given",
        "cleo",
        "She forked it.",
        "operator:otto",
    )
    with pytest.raises(NotInCustody):
        give_project(name, username="cleo", reason="Again.", by=OTTO, now=NOON)


def test_nobody_but_operators_gives_and_not_what_has_an_owner(ada: Person) -> None:
    name = given.release(ada, "harborlight")
    cleo = given.protected(given.person("cleo"))
    with pytest.raises(NotInCustody):
        give_project(name, username="cleo", reason="I like her.", by=OTTO, now=NOON)
    with pytest.raises(NotAllowed):
        give_project(name, username="cleo", reason="Mine.", by=given.acting(cleo), now=NOON)
