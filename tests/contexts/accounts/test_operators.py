"""Operators act with a role and a security key; they are made by others, and everybody among them is told."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from strongroom.accounts import services
from strongroom.accounts.errors import (
    DeedNotCovered,
    KeyNeeded,
    MailedCodeNeeded,
    NotAnOperator,
    OperatorRoleUnfit,
    PersonNotFound,
    ProofNeeded,
)
from strongroom.accounts.models import User
from strongroom.accounts.queries import Person, get_person, list_operators, roles_of
from strongroom.accounts.services import Deed, ProofMethod, RecentProof, Role
from strongroom.accounts.services.standing.freezing import freeze
from strongroom.foundation.actors import Actor
from strongroom.foundation.errors import Refusal
from strongroom.foundation.reasons import REASON_LENGTH, ReasonUnfit
from strongroom.infra.journal.queries import list_entries_about
from tests.contexts.accounts.given import NOW, facts_about, mails_to, somebody
from tests.contexts.accounts.test_races import at_once
from tests.support.given import protected

pytestmark = pytest.mark.django_db

CONSOLE = Actor.operator(name="console")
WHY = "They answer the mail."


def operator(name: str, *roles: Role) -> Person:
    """Make somebody with these roles and a security key."""
    person = protected(somebody(name), by_key=True)
    for role in roles:
        services.grant_role(name, role, by=CONSOLE, reason=WHY, now=NOW)
    return person


def proof(person: Person, method: ProofMethod = ProofMethod.KEY) -> RecentProof:
    """Return what the person has just proved."""
    return RecentProof(
        Actor.person(user_id=person.user_id, name=person.username), person.user_id, method, NOW
    )


def desk(person: Person) -> Actor:
    """Return an operator at the desk."""
    return Actor.operator(name=person.username, user_id=person.user_id)


def test_an_operator_acts_under_their_own_name() -> None:
    otto = operator("otto", Role.SUPPORT)
    actor = services.acting_as_operator(proof(otto), Deed.FREEZE, now=NOW)
    assert (str(actor), actor.user_id) == ("operator:otto", otto.user_id)


def test_a_role_that_does_not_cover_it_is_named() -> None:
    otto = operator("otto", Role.SUPPORT, Role.AUDITOR)
    with pytest.raises(DeedNotCovered, match="admin or moderator, and you are auditor and support"):
        services.acting_as_operator(proof(otto), Deed.QUARANTINE, now=NOW)


def test_who_has_no_role_is_told_nothing() -> None:
    ada = protected(somebody("ada"), by_key=True)
    with pytest.raises(NotAnOperator) as acting:
        services.acting_as_operator(proof(ada), Deed.FREEZE, now=NOW)
    with pytest.raises(NotAnOperator) as looking:
        services.looking_as_operator(ada.user_id, Deed.LOOK, proved_by=ProofMethod.KEY, now=NOW)
    assert "operator" not in acting.value.message + looking.value.message


@pytest.mark.parametrize("method", [one for one in ProofMethod if one is not ProofMethod.KEY])
def test_nothing_weaker_than_a_key_will_do(method: ProofMethod) -> None:
    otto = operator("otto", Role.ADMIN)
    with pytest.raises(ProofNeeded):
        services.acting_as_operator(proof(otto, method), Deed.FREEZE, now=NOW)
    with pytest.raises(KeyNeeded):
        services.looking_as_operator(otto.user_id, Deed.LOOK, proved_by=method, now=NOW)


def test_an_act_needs_a_fresh_proof_and_a_look_does_not() -> None:
    otto = operator("otto", Role.ADMIN)
    later = NOW + timedelta(minutes=10)
    with pytest.raises(ProofNeeded):
        services.acting_as_operator(proof(otto), Deed.FREEZE, now=later)
    services.looking_as_operator(otto.user_id, Deed.LOOK, proved_by=ProofMethod.KEY, now=later)


def test_to_act_is_never_asked_as_if_it_were_to_look() -> None:
    otto = operator("otto", Role.ADMIN)
    with pytest.raises(AssertionError):
        services.looking_as_operator(otto.user_id, Deed.FREEZE, proved_by=ProofMethod.KEY, now=NOW)


def test_a_frozen_operator_is_none() -> None:
    otto = operator("otto", Role.ADMIN)
    freeze(otto.user_id, because="somebody else may have it", by=CONSOLE, now=NOW)
    with pytest.raises(ProofNeeded):
        services.acting_as_operator(proof(otto), Deed.FREEZE, now=NOW)
    with pytest.raises(NotAnOperator):
        services.looking_as_operator(otto.user_id, Deed.LOOK, proved_by=ProofMethod.KEY, now=NOW)


def test_an_account_that_changed_hands_does_not_operate_for_a_while() -> None:
    otto = operator("otto", Role.ADMIN)
    until = NOW + timedelta(hours=1)
    User.objects.filter(pk=otto.user_id).update(hands_until=until)
    with pytest.raises(DeedNotCovered, match="changed hands"):
        services.looking_as_operator(otto.user_id, Deed.LOOK, proved_by=ProofMethod.KEY, now=NOW)
    with pytest.raises(DeedNotCovered, match="changed hands"):
        services.acting_as_operator(proof(otto), Deed.FREEZE, now=NOW)
    services.looking_as_operator(otto.user_id, Deed.LOOK, proved_by=ProofMethod.KEY, now=until)


def test_whoever_has_the_password_of_an_operator_enrols_no_key_with_it() -> None:
    otto = somebody("otto")
    services.grant_role("otto", Role.ADMIN, by=CONSOLE, reason=WHY, now=NOW)
    thief = proof(otto, ProofMethod.PASSWORD)
    with pytest.raises(MailedCodeNeeded):
        services.begin_key_registration(thief, now=NOW)
    with pytest.raises(MailedCodeNeeded):
        services.begin_totp(thief, name="phone", now=NOW)


def test_whoever_becomes_an_operator_and_every_other_one_is_told() -> None:
    otto, ada = operator("otto", Role.ADMIN), somebody("ada")
    services.grant_role("ada", Role.MODERATOR, by=desk(otto), reason=WHY, now=NOW)
    assert roles_of(ada.user_id) == {Role.MODERATOR}
    assert {one.username for one in list_operators()} == {"ada", "otto"}
    for person in (get_person(ada.user_id), otto):
        assert "ada has the role moderator now" in mails_to(person)[-1]
        assert WHY in mails_to(person)[-1]
    newest = list_entries_about("ada")[0]
    assert (newest.kind, newest.by, newest.reason) == ("operator.role_granted", "operator:otto", WHY)


def test_whoever_ceases_to_be_one_is_told_with_all_others() -> None:
    otto, ada = operator("otto", Role.ADMIN), operator("ada", Role.AUDITOR)
    services.revoke_role("ada", Role.AUDITOR, by=desk(otto), reason="They left us.", now=NOW)
    assert not roles_of(ada.user_id)
    assert facts_about(ada)[-1] == "operator.role_revoked"
    for person in (ada, otto):
        assert "ada no longer has the role auditor" in mails_to(person)[-1]


def test_nobody_changes_their_own_roles() -> None:
    otto = operator("otto", Role.ADMIN)
    operator("olga", Role.ADMIN)
    for change in (services.grant_role, services.revoke_role):
        with pytest.raises(OperatorRoleUnfit, match="own roles"):
            change("otto", Role.ADMIN, by=desk(otto), reason=WHY, now=NOW)
    assert roles_of(otto.user_id) == {Role.ADMIN}


def test_the_last_admin_stays_even_for_the_console() -> None:
    otto, olga = operator("otto", Role.ADMIN), operator("olga", Role.ADMIN)
    freeze(olga.user_id, because="her phone was stolen", by=CONSOLE, now=NOW)
    with pytest.raises(OperatorRoleUnfit, match="last admin"):
        services.revoke_role("otto", Role.ADMIN, by=CONSOLE, reason=WHY, now=NOW)
    assert roles_of(otto.user_id) == {Role.ADMIN}


@pytest.mark.django_db(transaction=True)
def test_of_two_admins_who_remove_each_other_one_stays() -> None:
    both = [operator("otto", Role.ADMIN), operator("olga", Role.ADMIN)]
    turns = [(both[0], both[1]), (both[1], both[0])] * 6

    def remove() -> None:
        by, other = turns.pop()
        services.revoke_role(other.username, Role.ADMIN, by=desk(by), reason=WHY, now=NOW)

    assert at_once(remove)["accepted"] == 1
    assert len(list_operators()) == 1


@pytest.mark.parametrize(
    ("name", "role", "by", "reason", "refusal"),
    [
        ("nobody", Role.ADMIN, CONSOLE, WHY, PersonNotFound),
        ("ada", Role.ADMIN, CONSOLE, "  ", ReasonUnfit),
        ("ada", Role.ADMIN, CONSOLE, "x" * (REASON_LENGTH + 1), ReasonUnfit),
        ("ada", Role.AUDITOR, CONSOLE, WHY, OperatorRoleUnfit),
        ("console", Role.AUDITOR, CONSOLE, WHY, OperatorRoleUnfit),
        ("ada", Role.ADMIN, Actor.person(user_id=1, name="otto"), WHY, DeedNotCovered),
    ],
)
def test_what_makes_no_operator(
    name: str, role: Role, by: Actor, reason: str, refusal: type[Refusal]
) -> None:
    somebody("console")
    operator("ada", Role.AUDITOR)
    before = {one.username for one in list_operators()}
    with pytest.raises(refusal):
        services.grant_role(name, role, by=by, reason=reason, now=NOW)
    assert {one.username for one in list_operators()} == before


@pytest.mark.parametrize("reason", [" \n", "x" * (REASON_LENGTH + 1)])
def test_no_role_is_taken_without_a_reason_that_fits(reason: str) -> None:
    ada = operator("ada", Role.AUDITOR)
    with pytest.raises(ReasonUnfit):
        services.revoke_role("ada", Role.AUDITOR, by=CONSOLE, reason=reason, now=NOW)
    assert roles_of(ada.user_id) == {Role.AUDITOR}


def test_a_role_that_somebody_has_not_is_not_revoked() -> None:
    operator("ada", Role.AUDITOR)
    with pytest.raises(OperatorRoleUnfit, match="does not have"):
        services.revoke_role("ada", Role.SUPPORT, by=CONSOLE, reason=WHY, now=NOW)


@pytest.mark.django_db(transaction=True)
def test_who_was_an_operator_before_there_were_roles_is_an_admin() -> None:
    executor = MigrationExecutor(connection)
    newest = executor.loader.graph.leaf_nodes()
    try:
        executor.migrate([("accounts", "0008_recoveries")])
        old = executor.loader.project_state([("accounts", "0008_recoveries")]).apps.get_model(
            "accounts", "User"
        )
        old.objects.create(username="otto", is_operator=True, date_joined=NOW)
        old.objects.create(username="ada", date_joined=NOW)
    finally:
        executor = MigrationExecutor(connection)
        executor.migrate(newest)
    (otto,) = list_operators()
    assert (otto.username, set(roles_of(otto.user_id))) == ("otto", {Role.ADMIN})
