"""Mandates beside each other: whom each binds, when its terms begin and lapse, and how it ends."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from strongroom.accounts.queries import Person
from strongroom.accounts.services import FactorDue
from strongroom.catalog.errors import OrganizationNotFound, ProjectNotFound
from strongroom.catalog.models import Project
from strongroom.foundation.actors import Actor, ActorKind
from strongroom.foundation.names import NormalizedName, normalize
from strongroom.foundation.operators import OperatorsOnly
from strongroom.foundation.permits import Action
from strongroom.foundation.reasons import ReasonUnfit
from strongroom.infra.journal.models import JournalEntry
from strongroom.infra.outbox.models import OutgoingMail
from strongroom.mandates.errors import (
    BrownOutUnfit,
    DemandUnfit,
    MandateRunning,
    NoMandate,
    SecondFactorRequired,
)
from strongroom.mandates.models import MandatedProject
from strongroom.mandates.queries import list_asked, list_mandates, list_terms
from strongroom.mandates.services import (
    EVERY_PROJECT,
    Demand,
    Phase,
    Scope,
    Strength,
    announce,
    end_mandate,
    name_projects,
    permit,
    tend,
    unname_projects,
)
from strongroom.mandates.services.hands import factor_due_from
from tests.support import given, mandated, organized
from tests.support.given import NOON, SETUP, acting

pytestmark = pytest.mark.django_db

OTTO = Actor.operator(name="otto")
HARBORLIGHT, HOBBY = NormalizedName("harborlight"), NormalizedName("hobby")
DURING_NOTICE = NOON + timedelta(days=30)
IN_FORCE = NOON + timedelta(days=92)


@pytest.fixture
def ben() -> Person:
    """The owner of two projects, without a second factor."""
    ben = given.person("ben")
    given.release(ben, "harborlight")
    given.release(ben, "hobby")
    return ben


def upload(somebody: Person, name: NormalizedName, *, at: datetime) -> tuple[str, ...]:
    return permit(acting(somebody), Action.UPLOAD, name, now=at).warnings


def number() -> int:
    return list_mandates()[-1].id


def terms() -> dict[str, date]:
    return {term.project: term.deadline.date() for term in list_terms()}


def test_a_mandate_on_named_projects_binds_their_people_and_nobody_else(ben: Person) -> None:
    given.mandate(scope=Scope.PROJECTS, targets=(HARBORLIGHT,))
    assert terms() == {"harborlight": date(2026, 6, 1)}
    assert "have named" in upload(ben, HARBORLIGHT, at=DURING_NOTICE)[0]
    assert upload(ben, HOBBY, at=IN_FORCE) == ()
    with pytest.raises(SecondFactorRequired, match="have named"):
        upload(ben, HARBORLIGHT, at=IN_FORCE)


def test_a_project_that_is_named_later_has_the_full_notice_of_its_own(ben: Person) -> None:
    given.mandate(scope=Scope.PROJECTS, targets=(HARBORLIGHT,))
    tended = name_projects(number(), [HOBBY], by=OTTO, reason="It grew.", now=DURING_NOTICE)
    assert tended.announced == ("hobby",)
    assert terms()["hobby"] == date(2026, 7, 1)
    assert upload(ben, HOBBY, at=IN_FORCE)


def test_a_project_that_is_taken_off_is_bound_no_more(ben: Person) -> None:
    given.mandate(scope=Scope.PROJECTS, targets=(HARBORLIGHT, HOBBY))
    assert unname_projects(number(), [HOBBY], by=OTTO, reason="A slip.", now=NOON).lapsed == ("hobby",)
    assert upload(ben, HOBBY, at=IN_FORCE) == ()
    with pytest.raises(ProjectNotFound, match="does not name hobby"):
        unname_projects(number(), [HOBBY], by=OTTO, reason="Again.", now=NOON)


def test_a_project_that_is_named_once_more_is_announced_to_its_people_once_more(ben: Person) -> None:
    given.mandate(scope=Scope.PROJECTS, targets=(HARBORLIGHT,))
    unname_projects(number(), [HARBORLIGHT], by=OTTO, reason="A slip.", now=NOON)
    OutgoingMail.objects.all().delete()

    tended = name_projects(number(), [HARBORLIGHT], by=OTTO, reason="No slip.", now=DURING_NOTICE)

    assert tended.told == ("ben",)
    assert "harborlight" in OutgoingMail.objects.get().text


def test_a_mandate_on_an_organization_follows_its_projects(ben: Person) -> None:
    organized.organization(ben)
    organized.moved_in(HARBORLIGHT)
    given.mandate(scope=Scope.ORGANIZATION, targets=(NormalizedName("harbor"),))
    assert list(terms()) == ["harborlight"]
    organized.moved_in(HOBBY)
    assert tend(by=SETUP, now=DURING_NOTICE).announced == ("hobby",)
    assert "of the organization harbor" in upload(ben, HOBBY, at=DURING_NOTICE)[0]
    Project.objects.filter(name=HARBORLIGHT).update(organization=None)
    assert tend(by=SETUP, now=DURING_NOTICE).lapsed == ("harborlight",)
    assert upload(ben, HARBORLIGHT, at=IN_FORCE) == ()


def test_a_project_that_left_its_organization_and_came_back_has_the_deadline_that_it_had(ben: Person) -> None:
    organized.organization(ben)
    organized.moved_in(HARBORLIGHT)
    given.mandate(scope=Scope.ORGANIZATION, targets=(NormalizedName("harbor"),))
    last_day = NOON + timedelta(days=90)
    Project.objects.filter(name=HARBORLIGHT).update(organization=None)
    tend(by=SETUP, now=last_day)
    organized.moved_in(HARBORLIGHT)
    assert tend(by=SETUP, now=last_day).announced == ("harborlight",)
    assert terms() == {"harborlight": date(2026, 6, 1)}
    Project.objects.filter(name=HARBORLIGHT).update(organization=None)
    assert tend(by=SETUP, now=last_day).lapsed == ("harborlight",)
    OutgoingMail.objects.all().delete()
    organized.moved_in(HARBORLIGHT)
    tended = tend(by=SETUP, now=IN_FORCE)
    assert (tended.announced, tended.enforced, tended.told) == (("harborlight",), ("harborlight",), ("ben",))
    assert "changes now need" in OutgoingMail.objects.get().subject
    with pytest.raises(SecondFactorRequired, match="of the organization harbor"):
        upload(ben, HARBORLIGHT, at=IN_FORCE)


def test_a_mandate_on_every_publisher_is_one_term_however_many_projects_there_are(ben: Person) -> None:
    given.mandate(scope=Scope.EVERY_PUBLISHER)
    assert MandatedProject.objects.count() == 1
    assert terms() == {EVERY_PROJECT: date(2026, 6, 1)}
    assert [one.phase for one in list_asked(ben, now=DURING_NOTICE)] == [Phase.ANNOUNCED, Phase.ANNOUNCED]
    for name in (HARBORLIGHT, HOBBY):
        assert "rule for every publisher" in upload(ben, name, at=DURING_NOTICE)[0]
        with pytest.raises(SecondFactorRequired):
            upload(ben, name, at=IN_FORCE)


def test_whoever_publishes_for_the_first_time_then_needs_the_factor_at_once_and_is_told_so() -> None:
    given.mandate(scope=Scope.EVERY_PUBLISHER)
    eve, name = given.person("eve"), normalize("brand-new")
    with pytest.raises(SecondFactorRequired, match="for the first time or again, need a second factor since"):
        upload(eve, name, at=IN_FORCE)
    given.protected(eve)
    assert upload(eve, name, at=IN_FORCE) == ()


def test_those_who_are_bound_by_two_mandates_are_told_of_both(ben: Person) -> None:
    given.downloads(HARBORLIGHT, 5000)
    given.designation()
    given.mandate()
    given.mandate(at=DURING_NOTICE, scope=Scope.EVERY_PUBLISHER, strength=Strength.PHISHING_RESISTANT)
    warnings = upload(ben, HARBORLIGHT, at=DURING_NOTICE)
    assert ["critical project" in one for one in warnings] == [True, False]
    given.protected(ben)
    (warning,) = upload(ben, HARBORLIGHT, at=IN_FORCE)
    assert "a security key or passkey" in warning


def test_a_stronger_mandate_can_be_announced_while_the_weaker_one_is_in_force() -> None:
    given.mandate()
    given.mandate(at=IN_FORCE, strength=Strength.PHISHING_RESISTANT)
    assert [one.strength for one in list_mandates()] == list(Strength)
    with pytest.raises(MandateRunning):
        given.mandate(at=IN_FORCE, strength=Strength.PHISHING_RESISTANT)


def test_a_rehearsal_refuses_for_its_day_alone(ben: Person) -> None:
    given.mandate(scope=Scope.PROJECTS, targets=(HARBORLIGHT,), brown_out_days=(14, 3))
    day = datetime(2026, 5, 18, tzinfo=NOON.tzinfo)
    assert upload(ben, HARBORLIGHT, at=day - timedelta(seconds=1))
    with pytest.raises(SecondFactorRequired, match="rehearsal, for 2026-05-18"):
        upload(ben, HARBORLIGHT, at=day)
    token = Actor(ActorKind.TOKEN, "ben", ben.user_id, "token-1")
    with pytest.raises(SecondFactorRequired, match="suspended"):
        permit(token, Action.UPLOAD, HOBBY, now=day)
    (warning,) = upload(ben, HARBORLIGHT, at=day + timedelta(days=1))
    assert "2026-05-29" in warning
    assert "2026-05-18" not in warning
    assert tend(by=SETUP, now=day).enforced == ()


def test_a_rehearsal_that_does_not_fit_announces_nothing() -> None:
    with pytest.raises(BrownOutUnfit):
        given.mandate(brown_out_days=(61,))
    assert list_mandates() == []


@pytest.mark.parametrize(
    "demand",
    [
        {"scope": Scope.PROJECTS},
        {"scope": Scope.ORGANIZATION},
        {"scope": Scope.ORGANIZATION, "targets": (HARBORLIGHT, HOBBY)},
        {"scope": Scope.EVERY_PUBLISHER, "targets": (HARBORLIGHT,)},
        {"targets": (HARBORLIGHT,)},
        {"scope": Scope.OWN, "targets": (HARBORLIGHT,)},
    ],
)
def test_a_scope_that_does_not_fit_its_targets_is_refused(ben: Person, demand: dict[str, Any]) -> None:
    with pytest.raises(DemandUnfit):
        given.mandate(**demand)
    assert list_mandates() == []


def test_what_is_not_there_is_not_put_under_a_mandate(ben: Person) -> None:
    nothing = (NormalizedName("nothing"),)
    with pytest.raises(ProjectNotFound):
        given.mandate(scope=Scope.PROJECTS, targets=nothing)
    with pytest.raises(OrganizationNotFound):
        given.mandate(scope=Scope.ORGANIZATION, targets=nothing)


def test_an_ended_mandate_asks_nothing_and_every_project_s_history_says_why(ben: Person) -> None:
    given.mandate(scope=Scope.PROJECTS, targets=(HARBORLIGHT,))
    ended = number()
    assert end_mandate(ended, by=OTTO, reason="It was too much.", now=DURING_NOTICE) == ("harborlight",)
    assert upload(ben, HARBORLIGHT, at=IN_FORCE) == ()
    entry = JournalEntry.objects.get(kind="mandate.lapsed_for_project", project="harborlight")
    assert entry.reason == "It was too much."
    assert JournalEntry.objects.get(kind="mandate.ended").reason == "It was too much."
    with pytest.raises(NoMandate):
        end_mandate(ended, by=OTTO, reason="Again.", now=DURING_NOTICE)
    with pytest.raises(NoMandate):
        name_projects(ended, [HOBBY], by=OTTO, reason="Again.", now=DURING_NOTICE)


def test_only_operators_announce_name_and_end_and_they_say_why(ben: Person) -> None:
    given.mandate(scope=Scope.PROJECTS, targets=(HARBORLIGHT,))
    with pytest.raises(OperatorsOnly):
        announce(Demand("So.", 90), by=acting(ben), now=NOON)
    with pytest.raises(OperatorsOnly):
        end_mandate(number(), by=acting(ben), reason="So.", now=NOON)
    with pytest.raises(OperatorsOnly):
        name_projects(number(), [HOBBY], by=acting(ben), reason="So.", now=NOON)
    with pytest.raises(ReasonUnfit):
        end_mandate(number(), by=OTTO, reason=" ", now=NOON)


def test_only_a_list_of_names_can_be_changed(ben: Person) -> None:
    given.mandate(scope=Scope.EVERY_PUBLISHER)
    with pytest.raises(DemandUnfit):
        name_projects(number(), [HOBBY], by=OTTO, reason="So.", now=NOON)


def test_people_are_written_to_for_every_scope(ben: Person) -> None:
    eve = given.person("eve")
    organized.organization(ben)
    organized.moved_in(HARBORLIGHT)
    demands: list[dict[str, Any]] = [
        {"scope": Scope.ORGANIZATION, "targets": (NormalizedName("harbor"),)},
        {"scope": Scope.PROJECTS, "targets": (HOBBY,)},
        {"scope": Scope.EVERY_PUBLISHER},
    ]
    for demand in demands:
        before = OutgoingMail.objects.filter(recipient=ben.address).count()
        given.mandate(**demand)
        assert OutgoingMail.objects.filter(recipient=ben.address).count() == before + 1
    assert not OutgoingMail.objects.filter(recipient=eve.address, subject__contains="factor").exists()


@pytest.mark.parametrize("scope", list(Scope))
def test_a_first_factor_that_is_enrolled_too_late_waits_whatever_the_scope(scope: Scope) -> None:
    ben = given.person("ben")
    mandated.under(scope, ben)
    for now, due in ((DURING_NOTICE, FactorDue.ANNOUNCED), (IN_FORCE, FactorDue.ENFORCED)):
        assert factor_due_from(ben.user_id, now=now) is due
    given.protected(ben)
    assert factor_due_from(ben.user_id, now=IN_FORCE) is FactorDue.NONE


def test_a_rehearsal_makes_nobody_wait_who_enrolls_on_its_day(ben: Person) -> None:
    given.mandate(scope=Scope.PROJECTS, targets=(HARBORLIGHT,), brown_out_days=(14,))
    assert (
        factor_due_from(ben.user_id, now=datetime(2026, 5, 18, 12, tzinfo=NOON.tzinfo)) is FactorDue.ANNOUNCED
    )
