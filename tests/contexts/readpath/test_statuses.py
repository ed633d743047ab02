"""What programs see of a project in each of its four statuses (PEP 792): pages, list, documents, files."""

from collections.abc import Callable

import pytest

from strongroom.accounts.queries import Person
from strongroom.catalog.models import File
from strongroom.catalog.services import archive, deprecate, lift_quarantine, quarantine
from strongroom.foundation.actors import Actor
from strongroom.foundation.names import NormalizedName
from strongroom.foundation.permits import Action, Permit
from strongroom.mandates.services import permit
from strongroom.readpath.services import pages_of_this_node
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
