"""Hostile archives are sent to the upload address: each is refused for its reason, and nothing else happens."""

import base64
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from strongroom.accounts.services import authenticate_token, issue_token, prove_by_operator
from strongroom.catalog.models import File
from strongroom.foundation import clock
from strongroom.foundation.actors import Actor
from strongroom.infra.journal.services import latest_serial
from tests.hostile import tar_cases, wheel_cases, zip_cases
from tests.hostile.zip_cases import Case
from tests.support import given
from tests.support.upload_forms import multipart

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.urls("strongroom.interfaces.uploads.urls"),
    pytest.mark.filterwarnings("ignore:Duplicate name"),
]

CASES = [*zip_cases.cases(), *wheel_cases.cases(), *tar_cases.cases()]
SOUND = [*zip_cases.sound()]


@pytest.fixture
def around(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put the data folder, in which the server stands, some folders deep, so that what climbs out of it is seen."""
    data = tmp_path / "a" / "b" / "c"
    data.mkdir(parents=True)
    settings.STRONGROOM_DATA = data
    settings.STRONGROOM_CONTENT_FOLDER = data / "content"
    monkeypatch.chdir(data)
    return tmp_path


@pytest.fixture
def authorization() -> str:
    ada = given.person("ada")
    now = clock.now()
    proof = prove_by_operator(ada.username, by=Actor.operator(name="console"), now=now)
    token = issue_token(proof, name="hostile", projects=None, expires_at=None, now=now)
    # That it was used for the first time is a fact of the token, not of what is uploaded with it.
    authenticate_token(token, now=now)
    return "Basic " + base64.b64encode(f"__token__:{token}".encode()).decode()


def send(client: Client, case: Case, authorization: str) -> Any:
    """Upload the file under the name and with the metadata of what it was made from."""
    body, boundary = multipart(replace(case.built, bytes_=case.content))
    return client.post(
        "/legacy/",
        body,
        content_type=f"multipart/form-data; boundary={boundary}",
        headers={"authorization": authorization},
    )


def kind_of(case: Case) -> str:
    """Return the first words of the case's name, which it shares with others."""
    return case.name.partition(":")[0]


def listing(folder: Path) -> dict[str, bytes | None]:
    """Return every file below the folder with its content, and every folder and link.

    The folder where uploads are staged is left out, and what lies in it is not: it must be empty again.
    """
    found: dict[str, bytes | None] = {}
    for place, folders, files in os.walk(folder):
        for name in {*folders, *files} - {".staging"}:
            path = Path(place, name)
            found[str(path)] = path.read_bytes() if name in files and not path.is_symlink() else None
    return found


@pytest.mark.parametrize("kind", sorted({case.name.partition(":")[0] for case in CASES}))
def test_hostile_archives_are_refused_for_their_reason_and_leave_no_trace(
    kind: str, client: Client, around: Path, authorization: str
) -> None:
    (around / "a" / "b" / "c" / "content").mkdir()
    before, serial = listing(around), latest_serial()
    for case in CASES:
        if kind_of(case) == kind:
            answer = send(client, case, authorization)
            assert (case.name, answer.status_code) == (case.name, 400)
            assert case.words in answer.content.decode(), case.name
            assert listing(around) == before, case.name
    assert (latest_serial(), File.objects.count()) == (serial, 0)
    assert not Path("/strongroom-was-here").exists()


@pytest.mark.parametrize("case", SOUND, ids=lambda case: case.name)
def test_a_sound_archive_of_an_unusual_form_is_published(
    case: Case, client: Client, around: Path, authorization: str
) -> None:
    answer = send(client, case, authorization)
    assert (answer.status_code, File.objects.count()) == (200, 1), answer.content


def test_every_case_has_a_name_of_its_own() -> None:
    names = [case.name for case in [*CASES, *SOUND]]
    assert len(names) == len(set(names)) > 150
