"""From an upload to a published file: what is checked, in which order, and what is there afterwards."""

import hashlib
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
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


WRONG_NAME = {"filename": "other-1.0-py3-none-any.whl"}
WRONG_SIZE = {"size_bytes": 10**12}
WRONG_DIGEST = {"fields": {"sha256_digest": ["0" * 64]}}
NO_ARCHIVE = b"this is no archive"
NO_ADDRESS = {"fields": {"home_page": ["nowhere"]}}


def codes(ada: Person, built: Wheel | Sdist, **changes: Any) -> list[str]:
    """Return the codes of what an upload of ada's is refused for, in their order; nothing of it may be left."""
    before = latest_serial()
    with pytest.raises(UploadRefused) as refused:
        publish(built, by=ada, **changes)
    assert (latest_serial(), digests_kept(), contents().abandoned()) == (before, set(), [])
    return [fault.code for fault in refused.value.faults]


def test_all_faults_of_a_file_are_told_together_in_the_order_of_the_checks(ada: Person) -> None:
    built = Wheel(
        description=".. include:: /etc/passwd\n",
        headers={"Home-Page": "nowhere", "License-File": "LICENSE", "Summary": "One."},
    )
    changes = {"fields": {"summary": ["Another."]}, "misplaced": ("keywords",)}
    assert codes(ada, built, **changes) == [
        "invalid_url",
        "keywords_is_a_file",
        "unrenderable_description",
        "metadata_disagrees",
        "missing_license_file",
    ]


def test_the_faults_of_form_name_and_digest_are_told_together(ada: Person) -> None:
    changes = {**WRONG_NAME, "fields": {**NO_ADDRESS["fields"], **WRONG_DIGEST["fields"]}}
    assert codes(ada, Wheel(), **changes) == ["invalid_url", "invalid_filename", "digest_mismatch"]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"filename": None}, ["no_file"]),
        (WRONG_NAME, ["invalid_filename"]),
        (WRONG_SIZE, ["file_too_large"]),
        (WRONG_DIGEST, ["digest_mismatch"]),
        (NO_ADDRESS, ["invalid_url", "missing_license_file"]),
    ],
    ids=str,
)
def test_a_file_is_not_read_where_its_name_its_size_or_its_bytes_are_wrong(
    ada: Person, changes: dict[str, Any], expected: list[str]
) -> None:
    assert codes(ada, Wheel(headers={"License-File": "LICENSE"}), **changes) == expected


def test_a_field_is_spoken_of_once(ada: Person) -> None:
    assert codes(ada, Wheel(headers={"Home-Page": "nowhere"}), fields={"home_page": ["ftp://x"]}) == [
        "invalid_url"
    ]


def test_a_form_that_does_not_say_what_it_is_about_is_all_that_is_spoken_of(ada: Person) -> None:
    assert codes(ada, Wheel(), **WRONG_NAME, fields={"version": ["one"], "home_page": ["nowhere"]}) == [
        "invalid_version",
        "invalid_url",
    ]


def test_whoever_may_not_upload_hears_of_their_form_at_most(ada: Person) -> None:
    given.release(ada, "demo", "0.1")
    with pytest.raises(UploadRefused) as refused:
        publish(Wheel(), by=given.person("cleo"), filename="other", fields=NO_ADDRESS["fields"])
    assert [fault.code for fault in refused.value.faults] == ["invalid_url"]


def test_an_identical_file_is_known_also_in_a_project_that_is_full_and_in_a_release_that_is_closed(
    ada: Person, settings: Settings
) -> None:
    publish(Wheel(), by=ada)
    settings.STRONGROOM_PROJECT_LIMIT_BYTES = 1
    assert "nothing changed" in publish(Wheel(), by=ada, at=NOON + timedelta(days=100)).message


def test_a_release_takes_files_for_as_long_as_it_is_open(ada: Person, settings: Settings) -> None:
    publish(Wheel(), by=ada)
    closing = NOON + timedelta(days=settings.STRONGROOM_RELEASE_OPEN_DAYS)
    with pytest.raises(UploadRefused, match=r"Release 1\.0 of demo is closed"):
        publish(Sdist(), by=ada, at=closing + timedelta(seconds=1))
    publish(Sdist(), by=ada, at=closing)


def test_so_many_projects_are_begun_from_one_network_and_no_more(ada: Person, settings: Settings) -> None:
    settings.STRONGROOM_NEW_PROJECTS_PER_ADDRESS = 2
    publish(Wheel(name="one"), by=ada, address="2001:db8::1")
    publish(Wheel(name="two"), by=given.person("ben"), address="2001:db8::2")
    with pytest.raises(TooManyNewProjects, match="From your address, 2 projects"):
        publish(Wheel(name="three"), by=given.person("cleo"), address="2001:db8::3")
    publish(Wheel(name="one", version="2.0"), by=ada, address="2001:db8::4")
    publish(Wheel(name="four"), by=ada, address="2001:db8:0:1::1")


def test_the_index_s_own_machine_is_nobody_s_address(ada: Person, settings: Settings) -> None:
    settings.STRONGROOM_NEW_PROJECTS_PER_ADDRESS = 0
    publish(Wheel(), by=ada, address="127.0.0.1")


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


SO_MANY = 3


@pytest.fixture
def so_many(settings: Settings) -> None:
    """Let a person begin so many projects within an hour."""
    settings.STRONGROOM_NEW_PROJECTS_PER_PERSON = SO_MANY


def test_the_statements_of_an_upload_are_as_many_however_many_releases_there_are(ada: Person) -> None:
    asked = []
    for number in range(8):
        with CaptureQueriesContext(connection) as captured:
            publish(Wheel(version=f"{number}.0"), by=ada)
        asked.append(len(captured))
    begun, *later = asked
    assert len(set(later)) == 1
    assert begun > later[0]


@pytest.mark.usefixtures("so_many")
def test_an_account_begins_so_many_projects_in_an_hour_and_no_more(ada: Person) -> None:
    for number in range(SO_MANY):
        publish(Wheel(name=f"one{number}"), by=ada)
    before = latest_serial()
    with pytest.raises(TooManyNewProjects) as refused:
        publish(Wheel(name="more"), by=ada)
    assert refused.value.retry_at == NOON + timedelta(hours=1)
    assert "ada has begun 3 projects within an hour" in refused.value.message
    assert (latest_serial(), find_project(NormalizedName("more"))) == (before, None)


@pytest.mark.usefixtures("so_many")
def test_the_limit_is_about_one_account_new_projects_and_one_hour(ada: Person) -> None:
    for number in range(SO_MANY):
        publish(Wheel(name=f"one{number}"), by=ada)
    publish(Wheel(name="one0", version="2.0"), by=ada)
    publish(Wheel(name="other"), by=given.person("ben"))
    publish(Wheel(name="more"), by=ada, at=NOON + timedelta(hours=1))


@pytest.mark.usefixtures("so_many")
def test_an_upload_that_is_refused_is_not_counted(ada: Person, settings: Settings) -> None:
    limit, settings.STRONGROOM_FILE_LIMIT_BYTES = settings.STRONGROOM_FILE_LIMIT_BYTES, 1
    for number in range(SO_MANY):
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
