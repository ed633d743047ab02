"""What is stored agrees with what is published, also after uploads that were cut off."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from strongroom.accounts.queries import Person
from strongroom.catalog.errors import FileExists
from strongroom.catalog.queries import list_files
from strongroom.catalog.services import withdraw
from strongroom.foundation.names import NormalizedName
from strongroom.foundation.permits import Action
from strongroom.infra.db import write
from strongroom.mandates.services import permit
from strongroom.publishing.services import examine, sweep
from strongroom.publishing.services.keeping import no_sweeping
from tests.contexts.publishing.given import contents, publish, staged
from tests.support import given
from tests.support.distributions import Sdist, Wheel
from tests.support.given import NOON, acting
from tests.support.served import until

DEMO = NormalizedName("demo")
SECONDS = 60
ARRIVING = """
import pathlib, sys, time
from strongroom.infra.storage.local import ContentStore
with ContentStore(pathlib.Path(sys.argv[1])).stage() as staged:
    staged.write(b"half of a wheel")
    print("arriving", flush=True)
    time.sleep(600)
"""


@pytest.fixture
def ada() -> Person:
    return given.person("ada")


def content_of(filename: str) -> Path:
    """Return where the content of demo's file is."""
    digests = {file.filename: file.sha256 for file in list_files(DEMO)}
    return contents().path(digests[filename])


@pytest.mark.django_db
def test_an_empty_index_is_sound() -> None:
    found = examine()
    assert found.is_sound
    assert (found.published, found.kept) == (0, 0)


@pytest.mark.django_db
def test_published_files_and_their_metadata_are_counted_and_never_swept(ada: Person) -> None:
    publish(Wheel(), by=ada)
    publish(Sdist(), by=ada)
    before = set(contents().digests())
    found = sweep()
    assert found.is_sound
    assert (found.published, found.kept, found.orphans, found.unfinished) == (4, 3, 0, 0)
    assert set(contents().digests()) == before


@pytest.mark.django_db
def test_withdrawn_files_keep_their_content(ada: Person) -> None:
    publish(Wheel(), by=ada)
    withdraw(permit(acting(ada), Action.WITHDRAW, DEMO, now=NOON), reason="Left.")
    assert (sweep().orphans, examine().kept) == (0, 2)


@pytest.mark.django_db
def test_missing_content_is_named(ada: Person) -> None:
    publish(Wheel(), by=ada)
    content_of(Wheel().filename).unlink()
    found = examine()
    assert not found.is_sound
    assert (found.missing, found.changed) == ((Wheel().filename,), ())


@pytest.mark.django_db
def test_changed_content_is_named(ada: Person) -> None:
    publish(Wheel(), by=ada)
    publish(Sdist(), by=ada)
    path = content_of(Sdist().filename)
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    found = sweep()
    assert not found.is_sound
    assert (found.missing, found.changed) == ((), (Sdist().filename,))
    assert path.exists(), "what is published is never swept"


@pytest.mark.django_db
def test_content_that_nobody_refers_to_is_reported_and_swept(ada: Person) -> None:
    publish(Wheel(), by=ada)
    with staged(Sdist(name="other")) as upload:
        contents().keep(upload.staged)
    found = examine()
    assert found.is_sound
    assert (found.orphans, found.swept) == (1, False)
    assert (sweep().orphans, examine().orphans) == (1, 0)
    assert content_of(Wheel().filename).exists()


@pytest.mark.django_db
def test_an_upload_that_is_arriving_is_neither_reported_nor_swept(ada: Person) -> None:
    with staged(Wheel()) as upload:
        found = sweep()
        assert (found.orphans, found.unfinished) == (0, 0)
        assert upload.staged.path.exists()
    publish(Wheel(), by=ada)
    assert examine().is_sound


@pytest.mark.django_db
def test_the_remains_of_a_process_that_died_are_reported_and_swept() -> None:
    program = [sys.executable, "-c", ARRIVING, str(settings.STRONGROOM_CONTENT_FOLDER)]
    with subprocess.Popen(program, stdout=subprocess.PIPE) as process:
        assert process.stdout
        process.stdout.readline()
        assert examine().unfinished == 0, "it lives and writes"
        process.kill()
    assert examine().unfinished == 1
    assert (sweep().unfinished, examine().unfinished) == (1, 0)


@pytest.mark.django_db(transaction=True)
def test_a_sweep_waits_for_uploads_between_content_and_commit(ada: Person) -> None:
    publish(Wheel(), by=ada)
    with ThreadPoolExecutor(1) as threads:
        with no_sweeping(), staged(Sdist(name="other")) as upload:
            contents().keep(upload.staged)
            swept = threads.submit(_sweep_on_a_connection_of_its_own)
            with pytest.raises(TimeoutError):
                swept.result(timeout=0.5)
            assert contents().has(upload.staged.sha256)
        assert swept.result(timeout=SECONDS) == 1


@pytest.mark.django_db(transaction=True)
def test_uploads_do_not_wait_for_each_other_s_hold_on_sweeping(ada: Person) -> None:
    with no_sweeping():
        publish(Wheel(), by=ada)
    assert len(list_files(DEMO)) == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_files_with_one_name_the_later_leaves_an_orphan_that_is_swept(ada: Person) -> None:
    """The later one finds the name free, stores its content, and only then learns that it was too late."""
    early, late = Wheel(), Wheel(files={"demo/more.py": b"x = 1\n"})
    with staged(late) as arriving:
        digest = arriving.staged.sha256
    with ThreadPoolExecutor(1) as threads:
        with write():
            second = threads.submit(_publish_on_a_connection_of_its_own, late, ada)
            until(lambda: contents().has(digest), what="the later content is stored")
            publish(early, by=ada)
        with pytest.raises(FileExists):
            second.result(timeout=SECONDS)
    assert [file.sha256 for file in list_files(DEMO)] != [digest]
    assert examine().orphans == 1
    sweep()
    assert not contents().has(digest)
    assert examine().is_sound


def _sweep_on_a_connection_of_its_own() -> int:
    try:
        return sweep().orphans
    finally:
        connection.close()


def _publish_on_a_connection_of_its_own(wheel: Wheel, ada: Person) -> None:
    try:
        publish(wheel, by=ada)
    finally:
        connection.close()
