"""Yank, withdraw, archive, and publishing again afterwards."""

import pytest

from strongroom.accounts.queries import Person
from strongroom.catalog.errors import (
    FilenameUsed,
    ProjectNotFound,
    ReasonMissing,
    ReleaseNotFound,
    VersionWithdrawn,
)
from strongroom.catalog.models import File
from strongroom.catalog.queries import get_project, list_files, list_releases, newest, population, search
from strongroom.catalog.services import archive, is_published, set_active, unyank, withdraw, yank
from strongroom.foundation.actors import Actor
from strongroom.foundation.names import NormalizedName
from strongroom.foundation.permits import Action
from strongroom.infra.journal.queries import list_entries_of_project
from strongroom.infra.journal.services import latest_serial
from strongroom.mandates.errors import NotAllowed
from strongroom.mandates.services import permit
from tests.support import given
from tests.support.given import NOON, acting

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada() -> Person:
    return given.person("ada")


@pytest.fixture
def project(ada: Person) -> NormalizedName:
    given.release(ada, "harborlight", "1.0")
    return given.release(ada, "harborlight", "2.0")


def test_a_yanked_release_stays_and_can_come_back(ada: Person, project: NormalizedName) -> None:
    asked = permit(acting(ada), Action.YANK, project, now=NOON)
    yank(asked, version="2.0", reason="Broken on Tuesdays.")
    assert [(file.version, file.yanked, file.yanked_reason) for file in list_files(project)] == [
        ("1.0", False, ""),
        ("2.0", True, "Broken on Tuesdays."),
    ]
    latest = newest(list_releases(project))
    assert latest is not None
    assert latest.version == "1.0"
    unyank(asked, version="2.0")
    assert not any(file.yanked for file in list_files(project))


def test_a_release_that_is_not_there_cannot_be_yanked(ada: Person, project: NormalizedName) -> None:
    with pytest.raises(ReleaseNotFound):
        yank(permit(acting(ada), Action.YANK, project, now=NOON), version="9.9", reason="")


def test_an_operator_says_why(project: NormalizedName) -> None:
    asked = permit(Actor.operator(name="otto"), Action.YANK, project, now=NOON)
    with pytest.raises(ReasonMissing):
        yank(asked, version="2.0", reason=" ")
    yank(asked, version="2.0", reason="Contains a leaked key.")
    entry = list_entries_of_project(project)[0]
    assert (entry.kind, entry.by, entry.reason) == (
        "release.yanked",
        "operator:otto",
        "Contains a leaked key.",
    )


def test_a_withdrawn_project_is_gone_but_its_name_is_held(ada: Person, project: NormalizedName) -> None:
    withdraw(permit(acting(ada), Action.WITHDRAW, project, now=NOON), reason="Abandoned.")
    with pytest.raises(ProjectNotFound):
        get_project(project)
    assert list_files(project) == []
    assert population() == frozenset()
    assert search("harborlight") == []
    with pytest.raises(NotAllowed):
        permit(acting(given.person("cleo")), Action.UPLOAD, project, now=NOON)


def test_its_owner_brings_it_back_with_new_versions_only(ada: Person, project: NormalizedName) -> None:
    withdraw(permit(acting(ada), Action.WITHDRAW, project, now=NOON), reason="Abandoned.")
    with pytest.raises(FilenameUsed):
        given.release(ada, "harborlight", "2.0")
    assert File.objects.filter(withdrawn_at=None).count() == 0
    given.release(ada, "harborlight", "3.0")
    assert [file.version for file in list_files(project)] == ["3.0"]


def test_a_withdrawn_version_takes_no_file_of_another_name(ada: Person, project: NormalizedName) -> None:
    withdraw(permit(acting(ada), Action.WITHDRAW, project, now=NOON), reason="Abandoned.")
    File.objects.filter(release__version="1.0").update(
        filename="harborlight-1.0-1-py3-none-any.whl", sha256="f" * 64
    )
    with pytest.raises(VersionWithdrawn):
        given.release(ada, "harborlight", "1.0")


def test_withdrawing_needs_a_reason_and_does_nothing_without(ada: Person, project: NormalizedName) -> None:
    before = latest_serial()
    with pytest.raises(ReasonMissing):
        withdraw(permit(acting(ada), Action.WITHDRAW, project, now=NOON), reason="")
    assert latest_serial() == before
    assert len(list_files(project)) == 2


def test_an_archived_project_is_opened_again(ada: Person, project: NormalizedName) -> None:
    archive(permit(acting(ada), Action.ARCHIVE, project, now=NOON), reason="Finished.")
    assert (get_project(project).status, get_project(project).status_reason) == ("archived", "Finished.")
    set_active(permit(acting(ada), Action.CHANGE_SETTINGS, project, now=NOON))
    assert get_project(project).status == "active"


def test_the_identical_file_is_known_as_published(ada: Person, project: NormalizedName) -> None:
    file = list_files(project)[0]
    assert is_published(filename=file.filename, sha256=file.sha256)
    before = latest_serial()
    given.release(ada, "harborlight", "1.0")
    assert latest_serial() == before
