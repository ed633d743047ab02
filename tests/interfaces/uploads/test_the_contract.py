"""The contract with upload clients, row by row: what is sent, and the status and first words it is answered with.

Each case begins with the number of its row in docs/reference/uploads.md, where the rows that cannot occur here,
and those that are answered otherwise on purpose, are explained.
"""

import pytest
from django.test import Client
from pytest_django import Settings

from strongroom.catalog.queries import get_project, list_files, list_releases
from tests.interfaces.uploads.contract_metadata import METADATA, SOUND
from tests.interfaces.uploads.contract_rows import ROWS, Case
from tests.interfaces.uploads.desk import DEMO, Desk, Form, assert_says
from tests.support.distributions import Sdist, Wheel

pytestmark = [pytest.mark.django_db, pytest.mark.urls("strongroom.interfaces.uploads.urls")]

IN_THEIR_ORDER: list[tuple[str, Form]] = [
    ("SSL is required", {"URL": "https://testserver"}),
    ("Read-only mode", {"READ_ONLY": True}),
    ("New uploads are", {"UPLOADS": "closed"}),
    ("…token", {"token": "strongroom-nonsense"}),
    ("Unknown protocol version", {"protocol_version": "2"}),
    ("Metadata-Version is '9'", {"metadata_version": "9"}),
    ("The upload does not have a file", {"content": None}),
    ("The description failed to render", {"description": ".. include:: /etc/passwd\n"}),
    ("The file name", {"filename": "demo 1.0.whl"}),
    ("The digest supplied does not match", {"md5_digest": "0" * 32}),
    ("Version 1.0 of demo was withdrawn", {}),
]
"""What is wrong, and what is said of it. Each upload has all that follow as well. Names in capitals are settings."""


@pytest.fixture
def desk(client: Client, settings: Settings) -> Desk:
    return Desk(client, settings)


@pytest.mark.parametrize("case", ROWS, ids=lambda case: case.name)
def test_each_row_is_answered_with_its_status_and_its_words(desk: Desk, case: Case) -> None:
    answer = case.act(desk)
    assert answer.status_code == case.status
    assert_says(answer, case.words)


@pytest.mark.parametrize(
    ("changes", "words"),
    [pytest.param(changes, words, id=f"3.1-{name}") for name, changes, words in METADATA],
)
def test_each_rule_of_metadata_is_answered_so(desk: Desk, changes: Form, words: str) -> None:
    answer = desk.send(Wheel(headers={"Metadata-Version": "2.5"}), **changes)
    assert answer.status_code == (200 if words == SOUND else 400)
    assert_says(answer, words)


def test_25_a_project_is_written_as_it_was_last(desk: Desk) -> None:
    desk.send(Wheel())
    desk.send(Wheel(name="Demo", version="2.0"))
    assert get_project(DEMO).display_name == "Demo"


def test_27_a_release_is_one_however_it_is_spelled_and_says_what_its_first_file_says(desk: Desk) -> None:
    desk.send(Wheel(version="1.0rc1", headers={"Summary": "First."}))
    desk.send(Sdist(version="1.0rc1", headers={"Version": "1.0-RC.1", "Summary": "Second."}))
    (release,) = list_releases(DEMO)
    assert (release.version, release.summary, len(list_files(DEMO))) == ("1.0rc1", "First.", 2)


@pytest.mark.parametrize("first", range(len(IN_THEIR_ORDER)))
def test_what_comes_first_in_the_contract_is_told_first(desk: Desk, first: int) -> None:
    desk.send(Wheel())
    desk.withdraw()
    wrong: Form = {}
    for _, changes in reversed(IN_THEIR_ORDER[first:]):
        wrong |= changes
    for name in filter(str.isupper, wrong):
        setattr(desk.settings, f"STRONGROOM_{name}", wrong[name])
    form = {name: value for name, value in wrong.items() if not name.isupper()}
    assert_says(
        desk.send(Sdist() if first == len(IN_THEIR_ORDER) - 1 else Wheel(), **form), IN_THEIR_ORDER[first][0]
    )
