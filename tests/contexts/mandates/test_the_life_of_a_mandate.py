"""Announce, tell, remind, enforce, lapse."""

from datetime import timedelta

import pytest

from strongroom.accounts.queries import Person
from strongroom.criticality.models import NamedProject
from strongroom.foundation.reasons import ReasonUnfit
from strongroom.infra.journal.models import JournalEntry
from strongroom.infra.outbox.models import OutgoingMail
from strongroom.mandates.errors import MandateRunning, NoticeTooShort
from strongroom.mandates.queries import figures_now, list_asked, list_figures, list_terms
from strongroom.mandates.rules.timeline import Phase
from strongroom.mandates.services import record_figures, tend
from tests.support import given
from tests.support.given import NOON, SETUP

pytestmark = pytest.mark.django_db


def mail_to(person: Person) -> list[OutgoingMail]:
    return list(
        OutgoingMail.objects.filter(recipient=person.address, subject__contains="critical").order_by("pk")
    )


@pytest.fixture
def ada() -> Person:
    return given.protected(given.person("ada"))


@pytest.fixture
def ben() -> Person:
    return given.person("ben")


def test_one_mail_per_person_names_all_their_projects(ben: Person) -> None:
    first = given.release(ben, "harborlight")
    second = given.release(ben, "quietqueue")
    for name in (first, second):
        given.downloads(name, 5000)
    given.designation()
    given.mandate()
    (mail,) = mail_to(ben)
    for words in ("harborlight", "quietqueue", "second factor", "/account/second-factor/", "1 June 2026"):
        assert words in mail.text


def test_who_is_protected_is_told_that_there_is_nothing_to_do(ada: Person) -> None:
    given.critical_project(ada)
    given.mandate()
    (mail,) = mail_to(ada)
    assert "nothing to do" in mail.subject
    assert "nothing for you to do" in mail.text


def test_mail_carries_no_sign_in_link_and_no_congratulations(ben: Person) -> None:
    given.critical_project(ben)
    given.mandate()
    (mail,) = mail_to(ben)
    assert "login" not in mail.text
    assert "ongratulations" not in mail.text + mail.subject


def test_tending_twice_changes_nothing(ben: Person) -> None:
    given.critical_project(ben)
    given.mandate()
    before = (JournalEntry.objects.count(), OutgoingMail.objects.count())
    tend(by=SETUP, now=NOON + timedelta(hours=1))
    assert (JournalEntry.objects.count(), OutgoingMail.objects.count()) == before


@pytest.mark.parametrize(("days", "words"), [(61, "in 30 days"), (84, "in 7 days"), (90, "tomorrow")])
def test_the_unprotected_are_reminded(ben: Person, days: int, words: str) -> None:
    given.critical_project(ben)
    given.mandate()
    tend(by=SETUP, now=NOON + timedelta(days=days))
    tend(by=SETUP, now=NOON + timedelta(days=days, hours=1))
    reminders = mail_to(ben)[1:]
    assert [words in mail.subject for mail in reminders] == [True]


def test_the_protected_are_not_reminded(ada: Person) -> None:
    given.critical_project(ada)
    given.mandate()
    tend(by=SETUP, now=NOON + timedelta(days=85))
    assert len(mail_to(ada)) == 1


def test_the_day_it_comes_into_force_is_told_and_recorded_once(ben: Person) -> None:
    name = given.critical_project(ben)
    given.mandate()
    after = NOON + timedelta(days=92)
    assert tend(by=SETUP, now=after).enforced == (name,)
    assert tend(by=SETUP, now=after).enforced == ()
    assert "suspended" in mail_to(ben)[-1].text
    assert JournalEntry.objects.filter(kind="mandate.enforced_for_project", project=name).count() == 1


def test_somebody_who_joins_later_is_told_then(ada: Person, ben: Person) -> None:
    name = given.critical_project(ada)
    given.mandate()
    given.role(ben, name)
    tend(by=SETUP, now=NOON + timedelta(days=3))
    assert len(mail_to(ben)) == 1


def test_people_without_an_address_are_reported(ada: Person) -> None:
    name = given.critical_project(ada)
    given.role(given.person("dora", verified=False), name)
    given.mandate()
    assert tend(by=SETUP, now=NOON + timedelta(days=1)).unreachable == ("dora",)


def test_a_term_lapses_with_the_designation(ada: Person) -> None:
    name = given.critical_project(ada)
    given.mandate()
    NamedProject.objects.create(
        name=name, effect="released", reason="Contest granted.", by="operator:otto", at=NOON
    )
    given.designation(on=(NOON + timedelta(days=1)).date())
    assert tend(by=SETUP, now=NOON + timedelta(days=1)).lapsed == (name,)
    assert list_terms() == []


def test_there_is_one_mandate_at_a_time() -> None:
    given.mandate()
    with pytest.raises(MandateRunning):
        given.mandate()


def test_a_notice_under_ninety_days_is_refused_and_announces_nothing() -> None:
    with pytest.raises(NoticeTooShort):
        given.mandate(notice_days=89)
    assert JournalEntry.objects.filter(kind="mandate.announced").count() == 0


def test_people_are_counted_once(ada: Person, ben: Person) -> None:
    for name in ("harborlight", "quietqueue", "third"):
        given.role(ben, given.release(ada, name))
        given.downloads(name, 5000)  # type: ignore[arg-type]
    given.designation()
    given.protected(given.person("volunteer"))
    figures = figures_now()
    assert (figures.critical_projects, figures.people_bound, figures.bound_protected) == (3, 2, 1)
    assert (figures.bound_unprotected, figures.voluntary, figures.people) == (1, 1, 3)


def test_figures_of_a_day_are_kept_once(ada: Person) -> None:
    given.critical_project(ada)
    record_figures(on=NOON.date())
    record_figures(on=NOON.date())
    ((day, figures),) = list_figures()
    assert (day, figures.people_bound) == (NOON.date(), 1)


def test_everybody_can_see_what_is_asked_and_by_when(ben: Person) -> None:
    name = given.critical_project(ben)
    given.release(ben, "hobby")
    given.mandate()
    critical, hobby = list_asked(ben, now=NOON)
    assert (critical.project, critical.phase, critical.satisfied) == (name, Phase.ANNOUNCED, False)
    assert (hobby.project, hobby.term, hobby.satisfied) == ("hobby", None, True)


def test_a_mandate_without_a_reason_is_refused() -> None:
    with pytest.raises(ReasonUnfit):
        given.mandate(reason=" ")
