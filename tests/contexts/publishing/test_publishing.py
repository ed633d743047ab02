"""From an upload to a published file: what is checked, in which order, and what is there afterwards."""

import hashlib
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from pytest_django import Settings

from strongroom.accounts.queries import Person
from strongroom.catalog.errors import FileExists, FilenameUsed
from strongroom.catalog.queries import find_project, find_role, list_files, list_releases
from strongroom.catalog.services import archive, withdraw
from strongroom.foundation.errors import Refusal
from strongroom.foundation.names import NormalizedName
from strongroom.foundation.permits import Action
from strongroom.infra.journal.queries import list_entries_of_project
from strongroom.infra.journal.services import latest_serial
from strongroom.mandates.errors import NotAllowed, ProjectClosed
from strongroom.mandates.services import permit
from strongroom.publishing.errors import TooManyNewProjects, UploadRefused
from strongroom.publishing.services.publish import NEW_PROJECTS
from tests.contexts.publishing.given import contents, publish
from tests.support import given
from tests.support.distributions import Sdist, Wheel
from tests.support.given import NOON, acting

pytestmark = pytest.mark.django_db

DEMO = NormalizedName("demo")


@pytest.fixture
def ada() -> Person:
    return given.person("ada")


def digests_kept() -> set[str]:
    return set(contents().digests())


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def test_a_wheel_is_recorded_with_its_content_and_its_metadata(ada: Person) -> None:
    wheel = Wheel(name="Demo", headers={"Summary": "Shows.", "Keywords": "a,b", "Requires-Python": ">=3.9"})
    receipt = publish(wheel, by=ada)
    (file,) = list_files(DEMO)
    assert (file.sha256, file.metadata_sha256) == (sha256(wheel.content), sha256(wheel.metadata))
    assert file.blake2_256 == hashlib.blake2b(wheel.content, digest_size=32).hexdigest()
    assert (file.size_bytes, file.requires_python) == (len(wheel.content), ">=3.9")
    assert (file.uploaded_at, file.uploaded_by) == (NOON, "person:ada")
    assert digests_kept() == {file.sha256, file.metadata_sha256}
    assert contents().path(file.sha256).read_bytes() == wheel.content
    (release,) = list_releases(DEMO)
    assert (release.summary, release.metadata["keywords"]) == ("Shows.", ["a", "b"])
    assert f"{settings.STRONGROOM_URL}/project/demo/" in receipt.message


def test_an_sdist_whose_metadata_are_final_has_a_metadata_file(ada: Person) -> None:
    sdist = Sdist()
    publish(sdist, by=ada)
    (file,) = list_files(DEMO)
    assert file.metadata_sha256 == sha256(sdist.metadata)
    assert digests_kept() == {file.sha256, file.metadata_sha256}


def test_an_sdist_that_must_be_built_to_be_known_has_none(ada: Person) -> None:
    sdist = Sdist(headers={"Dynamic": "Requires-Dist"})
    publish(sdist, by=ada)
    (file,) = list_files(DEMO)
    assert (file.metadata_sha256, digests_kept()) == ("", {sha256(sdist.content)})


def test_whoever_publishes_first_owns_the_project_and_the_journal_says_so(ada: Person) -> None:
    publish(Wheel(), by=ada)
    assert find_role(ada.user_id, DEMO) == "owner"
    (entry,) = list_entries_of_project(DEMO)
    assert (entry.kind, entry.by, entry.at) == ("file.published", "person:ada", NOON)
    assert entry.data == {"version": "1.0", "sha256": sha256(Wheel().content), "new_project": True}


def test_versions_are_one_however_they_are_spelled(ada: Person) -> None:
    publish(Wheel(version="1.0.0rc1"), by=ada)
    publish(Sdist(version="1.0.0rc1", headers={"Version": "1.0.0-RC.1"}), by=ada)
    (release,) = list_releases(DEMO)
    assert (release.version, len(list_files(DEMO))) == ("1.0.0rc1", 2)


def test_a_later_file_does_not_change_what_its_release_says(ada: Person) -> None:
    publish(Wheel(headers={"Summary": "First."}), by=ada)
    publish(Sdist(headers={"Summary": "Second."}), by=ada)
    (release,) = list_releases(DEMO)
    assert release.summary == "First."


def test_the_identical_file_again_changes_nothing(ada: Person) -> None:
    publish(Wheel(), by=ada)
    before = latest_serial()
    assert "nothing changed" in publish(Wheel(), by=ada).message
    assert latest_serial() == before


def test_the_name_of_a_withdrawn_file_is_not_used_again(ada: Person) -> None:
    publish(Wheel(), by=ada)
    withdraw(permit(acting(ada), Action.WITHDRAW, DEMO, now=NOON), reason="Wrong.")
    with pytest.raises(FilenameUsed):
        publish(Wheel(), by=ada)


def test_an_archived_project_takes_no_upload(ada: Person) -> None:
    publish(Wheel(), by=ada)
    archive(permit(acting(ada), Action.ARCHIVE, DEMO, now=NOON), reason="Done.")
    with pytest.raises(ProjectClosed):
        publish(Wheel(version="2.0"), by=ada)


WRONG_FORM = {"fields": {"version": ["one"]}}
WRONG_NAME = {"filename": "other-1.0-py3-none-any.whl"}
WRONG_SIZE = {"size_bytes": 10**12}
WRONG_DIGEST = {"fields": {"sha256_digest": ["0" * 64]}}
NO_ARCHIVE = b"this is no archive"
IN_THEIR_ORDER: list[tuple[str, dict[str, Any]]] = [
    ("sent as a file", {"misplaced": ("summary",)}),
    ("'one'", WRONG_FORM),
    ("'other", WRONG_NAME),
    ("too large", WRONG_SIZE),
    ("digest", WRONG_DIGEST),
]


@pytest.mark.parametrize("first", range(len(IN_THEIR_ORDER)))
def test_the_first_check_that_fails_speaks_alone_and_leaves_no_trace(ada: Person, first: int) -> None:
    changes: dict[str, Any] = {"fields": {}}
    for _, change in IN_THEIR_ORDER[first:]:
        changes = {**changes, **change, "fields": {**changes["fields"], **change.get("fields", {})}}
    before = latest_serial()
    with pytest.raises(Refusal) as refused:
        publish(Wheel(), by=ada, **changes)
    spoken = [number for number, (words, _) in enumerate(IN_THEIR_ORDER) if words in refused.value.message]
    assert spoken == [first]
    assert (latest_serial(), digests_kept(), contents().abandoned()) == (before, set(), [])


def test_who_may_not_upload_learns_nothing_of_the_file(ada: Person) -> None:
    publish(Wheel(), by=ada)
    cleo = given.person("cleo")
    for changes in (WRONG_NAME, WRONG_SIZE, WRONG_DIGEST, {"content": NO_ARCHIVE}):
        with pytest.raises(NotAllowed):
            publish(Wheel(version="2.0"), by=cleo, **changes)


def test_a_published_name_is_told_before_the_archive_is_read(ada: Person) -> None:
    publish(Wheel(), by=ada)
    with pytest.raises(FileExists):
        publish(Wheel(), by=ada, content=NO_ARCHIVE, fields={**_digests_of(NO_ARCHIVE)})


def test_an_archive_that_is_none_is_refused_and_not_kept(ada: Person) -> None:
    with pytest.raises(Refusal):
        publish(Wheel(), by=ada, content=NO_ARCHIVE, fields=_digests_of(NO_ARCHIVE))
    assert (digests_kept(), list_files(DEMO)) == (set(), [])


def test_a_file_that_says_otherwise_than_its_form_is_refused_and_not_kept(ada: Person) -> None:
    with pytest.raises(Refusal, match=r"equires-Python"):
        publish(Wheel(), by=ada, fields={"requires_python": [">=3.2"]})
    assert (digests_kept(), list_files(DEMO)) == (set(), [])


def test_the_same_content_under_another_name_is_refused(ada: Person) -> None:
    publish(Wheel(), by=ada)
    with pytest.raises(FileExists, match=r"demo-1\.0-py3-none-any\.whl"):
        publish(Wheel(), by=ada, filename="demo-1.0-1-py3-none-any.whl")
    assert len(list_files(DEMO)) == 1


def test_the_limit_of_size_includes_itself(ada: Person, settings: Settings) -> None:
    settings.STRONGROOM_FILE_LIMIT_BYTES = len(Wheel().content)
    publish(Wheel(), by=ada)
    settings.STRONGROOM_FILE_LIMIT_BYTES -= 1
    with pytest.raises(Refusal, match="too large"):
        publish(Wheel(name="other"), by=ada, size_bytes=len(Wheel().content))


def test_an_account_begins_so_many_projects_in_an_hour_and_no_more(ada: Person) -> None:
    for number in range(NEW_PROJECTS.attempts):
        publish(Wheel(name=f"one{number}"), by=ada)
    before = latest_serial()
    with pytest.raises(TooManyNewProjects) as refused:
        publish(Wheel(name="more"), by=ada)
    assert refused.value.retry_at == NOON + timedelta(hours=1)
    assert "ada has begun 20 projects within an hour" in refused.value.message
    assert (latest_serial(), find_project(NormalizedName("more"))) == (before, None)


def test_the_limit_is_about_one_account_new_projects_and_one_hour(ada: Person) -> None:
    for number in range(NEW_PROJECTS.attempts):
        publish(Wheel(name=f"one{number}"), by=ada)
    publish(Wheel(name="one0", version="2.0"), by=ada)
    publish(Wheel(name="other"), by=given.person("ben"))
    publish(Wheel(name="more"), by=ada, at=NOON + timedelta(hours=1))


def test_an_upload_that_is_refused_is_not_counted(ada: Person, settings: Settings) -> None:
    limit, settings.STRONGROOM_FILE_LIMIT_BYTES = settings.STRONGROOM_FILE_LIMIT_BYTES, 1
    for number in range(NEW_PROJECTS.attempts):
        with pytest.raises(UploadRefused):
            publish(Wheel(name=f"one{number}"), by=ada)
    settings.STRONGROOM_FILE_LIMIT_BYTES = limit
    publish(Wheel(), by=ada)


def _digests_of(content: bytes) -> dict[str, list[str]]:
    return {
        "md5_digest": [hashlib.md5(content, usedforsecurity=False).hexdigest()],
        "sha256_digest": [sha256(content)],
        "blake2_256_digest": [hashlib.blake2b(content, digest_size=32).hexdigest()],
    }
