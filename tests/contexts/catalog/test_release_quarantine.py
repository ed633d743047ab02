"""One release that is taken off the index until it has been examined."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from strongroom.accounts.errors import ApprovalRefused
from strongroom.accounts.queries import Person
from strongroom.catalog.errors import (
    ReleaseNotFound,
    ReleaseQuarantined,
    StatusUnfit,
)
from strongroom.catalog.models import Release
from strongroom.catalog.queries import (
    extent,
    list_files,
    list_releases,
    list_releases_classified,
    newest,
    newest_releases,
    search,
)
from strongroom.catalog.services import find_release_start, lift_release_quarantine, quarantine_release
from strongroom.foundation.actors import Actor
from strongroom.foundation.names import NormalizedName
from strongroom.foundation.operators import OperatorsOnly
from strongroom.foundation.permits import Action, Permit
from strongroom.foundation.reasons import ReasonUnfit
from strongroom.infra.journal.queries import list_entries_of_project
from strongroom.infra.outbox.models import OutgoingMail
from strongroom.mandates.services import permit
from tests.support import given
from tests.support.given import NOON, acting, operating

pytestmark = pytest.mark.django_db

HARBORLIGHT = NormalizedName("harborlight")
OTTO = Actor.operator(name="otto")


def asked(by: Actor = OTTO) -> Permit:
    return permit(by, Action.CHANGE_SETTINGS, HARBORLIGHT, now=NOON)


@pytest.fixture
def ada() -> Person:
    """Publish harborlight 1.0 and 2.0, of which 2.0 is quarantined."""
    ada = given.person("ada")
    given.release(ada, "harborlight", "1.0")
    given.release(ada, "harborlight", "2.0", at=NOON + timedelta(hours=1))
    quarantine_release(asked(), version="2.0", reason="It steals keys.")
    return ada


def test_nothing_of_it_is_offered_and_the_rest_is(ada: Person) -> None:
    assert [file.version for file in list_files(HARBORLIGHT)] == ["1.0"]
    assert [hit.version for hit in newest_releases()] == ["1.0"]
    assert [hit.version for hit in search("harborlight")] == ["1.0"]
    Release.objects.update(metadata={"classifiers": ["Typing :: Typed"]})
    assert list_releases_classified(["Typing :: Typed"]) == [("harborlight", "1.0")]


def test_visitors_mean_another_one(ada: Person) -> None:
    releases = list_releases(HARBORLIGHT)
    assert [one.version for one in releases] == ["2.0", "1.0"]
    found = newest(releases)
    assert found is not None
    assert found.version == "1.0"


def test_it_says_why_in_the_journal_and_by_mail(ada: Person) -> None:
    entry = list_entries_of_project(HARBORLIGHT)[0]
    assert (entry.kind, entry.subject, entry.reason) == ("release.quarantined", "2.0", "It steals keys.")
    letter = OutgoingMail.objects.latest("pk")
    assert letter.recipient == "ada@people.example"
    assert "harborlight 2.0 was quarantined" in letter.subject
    assert "It steals keys." in letter.text


def test_lifted_it_is_as_before(ada: Person) -> None:
    lift_release_quarantine(asked(), version="2.0", reason="It does not.")
    assert {file.version for file in list_files(HARBORLIGHT)} == {"1.0", "2.0"}
    assert newest_releases()[0].version == "2.0"
    assert list_entries_of_project(HARBORLIGHT)[0].kind == "release.quarantine_lifted"


def test_nobody_adds_a_file_to_it(ada: Person) -> None:
    with pytest.raises(ReleaseQuarantined, match="takes no files"):
        find_release_start(HARBORLIGHT, version="2.0")


def test_its_people_cannot_lift_it(ada: Person) -> None:
    with pytest.raises(OperatorsOnly):
        lift_release_quarantine(asked(acting(ada)), version="2.0", reason="It is fine.")
    with pytest.raises(OperatorsOnly):
        quarantine_release(asked(acting(ada)), version="1.0", reason="It is bad.")


def test_an_operator_does_not_lift_it_on_a_project_of_their_own(ada: Person) -> None:
    orla = given.operator("orla")
    given.role(orla, NormalizedName("harborlight"), "maintainer")
    with pytest.raises(ApprovalRefused, match="a project of yours"):
        lift_release_quarantine(asked(operating(orla)), version="2.0", reason="It is fine.")


def test_nothing_is_done_twice_without_reason_or_to_what_is_not_there(ada: Person) -> None:
    with pytest.raises(StatusUnfit):
        quarantine_release(asked(), version="2.0", reason="Again.")
    with pytest.raises(StatusUnfit):
        lift_release_quarantine(asked(), version="1.0", reason="Again.")
    with pytest.raises(ReasonUnfit):
        quarantine_release(asked(), version="1.0", reason=" ")
    with pytest.raises(ReleaseNotFound):
        quarantine_release(asked(), version="9.9", reason="Bad.")


def test_it_still_counts_as_held(ada: Person) -> None:
    assert extent().files == 2


def test_the_database_keeps_no_quarantine_without_reason(ada: Person) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Release.objects.filter(version="1.0").update(quarantined_at=NOON)
