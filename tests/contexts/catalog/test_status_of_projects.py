"""Archived, deprecated, quarantined: who says so of a project, and what remains of it afterwards (PEP 792)."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from strongroom.accounts.errors import ApprovalRefused
from strongroom.accounts.queries import Person
from strongroom.catalog.errors import ProjectNotFound, StatusUnfit
from strongroom.catalog.queries import get_project, list_project_names, newest_releases, search
from strongroom.catalog.services import archive, deprecate, lift_quarantine, quarantine, set_active
from strongroom.foundation.actors import Actor
from strongroom.foundation.names import NormalizedName
from strongroom.foundation.operators import OperatorsOnly
from strongroom.foundation.permits import Action, Permit
from strongroom.foundation.reasons import ReasonUnfit
from strongroom.infra.journal.queries import list_entries_of_project
from strongroom.infra.journal.services import latest_serial
from strongroom.mandates.errors import NotAllowed, ProjectClosed, SecondFactorRequired
from strongroom.mandates.services import permit
from tests.support import given
from tests.support.given import NOON, acting, operating

pytestmark = pytest.mark.django_db

OTTO = Actor.operator(name="otto")
Command = Callable[..., None]


@pytest.fixture
def ada() -> Person:
    return given.person("ada")


@pytest.fixture
def project(ada: Person) -> NormalizedName:
    return given.release(ada, "harborlight")


def settings(by: Actor, project: NormalizedName) -> Permit:
    return permit(by, Action.CHANGE_SETTINGS, project, now=NOON)


def archived(ada: Person, project: NormalizedName) -> None:
    archive(permit(acting(ada), Action.ARCHIVE, project, now=NOON), reason="Finished.")


def quarantined(project: NormalizedName) -> None:
    quarantine(settings(OTTO, project), reason="It asks for passwords.")


def status(project: NormalizedName) -> tuple[str, str]:
    known = get_project(project)
    return known.status, known.status_reason


def test_a_deprecated_project_says_why_and_takes_uploads(ada: Person, project: NormalizedName) -> None:
    deprecate(settings(acting(ada), project), reason="Use lamplight.")
    assert status(project) == ("deprecated", "Use lamplight.")
    given.release(ada, "harborlight", "2.0")
    set_active(settings(acting(ada), project))
    assert status(project) == ("active", "")


def test_an_archived_project_takes_no_uploads_until_it_is_opened_again(
    ada: Person, project: NormalizedName
) -> None:
    archived(ada, project)
    with pytest.raises(ProjectClosed):
        given.release(ada, "harborlight", "2.0")
    set_active(settings(acting(ada), project), reason="There is more.")
    given.release(ada, "harborlight", "2.0")


def test_deprecating_does_not_open_an_archived_project_for_somebody_a_mandate_refuses(ada: Person) -> None:
    name = given.critical_project(ada)
    given.mandate(at=NOON - timedelta(days=100))
    archived(ada, name)
    with pytest.raises(SecondFactorRequired):
        settings(acting(ada), name)


def test_only_owners_say_what_becomes_of_a_project(project: NormalizedName) -> None:
    ben = given.person("ben")
    given.role(ben, project)
    with pytest.raises(NotAllowed):
        settings(acting(ben), project)


def test_a_quarantined_project_takes_no_uploads_and_is_listed_nowhere(
    ada: Person, project: NormalizedName
) -> None:
    quarantined(project)
    assert status(project) == ("quarantined", "It asks for passwords.")
    assert (list_project_names(), search("harborlight"), newest_releases()) == ([], [], [])
    with pytest.raises(ProjectClosed, match="quarantined"):
        given.release(ada, "harborlight", "2.0")


@pytest.mark.parametrize(
    ("before", "reason"), [("active", ""), ("archived", "Finished."), ("deprecated", "Use lamplight.")]
)
def test_when_a_quarantine_is_lifted_all_is_as_before(
    ada: Person, project: NormalizedName, before: str, reason: str
) -> None:
    if before == "archived":
        archived(ada, project)
    elif before == "deprecated":
        deprecate(settings(acting(ada), project), reason=reason)
    quarantined(project)
    lift_quarantine(settings(OTTO, project), reason="A false alarm.")
    assert status(project) == (before, reason)
    assert [name for name, _ in list_project_names()] == [project]


def test_an_operator_does_not_lift_the_quarantine_of_a_project_of_their_own(project: NormalizedName) -> None:
    orla = given.operator("orla")
    given.role(orla, project, "maintainer")
    quarantined(project)
    with pytest.raises(ApprovalRefused, match="a project of yours"):
        lift_quarantine(settings(operating(orla), project), reason="A false alarm.")
    assert status(project)[0] == "quarantined"


def test_a_quarantine_and_its_end_are_in_the_journal_with_their_reasons(project: NormalizedName) -> None:
    quarantined(project)
    lift_quarantine(settings(OTTO, project), reason="A false alarm.")
    last, first, *_ = list_entries_of_project(project)
    assert (first.kind, first.by, first.reason) == (
        "project.set_quarantined",
        "operator:otto",
        "It asks for passwords.",
    )
    assert (last.kind, last.reason) == ("project.quarantine_lifted", "A false alarm.")


@pytest.mark.parametrize("command", [quarantine, lift_quarantine])
def test_owners_neither_impose_nor_lift_a_quarantine(
    ada: Person, project: NormalizedName, command: Command
) -> None:
    if command is lift_quarantine:
        quarantined(project)
    before = latest_serial()
    with pytest.raises(OperatorsOnly):
        command(settings(acting(ada), project), reason="Mine.")
    assert latest_serial() == before


@pytest.mark.parametrize("command", [quarantine, lift_quarantine])
def test_operators_say_why(project: NormalizedName, command: Command) -> None:
    with pytest.raises(ReasonUnfit):
        command(settings(OTTO, project), reason=" ")


def test_owners_do_not_leave_a_quarantine_by_another_status(ada: Person, project: NormalizedName) -> None:
    quarantined(project)
    before = latest_serial()
    with pytest.raises(StatusUnfit):
        archived(ada, project)
    for command in (deprecate, set_active):
        with pytest.raises(StatusUnfit):
            command(settings(acting(ada), project), reason="Mine.")
    assert latest_serial() == before


def test_what_is_quarantined_is_not_quarantined_again_and_what_is_not_is_not_lifted(
    project: NormalizedName,
) -> None:
    with pytest.raises(StatusUnfit, match="not quarantined"):
        lift_quarantine(settings(OTTO, project), reason="Why not.")
    quarantined(project)
    with pytest.raises(StatusUnfit):
        quarantined(project)


def test_nobody_quarantines_what_is_not_there() -> None:
    with pytest.raises(ProjectNotFound):
        quarantined(NormalizedName("nothing-here"))
