"""Anybody reports a project; an operator answers once; each reads what concerns them, and no more."""

import pytest

from strongroom.accounts.errors import ApprovalRefused
from strongroom.accounts.queries import Person
from strongroom.catalog.errors import ProjectNotFound, ReportNotFound, ReportUnfit
from strongroom.catalog.queries import (
    get_report,
    list_answered_reports,
    list_open_reports,
    list_reports_of,
)
from strongroom.catalog.services import Outcome, ReportKind, answer_report, report_project
from strongroom.foundation.actors import STRANGER, Actor
from strongroom.foundation.names import NormalizedName, normalize
from strongroom.foundation.operators import OperatorsOnly
from strongroom.foundation.reasons import ReasonUnfit
from strongroom.infra.journal.queries import list_entries_of_project
from strongroom.infra.outbox.models import OutgoingMail
from tests.support import given
from tests.support.given import NOON, acting, operating

pytestmark = pytest.mark.django_db

OTTO = Actor.operator(name="otto")
SEEN = "setup.py sends the environment to a stranger."
ANSWER = "We saw it, too. The project is quarantined."


@pytest.fixture
def ada() -> Person:
    return given.person("ada")


@pytest.fixture
def cleo() -> Person:
    return given.person("cleo")


@pytest.fixture
def harborlight(ada: Person) -> NormalizedName:
    return given.release(ada, "harborlight")


def report(name: NormalizedName, *, by: Actor, kind: ReportKind = ReportKind.MALWARE) -> int:
    """Report a project; return the number of the report."""
    report_project(name, kind, text=SEEN, by=by, now=NOON)
    return max(one.id for one in list_open_reports())


def letters_to(person: Person, *, after: int) -> list[str]:
    rows = OutgoingMail.objects.filter(recipient=person.address, pk__gt=after).order_by("pk")
    return list(rows.values_list("text", flat=True))


def newest_letter() -> int:
    newest = OutgoingMail.objects.order_by("-pk").first()
    return newest.pk if newest else 0


def test_a_form_that_is_sent_twice_is_one_report(cleo: Person, harborlight: NormalizedName) -> None:
    number = report(harborlight, by=acting(cleo))
    assert report(harborlight, by=acting(cleo)) == number
    report(harborlight, by=STRANGER)
    assert len(list_open_reports()) == 2
    answer_report(number, Outcome.DISMISSED, words=ANSWER, by=OTTO, now=NOON)
    assert report(harborlight, by=acting(cleo)) > number


def test_a_report_waits_and_nobody_sees_it_in_public(cleo: Person, harborlight: NormalizedName) -> None:
    number, told = report(harborlight, by=acting(cleo)), newest_letter()
    found = get_report(number)
    assert (found.project, found.kind, found.text, found.reporter) == (harborlight, "malware", SEEN, "cleo")
    assert found.outcome is None
    assert not [one for one in list_entries_of_project(harborlight) if one.kind.startswith("report")]
    assert newest_letter() == told


def test_malware_is_looked_at_first(cleo: Person, harborlight: NormalizedName) -> None:
    kinds = (ReportKind.NAME, ReportKind.MALWARE, ReportKind.ABUSE)
    numbers = [report(harborlight, by=acting(cleo), kind=kind) for kind in kinds]
    assert [one.id for one in list_open_reports()] == [numbers[1], numbers[0], numbers[2]]


def test_a_right_report_is_answered_to_who_made_it_and_to_the_people(
    ada: Person, cleo: Person, harborlight: NormalizedName
) -> None:
    number, told = report(harborlight, by=acting(cleo)), newest_letter()
    answer_report(number, Outcome.UPHELD, words=ANSWER, by=OTTO, now=NOON)
    (to_cleo,), (to_ada,) = letters_to(cleo, after=told), letters_to(ada, after=told)
    assert ANSWER in to_cleo
    assert ANSWER in to_ada
    assert "cleo" not in to_ada
    assert SEEN not in to_ada
    newest = list_entries_of_project(harborlight)[0]
    assert (newest.kind, newest.by, newest.reason) == ("report.upheld", "operator:otto", ANSWER)
    assert SEEN not in str(newest)


def test_of_a_wrong_report_only_who_made_it_hears(
    ada: Person, cleo: Person, harborlight: NormalizedName
) -> None:
    number, told = report(harborlight, by=acting(cleo)), newest_letter()
    history = list_entries_of_project(harborlight)
    answer_report(number, Outcome.DISMISSED, words="It does not.", by=OTTO, now=NOON)
    assert "It does not." in letters_to(cleo, after=told)[0]
    assert letters_to(ada, after=told) == []
    assert list_entries_of_project(harborlight) == history


def test_a_stranger_reports_and_is_not_answered(ada: Person, harborlight: NormalizedName) -> None:
    number, told = report(harborlight, by=STRANGER), newest_letter()
    answer_report(number, Outcome.DISMISSED, words="It does not.", by=OTTO, now=NOON)
    assert get_report(number).reporter == ""
    assert newest_letter() == told


def test_nobody_answers_a_report_about_a_project_of_their_own(
    cleo: Person, harborlight: NormalizedName
) -> None:
    orla = given.operator("orla")
    given.role(orla, harborlight, "maintainer")
    number = report(harborlight, by=acting(cleo))
    with pytest.raises(ApprovalRefused, match="a project of yours"):
        answer_report(number, Outcome.DISMISSED, words="It does not.", by=operating(orla), now=NOON)
    assert [one.id for one in list_open_reports()] == [number]


def test_a_report_is_answered_once(cleo: Person, harborlight: NormalizedName) -> None:
    number = report(harborlight, by=acting(cleo))
    answer_report(number, Outcome.UPHELD, words=ANSWER, by=OTTO, now=NOON)
    with pytest.raises(ReportUnfit, match="already"):
        answer_report(number, Outcome.DISMISSED, words="No.", by=OTTO, now=NOON)
    assert list_open_reports() == []
    assert [one.outcome for one in list_answered_reports()] == ["upheld"]
    assert [one.id for one in list_reports_of(harborlight)] == [number]


def test_what_is_no_report_and_no_answer(cleo: Person, harborlight: NormalizedName) -> None:
    for text in ("", "  ", "x" * 2001):
        with pytest.raises(ReportUnfit):
            report_project(harborlight, ReportKind.OTHER, text=text, by=acting(cleo), now=NOON)
    with pytest.raises(ProjectNotFound):
        report_project(normalize("nothing"), ReportKind.OTHER, text=SEEN, by=acting(cleo), now=NOON)
    number = report(harborlight, by=acting(cleo))
    for words in ("", " ", "x" * 501):
        with pytest.raises(ReasonUnfit):
            answer_report(number, Outcome.UPHELD, words=words, by=OTTO, now=NOON)
    with pytest.raises(OperatorsOnly):
        answer_report(number, Outcome.UPHELD, words=ANSWER, by=acting(cleo), now=NOON)
    with pytest.raises(ReportNotFound):
        answer_report(number + 1, Outcome.UPHELD, words=ANSWER, by=OTTO, now=NOON)
    assert get_report(number).outcome is None
