"""Whether the index works, for people and for programs."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from pytest_django import Settings

from strongroom.accounts.queries import Person
from strongroom.readpath.services import pages_of_this_node
from tests.contexts.infra.given import begin_to_read, elsewhere
from tests.support import given

pytestmark = pytest.mark.django_db


def test_a_working_index_answers_its_version_and_serial(
    client: Client, ada: Person, settings: Settings
) -> None:
    given.release(ada, "harborlight")
    response = client.get("/healthz")
    assert response.status_code == 200
    answer = response.json()
    assert answer.keys() == {"status", "version", "serial"}
    assert answer["status"] == "ok"
    assert answer["version"] == settings.STRONGROOM_VERSION
    assert answer["serial"] > 0
    assert "no-store" in response["Cache-Control"]


def test_without_its_pages_it_is_failing(client: Client, settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "not-a-folder").write_text("")
    settings.STRONGROOM_PAGES_FOLDER = tmp_path / "not-a-folder" / "pages"
    response = client.get("/healthz")
    assert response.status_code == 503
    assert response.json()["status"] == "failing"


def test_without_its_database_it_is_failing(client: Client) -> None:
    with connection.execute_wrapper(_broken):
        response = client.get("/healthz")
    assert response.status_code == 503
    assert response.json()["failure"] == "OSError"


def test_the_page_says_whether_installers_see_every_change(client: Client, ada: Person) -> None:
    given.release(ada, "harborlight")
    assert "Pages are catching up" in client.get("/status/").content.decode()
    pages_of_this_node().catch_up()
    assert "Everything works" in client.get("/status/").content.decode()


def _broken(*_: object) -> None:
    raise OSError("the disk is gone")


@pytest.mark.django_db(transaction=True)
def test_a_request_that_failed_leaves_nothing_half_read_to_the_next(client: Client, ada: Person) -> None:
    given.release(ada, "harborlight")
    left: list[object] = []

    def fails(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if left or "journal" in sql:
            return execute(sql, *rest)
        left.append(begin_to_read())
        elsewhere(lambda: given.release(given.person("ben"), "quillmark"))
        raise DatabaseError("the disk is gone")

    client.raise_request_exception = False
    with connection.execute_wrapper(fails):
        assert client.get("/project/harborlight/").status_code == 500
    assert client.get("/project/quillmark/").status_code == 200
