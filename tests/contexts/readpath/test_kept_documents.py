"""What a change does not concern is not made again, and yet every page is as if all had been made anew."""

from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from strongroom.accounts.queries import Person
from strongroom.catalog.models import Release, Role
from strongroom.catalog.queries import list_releases
from strongroom.catalog.services import NewFile, leave, publish_file, unyank, withdraw, yank
from strongroom.foundation.names import normalize
from strongroom.foundation.permits import Action, Permit
from strongroom.infra.db import write
from strongroom.infra.journal.services import Fact, append
from strongroom.mandates.services import permit
from strongroom.readpath.services import Pages, pages_of_this_node, verify
from strongroom.readpath.store import PageStore, PreparedPage, ProjectState, release_key
from strongroom.readpath.store.environment import Environment, scan
from strongroom.readpath.store.forms import FORM
from strongroom.readpath.store.records import unpack_page
from tests.contexts.readpath.given import catch_up
from tests.support import given
from tests.support.given import NOON, SETUP, acting

pytestmark = pytest.mark.django_db

SPELLINGS = "harbor-light", "Harbor.Light", "HARBOR_LIGHT"
HARBORLIGHT = normalize(SPELLINGS[0])
VERSIONS = "1", "1.0", "1.0.0", "1.1", "2.0rc1", "2.0", "1!0.5", "3.0+local"
"""Some are equal: the key of one's document depends on whether the others are there."""


@pytest.fixture
def ada() -> Person:
    return given.person("ada")


class Maintainers:
    """They do what comes to their minds."""

    def __init__(self, ada: Person, ben: Person, chance: Random) -> None:
        self.ada, self.ben, self.chance = ada, ben, chance
        self.files = 0

    def asked(self, action: Action, person: Person | None = None) -> Permit:
        return permit(acting(person or self.ada), action, HARBORLIGHT, now=NOON)

    def upload(self) -> None:
        """Begin a release or add to one; now and then with the name spelled in another way."""
        self.files += 1
        version = self.chance.choice(VERSIONS)
        if Release.objects.filter(version=version, withdrawn_at__isnull=False).exists():
            version = f"{4 + self.files}.0"
        spelling = SPELLINGS[0] if self.chance.random() < 0.7 else self.chance.choice(SPELLINGS)
        publish(self.asked(Action.UPLOAD), spelling, version, number=self.files)

    def yank(self) -> None:
        if releases := list_releases(HARBORLIGHT):
            version = self.chance.choice(releases).version
            yank(self.asked(Action.YANK), version=version, reason=self.chance.choice(["", "It burns."]))

    def unyank(self) -> None:
        if yanked := [one.version for one in list_releases(HARBORLIGHT) if one.yanked_at]:
            unyank(self.asked(Action.YANK), version=self.chance.choice(yanked))

    def withdraw(self) -> None:
        if self.chance.random() < 0.3 and list_releases(HARBORLIGHT):
            withdraw(self.asked(Action.WITHDRAW), reason="Left.")

    def change_people(self) -> None:
        if Role.objects.count() > 1:
            leave(self.asked(Action.LEAVE, self.ben))
            return
        with write():
            given.role(self.ben, HARBORLIGHT)
            append(Fact("role.accepted", project=HARBORLIGHT, subject="ben"), by=SETUP, at=NOON)

    def act(self) -> None:
        choices: list[Callable[[], None]] = [self.yank, self.unyank, self.withdraw, self.change_people]
        self.chance.choices([self.upload, *choices], [6, 2, 2, 1, 1])[0]()


def publish(asked: Permit, display_name: str, version: str, *, number: int = 0) -> None:
    digest = f"{number:032x}{abs(hash(version)):032x}"
    publish_file(
        asked,
        NewFile(
            display_name=display_name,
            version=version,
            filename=f"harbor_light-{version}-{number}-py3-none-any.whl",
            filetype="bdist_wheel",
            python_version="py3",
            size_bytes=1000 + number,
            digests={"sha256": digest, "blake2_256": digest, "md5": digest[:32]},
            metadata_sha256=digest if number % 2 else "",
            requires_python=">=3.9" if number % 3 else "",
            summary="A summary",
            description_html="",
            release_metadata={"requires_dist": ["lantern"]},
        ),
    )


def machine(folder: Path) -> Pages:
    return Pages(PageStore.open(folder, writable=True), lock_path=folder.with_suffix(".lock"))


def everything(pages: Pages, folder: Path) -> dict[bytes, object]:
    """Return all that is stored of pages and files, by key, but for when it was last another."""
    pages.store.close()
    environment = Environment(folder / FORM, writable=False, map_bytes=0)
    found: dict[bytes, object] = environment.read(
        lambda transaction: {
            prefix + key: _timeless(unpack_page(value)) if prefix != b"f" else bytes(value)
            for prefix in (b"p", b"g", b"z", b"f")
            for key, value in scan(transaction, prefix)
        }
    )
    environment.close()
    return found


def _timeless(page: PreparedPage) -> tuple[str, str, bytes]:
    return page.content_type, page.etag, page.body


@pytest.mark.parametrize("seed", range(6))
def test_step_by_step_or_anew_whatever_maintainers_do_every_stored_byte_is_the_same(
    ada: Person, tmp_path: Path, seed: int
) -> None:
    chance = Random(seed)
    maintainers = Maintainers(ada, given.person("ben"), chance)
    patient, late = machine(tmp_path / "patient"), machine(tmp_path / "late")
    patient.catch_up()
    maintainers.upload()
    for step in range(40):
        maintainers.act()
        if chance.random() < 0.7:
            patient.catch_up()
        if step % 20 == 19:
            assert list(verify(patient)) == []
    patient.catch_up()
    late.catch_up()
    step_by_step = everything(patient, tmp_path / "patient")
    assert step_by_step == everything(late, tmp_path / "late")
    patient.rebuild()
    assert everything(patient, tmp_path / "patient") == step_by_step
    patient.store.close()
    late.store.close()


def head(version: str) -> PreparedPage:
    page = pages_of_this_node().store.get_page(release_key(HARBORLIGHT, version))
    assert page is not None
    return page


def publish_as(ada: Person, version: str, display_name: str = SPELLINGS[0]) -> None:
    publish(permit(acting(ada), Action.UPLOAD, HARBORLIGHT, now=NOON), display_name, version)
    catch_up()


def test_an_upload_leaves_the_documents_of_other_releases_as_they_are(ada: Person) -> None:
    publish_as(ada, "1.1")
    before = head("1.1")
    Release.objects.update(summary="Nobody looks here again.")
    publish_as(ada, "2.1")
    assert head("1.1") == before
    assert list(verify(pages_of_this_node())) != []


def test_another_spelling_of_the_project_is_in_the_documents_of_all_releases(ada: Person) -> None:
    publish_as(ada, "1.1")
    publish_as(ada, "2.1", "Harbor.Light")
    assert b'"name":"Harbor.Light"' in head("1.1").body


def test_documents_that_the_store_has_not_are_made(ada: Person) -> None:
    publish_as(ada, "1.1")
    before, store = head("1.1"), pages_of_this_node().store
    known = store.find_project(HARBORLIGHT)
    assert known is not None
    with store.write() as changes:
        changes.put_project(ProjectState(HARBORLIGHT, known.serial, known.modified_at, lines=known.lines))
    assert not store.has_page(release_key(HARBORLIGHT, "1.1"))
    publish_as(ada, "2.1")
    assert head("1.1").body == before.body


def test_one_upload_is_followed_with_seven_questions_to_the_database(ada: Person) -> None:
    for number in range(5):
        publish_as(ada, f"{number}.1")
    publish(permit(acting(ada), Action.UPLOAD, HARBORLIGHT, now=NOON), SPELLINGS[0], "7.1")
    with CaptureQueriesContext(connection) as asked:
        catch_up()
    assert len(asked) == 7
