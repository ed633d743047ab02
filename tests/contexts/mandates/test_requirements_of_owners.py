"""Owners ask for a second factor on their own project: from when, for whom, and who ends it."""

from datetime import date, datetime, timedelta

import pytest

from strongroom.accounts.queries import Person
from strongroom.foundation.actors import Actor
from strongroom.foundation.names import NormalizedName
from strongroom.foundation.permits import Action, Permit, PermitMisused
from strongroom.infra.journal.models import JournalEntry
from strongroom.infra.outbox.models import OutgoingMail
from strongroom.mandates.errors import (
    MandateRunning,
    NoMandate,
    NotAllowed,
    RequirementLasting,
    RequirementUnfit,
    SecondFactorRequired,
)
from strongroom.mandates.models import Mandate, MandatedProject, Obligation
from strongroom.mandates.queries import list_requirements, list_terms
from strongroom.mandates.services import (
    Scope,
    Strength,
    Tended,
    end_mandate,
    end_requirement,
    keep_for_ever,
    permit,
    require_factor,
    tend,
)
from tests.support import given
from tests.support.given import NOON, SETUP, acting

pytestmark = pytest.mark.django_db

HARBORLIGHT = NormalizedName("harborlight")
OTTO = Actor.operator(name="otto")
IN_TWO_WEEKS = date(2026, 3, 17)
LATER = NOON + timedelta(days=20)


@pytest.fixture
def ada() -> Person:
    """The owner of a project, with a second factor."""
    ada = given.protected(given.person("ada"))
    given.release(ada, "harborlight")
    return ada


@pytest.fixture
def ben(ada: Person) -> Person:
    """A maintainer of it, without one."""
    ben = given.person("ben")
    given.role(ben, HARBORLIGHT)
    return ben


def allowed(somebody: Person, *, at: datetime = NOON) -> Permit:
    return permit(acting(somebody), Action.CHANGE_SETTINGS, HARBORLIGHT, now=at)


def test_where_everybody_holds_one_it_holds_at_once_and_for_whoever_comes_later(ada: Person) -> None:
    assert require_factor(allowed(ada), strength=Strength.ANY, starts_on=None) == NOON
    cleo = given.person("cleo")
    given.role(cleo, HARBORLIGHT)
    with pytest.raises(SecondFactorRequired, match="rule of its owners'"):
        permit(acting(cleo), Action.UPLOAD, HARBORLIGHT, now=NOON)
    assert permit(acting(ada), Action.UPLOAD, HARBORLIGHT, now=NOON).warnings == ()


def test_whoever_lacks_one_has_two_weeks_and_is_warned_meanwhile(ada: Person, ben: Person) -> None:
    with pytest.raises(RequirementUnfit, match="ben would be shut out"):
        require_factor(allowed(ada), strength=Strength.ANY, starts_on=date(2026, 3, 16))
    assert list_requirements() == []
    require_factor(allowed(ada), strength=Strength.ANY, starts_on=IN_TWO_WEEKS, reason="Let us be safe.")
    (warning,) = permit(acting(ben), Action.UPLOAD, HARBORLIGHT, now=NOON).warnings
    assert "its owners ask its maintainers for a second factor" in warning
    with pytest.raises(SecondFactorRequired):
        permit(acting(ben), Action.UPLOAD, HARBORLIGHT, now=LATER)


def test_all_its_people_are_told(ada: Person, ben: Person) -> None:
    OutgoingMail.objects.all().delete()
    require_factor(allowed(ada), strength=Strength.ANY, starts_on=IN_TWO_WEEKS)
    told = OutgoingMail.objects.filter(text__contains="harborlight")
    assert {mail.recipient for mail in told} == {ada.address, ben.address}


def test_an_app_is_not_enough_to_ask_for_keys(ada: Person) -> None:
    with pytest.raises(RequirementUnfit, match="security key or passkey"):
        require_factor(allowed(ada), strength=Strength.PHISHING_RESISTANT, starts_on=None)


def test_nobody_asks_for_what_they_do_not_hold_nor_ends_it(ada: Person, ben: Person) -> None:
    eve = given.person("eve")
    given.role(eve, HARBORLIGHT, "owner")
    with pytest.raises(RequirementUnfit, match="yourself"):
        require_factor(allowed(eve), strength=Strength.ANY, starts_on=None)
    require_factor(allowed(ada), strength=Strength.ANY, starts_on=IN_TWO_WEEKS)
    with pytest.raises(RequirementUnfit, match="yourself"):
        end_requirement(allowed(eve), strength=Strength.ANY)
    with pytest.raises(RequirementUnfit, match="yourself"):
        keep_for_ever(allowed(eve), strength=Strength.ANY)


def test_maintainers_and_operators_do_not_ask_in_the_owners_name(ada: Person, ben: Person) -> None:
    with pytest.raises(NotAllowed):
        allowed(ben)
    by_operator = permit(OTTO, Action.CHANGE_SETTINGS, HARBORLIGHT, now=NOON)
    with pytest.raises(NotAllowed, match="Only the owners"):
        require_factor(by_operator, strength=Strength.ANY, starts_on=None)
    for command in (end_requirement, keep_for_ever):
        with pytest.raises(NotAllowed, match="Only the owners"):
            command(by_operator, strength=Strength.ANY)
    with pytest.raises(PermitMisused):
        require_factor(
            permit(acting(ada), Action.YANK, HARBORLIGHT, now=NOON), strength=Strength.ANY, starts_on=None
        )


def test_it_is_asked_for_once_and_more_strongly_besides(ada: Person) -> None:
    require_factor(allowed(ada), strength=Strength.ANY, starts_on=None)
    with pytest.raises(MandateRunning):
        require_factor(allowed(ada), strength=Strength.ANY, starts_on=None)
    given.protected(ada, by_key=True)
    require_factor(allowed(ada), strength=Strength.PHISHING_RESISTANT, starts_on=None)
    assert [term.strength for term in list_terms([HARBORLIGHT])] == list(Strength)


def test_an_owner_who_holds_one_ends_it(ada: Person, ben: Person) -> None:
    require_factor(allowed(ada), strength=Strength.ANY, starts_on=IN_TWO_WEEKS)
    end_requirement(allowed(ada, at=LATER), strength=Strength.ANY, reason="It was too much.")
    assert permit(acting(ben), Action.UPLOAD, HARBORLIGHT, now=LATER).warnings == ()
    with pytest.raises(NoMandate):
        end_requirement(allowed(ada, at=LATER), strength=Strength.ANY)


def test_what_is_for_ever_no_owner_ends_and_an_operator_says_why(ada: Person, ben: Person) -> None:
    require_factor(allowed(ada), strength=Strength.ANY, starts_on=IN_TWO_WEEKS)
    keep_for_ever(allowed(ada), strength=Strength.ANY)
    with pytest.raises(RequirementLasting, match="for ever"):
        end_requirement(allowed(ada), strength=Strength.ANY)
    with pytest.raises(RequirementLasting):
        keep_for_ever(allowed(ada), strength=Strength.ANY)
    (asked,) = list_requirements(HARBORLIGHT)
    end_mandate(asked.id, by=OTTO, reason="Its last owner lost everything.", now=LATER)
    assert permit(acting(ben), Action.UPLOAD, HARBORLIGHT, now=LATER).warnings == ()


@pytest.mark.parametrize("by_operator", [False, True])
def test_it_neither_ends_nor_lasts_for_ever_quietly(ada: Person, ben: Person, *, by_operator: bool) -> None:
    require_factor(allowed(ada), strength=Strength.ANY, starts_on=IN_TWO_WEEKS)
    tend(by=SETUP, now=NOON)
    OutgoingMail.objects.all().delete()
    if by_operator:
        keep_for_ever(allowed(ada), strength=Strength.ANY)
        end_mandate(list_requirements()[0].id, by=OTTO, reason="Its last owner is lost.", now=LATER)
        expected = ["is asked for, for ever", "ask for a second factor no more"]
        words = "Operator otto ended"
    else:
        end_requirement(allowed(ada, at=LATER), strength=Strength.ANY, reason="Too much.")
        expected, words = ["ask for a second factor no more"], "ada ended"
    for person in (ada, ben):
        letters = list(OutgoingMail.objects.filter(recipient=person.address).order_by("pk"))
        assert [end in letter.subject for letter, end in zip(letters, expected, strict=True)] == [True] * len(
            expected
        )
        assert words in letters[-1].text


def test_nobody_stays_bound_when_it_ends(ada: Person, ben: Person) -> None:
    require_factor(allowed(ada), strength=Strength.ANY, starts_on=IN_TWO_WEEKS)
    end_requirement(allowed(ada, at=LATER), strength=Strength.ANY)
    assert set(Obligation.objects.values_list("lapsed_at", flat=True)) == {LATER}
    assert list_terms([HARBORLIGHT]) == []
    OutgoingMail.objects.all().delete()
    assert tend(by=SETUP, now=LATER + timedelta(days=90)) == Tended()
    assert not OutgoingMail.objects.exists()


def test_very_many_of_them_are_looked_at_a_part_at_a_time() -> None:
    """Whoever makes projects in order to ask for something on each lets nobody wait to write for long."""
    made = Mandate.objects.bulk_create(
        Mandate(scope=Scope.OWN, target=f"p-{number}", notice_days=14, announced_at=NOON)
        for number in range(101)
    )
    MandatedProject.objects.bulk_create(
        MandatedProject(mandate=one, name=one.target, announced_at=NOON, deadline=LATER) for one in made
    )
    for left in (1, 0):
        tend(by=SETUP, now=NOON)
        assert Mandate.objects.filter(told_at=None).count() == left


def test_every_step_is_in_the_history_that_everybody_reads(ada: Person, ben: Person) -> None:
    require_factor(allowed(ada), strength=Strength.ANY, starts_on=IN_TWO_WEEKS, reason="Let us be safe.")
    keep_for_ever(allowed(ada), strength=Strength.ANY)
    tend(by=SETUP, now=LATER)
    end_mandate(list_requirements()[0].id, by=OTTO, reason="Its last owner lost everything.", now=LATER)
    kinds = JournalEntry.objects.filter(project=HARBORLIGHT, kind__startswith="mandate.").order_by("serial")
    assert [(one.kind, one.reason) for one in kinds] == [
        ("mandate.required_by_owners", "Let us be safe."),
        ("mandate.announced_for_project", ""),
        ("mandate.kept_for_ever", ""),
        ("mandate.enforced_for_project", ""),
        ("mandate.lapsed_for_project", "Its last owner lost everything."),
    ]
