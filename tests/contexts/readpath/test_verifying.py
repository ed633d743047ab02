"""Pages are compared with what would be made anew, and each difference is said in words."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from strongroom.catalog.services import withdraw
from strongroom.foundation.names import NormalizedName, normalize
from strongroom.foundation.permits import Action
from strongroom.infra.journal.queries import list_changes_of
from strongroom.mandates.services import permit
from strongroom.readpath.services import pages_of_this_node, verify
from strongroom.readpath.services.rendering import root_frames
from strongroom.readpath.services.states import load_states
from strongroom.readpath.store import Body, FileRecord, ProjectState, Representation
from tests.contexts.readpath.given import catch_up
from tests.support import given
from tests.support.given import NOON, acting

pytestmark = pytest.mark.django_db

HARBORLIGHT = NormalizedName("harborlight")
STRANGER = FileRecord("ab" * 32, "harborlight-6.6.6.tar.gz", 1, HARBORLIGHT, "6.6.6")


@pytest.fixture
def _index() -> None:
    """Two projects of Ada's, and one that she withdrew."""
    ada = given.person("ada")
    for name in ("harborlight", "quietqueue", "gone"):
        given.release(ada, name)
    withdraw(permit(acting(ada), Action.WITHDRAW, normalize("gone"), now=NOON), reason="Left.")
    catch_up()


def differences() -> list[str]:
    """Return what is found, sorted."""
    return sorted(verify(pages_of_this_node()))


def tamper(change: Callable[[ProjectState], ProjectState]) -> None:
    """Show something else of harborlight than what is in the database."""
    store = pages_of_this_node().store
    changes_of = list_changes_of([HARBORLIGHT], until=store.serial())
    ((_, state),) = load_states(store, [HARBORLIGHT], changes_of)
    assert state is not None
    with store.write() as changes:
        changes.put_project(change(state))


@pytest.mark.usefixtures("_index")
def test_sound_pages_are_sound() -> None:
    done: list[int] = []
    assert list(verify(pages_of_this_node(), done.append)) == []
    assert sum(done) == 3


@pytest.mark.usefixtures("_index")
def test_pages_that_are_behind_are_brought_up_first() -> None:
    given.release(given.person("ben"), "brand-new")
    assert differences() == []


@pytest.mark.usefixtures("_index")
def test_a_page_that_differs_is_named_in_each_form_and_coding() -> None:
    tamper(lambda state: replace(state, pages={**state.pages, Representation.JSON: Body("a/b", b"{}")}))
    found = differences()
    assert "harborlight: the page simple/harborlight/json (identity) differs." in found
    assert "harborlight: the page simple/harborlight/json (gzip) is missing." in found
    assert not any("/html" in difference for difference in found)


@pytest.mark.usefixtures("_index")
def test_a_page_that_should_not_be_there_is_named() -> None:
    with pages_of_this_node().store.write() as changes:
        body = Body("text/html", b"not so")
        changes.put_project(ProjectState(normalize("gone"), 1, 1, pages={Representation.HTML: body}))
    assert "gone: the page simple/gone/html (identity) should not be there." in differences()


@pytest.mark.usefixtures("_index")
def test_files_that_are_offered_or_not_against_the_catalog_are_named() -> None:
    tamper(lambda state: replace(state, files=(STRANGER,)))
    found = differences()
    assert "harborlight: harborlight-6.6.6.tar.gz should not be offered like this." in found
    assert "harborlight: harborlight-1.0-py3-none-any.whl is not offered as it should be." in found


@pytest.mark.usefixtures("_index")
def test_a_project_that_is_missing_in_the_list_is_named() -> None:
    tamper(lambda state: replace(state, lines={}))
    assert "harborlight: serial or line in the list of all projects differs." in differences()


@pytest.mark.usefixtures("_index")
def test_a_project_that_is_not_known_or_should_not_be_is_named() -> None:
    with pages_of_this_node().store.write() as changes:
        changes.delete_project(HARBORLIGHT)
        changes.put_project(ProjectState(normalize("stranger"), 1, 1))
    assert differences() == [
        "harborlight: nothing is known of the project.",
        "stranger: there is no such project.",
    ]


@pytest.mark.usefixtures("_index")
def test_a_list_that_differs_is_named_in_every_coding() -> None:
    store = pages_of_this_node().store
    with store.write() as changes:
        frames = root_frames(store.serial() + 1)
        changes.put_root(serial=store.serial(), modified_at=0, frames=frames)
    assert len(differences()) == 6
    pages_of_this_node().rebuild()
    assert differences() == []
