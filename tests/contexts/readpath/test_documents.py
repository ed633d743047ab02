"""The JSON API's documents follow the catalog, the folder of vulnerabilities and the index's address."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from strongroom.accounts.queries import Person
from strongroom.catalog.models import Project, Release
from strongroom.catalog.services import move_project_in, withdraw, yank
from strongroom.foundation.names import NormalizedName, normalize
from strongroom.foundation.organization_permits import OrganizationAction
from strongroom.foundation.permits import Action
from strongroom.infra.journal.services import latest_serial
from strongroom.mandates.services import permit
from strongroom.readpath.services import advisories, pages_of_this_node, renew_documents
from strongroom.readpath.store import PreparedPage, Representation, project_key, release_key, release_tail_key
from tests.contexts.readpath.given import catch_up
from tests.support import given, organized
from tests.support.given import NOON, acting

pytestmark = pytest.mark.django_db

HARBORLIGHT = NormalizedName("harborlight")
Write = Callable[..., Path]


@pytest.fixture
def ada() -> Person:
    return given.protected(given.person("ada"))


@pytest.fixture
def advise(settings: Settings, tmp_path: Path) -> Write:
    """Set a folder of vulnerabilities; return what puts a file there that says versions below 1.5 are affected."""
    settings.STRONGROOM_OSV_FOLDER = tmp_path / "osv"
    settings.STRONGROOM_OSV_FOLDER.mkdir()

    def written(identifier: str, name: str = "Harborlight", **said: Any) -> Path:
        ranges = [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "1.5"}]}]
        affected = {"package": {"ecosystem": "PyPI", "name": name}, "ranges": ranges}
        path: Path = settings.STRONGROOM_OSV_FOLDER / f"{identifier}.json"
        path.write_text(json.dumps({"id": identifier, "affected": [affected], **said}))
        return path

    return written


def page(key: str) -> PreparedPage | None:
    return pages_of_this_node().store.get_page(key)


def document(name: NormalizedName = HARBORLIGHT) -> dict[str, Any]:
    """Return the document of a project."""
    found = page(project_key(name, Representation.API))
    assert found is not None
    read: dict[str, Any] = json.loads(found.body)
    return read


def release_document(version: str, name: NormalizedName = HARBORLIGHT) -> dict[str, Any]:
    """Return the document of a release, by the spelling it is kept under."""
    head, tail = page(release_key(name, version)), page(release_tail_key(name))
    assert head is not None
    assert tail is not None
    read: dict[str, Any] = json.loads(head.body + tail.body)
    return read


def known(read: dict[str, Any]) -> list[str]:
    """Return the vulnerabilities of a document."""
    return [one["id"] for one in read["vulnerabilities"]]


def test_an_upload_is_in_the_documents(ada: Person, settings: Settings) -> None:
    settings.STRONGROOM_URL = "https://index.example"
    given.release(ada, "Harborlight")
    Release.objects.update(metadata={"requires_dist": ["lantern"]})
    catch_up()
    for read in (document(), release_document("1")):
        assert read["info"]["name"] == "Harborlight"
        assert read["info"]["requires_dist"] == ["lantern"]
        assert [file["filename"] for file in read["urls"]] == ["harborlight-1.0-py3-none-any.whl"]
        assert read["urls"][0]["url"].startswith("https://index.example/packages/")
        assert read["urls"][0]["packagetype"] == "bdist_wheel"
        assert read["ownership"]["roles"] == [{"role": "Owner", "user": "ada"}]
        assert read["last_serial"] == latest_serial()


def test_the_organization_of_a_project_is_in_its_documents(ada: Person) -> None:
    given.release(ada, "harborlight")
    organized.organization(ada)
    catch_up()
    assert document()["ownership"]["organization"] is None
    move_project_in(organized.asked(ada, OrganizationAction.MOVE_PROJECT_IN, project=HARBORLIGHT))
    catch_up()
    for read in (document(), release_document("1")):
        assert read["ownership"] == {"roles": [{"role": "Owner", "user": "ada"}], "organization": "harbor"}


def test_the_latest_release_is_no_yank_and_no_pre_release(ada: Person) -> None:
    for version in ("1.0", "2.0", "3.0rc1"):
        given.release(ada, "harborlight", version)
    catch_up()
    assert document()["info"]["version"] == "2.0"
    assert list(document()["releases"]) == ["1.0", "2.0", "3.0rc1"]
    yank(permit(acting(ada), Action.YANK, HARBORLIGHT, now=NOON), version="2.0", reason="Broken.")
    catch_up()
    assert document()["info"]["version"] == "1.0"
    assert release_document("2")["urls"][0]["yanked_reason"] == "Broken."


def test_a_change_tells_its_serial_in_the_documents_of_all_releases(ada: Person) -> None:
    given.release(ada, "harborlight", "1.0")
    given.release(ada, "harborlight", "2.0", at=NOON + timedelta(hours=1))
    catch_up()
    head = page(release_key(HARBORLIGHT, "1"))
    given.release(ada, "harborlight", "3.0", at=NOON + timedelta(hours=2))
    catch_up()
    assert release_document("1")["last_serial"] == document()["last_serial"] == latest_serial()
    assert page(release_key(HARBORLIGHT, "1")) == head, "what did not change was not written again"


def test_a_project_that_is_withdrawn_has_no_documents(ada: Person) -> None:
    given.release(ada, "harborlight")
    catch_up()
    withdraw(permit(acting(ada), Action.WITHDRAW, HARBORLIGHT, now=NOON), reason="Nobody uses it.")
    catch_up()
    keys = (
        project_key(HARBORLIGHT, Representation.API),
        release_key(HARBORLIGHT, "1"),
        release_tail_key(HARBORLIGHT),
    )
    assert [page(key) for key in keys] == [None, None, None]


def test_a_project_in_quarantine_has_no_documents(ada: Person) -> None:
    given.release(ada, "harborlight")
    Project.objects.update(status="quarantined")
    catch_up()
    assert page(project_key(HARBORLIGHT, Representation.API)) is None


def test_a_new_file_of_vulnerabilities_is_noticed(ada: Person, advise: Write) -> None:
    for version in ("1.0", "2.0"):
        given.release(ada, "harborlight", version)
    renew_documents(pages_of_this_node())
    before, told = latest_serial(), document()["last_serial"]
    advise("OSV-1")
    renew_documents(pages_of_this_node())
    assert known(release_document("1")) == ["OSV-1"]
    assert known(release_document("2")) == known(document()) == []
    assert (latest_serial(), document()["last_serial"]) == (before, told)


def test_a_changed_and_a_removed_file_are_noticed(ada: Person, advise: Write) -> None:
    given.release(ada, "harborlight")
    path = advise("OSV-1")
    renew_documents(pages_of_this_node())
    first = page(project_key(HARBORLIGHT, Representation.API))
    advise("OSV-1", summary="A leak")
    renew_documents(pages_of_this_node())
    assert document()["vulnerabilities"][0]["summary"] == "A leak"
    second = page(project_key(HARBORLIGHT, Representation.API))
    assert first is not None
    assert second is not None
    assert (second.etag != first.etag, second.modified_at > first.modified_at) == (True, True)
    path.unlink()
    renew_documents(pages_of_this_node())
    assert known(document()) == []


def test_what_was_known_before_the_upload_is_shown_with_it(ada: Person, advise: Write) -> None:
    advise("OSV-2")
    advise("OSV-1", name="harborlight")
    advise("OSV-3", name="other")
    renew_documents(pages_of_this_node())
    given.release(ada, "harborlight")
    catch_up()
    assert known(document()) == ["OSV-1", "OSV-2"]


def test_files_that_are_no_advisories_are_logged_and_skipped(
    ada: Person, advise: Write, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    given.release(ada, "harborlight")
    advise("OSV-1")
    folder: Path = settings.STRONGROOM_OSV_FOLDER
    bad = {
        "empty": b"",
        "list": b"[]",
        "utf16": '{"id": "OSV-2"}'.encode("utf-16"),
        "deep": b"[" * 100_000,
        "large": b" " * (advisories.FILE_LIMIT_BYTES + 1),
    }
    for name, content in bad.items():
        (folder / f"{name}.json").write_bytes(content)
    (folder / "a_folder.json").mkdir()
    renew_documents(pages_of_this_node())
    assert known(document()) == ["OSV-1"]
    for name in (*bad, "a_folder"):
        assert f"{name}.json is not used" in caplog.text


def test_nothing_is_done_while_nothing_changes(
    ada: Person, advise: Write, caplog: pytest.LogCaptureFixture
) -> None:
    advise("OSV-1").with_name("bad.json").write_text("bad")
    renew_documents(pages_of_this_node())
    version = pages_of_this_node().store.version()
    caplog.clear()
    renew_documents(pages_of_this_node())
    assert (pages_of_this_node().store.version(), caplog.text) == (version, "")


def test_a_file_that_cannot_be_read_any_more_keeps_no_page_from_being_made(
    ada: Person, advise: Write, settings: Settings
) -> None:
    advise("OSV-1")
    renew_documents(pages_of_this_node())
    (settings.STRONGROOM_DATA / "advisories" / "harborlight.json").write_bytes(b"")
    given.release(ada, "harborlight")
    catch_up()
    assert known(document()) == []


def test_after_a_crash_in_between_all_is_made_anew(ada: Person, advise: Write) -> None:
    given.release(ada, "harborlight")
    renew_documents(pages_of_this_node())
    advise("OSV-1")
    (advisories.kept_folder() / "made-with").unlink()
    assert advisories.gather() == {HARBORLIGHT}
    renew_documents(pages_of_this_node())
    assert known(document()) == ["OSV-1"]


def test_a_new_address_of_the_index_is_in_all_documents(ada: Person, settings: Settings) -> None:
    settings.STRONGROOM_URL = "https://old.example"
    given.release(ada, "harborlight")
    renew_documents(pages_of_this_node())
    settings.STRONGROOM_URL = "https://new.example"
    renew_documents(pages_of_this_node())
    assert document()["urls"][0]["url"].startswith("https://new.example/")
    assert release_document("1")["info"]["package_url"].startswith("https://new.example/")


def test_without_a_folder_nothing_is_known(ada: Person, advise: Write, settings: Settings) -> None:
    given.release(ada, "harborlight")
    advise("OSV-1")
    renew_documents(pages_of_this_node())
    settings.STRONGROOM_OSV_FOLDER = None
    renew_documents(pages_of_this_node())
    assert known(document()) == []
    assert [path.name for path in advisories.kept_folder().iterdir()] == ["made-with"]


def test_equal_versions_have_a_document_each(ada: Person) -> None:
    name = normalize("harborlight")
    for version in ("1.0", "1.0.0"):
        given.release(ada, "harborlight", version)
    catch_up()
    assert release_document("1", name)["info"]["version"] == "1.0"
    assert release_document("1.0.0", name)["info"]["version"] == "1.0.0"
