"""Prepared pages follow the journal, also after a crash between the commit and the page.

Tests inside one transaction never reach a commit, so no listener is called: what they find was
not prepared at once, as after a crash, and is mended by the next catching up.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from random import Random

import pytest
from pytest_django import Settings

from strongroom.accounts.queries import Person
from strongroom.catalog.models import File, Project, ProjectStatus, Release, Role
from strongroom.catalog.queries import FileRecord, list_files
from strongroom.catalog.services import archive, unyank, withdraw, yank
from strongroom.foundation.actors import Actor
from strongroom.foundation.names import NormalizedName
from strongroom.foundation.permits import Action
from strongroom.infra.db import write
from strongroom.infra.journal.models import JournalEntry
from strongroom.infra.journal.services import Fact, append, latest_serial
from strongroom.mandates.services import permit
from strongroom.readpath.services import pages_of_this_node
from tests.contexts.infra.given import AT_ONCE, at_once, begin_to_read, elsewhere
from tests.contexts.readpath.given import (
    catch_up,
    every_page,
    is_shown,
    listed,
    offered,
    project,
    root,
    serial,
)
from tests.support import given
from tests.support.given import NOON, SETUP, acting

OTTO = Actor.operator(name="otto")


@pytest.fixture
def ada() -> Person:
    return given.person("ada")


@pytest.fixture
def harborlight(ada: Person) -> NormalizedName:
    given.release(ada, "harborlight", "1.0")
    name = given.release(ada, "harborlight", "2.0")
    catch_up()
    return name


def quarantine(name: NormalizedName) -> None:
    with write():
        Project.objects.filter(name=name).update(status=ProjectStatus.QUARANTINED)
        append(Fact("project.quarantined", project=name), by=SETUP, at=NOON)


def files_of(name: NormalizedName) -> list[FileRecord]:
    return [*list_files(name), *list_files(name, withdrawn=True)]


@pytest.mark.django_db
def test_an_empty_index_has_an_empty_list() -> None:
    assert catch_up() == latest_serial() == 0
    assert root()["projects"] == []


@pytest.mark.django_db
def test_a_new_project_is_not_there_before_and_whole_afterwards(ada: Person) -> None:
    catch_up()
    name = given.release(ada, "Harbor.Light")
    assert not is_shown(name)
    assert listed() == {}
    catch_up()
    (file,) = list_files(name)
    page = project(name)
    assert page["versions"] == ["1.0"]
    assert [one["filename"] for one in page["files"]] == [file.filename]
    assert listed() == {"Harbor.Light": latest_serial()}
    record = offered(file.sha256, file.filename)
    assert record is not None
    assert (record.project, record.version, record.size_bytes) == (name, "1.0", 1000)


@pytest.mark.django_db
def test_a_further_release_joins_the_page(ada: Person, harborlight: NormalizedName) -> None:
    given.release(ada, "harborlight", "10.0")
    catch_up()
    assert project(harborlight)["versions"] == ["1.0", "2.0", "10.0"]


@pytest.mark.django_db
def test_a_yank_is_shown_with_its_reason_and_can_be_taken_back(
    ada: Person, harborlight: NormalizedName
) -> None:
    asked = permit(acting(ada), Action.YANK, harborlight, now=NOON)
    yank(asked, version="2.0", reason="It burns.")
    catch_up()
    assert [file["yanked"] for file in project(harborlight)["files"]] == [False, "It burns."]
    yank(asked, version="1.0", reason="")
    catch_up()
    assert [file["yanked"] for file in project(harborlight)["files"]] == [True, "It burns."]
    unyank(asked, version="2.0")
    catch_up()
    assert [file["yanked"] for file in project(harborlight)["files"]] == [True, False]


@pytest.mark.django_db
def test_an_archived_project_says_so_and_keeps_its_files(ada: Person, harborlight: NormalizedName) -> None:
    archive(permit(acting(ada), Action.ARCHIVE, harborlight, now=NOON), reason="Done.")
    catch_up()
    page = project(harborlight)
    assert page["project-status"] == {"status": "archived", "reason": "Done."}
    assert len(page["files"]) == 2
    assert all(offered(file.sha256, file.filename) for file in files_of(harborlight))


@pytest.mark.django_db
def test_a_quarantined_project_has_a_page_and_offers_nothing(harborlight: NormalizedName) -> None:
    quarantine(harborlight)
    catch_up()
    page = project(harborlight)
    assert (page["project-status"]["status"], page["files"]) == ("quarantined", [])
    assert listed() == {}
    assert not any(offered(file.sha256, file.filename) for file in files_of(harborlight))


@pytest.mark.django_db
def test_a_withdrawn_project_has_no_page_and_its_files_are_not_offered(
    ada: Person, harborlight: NormalizedName
) -> None:
    given.release(ada, "quietqueue")
    withdraw(permit(acting(ada), Action.WITHDRAW, harborlight, now=NOON), reason="Left.")
    catch_up()
    assert not is_shown(harborlight)
    assert list(listed()) == ["quietqueue"]
    assert len(files_of(harborlight)) == 2
    assert not any(offered(file.sha256, file.filename) for file in files_of(harborlight))


@pytest.mark.django_db
def test_a_project_that_comes_back_offers_its_new_files_only(
    ada: Person, harborlight: NormalizedName
) -> None:
    withdraw(permit(acting(ada), Action.WITHDRAW, harborlight, now=NOON), reason="Left.")
    given.release(ada, "harborlight", "3.0")
    catch_up()
    assert project(harborlight)["versions"] == ["3.0"]
    assert [file.version for file in files_of(harborlight) if offered(file.sha256, file.filename)] == ["3.0"]


@pytest.mark.django_db
def test_the_list_tells_the_index_serial_and_a_page_its_project_s_newest(
    ada: Person, harborlight: NormalizedName
) -> None:
    before = serial(harborlight)
    assert before == latest_serial()
    other = given.release(ada, "quietqueue")
    assert catch_up() == root()["meta"]["_last-serial"] == latest_serial()
    assert (serial(harborlight), serial(other)) == (before, latest_serial())
    assert listed() == {"harborlight": before, "quietqueue": latest_serial()}


@pytest.mark.django_db
def test_a_change_that_concerns_no_project_moves_the_list_only(harborlight: NormalizedName) -> None:
    before = serial(harborlight)
    given.person("ben")
    catch_up()
    assert root()["meta"]["_last-serial"] == latest_serial() > before
    assert serial(harborlight) == before


@pytest.mark.django_db
def test_catching_up_twice_gives_the_same_bytes(harborlight: NormalizedName) -> None:
    before = every_page(harborlight)
    assert catch_up() == catch_up()
    assert every_page(harborlight) == before


@pytest.mark.django_db
def test_making_everything_anew_gives_the_same_bytes(ada: Person, harborlight: NormalizedName) -> None:
    other = given.release(ada, "quietqueue")
    yank(permit(acting(ada), Action.YANK, harborlight, now=NOON), version="1.0", reason="It burns.")
    catch_up()
    before = every_page(harborlight, other)
    assert pages_of_this_node().rebuild() == latest_serial()
    assert every_page(harborlight, other) == before


@pytest.mark.django_db
def test_pages_of_a_later_state_than_the_database_are_made_anew(
    ada: Person, harborlight: NormalizedName
) -> None:
    late = given.release(ada, "latecomer")
    catch_up()
    assert is_shown(late)
    JournalEntry.objects.filter(project=late).delete()
    File.objects.filter(release__project__name=late).delete()
    Release.objects.filter(project__name=late).delete()
    Role.objects.filter(project__name=late).delete()
    Project.objects.filter(name=late).delete()
    catch_up()
    assert not is_shown(late)
    assert is_shown(harborlight)


@pytest.mark.django_db
def test_step_by_step_or_at_once_ends_in_the_same_bytes(ada: Person) -> None:
    chance = Random(7)
    names = [given.release(ada, f"project-{number}") for number in range(5)]
    for step in range(20):
        name = chance.choice(names)
        given.release(ada, name, f"{step}.0.1")
        if chance.random() < 0.5:
            asked = permit(acting(ada), Action.YANK, name, now=NOON)
            yank(asked, version=f"{step}.0.1", reason=f"Step {step}.")
        if chance.random() < 0.4:
            catch_up()
    catch_up()
    step_by_step = every_page(*names)
    pages_of_this_node().rebuild()
    assert every_page(*names) == step_by_step


@pytest.mark.django_db(transaction=True)
def test_whoever_committed_finds_the_page(ada: Person) -> None:
    name = given.release(ada, "harborlight")
    assert project(name)["versions"] == ["1.0"]
    assert listed() == {"harborlight": latest_serial()}


@pytest.mark.django_db(transaction=True)
def test_parallel_changes_end_at_the_newest(ada: Person) -> None:
    releases = 2

    def publish_some(number: int) -> list[int]:
        seen = []
        for release in range(releases):
            own = given.release(ada, f"own-{number}", f"{release}.0")
            given.release(ada, "shared", f"{number}.{release}")
            assert f"{release}.0" in project(own)["versions"], "the commit was followed by the page"
            seen.append(root()["meta"]["_last-serial"])
        return seen

    given.release(ada, "shared", "100")
    assert all(seen == sorted(seen) for seen in at_once(publish_some))
    at_once(lambda _: catch_up())
    shared = NormalizedName("shared")
    assert len(project(shared)["versions"]) == AT_ONCE * releases + 1
    assert root()["meta"]["_last-serial"] == latest_serial()
    names = [NormalizedName(name) for name in listed()]
    before = every_page(*names)
    pages_of_this_node().rebuild()
    assert every_page(*names) == before


@pytest.mark.django_db
def test_an_operator_s_withdrawal_takes_the_page_away_too(harborlight: NormalizedName) -> None:
    withdraw(permit(OTTO, Action.WITHDRAW, harborlight, now=NOON), reason="A court said so.")
    catch_up()
    assert not is_shown(harborlight)


@pytest.mark.django_db
def test_what_no_page_tells_of_renders_nothing(ada: Person, harborlight: NormalizedName) -> None:
    store, before = pages_of_this_node().store, serial(harborlight)
    page = every_page(harborlight)[-1]
    with write():
        Project.objects.filter(name=harborlight).update(display_name="Not rendered")
        for number in range(600):
            kind = "project.designated_critical" if number % 2 else "mandate.announced_for_project"
            append(Fact(kind, project=harborlight), by=SETUP, at=NOON)
    assert catch_up() == store.serial() == latest_serial()
    assert serial(harborlight) == before
    assert every_page(harborlight)[-1] == page
    with write():
        append(Fact("project.set_archived", project=harborlight), by=SETUP, at=NOON)
    catch_up()
    assert serial(harborlight) == latest_serial()
    assert listed() == {"Not rendered": latest_serial()}


@pytest.mark.django_db
def test_pages_that_cannot_be_written_are_told_of_in_a_line_and_the_change_stands(
    tmp_path: Path,
    settings: Settings,
    caplog: pytest.LogCaptureFixture,
    django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[object]],
) -> None:
    (tmp_path / "file").touch()
    settings.STRONGROOM_PAGES_FOLDER = tmp_path / "file" / "pages"

    with django_capture_on_commit_callbacks(execute=True), write():
        told = append(Fact("project.created", project="demo"), by=OTTO, at=NOON)

    assert latest_serial() == told
    (record,) = [record for record in caplog.records if "The change is made" in record.message]
    assert record.exc_info is None
    assert str(tmp_path) in record.message


@pytest.mark.django_db(transaction=True)
def test_a_query_that_is_read_half_shows_no_page_as_it_was(ada: Person, harborlight: NormalizedName) -> None:
    """On SQLite the query keeps this connection from seeing what others have done since, and the pages show it."""
    unfinished = begin_to_read()
    elsewhere(lambda: given.release(ada, "harborlight", "3.0"))
    shown = every_page(harborlight)
    catch_up()
    assert every_page(harborlight) == shown
    assert "3.0" in project(harborlight)["versions"]
    del unfinished
