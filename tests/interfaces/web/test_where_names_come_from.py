"""A visitor looks for a project that is not on this index, which stands in front of another one."""

import pytest
from django.test import Client
from pytest_django import Settings

from strongroom.readpath.upstream import ReservedNames

pytestmark = pytest.mark.django_db


def absent(client: Client, name: str) -> str:
    response = client.get(f"/project/{name}/")
    assert response.status_code == 404
    return response.content.decode()


@pytest.fixture(autouse=True)
def _in_front_of_another_index(settings: Settings) -> None:
    settings.STRONGROOM_UPSTREAM = "https://index.example/simple/"
    settings.STRONGROOM_RESERVED = ReservedNames.parse(["acme-*"])


def test_is_told_that_installers_get_it_from_the_upstream(client: Client) -> None:
    page = absent(client, "kite")
    assert "so it comes from the upstream index" in page
    assert "Installers that ask this index for it get what the upstream has" in page


def test_is_told_that_a_reserved_name_never_comes_from_there(client: Client) -> None:
    page = absent(client, "acme-billing")
    assert "reserved for this index (acme-*) and never comes from elsewhere" in page
    assert "as soon as it is published here, and not before" in page


def test_is_told_to_check_the_spelling_where_there_is_no_upstream(client: Client, settings: Settings) -> None:
    settings.STRONGROOM_UPSTREAM = ""
    page = absent(client, "kite")
    assert "Check the spelling" in page
    assert "upstream" not in page
