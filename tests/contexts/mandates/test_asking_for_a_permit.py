"""The one question, asked with everything real but the calendar."""

from datetime import timedelta

import pytest
from pytest_django import Settings

from strongroom.accounts.queries import Person
from strongroom.catalog.services import RoleName, archive, hand_over, invite, leave
from strongroom.foundation.actors import Actor, ActorKind
from strongroom.foundation.names import NormalizedName, normalize
from strongroom.foundation.permits import Action, PermitMisused
from strongroom.mandates.errors import (
    AddressUnverified,
    NotAllowed,
    ProjectClosed,
    ReadOnly,
    SecondFactorRequired,
    TokenOutOfScope,
)
from strongroom.mandates.services import Strength, permit, tend
from tests.support import given
from tests.support.given import NOON, acting

pytestmark = pytest.mark.django_db

DURING_NOTICE = NOON + timedelta(days=30)
AFTER_DEADLINE = NOON + timedelta(days=92)


def token_of(person: Person, *projects: str) -> Actor:
    scope = frozenset(projects) if projects else None
    return Actor(ActorKind.TOKEN, person.username, person.user_id, "token-1", scope)


@pytest.fixture
def ada() -> Person:
    return given.protected(given.person("ada"), by_key=True)


@pytest.fixture
def ben() -> Person:
    return given.person("ben")


@pytest.fixture
def project(ada: Person, ben: Person) -> NormalizedName:
    """A critical project of ada's that ben may publish too, under a mandate."""
    name = given.critical_project(ada)
    given.role(ben, name)
    given.mandate()
    return name


def test_a_protected_maintainer_may_upload_and_is_warned_of_nothing(
    ada: Person, project: NormalizedName
) -> None:
    assert permit(acting(ada), Action.UPLOAD, project, now=AFTER_DEADLINE).warnings == ()


def test_an_unprotected_maintainer_is_warned_before_the_deadline(
    ben: Person, project: NormalizedName
) -> None:
    (warning,) = permit(acting(ben), Action.UPLOAD, project, now=DURING_NOTICE).warnings
    assert "harborlight is a critical project" in warning
    assert "2026-06-01" in warning
    assert "/account/second-factor/" in warning


def test_an_unprotected_maintainer_is_refused_after_the_deadline(
    ben: Person, project: NormalizedName
) -> None:
    with pytest.raises(SecondFactorRequired) as refused:
        permit(acting(ben), Action.UPLOAD, project, now=AFTER_DEADLINE)
    for words in (
        "harborlight",
        "critical project",
        "second factor",
        "2026-06-01",
        "/account/second-factor/",
    ):
        assert words in refused.value.message


@pytest.mark.parametrize("action", [Action.YANK, Action.UPLOAD, Action.ISSUE_TOKEN, Action.ACCEPT_ROLE])
def test_every_change_is_refused_after_the_deadline(
    ben: Person, project: NormalizedName, action: Action
) -> None:
    with pytest.raises(SecondFactorRequired):
        permit(acting(ben), action, project, now=AFTER_DEADLINE)


def test_enrolling_a_factor_opens_the_project_again(ben: Person, project: NormalizedName) -> None:
    given.protected(ben)
    permit(acting(ben), Action.UPLOAD, project, now=AFTER_DEADLINE)


def test_the_tokens_of_a_bound_person_are_suspended_for_other_projects_too(
    ben: Person, project: NormalizedName
) -> None:
    hobby = given.release(ben, "hobby")
    with pytest.raises(SecondFactorRequired, match="suspended"):
        permit(token_of(ben), Action.UPLOAD, hobby, now=AFTER_DEADLINE)
    permit(acting(ben), Action.YANK, hobby, now=AFTER_DEADLINE)


def test_leaving_stays_open_after_the_deadline(ben: Person, project: NormalizedName) -> None:
    leave(permit(acting(ben), Action.LEAVE, project, now=AFTER_DEADLINE))


def test_an_unprotected_owner_may_archive_and_hand_over_after_the_deadline(ada: Person, ben: Person) -> None:
    name = given.critical_project(ben, "lonely")
    given.role(ada, name)
    given.mandate()
    archive(permit(acting(ben), Action.ARCHIVE, name, now=AFTER_DEADLINE), reason="No time.")
    taking = permit(acting(ada), Action.ACCEPT_ROLE, name, now=AFTER_DEADLINE)
    hand_over(permit(acting(ben), Action.HAND_OVER, name, now=AFTER_DEADLINE), taking=taking)


def test_a_designation_gets_ninety_days_of_its_own(ada: Person, ben: Person, project: NormalizedName) -> None:
    late = given.release(ben, "latecomer")
    given.downloads(late, 9000, on=(NOON + timedelta(days=59)).date())
    given.designation(on=(NOON + timedelta(days=60)).date())
    tended_at = NOON + timedelta(days=60, hours=1)
    tend(by=given.SETUP, now=tended_at)
    assert permit(acting(ben), Action.UPLOAD, late, now=tended_at + timedelta(days=89)).warnings


@pytest.mark.parametrize(
    ("action", "role_name"),
    [
        (Action.MANAGE_PEOPLE, "maintainer"),
        (Action.WITHDRAW, "maintainer"),
        (Action.UPLOAD, None),
        (Action.YANK, None),
    ],
)
def test_who_has_no_right_is_refused(ada: Person, action: Action, role_name: str | None) -> None:
    name = given.release(ada, "quiet")
    cleo = given.person("cleo")
    if role_name:
        given.role(cleo, name, role_name)
    with pytest.raises(NotAllowed):
        permit(acting(cleo), action, name, now=NOON)


def test_a_token_is_held_to_its_projects(ada: Person) -> None:
    given.release(ada, "one")
    two = given.release(ada, "two")
    with pytest.raises(TokenOutOfScope, match="two"):
        permit(token_of(ada, "one"), Action.UPLOAD, two, now=NOON)


def test_a_token_limited_to_projects_creates_no_other_project(ada: Person) -> None:
    with pytest.raises(TokenOutOfScope):
        permit(token_of(ada, "one"), Action.UPLOAD, normalize("brand-new"), now=NOON)


@pytest.mark.parametrize("action", [one for one in Action if one is not Action.UPLOAD])
def test_a_token_only_uploads(ada: Person, action: Action) -> None:
    name = given.release(ada, "one")
    with pytest.raises(TokenOutOfScope):
        permit(token_of(ada), action, name, now=NOON)


def test_nobody_uploads_without_a_verified_address() -> None:
    with pytest.raises(AddressUnverified):
        permit(acting(given.person("dora", verified=False)), Action.UPLOAD, normalize("new"), now=NOON)


def test_an_archived_project_takes_no_uploads(ada: Person) -> None:
    name = given.release(ada, "done")
    archive(permit(acting(ada), Action.ARCHIVE, name, now=NOON), reason="Finished.")
    with pytest.raises(ProjectClosed, match="archived"):
        permit(acting(ada), Action.UPLOAD, name, now=NOON)


def test_operators_do_not_upload(ada: Person) -> None:
    name = given.release(ada, "one")
    with pytest.raises(NotAllowed):
        permit(Actor.operator(name="otto"), Action.UPLOAD, name, now=NOON)


def test_a_permit_is_good_for_its_own_action_only(ada: Person) -> None:
    name = given.release(ada, "one")
    with pytest.raises(PermitMisused):
        invite(permit(acting(ada), Action.YANK, name, now=NOON), username="ben", role=RoleName.MAINTAINER)
    asked = permit(acting(ada), Action.YANK, name, now=NOON)
    with pytest.raises(PermitMisused):
        asked.require(Action.YANK, normalize("other"))


def test_a_strict_mandate_warns_whoever_holds_only_an_app(ada: Person, ben: Person) -> None:
    name = given.critical_project(ada)
    given.role(ben, name)
    given.mandate(strength=Strength.PHISHING_RESISTANT)
    given.protected(ben)
    (warning,) = permit(acting(ben), Action.UPLOAD, name, now=DURING_NOTICE).warnings
    assert "a security key or passkey" in warning
    assert permit(acting(ada), Action.UPLOAD, name, now=AFTER_DEADLINE).warnings == ()
    with pytest.raises(SecondFactorRequired, match="suspended"):
        permit(token_of(ben), Action.UPLOAD, given.release(ben, "hobby"), now=AFTER_DEADLINE)


def test_an_index_that_is_moved_lets_only_operators_change_a_project(ada: Person, settings: Settings) -> None:
    name = given.release(ada, "one")
    settings.STRONGROOM_READ_ONLY = True
    with pytest.raises(ReadOnly):
        permit(acting(ada), Action.LEAVE, name, now=NOON)
    permit(Actor.operator(name="otto"), Action.WITHDRAW, name, now=NOON)
