"""What operators read at the desk while the company's directory is not believed."""

import pytest
from pytest_django import Settings

from strongroom.accounts.services import Role
from strongroom.accounts.upstream.directory import Directory
from strongroom.foundation.actors import Actor
from strongroom.infra.db import write
from strongroom.infra.journal.services import Fact, append
from tests.interfaces.web.conftest import SignIn
from tests.interfaces.web.desk import operator
from tests.support.given import NOON

pytestmark = pytest.mark.django_db

TITLE = "The directory is not believed"


@pytest.fixture(autouse=True)
def directory(settings: Settings) -> None:
    """The company has one; nobody asks it here."""
    settings.STRONGROOM_DIRECTORY = Directory("ldaps://ldap.works.example", "dc=works,dc=example")


def found(kind: str, **data: object) -> None:
    """Let the journal say what a look into the directory brought."""
    with write():
        append(Fact(kind, subject="directory:roll", data=data), by=Actor.system("directory"), at=NOON)


@pytest.mark.parametrize("role", Role)
def test_it_says_who_is_missing_why_nobody_is_frozen_and_what_to_do(sign_in: SignIn, role: Role) -> None:
    found("directory.doubted", missing=40, asked=90, named=["ada", "ben"])
    page = operator(sign_in, role).get("/desk/").content.decode()
    for words in (
        TITLE,
        "no longer let in 40 of 90 people, all at once: among them ada, ben.",
        "Nobody was frozen.",
        "STRONGROOM_LDAP_FILTER",
    ):
        assert words in page


def test_it_is_gone_when_the_directory_is_believed_or_there_is_none(
    sign_in: SignIn, settings: Settings
) -> None:
    browser = operator(sign_in)
    assert TITLE not in browser.get("/desk/").content.decode()
    found("directory.doubted", missing=4, asked=4, named=["ada", "ben", "cleo", "dora"])
    assert TITLE in browser.get("/desk/").content.decode()
    found("directory.believed")
    assert TITLE not in browser.get("/desk/").content.decode()
    found("directory.doubted", missing=4, asked=4, named=["ada", "ben", "cleo", "dora"])
    settings.STRONGROOM_DIRECTORY = None
    assert TITLE not in browser.get("/desk/").content.decode()
