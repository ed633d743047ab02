"""All pages made anew: nobody notices, nothing is left over, and every machine comes to the same."""

import threading
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from strongroom.accounts.queries import Person
from strongroom.catalog.services import withdraw, yank
from strongroom.foundation.names import NormalizedName, normalize
from strongroom.foundation.permits import Action
from strongroom.infra.journal.services import latest_serial
from strongroom.mandates.services import permit
from strongroom.readpath.services import Pages, pages_of_this_node
from strongroom.readpath.store import (
    LISTED,
    Body,
    Coding,
    PageStore,
    PreparedPage,
    ProjectState,
    Representation,
    project_key,
)
from tests.contexts.readpath.given import catch_up, every_page, is_shown, listed, project
from tests.support import given
from tests.support.given import NOON, acting

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada() -> Person:
    return given.person("ada")


def some_projects(owner: Person, count: int) -> list[NormalizedName]:
    return [given.release(owner, f"project-{number}", f"1.{count}") for number in range(count)]


def put(state: ProjectState) -> None:
    """Show something else than what is in the database."""
    with pages_of_this_node().store.write() as changes:
        changes.put_project(state)


def other_machine(folder: Path) -> Pages:
    return Pages(PageStore.open(folder, writable=True), lock_path=folder.with_suffix(".lock"))


def pages_on(machine: Pages, names: list[NormalizedName]) -> list[PreparedPage | None]:
    keys = [project_key(name, form) for name in names for form in LISTED]
    return [machine.store.get_page(key, coding) for key in keys for coding in Coding]


def test_readers_find_every_page_while_all_are_made_anew(ada: Person) -> None:
    names = some_projects(ada, 5)
    catch_up()
    for name in names:
        put(ProjectState(name, 1, 1, pages={form: Body("text/html", b"old") for form in LISTED}))
    store, missing, ended = pages_of_this_node().store, list[str](), threading.Event()

    def read() -> None:
        while not ended.is_set():
            keys = [project_key(name, form) for name in names for form in LISTED]
            missing.extend(key for key in keys if store.get_page(key) is None)
            missing.extend(form for form in LISTED if store.get_root(form) is None)

    reader = threading.Thread(target=read)
    reader.start()
    done: list[int] = []
    pages_of_this_node().rebuild(done.append)
    ended.set()
    reader.join()
    assert missing == []
    assert sum(done) == 5
    assert all(project(name)["versions"] == ["1.5"] for name in names)


def test_a_change_meanwhile_is_followed_at_once(ada: Person) -> None:
    (name,) = some_projects(ada, 1)
    catch_up()

    def publish(_done: int) -> None:
        given.release(ada, name, "2.0")
        given.release(ada, "latecomer")
        catch_up()
        assert project(name)["versions"] == ["1.1", "2.0"]

    assert pages_of_this_node().rebuild(publish) == latest_serial()
    assert project(name)["versions"] == ["1.1", "2.0"]
    assert set(listed()) == {"project-0", "latecomer"}


def test_an_interrupted_rebuild_leaves_pages_that_are_right(ada: Person) -> None:
    names = some_projects(ada, 3)
    catch_up()
    before = every_page(*names)

    def interrupt(_done: int) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        pages_of_this_node().rebuild(interrupt)
    assert every_page(*names) == before


def test_what_the_catalog_does_not_know_is_forgotten(ada: Person) -> None:
    some_projects(ada, 1)
    catch_up()
    stranger = normalize("stranger")
    put(ProjectState(stranger, 1, 1, pages={form: Body("text/html", b"?") for form in LISTED}))
    assert pages_of_this_node().store.owns(stranger)
    pages_of_this_node().rebuild()
    assert not is_shown(stranger)
    assert not pages_of_this_node().store.owns(stranger)


def test_a_rebuild_begins_where_nothing_was_prepared(ada: Person) -> None:
    names = some_projects(ada, 2)
    done: list[int] = []
    assert pages_of_this_node().rebuild(done.append) == latest_serial()
    assert sum(done) == 2
    assert all(is_shown(name) for name in names)


def test_a_withdrawn_name_stays_taken(ada: Person) -> None:
    (name,) = some_projects(ada, 1)
    withdraw(permit(acting(ada), Action.WITHDRAW, name, now=NOON), reason="Left.")
    catch_up()
    assert not is_shown(name)
    assert pages_of_this_node().store.owns(name)
    assert not pages_of_this_node().store.owns(normalize("never-there"))


def test_pages_tell_when_they_changed_and_files_when_they_came(ada: Person) -> None:
    later = NOON + timedelta(hours=1)
    name = given.release(ada, "harborlight")
    given.release(ada, name, "2.0", at=later)
    catch_up()
    store = pages_of_this_node().store
    page = store.get_page(project_key(name, Representation.HTML))
    listing = store.get_root(Representation.HTML)
    assert page is not None
    assert listing is not None
    assert page.modified_at == listing.modified_at == later.timestamp()
    assert {file.uploaded_at for file in store.list_files(name)} == {NOON.timestamp(), later.timestamp()}


def test_a_page_is_kept_in_every_coding(ada: Person) -> None:
    (name,) = some_projects(ada, 1)
    catch_up()
    pages = pages_on(pages_of_this_node(), [name])
    assert [page.coding for page in pages if page] == [*Coding, *Coding]
    assert len({page.etag for page in pages if page}) == 6


def test_machines_that_follow_at_other_moments_show_the_same_times_included(
    ada: Person, tmp_path: Path
) -> None:
    step_by_step, late = other_machine(tmp_path / "step-by-step"), other_machine(tmp_path / "late")
    names = [normalize("a"), normalize("b")]
    for version in range(3):
        for name in names:
            given.release(ada, name, f"{version}.0")
            step_by_step.catch_up()
        yank(permit(acting(ada), Action.YANK, names[0], now=NOON), version=f"{version}.0", reason="It burns.")
        step_by_step.catch_up()
        if version == 1:
            late.catch_up()
    withdraw(permit(acting(ada), Action.WITHDRAW, names[1], now=NOON), reason="Left.")
    step_by_step.catch_up()
    given.release(ada, names[1], "9.0")
    for machine in (step_by_step, late):
        machine.catch_up()
    pages_of_this_node().rebuild()
    shown = pages_on(step_by_step, names)
    assert None not in shown
    assert pages_on(late, names) == shown
    assert pages_on(pages_of_this_node(), names) == shown
    step_by_step.store.close()
    late.store.close()


def test_a_crash_between_two_portions_is_made_up_for(ada: Person, tmp_path: Path) -> None:
    (name,) = some_projects(ada, 1)
    catch_up()
    given.release(ada, name, "2.0")
    given.release(ada, name, "3.0")
    undisturbed = other_machine(tmp_path / "undisturbed")
    undisturbed.catch_up()
    known = undisturbed.store.find_project(name)
    assert known is not None
    page = undisturbed.store.get_page(project_key(name, Representation.HTML))
    assert page is not None
    half = {Representation.HTML: Body(page.content_type, page.body)}
    put(ProjectState(name, known.serial, known.modified_at, pages=half))
    assert pages_of_this_node().store.serial() < latest_serial()
    catch_up()
    assert project(name)["versions"] == ["1.1", "2.0", "3.0"]
    again = pages_on(pages_of_this_node(), [name])
    assert [page and page._replace(modified_at=0) for page in again] == [
        page and page._replace(modified_at=0) for page in pages_on(undisturbed, [name])
    ]
    undisturbed.store.close()


def test_it_asks_as_often_for_many_projects_as_for_few(ada: Person) -> None:
    asked: list[tuple[int, int]] = []
    for count in (2, 20):
        some_projects(ada, count)
        catch_up()
        given.release(ada, "project-1", f"{count}.0")
        with CaptureQueriesContext(connection) as for_a_change:
            catch_up()
        with CaptureQueriesContext(connection) as for_all:
            pages_of_this_node().rebuild()
        asked.append((len(for_a_change), len(for_all)))
    assert asked[0] == asked[1]
