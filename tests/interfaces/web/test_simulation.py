"""A simulation is looked at: its pages offer nothing that nobody can do there."""

import html
from collections.abc import Iterator

import pytest
from django.test import Client
from pytest_django import Settings

from strongroom.accounts.queries import Person
from strongroom.infra.db import close_to_writers, open_to_writers
from strongroom.simulation.errors import OnlyLookedAt
from tests.support import given

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _made_up(ada: Person, settings: Settings) -> None:
    given.critical_project(ada)
    settings.STRONGROOM_SIMULATION = True
    settings.STRONGROOM_REGISTRATION_OPEN = False


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


@pytest.mark.parametrize(
    "path", ["/", "/project/harborlight/", "/project/harborlight/1.0/", "/dashboard/", "/status/"]
)
def test_nobody_is_asked_to_sign_in_to_register_or_to_install(client: Client, path: str) -> None:
    page = text(client, path)
    assert "nothing can be installed" in page
    for words in ("Sign in", "Register", "pip install", "/account/login/", "/account/signup/"):
        assert words not in page


def test_who_finds_the_way_in_is_told_that_it_leads_nowhere(client: Client) -> None:
    door = text(client, "/account/login/")
    assert "Nobody can: this is a simulation" in door
    assert "password" not in door.lower()
    assert "nobody else comes in" in text(client, "/account/signup/")


def test_the_status_does_not_promise_pages_that_are_never_prepared(client: Client) -> None:
    page = text(client, "/status/")
    assert "pages for people alone" in page
    assert "Installers" not in page
    assert "Shown to installers" not in page


@pytest.fixture
def closed() -> Iterator[None]:
    """Let nobody write, as where the folder of a simulation was entered."""
    close_to_writers(OnlyLookedAt)
    yield
    open_to_writers()


def test_who_sends_something_all_the_same_is_told_that_it_is_only_looked_at(
    client: Client, closed: None
) -> None:
    for path, form in (
        ("login", {"login": "ada", "password": "x"}),
        ("password/reset", {"email": "a@b.example"}),
    ):
        answer = client.post(f"/account/{path}/", form)
        assert answer.status_code == 403
        assert "what can be done here is to look" in answer.content.decode()
