"""The hole of 2022: whoever has the password of a maintainer without a second factor enrols one of their own.

An attacker plays it, with the password, with a stolen session, with a look into the mailbox.
"""

import re
from datetime import datetime, timedelta

import pytest

from strongroom.accounts import services
from strongroom.accounts.errors import AddressTooNew, FactorRefused, MailedCodeNeeded
from strongroom.accounts.models import User
from strongroom.accounts.queries import Person, find_running_change, get_person
from strongroom.accounts.services import HandsCause, RecentProof
from strongroom.foundation.actors import Actor, ActorKind
from strongroom.foundation.names import NormalizedName
from strongroom.foundation.permits import Action
from strongroom.foundation.tokens.errors import TokenRefused
from strongroom.infra.db import write
from strongroom.infra.outbox.models import OutgoingMail
from strongroom.mandates.errors import HandsChanged, NotAllowed, SecondFactorRequired
from strongroom.mandates.queries import list_mandates
from strongroom.mandates.rules.timeline import deadline
from strongroom.mandates.services import Scope, Strength, dispute, end_mandate, permit
from tests.contexts.accounts.given import code, new_key
from tests.support import given
from tests.support.given import NOON, acting

pytestmark = pytest.mark.django_db

SOON, LATE = NOON + timedelta(days=30), NOON + timedelta(days=100)
"""While the mandate is announced, and when it is enforced."""

HARBORLIGHT = NormalizedName("harborlight")
OTTO = Actor.operator(name="otto")


@pytest.fixture
def harborlight() -> NormalizedName:
    """A critical project of ada's, who holds no second factor, and of ben's; a mandate was announced at noon."""
    name = given.critical_project(given.person("ada"))
    given.role(given.protected(given.person("ben"), by_key=True), name)
    given.mandate()
    return name


@pytest.fixture
def ada(harborlight: NormalizedName) -> Person:
    return services_person("ada")


def services_person(name: str) -> Person:
    return get_person(User.objects.get(username=name).pk)


def proof(person: Person, at: datetime) -> RecentProof:
    """Return what the right password gives, and a session that was stolen within ten minutes of it."""
    return services.prove_by_password(
        person.user_id, password=f"the long phrase of {person.username} 7!", now=at
    )


def mailed_code() -> str:
    """Look into the mailbox once."""
    found = re.search(r"^    (\S+)$", OutgoingMail.objects.latest("pk").text, re.MULTILINE)
    assert found is not None
    return found[1]


def with_code(person: Person, at: datetime) -> RecentProof:
    shown = proof(person, at)
    ticket = services.send_enrolment_code(shown, now=at)
    return services.prove_by_mailed_code(shown, ticket=ticket, code=mailed_code(), now=at)


def enrol(shown: RecentProof, at: datetime) -> None:
    enrolment = services.begin_totp(shown, name="phone", now=at)
    services.confirm_totp(shown.user_id, code=code(enrolment.secret, at=at), now=at)


def add_key(person: Person) -> None:
    """Add a key after the deadline, with a proof that suffices."""
    shown = services.prove_by_operator(person.username, by=OTTO, now=LATE)
    options, ceremony = services.begin_key_registration(shown, now=LATE)
    response = new_key().create(options)
    services.finish_key_registration(
        person.user_id, ceremony=ceremony, name="blue", response=response, now=LATE
    )


@pytest.mark.parametrize("at", [SOON, LATE], ids=["announced", "enforced"])
def test_the_password_alone_enrols_nothing(ada: Person, at: datetime) -> None:
    with pytest.raises(MailedCodeNeeded):
        services.begin_totp(proof(ada, at), name="phone", now=at)
    with pytest.raises(MailedCodeNeeded):
        services.begin_key_registration(proof(ada, at), now=at)
    assert not services_person("ada").is_protected


def test_a_guessed_code_enrols_nothing(ada: Person) -> None:
    shown = proof(ada, LATE)
    ticket = services.send_enrolment_code(shown, now=LATE)
    with pytest.raises(FactorRefused):
        services.prove_by_mailed_code(shown, ticket=ticket, code="ABCD-EFGH", now=LATE)


def test_who_moves_the_address_first_gets_no_code_there(ada: Person) -> None:
    with write():
        services.record_hands_change(
            User.objects.get(pk=ada.user_id), HandsCause.PRIMARY_ADDRESS, by=acting(ada), now=LATE
        )
    sent = OutgoingMail.objects.count()
    with pytest.raises(AddressTooNew, match="We mail you no code before"):
        services.send_enrolment_code(proof(ada, LATE), now=LATE)
    assert OutgoingMail.objects.count() == sent


def test_password_and_mailbox_wait_72_hours(ada: Person, harborlight: NormalizedName) -> None:
    enrol(with_code(ada, LATE), LATE)
    change = find_running_change(ada.user_id, now=LATE)
    assert change is not None
    assert change.cause is HandsCause.LATE_ENROLMENT
    for action in set(Action) - {Action.DECLINE_ROLE}:
        with pytest.raises(HandsChanged):
            permit(acting(ada), action, harborlight, now=LATE + timedelta(hours=71))
    permit(acting(ada), Action.UPLOAD, harborlight, now=LATE + timedelta(hours=72))


def test_the_refusal_names_the_hours_that_follow(ada: Person, harborlight: NormalizedName) -> None:
    with pytest.raises(SecondFactorRequired) as refused:
        permit(acting(ada), Action.UPLOAD, harborlight, now=LATE)
    assert (
        "then try again 72 hours later. In those 72 hours you cannot change harborlight"
        in refused.value.next_step
    )


@pytest.mark.parametrize("at_stake", ["hobby", "harborlight"])
def test_what_is_refused_only_for_a_rehearsal_waits_where_another_project_is_late(
    ada: Person, harborlight: NormalizedName, at_stake: str
) -> None:
    """The account enrols late for one project, and all that are critical wait: also what was open until today."""
    hobby = given.release(ada, "hobby")
    later, late = (harborlight, hobby) if at_stake == "harborlight" else (hobby, harborlight)
    end_mandate(list_mandates()[0].id, by=OTTO, reason="Another comes.", now=NOON)
    given.mandate(scope=Scope.PROJECTS, targets=(late,))
    rehearsed_at = LATE.replace(hour=0)
    given.mandate(
        scope=Scope.PROJECTS,
        targets=(later,),
        strength=Strength.PHISHING_RESISTANT,
        at=rehearsed_at - timedelta(days=80),
        brown_out_days=((deadline(rehearsed_at - timedelta(days=80), notice_days=90) - rehearsed_at).days,),
    )
    with pytest.raises(SecondFactorRequired, match="rehearsal") as refused:
        permit(acting(ada), Action.UPLOAD, later, now=LATE)
    add_first_key(ada)
    assert ("72 hours" in refused.value.next_step) == (at_stake == "harborlight")
    if at_stake == "harborlight":
        with pytest.raises(HandsChanged):
            permit(acting(ada), Action.UPLOAD, later, now=LATE + timedelta(hours=71))
        permit(acting(ada), Action.UPLOAD, later, now=LATE + timedelta(hours=72))
    else:
        permit(acting(ada), Action.UPLOAD, later, now=LATE)


def test_whoever_is_only_invited_is_not_late_and_reads_of_no_hours(harborlight: NormalizedName) -> None:
    cleo = given.person("cleo")
    with pytest.raises(SecondFactorRequired) as refused:
        permit(acting(cleo), Action.ACCEPT_ROLE, harborlight, now=LATE)
    assert "72 hours" not in refused.value.next_step
    enrol(proof(cleo, LATE), LATE)
    permit(acting(cleo), Action.ACCEPT_ROLE, harborlight, now=LATE)


def test_meanwhile_the_owner_s_link_ends_it(ada: Person, harborlight: NormalizedName) -> None:
    enrol(with_code(ada, LATE), LATE)
    letter = OutgoingMail.objects.get(text__contains="/account/not-me/")
    assert "the second factor that it needs was enrolled after the deadline for it" in letter.text
    found = re.search(r"/account/not-me/(\d+)/(\S+)/$", letter.text, re.MULTILINE)
    assert found is not None
    dispute(int(found[1]), signature=found[2], now=LATE + timedelta(hours=1))
    with pytest.raises(NotAllowed, match="closed or frozen"):
        permit(acting(ada), Action.UPLOAD, harborlight, now=LATE + timedelta(hours=73))


def test_a_token_that_was_suspended_waits_with_its_owner(ada: Person, harborlight: NormalizedName) -> None:
    text = services.issue_token(proof(ada, NOON), name="ci", projects=None, expires_at=None, now=NOON)
    token = services.authenticate_token(text, now=LATE)
    with pytest.raises(SecondFactorRequired):
        permit(token, Action.UPLOAD, harborlight, now=LATE)
    enrol(with_code(ada, LATE), LATE)
    with pytest.raises(HandsChanged):
        permit(token, Action.UPLOAD, harborlight, now=LATE)
    permit(token, Action.UPLOAD, harborlight, now=LATE + timedelta(hours=72))


def test_a_token_that_the_thief_makes_ends_with_the_owner_s_link(ada: Person) -> None:
    enrol(with_code(ada, LATE), LATE)
    shown = services.prove_by_operator("ada", by=Actor.operator(name="otto"), now=LATE)
    text = services.issue_token(shown, name="mine", projects=None, expires_at=None, now=LATE)
    letter = OutgoingMail.objects.get(text__contains="/account/not-me/")
    found = re.search(r"/account/not-me/(\d+)/(\S+)/$", letter.text, re.MULTILINE)
    assert found is not None
    dispute(int(found[1]), signature=found[2], now=LATE)
    services.unfreeze(ada.user_id, reason="It is hers again.", by=Actor.operator(name="otto"), now=LATE)
    with pytest.raises(TokenRefused, match="revoked"):
        services.authenticate_token(text, now=LATE + timedelta(days=5))


def test_a_key_that_is_enrolled_late_waits_as_well(ada: Person) -> None:
    add_first_key(ada)
    assert find_running_change(ada.user_id, now=LATE, cause=HandsCause.LATE_ENROLMENT) is not None


def add_first_key(person: Person) -> None:
    """Enrol a key, late, with password and mailbox."""
    options, ceremony = services.begin_key_registration(with_code(person, LATE), now=LATE)
    services.finish_key_registration(
        person.user_id, ceremony=ceremony, name="blue", response=new_key().create(options), now=LATE
    )


@pytest.fixture
def cleo() -> Person:
    """The owner of a critical project whose people need a security key since June."""
    cleo = given.person("cleo")
    given.critical_project(cleo)
    given.mandate(strength=Strength.PHISHING_RESISTANT)
    return cleo


def test_whoever_was_to_hold_a_key_and_held_an_app_waits_for_the_key(cleo: Person) -> None:
    """A password and a code of an app are what a phishing site gets; it would enrol a key of its own with them."""
    given.protected(cleo)
    with pytest.raises(SecondFactorRequired):
        permit(acting(cleo), Action.UPLOAD, HARBORLIGHT, now=LATE)
    add_key(cleo)
    with pytest.raises(HandsChanged):
        permit(acting(cleo), Action.UPLOAD, HARBORLIGHT, now=LATE)
    permit(acting(cleo), Action.UPLOAD, HARBORLIGHT, now=LATE + timedelta(hours=72))


def test_whoever_holds_such_a_key_adds_another_one_at_once(cleo: Person) -> None:
    given.protected(cleo, by_key=True)
    add_key(cleo)
    permit(acting(cleo), Action.UPLOAD, HARBORLIGHT, now=LATE)


def test_nobody_waits_for_enrolling_in_time(ada: Person, harborlight: NormalizedName) -> None:
    enrol(with_code(ada, SOON), SOON)
    assert services_person("ada").hands_until is None
    permit(acting(ada), Action.UPLOAD, harborlight, now=SOON)


def test_a_further_factor_takes_no_code_and_nobody_waits_for_it(ada: Person) -> None:
    enrol(with_code(ada, SOON), SOON)
    otto = Actor.operator(name="otto")
    services.begin_totp(services.prove_by_operator("ada", by=otto, now=LATE), name="tablet", now=LATE)
    options, ceremony = services.begin_key_registration(
        services.prove_by_operator("ada", by=otto, now=LATE), now=LATE
    )
    services.finish_key_registration(
        ada.user_id, ceremony=ceremony, name="blue", response=new_key().create(options), now=LATE
    )
    assert services_person("ada").hands_until is None


def test_somebody_who_is_not_bound_needs_no_code() -> None:
    cleo = given.person("cleo")
    given.mandate()
    enrol(proof(cleo, NOON), NOON)
    assert services_person("cleo").hands_until is None


def test_the_code_of_one_person_proves_nobody_else(ada: Person, harborlight: NormalizedName) -> None:
    mallory = given.person("mallory")
    given.role(mallory, harborlight)
    ticket = services.send_enrolment_code(proof(mallory, LATE), now=LATE)
    with pytest.raises(FactorRefused):
        services.prove_by_mailed_code(proof(ada, LATE), ticket=ticket, code=mailed_code(), now=LATE)


def test_only_persons_and_their_tokens_wait(ada: Person, harborlight: NormalizedName) -> None:
    enrol(with_code(ada, LATE), LATE)
    ben = services_person("ben")
    token = Actor(ActorKind.TOKEN, "ben", ben.user_id, "token-1")
    permit(token, Action.UPLOAD, harborlight, now=LATE)
