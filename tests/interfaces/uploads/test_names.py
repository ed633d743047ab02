"""How an upload client is answered that would begin a project of an unfit name: row 21 of the upload contract."""

import base64
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from strongroom.accounts.queries import Person
from strongroom.accounts.services import issue_token, prove_by_operator
from strongroom.catalog.queries import find_project
from strongroom.catalog.services import grant_namespace, permit_name, prohibit_name
from strongroom.foundation import clock
from strongroom.foundation.actors import Actor
from strongroom.foundation.names import normalize
from strongroom.infra.journal.queries import project_serials
from tests.support import given
from tests.support.distributions import Wheel
from tests.support.given import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.urls("strongroom.interfaces.uploads.urls")]

OTTO = Actor.operator(name="otto")

Begin = Callable[[str], Any]


@pytest.fixture
def ada() -> Person:
    return given.person("ada")


@pytest.fixture
def begin(client: Client, ada: Person) -> Begin:
    """Upload a wheel of a project of this name as ada."""
    given.release(given.person("ben"), "kite")
    prohibit_name(normalize("wind"), by=OTTO, reason="A mark.", now=NOON)
    grant_namespace(normalize("moss"), username="ben", by=OTTO, reason="His.", now=NOON)
    proof = prove_by_operator("ada", by=OTTO, now=clock.now())
    token = issue_token(proof, name="test", projects=None, expires_at=None, now=clock.now())
    authorization = "Basic " + base64.b64encode(f"__token__:{token}".encode()).decode()

    def send(name: str) -> Any:
        built = Wheel(name=name)
        content = SimpleUploadedFile(built.filename, built.content, "application/octet-stream")
        form = {":action": ["file_upload"], **built.form, "content": content}
        return client.post("/legacy/", form, headers={"authorization": authorization})

    return send


@pytest.mark.parametrize(
    ("name", "status", "words"),
    [
        ("_kite", 400, "'_kite' is not a valid project name"),
        ("urllib2", 400, "conflicts with a module of Python's standard library"),
        ("wind", 400, "isn't allowed on this index. Its operators say why: A mark."),
        ("requirements-txt", 400, "isn't allowed for a project"),
        ("k1te", 400, "too similar to that of an existing project: kite"),
        ("moss-green", 409, "lies in the namespace moss, which is reserved for ben"),
    ],
)
def test_an_unfit_name_is_refused_with_its_reason_and_leaves_nothing(
    begin: Begin, name: str, status: int, words: str
) -> None:
    before = project_serials()
    answer = begin(name)
    assert answer.status_code == status
    assert words in answer.reason_phrase
    assert answer.content.decode().strip() == answer.reason_phrase
    assert project_serials() == before
    assert not name[0].isalnum() or find_project(normalize(name)) is None


def test_what_operators_permit_is_published(begin: Begin) -> None:
    permit_name(normalize("k1te"), username="ada", by=OTTO, reason="A defence.", now=NOON)
    assert begin("k1te").status_code == 200
