"""Operators add a name to the critical ones, and take it off; its people are told why."""

import pytest

from strongroom.accounts.errors import ApprovalRefused
from strongroom.accounts.queries import Person
from strongroom.criticality.errors import NamingUnfit
from strongroom.criticality.queries import explain, is_named
from strongroom.criticality.services import add_by_name, take_off_the_list
from strongroom.foundation.actors import Actor
from strongroom.foundation.names import NormalizedName, normalize
from strongroom.foundation.operators import OperatorsOnly
from strongroom.foundation.reasons import ReasonUnfit
from strongroom.infra.journal.queries import list_entries_of_project
from strongroom.infra.outbox.models import OutgoingMail
from tests.support import given
from tests.support.given import NOON, acting, operating

pytestmark = pytest.mark.django_db

OTTO = Actor.operator(name="otto")
WHY = "Every other project is built with it."


@pytest.fixture
def ada() -> Person:
    return given.person("ada")


@pytest.fixture
def harborlight(ada: Person) -> NormalizedName:
    return given.release(ada, "harborlight")


def newest_letter_to(person: Person) -> str:
    return OutgoingMail.objects.filter(recipient=person.address).latest("pk").text


def test_the_next_run_finds_a_named_project_critical(ada: Person, harborlight: NormalizedName) -> None:
    add_by_name(harborlight, by=OTTO, reason=WHY, now=NOON)
    assert WHY in newest_letter_to(ada)
    newest = list_entries_of_project(harborlight)[0]
    assert (newest.kind, newest.by, newest.reason) == ("project.named_critical", "operator:otto", WHY)
    assert not explain(harborlight).is_critical
    given.designation()
    assert explain(harborlight).rules == ("named",)


def test_a_name_is_taken_off_the_list_once(ada: Person, harborlight: NormalizedName) -> None:
    add_by_name(harborlight, by=OTTO, reason=WHY, now=NOON)
    take_off_the_list(harborlight, by=OTTO, reason="It was replaced.", now=NOON)
    assert not is_named(harborlight)
    assert "It was replaced." in newest_letter_to(ada)
    with pytest.raises(NamingUnfit):
        take_off_the_list(harborlight, by=OTTO, reason="It was replaced.", now=NOON)


def test_nobody_takes_a_project_of_their_own_off_the_list(harborlight: NormalizedName) -> None:
    orla = given.operator("orla")
    given.role(orla, harborlight, "maintainer")
    add_by_name(harborlight, by=operating(orla), reason=WHY, now=NOON)
    with pytest.raises(ApprovalRefused, match="a project of yours"):
        take_off_the_list(harborlight, by=operating(orla), reason="It was replaced.", now=NOON)
    assert is_named(harborlight)


def test_a_name_that_nobody_has_yet_can_be_named() -> None:
    add_by_name(normalize("lanternfile"), by=OTTO, reason=WHY, now=NOON)
    assert is_named(normalize("lanternfile"))


def test_nobody_else_does_it_nor_twice_nor_without_words(ada: Person, harborlight: NormalizedName) -> None:
    for change in (add_by_name, take_off_the_list):
        with pytest.raises(OperatorsOnly):
            change(harborlight, by=acting(ada), reason=WHY, now=NOON)
        with pytest.raises(ReasonUnfit):
            change(harborlight, by=OTTO, reason=" ", now=NOON)
    add_by_name(harborlight, by=OTTO, reason=WHY, now=NOON)
    with pytest.raises(NamingUnfit, match="already"):
        add_by_name(harborlight, by=OTTO, reason=WHY, now=NOON)
