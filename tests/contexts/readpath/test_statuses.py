"""What programs see of a project in each of its four statuses (PEP 792): pages, list, documents, files."""

from collections.abc import Callable

import pytest

from strongroom.accounts.queries import Person
from strongroom.catalog.models import File
from strongroom.catalog.services import (
    archive,
    deprecate,
    lift_quarantine,
    lift_release_quarantine,
    quarantine,
    quarantine_release,
)
from strongroom.foundation.actors import Actor
from strongroom.foundation.names import NormalizedName
from strongroom.foundation.permits import Action, Permit
from strongroom.mandates.services import permit
from strongroom.readpath.services import pages_of_this_node, verify
from strongroom.readpath.store import Representation, project_key
from tests.contexts.readpath.given import catch_up, listed, offered, project
from tests.support import given
from tests.support.given import NOON, acting

pytestmark = pytest.mark.django_db

HARBORLIGHT = NormalizedName("harborlight")
OTTO = Actor.operator(name="otto")
REASON = 'Because of <b>"tides"</b>.'

Set = Callable[[Person], None]


def of_settings(by: Actor) -> Permit:
    return permit(by, Action.CHANGE_SETTINGS, HARBORLIGHT, now=NOON)


STATUSES: dict[str, Set] = {
    "active": lambda _ada: None,
    "archived": lambda ada: archive(
        permit(acting(ada), Action.ARCHIVE, HARBORLIGHT, now=NOON), reason=REASON
    ),
    "deprecated": lambda ada: deprecate(of_settings(acting(ada)), reason=REASON),
    "quarantined": lambda _ada: quarantine(of_settings(OTTO), reason=REASON),
}


@pytest.fixture
def ada() -> Person:
    """Publish harborlight 1.0."""
    ada = given.person("ada")
    given.release(ada, "Harborlight")
    catch_up()
    return ada


def html() -> str:
    page = pages_of_this_node().store.get_page(project_key(HARBORLIGHT, Representation.HTML))
    assert page is not None
    return page.body.decode()


def has_document() -> bool:
    return pages_of_this_node().store.has_page(project_key(HARBORLIGHT, Representation.API))


def is_downloaded() -> bool:
    file = File.objects.get()
    return offered(file.sha256, file.filename) is not None


@pytest.mark.parametrize("status", STATUSES)
def test_every_surface_tells_the_same_status(ada: Person, status: str) -> None:
    STATUSES[status](ada)
    catch_up()
    shown = status != "quarantined"
    page = project(HARBORLIGHT)
    assert page["project-status"] == (
        {"status": status, "reason": REASON} if status != "active" else {"status": status}
    )
    assert f'name="pypi:project-status" content="{status}"' in html()
    assert ("&lt;b&gt;" in html()) == (status != "active")
    assert page["versions"] == ["1.0"]
    assert (len(page["files"]), ".whl" in html()) == (shown, shown)
    assert ("Harborlight" in listed(), has_document(), is_downloaded()) == (shown, shown, shown)


def test_after_a_quarantine_everything_is_back(ada: Person) -> None:
    STATUSES["deprecated"](ada)
    STATUSES["quarantined"](ada)
    catch_up()
    assert not is_downloaded()
    lift_quarantine(of_settings(OTTO), reason="A false alarm.")
    catch_up()
    assert project(HARBORLIGHT)["project-status"] == {"status": "deprecated", "reason": REASON}
    assert ("Harborlight" in listed(), has_document(), is_downloaded()) == (True, True, True)


def test_of_a_quarantined_release_nothing_is_offered_and_of_the_others_everything() -> None:
    ada = given.person("ada")
    for version in ("1.0", "2.0"):
        given.release(ada, "Harborlight", version)
    catch_up()
    quarantine_release(of_settings(OTTO), version="2.0", reason=REASON)
    catch_up()
    assert project(HARBORLIGHT)["versions"] == ["1.0"]
    shown = {file.release.version: offered(file.sha256, file.filename) for file in File.objects.all()}
    assert shown["2.0"] is None
    assert shown["1.0"] is not None
    assert "2.0" not in html()
    assert "Harborlight" in listed()
    assert list(verify(pages_of_this_node())) == []


def test_it_comes_back_when_the_quarantine_is_lifted(ada: Person) -> None:
    before = html()
    quarantine_release(of_settings(OTTO), version="1.0", reason=REASON)
    catch_up()
    assert not has_document()
    lift_release_quarantine(of_settings(OTTO), version="1.0", reason="It was sound.")
    catch_up()
    assert has_document()
    assert project(HARBORLIGHT)["versions"] == ["1.0"]
    assert len(html()) == len(before)
    assert list(verify(pages_of_this_node())) == []
