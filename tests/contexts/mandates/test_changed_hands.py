"""An account that may be in other hands, and the projects that it shares with others."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from pytest_django import DjangoAssertNumQueries

from strongroom.accounts.models import User
from strongroom.accounts.queries import Person, get_person
from strongroom.accounts.services import HandsCause, record_hands_change, unfreeze
from strongroom.catalog import services as catalog
from strongroom.catalog.errors import RecipientUnprotected
from strongroom.catalog.models import Release
from strongroom.catalog.queries import find_role, list_releases_touched_by
from strongroom.foundation.actors import Actor, ActorKind
from strongroom.foundation.names import NormalizedName
from strongroom.foundation.organization_permits import OrganizationAction as Do
from strongroom.foundation.permits import Action
from strongroom.infra.db import write
from strongroom.infra.journal.queries import list_entries_of_project
from strongroom.infra.outbox.models import OutgoingMail
from strongroom.mandates.errors import HandsChanged
from strongroom.mandates.services import dispute, permit
from tests.support import given, organized
from tests.support.given import NOON, acting
from tests.support.organized import asked

pytestmark = pytest.mark.django_db

SINCE = NOON + timedelta(minutes=1)
OVER = SINCE + timedelta(hours=72)
LATER = NOON + timedelta(hours=1)
OTTO = Actor.operator(name="otto")


def changed(somebody: Person, cause: HandsCause = HandsCause.PASSWORD_RESET) -> None:
    """Let an account get into other hands, a minute after everything else."""
    with write():
        record_hands_change(User.objects.get(pk=somebody.user_id), cause, by=acting(somebody), now=SINCE)


def disputed(*, at_hour: int = 2) -> None:
    """Send what the owner sends by the link in the newest letter."""
    letter = OutgoingMail.objects.filter(text__contains="/account/not-me/").latest("pk")
    found = re.search(r"/account/not-me/(\d+)/(\S+)/$", letter.text, re.MULTILINE)
    assert found is not None
    dispute(int(found[1]), signature=found[2], now=NOON + timedelta(hours=at_hour))


@pytest.fixture
def ada() -> Person:
    return given.protected(given.person("ada"), by_key=True)


@pytest.fixture
def ben() -> Person:
    return given.protected(given.person("ben"), by_key=True)


@pytest.fixture
def harborlight(ada: Person, ben: Person) -> NormalizedName:
    """A critical project of ada's and ben's. No mandate was ever announced."""
    name = given.critical_project(ada)
    given.role(ben, name, "owner")
    return name


@pytest.mark.parametrize("action", sorted(set(Action) - {Action.DECLINE_ROLE, Action.ACCEPT_ROLE}))
def test_it_changes_nothing_of_a_critical_project_for_72_hours(
    ada: Person, harborlight: NormalizedName, action: Action
) -> None:
    changed(ada)
    with pytest.raises(HandsChanged, match="its password was reset"):
        permit(acting(ada), action, harborlight, now=OVER - timedelta(seconds=1))
    permit(acting(ada), action, harborlight, now=OVER)


def test_tokens_made_before_and_since_wait_too(ada: Person, harborlight: NormalizedName) -> None:
    changed(ada)
    token = Actor(ActorKind.TOKEN, "ada", ada.user_id, "token-1")
    with pytest.raises(HandsChanged):
        permit(token, Action.UPLOAD, harborlight, now=LATER)


def test_others_go_on(ada: Person, ben: Person, harborlight: NormalizedName) -> None:
    changed(ada)
    permit(acting(ben), Action.UPLOAD, harborlight, now=LATER)
    permit(OTTO, Action.YANK, harborlight, now=LATER)
    catalog.make_maintainer(permit(acting(ben), Action.MANAGE_PEOPLE, harborlight, now=LATER), username="ada")


def test_other_projects_stay_open_to_it(ada: Person, harborlight: NormalizedName) -> None:
    hobby = given.release(ada, "hobby")
    changed(ada)
    permit(acting(ada), Action.UPLOAD, hobby, now=LATER)


def test_a_name_that_became_critical_meanwhile_is_closed_at_once(ada: Person) -> None:
    name = given.release(ada, "harborlight")
    changed(ada)
    given.downloads(name, 5000)
    given.designation()
    with pytest.raises(HandsChanged):
        permit(acting(ada), Action.UPLOAD, name, now=LATER)


def test_it_takes_on_no_role_on_a_critical_project(harborlight: NormalizedName) -> None:
    cleo = given.protected(given.person("cleo"), by_key=True)
    changed(cleo)
    with pytest.raises(HandsChanged):
        permit(acting(cleo), Action.ACCEPT_ROLE, harborlight, now=LATER)
    permit(acting(cleo), Action.DECLINE_ROLE, harborlight, now=LATER)


def test_it_costs_two_statements_more_and_only_meanwhile(
    ada: Person, harborlight: NormalizedName, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    changed(ada)
    with django_assert_num_queries(5), pytest.raises(HandsChanged):
        permit(acting(ada), Action.UPLOAD, harborlight, now=LATER)
    with django_assert_num_queries(3):
        permit(acting(ada), Action.UPLOAD, harborlight, now=OVER)


@pytest.fixture
def harbor(ada: Person, ben: Person) -> NormalizedName:
    """A critical project that ada owns by owning its organization, and whose team ben and cleo are in."""
    name = given.critical_project(ada)
    organized.organization(ada)
    organized.moved_in(name)
    organized.member(ben, "owner")
    organized.team(given.protected(given.person("cleo"), by_key=True), harborlight="maintainer")
    given.protected(given.person("dora"), by_key=True)
    return name


@pytest.mark.parametrize(
    ("action", "about"),
    [
        (Do.INVITE_MEMBER, {"username": "dora", "role": "owner"}),
        (Do.CHANGE_MEMBER, {"username": "cleo", "role": "owner"}),
        (Do.REMOVE_MEMBER, {"username": "ben"}),
        (Do.ADD_TO_TEAM, {"username": "ben", "team": "core"}),
        (Do.REMOVE_FROM_TEAM, {"username": "cleo", "team": "core"}),
        (Do.DELETE_TEAM, {"team": "core"}),
        (Do.GIVE_TEAM_ROLE, {"team": "core", "project": "harborlight", "role": "owner"}),
        (Do.TAKE_TEAM_ROLE, {"team": "core", "project": "harborlight"}),
        (Do.MOVE_PROJECT_OUT, {"username": "cleo", "project": "harborlight"}),
        (Do.LEAVE, {"username": "ada"}),
    ],
)
def test_nor_does_it_by_its_organization(
    ada: Person, harbor: NormalizedName, action: Do, about: dict[str, Any]
) -> None:
    asked(ada, action, **about)
    changed(ada)
    with pytest.raises(HandsChanged):
        asked(ada, action, at=LATER, **about)
    asked(ada, action, at=OVER, **about)


def test_somebody_who_waits_does_not_leave_a_team_and_gains_nothing_by_one(
    ada: Person, harbor: NormalizedName
) -> None:
    cleo, dora = (User.objects.get(username=name) for name in ("cleo", "dora"))
    organized.member(get_person(dora.pk))
    changed(get_person(cleo.pk))
    changed(get_person(dora.pk))
    with pytest.raises(HandsChanged):
        asked(get_person(cleo.pk), Do.LEAVE_TEAM, at=LATER, username="cleo", team="core")
    with pytest.raises(RecipientUnprotected, match="dora would gain a right on harborlight"):
        asked(ada, Do.ADD_TO_TEAM, at=LATER, username="dora", team="core")


def test_leaving_an_organization_without_critical_projects_stays_open(ada: Person, ben: Person) -> None:
    organized.organization(ben)
    organized.moved_in(given.release(ben, "hobby"))
    organized.member(ada)
    changed(ada)
    asked(ada, Do.LEAVE, at=LATER, username="ada")


def letter_to(name: str) -> str:
    [letter] = OutgoingMail.objects.filter(
        recipient=f"{name}@people.example", subject__contains="The account ada may be in other hands"
    )
    return letter.text


def test_everybody_who_shares_a_project_is_told_once(
    ada: Person, ben: Person, harborlight: NormalizedName
) -> None:
    cleo, dora = given.person("cleo"), given.person("dora")
    given.role(cleo, harborlight)
    for number in range(3):
        given.role(ben, given.release(ada, f"hobby-{number}"))
    given.role(dora, given.release(ada, "hobby-9"))
    given.release(given.person("ezra"), "elsewhere")
    changed(ada)
    assert "cannot change harborlight" in letter_to("ben")
    assert "It can change hobby-0, hobby-1, hobby-2 meanwhile" in letter_to("ben")
    assert "cannot change harborlight" in letter_to("cleo")
    assert "hobby" not in letter_to("cleo")
    assert "You share hobby-9" in letter_to("dora")
    assert "not-me" not in letter_to("ben")
    assert not OutgoingMail.objects.filter(
        recipient="ezra@people.example", subject__contains="other hands"
    ).exists()


def test_who_cannot_be_told_is_not_half_told(ada: Person, ben: Person, harborlight: NormalizedName) -> None:
    """All of it is in one transaction: what is rolled back is told to nobody, and keeps nobody waiting."""
    sent = OutgoingMail.objects.count()
    with transaction.atomic():
        record_hands_change(
            User.objects.get(pk=ada.user_id), HandsCause.RECOVERY_CODE, by=acting(ada), now=NOON
        )
        transaction.set_rollback(True)
    assert OutgoingMail.objects.count() == sent
    assert get_person(ada.user_id).hands_until is None


def quarantined() -> dict[str, str]:
    rows = Release.objects.exclude(quarantined_at=None).select_related("project")
    return {f"{row.project.name} {row.version}": row.quarantined_because for row in rows}


def test_what_it_published_since_is_quarantined(
    ada: Person, ben: Person, harborlight: NormalizedName
) -> None:
    given.release(ada, "hobby", "1.0")
    changed(ada)
    given.release(ada, "hobby", "1.1", at=LATER)
    given.release(ada, "brand-new", "0.1", at=LATER)
    given.release(ben, "harborlight", "2.0", at=LATER)
    disputed()
    found = quarantined()
    assert found.keys() == {"hobby 1.1", "brand-new 0.1"}
    assert all(
        "ada published in it" in reason and "2026-03-02 12:01 UTC" in reason for reason in found.values()
    )
    assert list_releases_touched_by("ada", since=SINCE) == []
    assert list_entries_of_project(NormalizedName("hobby"))[0].kind == "release.quarantined"
    assert list_entries_of_project(NormalizedName("hobby"))[0].by == "system:not-me-link"


def test_a_release_of_others_to_which_it_added_a_file_is_quarantined_too(
    ada: Person, ben: Person, harborlight: NormalizedName
) -> None:
    hobby = given.release(ben, "hobby")
    given.role(ada, hobby)
    changed(ada)
    release = Release.objects.get(project__name="hobby")
    file = release.files.get()
    file.pk, file.filename, file.sha256 = None, "hobby-1.0.tar.gz", "f" * 64
    file.uploaded_by, file.uploaded_at = "token:ada", LATER
    file.save()
    disputed()
    assert quarantined().keys() == {"hobby 1.0"}


def test_the_people_of_the_project_are_told_although_they_switched_such_mail_off(
    ada: Person, ben: Person, harborlight: NormalizedName
) -> None:
    User.objects.get(pk=ben.user_id).declined_mail.create(kind="care", since=NOON)
    given.role(ben, given.release(ada, "hobby"))
    changed(ada)
    given.release(ada, "hobby", "1.1", at=LATER)
    disputed()
    assert OutgoingMail.objects.filter(
        recipient="ben@people.example", subject__contains="hobby 1.1 was quarantined"
    ).exists()


def test_opening_the_account_again_lifts_no_quarantine(ada: Person, ben: Person) -> None:
    changed(ada)
    given.release(ada, "hobby", at=LATER)
    disputed()
    unfreeze(ada.user_id, reason="We spoke to her.", by=OTTO, now=OVER)
    assert quarantined().keys() == {"hobby 1.0"}


def test_a_frozen_person_has_no_right_and_their_invitations_lapse(
    ada: Person, ben: Person, harborlight: NormalizedName
) -> None:
    cleo = given.protected(given.person("cleo"), by_key=True)
    catalog.invite(
        permit(acting(ada), Action.MANAGE_PEOPLE, harborlight, now=NOON),
        username="cleo",
        role=catalog.RoleName.OWNER,
    )
    changed(ada)
    disputed()
    assert find_role(ada.user_id, harborlight) is None
    with pytest.raises(Exception, match="no longer owns"):
        catalog.accept_invitation(permit(acting(cleo), Action.ACCEPT_ROLE, harborlight, now=LATER))
