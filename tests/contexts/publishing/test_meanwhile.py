"""What happens to rights while an upload is read counts: on a second connection, before the transaction that publishes."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from strongroom.accounts.queries import Person, list_tokens
from strongroom.accounts.services import authenticate_token, issue_token, prove_by_operator, revoke_token
from strongroom.catalog.queries import list_files
from strongroom.catalog.services import archive, remove_person
from strongroom.foundation.actors import Actor
from strongroom.foundation.names import NormalizedName
from strongroom.foundation.permits import Action
from strongroom.infra.storage.local import ContentStore, StagedFile
from strongroom.mandates.errors import NotAllowed, ProjectClosed, SecondFactorRequired
from strongroom.mandates.services import permit
from strongroom.publishing.services import Receipt, publish
from strongroom.readpath.services import pages_of_this_node
from tests.contexts.infra.given import elsewhere
from tests.contexts.publishing.given import staged
from tests.support import given
from tests.support.distributions import Wheel
from tests.support.given import NOON, acting
from tests.support.served import until

pytestmark = pytest.mark.django_db(transaction=True)

A_WHILE_SECONDS = 0.5
DEMO = NormalizedName("demo")


class SlowDisk(ContentStore):
    """A store on which keeping a file takes so long that something else happens, on another connection."""

    def __init__(self, meanwhile: Callable[[], object]) -> None:
        super().__init__(settings.STRONGROOM_CONTENT_FOLDER)
        self._to_happen = [meanwhile]

    def keep(self, staged: StagedFile) -> None:
        """Keep the content as ever; the first one takes long."""
        super().keep(staged)
        while self._to_happen:
            elsewhere(self._to_happen.pop())


@pytest.fixture
def ada() -> Person:
    return given.person("ada")


@pytest.fixture
def ben(ada: Person) -> Person:
    """Maintain ada's project, without a second factor."""
    given.release(ada, "demo", "0.1")
    ben = given.person("ben")
    given.role(ben, DEMO)
    return ben


def upload(by: Actor, *, meanwhile: Callable[[], object]) -> None:
    with staged(Wheel()) as received:
        publish(received, contents=SlowDisk(meanwhile), by=by, now=NOON)


def versions() -> list[str]:
    return [file.version for file in list_files(DEMO)]


def test_a_role_that_was_taken_away_publishes_nothing(ada: Person, ben: Person) -> None:
    owner = acting(ada)

    def remove() -> None:
        asked = permit(owner, Action.MANAGE_PEOPLE, DEMO, now=NOON)
        remove_person(asked, username="ben", reason="He left us.")

    with pytest.raises(NotAllowed):
        upload(acting(ben), meanwhile=remove)
    assert versions() == ["0.1"]


def test_a_project_that_was_archived_takes_no_upload_that_was_on_its_way(ada: Person, ben: Person) -> None:
    owner = acting(ada)
    with pytest.raises(ProjectClosed):
        upload(
            acting(ben),
            meanwhile=lambda: archive(permit(owner, Action.ARCHIVE, DEMO, now=NOON), reason="Done."),
        )
    assert versions() == ["0.1"]


def test_a_mandate_that_came_into_force_is_asked_for(ben: Person) -> None:
    def designate() -> None:
        given.downloads(DEMO, 5000)
        given.designation()
        given.mandate(at=NOON - timedelta(days=100))

    with pytest.raises(SecondFactorRequired):
        upload(acting(ben), meanwhile=designate)
    assert versions() == ["0.1"]


def test_a_token_that_was_revoked_publishes_nothing(ben: Person) -> None:
    proof = prove_by_operator("ben", by=given.SETUP, now=NOON)
    text = issue_token(proof, name="laptop", projects=None, expires_at=None, now=NOON)
    token = authenticate_token(text, now=NOON)
    (listed,) = list_tokens(ben.user_id)
    with pytest.raises(NotAllowed, match="revoked"):
        upload(token, meanwhile=lambda: revoke_token(acting(ben), token_id=listed.id, now=NOON))
    assert versions() == ["0.1"]


def test_a_name_that_somebody_else_took_is_theirs(ada: Person) -> None:
    cleo = given.person("cleo")
    with pytest.raises(NotAllowed):
        upload(acting(ada), meanwhile=lambda: given.release(cleo, "demo", "0.1"))
    assert versions() == ["0.1"]


def test_what_changes_nothing_for_the_uploader_stops_nothing(ada: Person, ben: Person) -> None:
    upload(acting(ben), meanwhile=lambda: given.release(ada, "demo", "0.2"))
    assert versions() == ["0.1", "0.2", "1.0"]


class SlowQuery:
    """A database that takes so long to find a name's look-alikes that something else happens, on another connection."""

    def __init__(self, meanwhile: Callable[[], object]) -> None:
        self._to_happen = [meanwhile]

    def __call__(self, execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        """Ask the database, as Django's `execute_wrapper` has it."""
        while "confusable_key" in sql and self._to_happen:
            elsewhere(self._to_happen.pop())
        return execute(sql, *rest)


def upload_while(step: Callable[[], object], *, by: Actor) -> None:
    """Upload a file of a project that was not there when the upload was admitted, and is when its name is weighed."""
    with staged(Wheel()) as received, connection.execute_wrapper(SlowQuery(step)):
        publish(received, contents=ContentStore(settings.STRONGROOM_CONTENT_FOLDER), by=by, now=NOON)


def test_two_first_files_of_a_project_are_both_published(ada: Person) -> None:
    upload_while(lambda: given.release(ada, "demo", "0.1"), by=acting(ada))
    assert versions() == ["0.1", "1.0"]


def test_a_name_that_somebody_else_begins_in_the_same_moment_is_theirs(ada: Person) -> None:
    cleo = given.person("cleo")
    with pytest.raises(NotAllowed):
        upload_while(lambda: given.release(cleo, "demo", "0.1"), by=acting(ada))
    assert versions() == ["0.1"]


def test_who_sends_a_file_again_is_answered_when_it_is_shown(ada: Person) -> None:
    """Its first upload is recorded, and whoever sent it has given up before the pages were made."""

    def send() -> Receipt:
        try:
            with staged(Wheel()) as received:
                return publish(
                    received,
                    contents=ContentStore(settings.STRONGROOM_CONTENT_FOLDER),
                    by=acting(ada),
                    now=NOON,
                )
        finally:
            connection.close()

    pages = pages_of_this_node()
    with ThreadPoolExecutor(2) as threads:
        with pages.alone():
            first = threads.submit(send)
            until(lambda: versions() == ["1.0"], what="the file is recorded")
            again = threads.submit(send)
            assert not wait([first, again], A_WHILE_SECONDS).done
        assert "was published before" in again.result().message
        assert [file.version for file in pages.store.list_files(DEMO)] == ["1.0"]
        first.result()
