"""On a private index people sign in before they see anything, and programs bring a token."""

import base64
import xmlrpc.client
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from strongroom.accounts.queries import Person, list_tokens
from strongroom.accounts.services import issue_token, prove_by_operator, revoke_token
from strongroom.foundation import clock
from strongroom.foundation.actors import Actor
from strongroom.foundation.names import NormalizedName
from tests.interfaces.test_every_way_in_asks import addresses
from tests.interfaces.web.conftest import SignIn
from tests.support import given
from tests.support.given import NOON

OPEN = (
    "/account/login/",
    "/account/signup/",
    "/account/password/reset/",
    "/help/policy/",
    "/healthz",
    "/legacy/",
)
FOR_PROGRAMS = (
    "/rss/packages.xml",
    "/rss/updates.xml",
    "/rss/project/harborlight/releases.xml",
    "/dashboard.json",
    "/dashboard/people-bound.json",
    "/dashboard/people-bound.csv",
    "/project/harborlight/critical.json",
    "/runs/2026-03-02.json",
    "/runs/2026-03-02/file",
)
OTTO = Actor.operator(name="otto")

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _private(settings: Settings) -> None:
    settings.STRONGROOM_READ_PUBLIC = False
    given.critical_project(given.person("ada"))


def token_of(person: Person, *projects: str) -> str:
    return issue_token(
        prove_by_operator(person.username, by=OTTO, now=NOON),
        name="feeds",
        projects=[NormalizedName(name) for name in projects] or None,
        expires_at=NOON + timedelta(days=1),
        now=NOON,
        read_only=True,
    )


def ask(path: str, token: str = "") -> Any:
    """Ask without a cookie; return the answer, of which a file was read to its end."""
    credentials = base64.b64encode(f"__token__:{token}".encode()).decode()
    answer: Any = Client().get(path, headers={"Authorization": f"Basic {credentials}"} if token else {})
    if answer.streaming:
        assert b"".join(answer.streaming_content)
    return answer


def test_whatever_is_not_in_the_list_of_open_addresses_is_closed() -> None:
    """Found by walking every address there is."""
    shown = {path.partition("/")[2].partition("/")[0] for path in addresses() if ask(path).status_code == 200}
    assert shown <= {"account", "help", "first-operator", "healthz", "legacy"}


@pytest.mark.parametrize("path", OPEN)
def test_what_signing_in_needs_is_open(path: str) -> None:
    assert ask(path).status_code in {200, 405}


@pytest.mark.parametrize(
    "path", ["/", "/project/harborlight/", "/project/harborlight/files/", "/nothing/", "/status/"]
)
def test_people_are_sent_to_sign_in_and_back(path: str) -> None:
    answer = ask(path)
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"{reverse('account_login')}?next={path}"
    assert "private" in answer.headers["Cache-Control"]


def test_whoever_is_signed_in_sees_it(sign_in: SignIn, cleo: Person) -> None:
    answer = sign_in(cleo).get("/project/harborlight/")
    assert answer.status_code == 200
    assert "private" in answer.headers["Cache-Control"]
    assert {"Cookie", "Authorization"} <= set(answer.headers["Vary"].split(", "))


def test_a_closed_account_sees_nothing_more(sign_in: SignIn, cleo: Person) -> None:
    client = sign_in(cleo)
    given.closed(cleo)
    assert client.get("/project/harborlight/").status_code == 302


@pytest.mark.parametrize("path", FOR_PROGRAMS)
def test_programs_bring_a_token(path: str, cleo: Person) -> None:
    refused = ask(path)
    assert refused.status_code == 401
    assert refused.headers["WWW-Authenticate"].startswith("Basic realm=")
    assert b"/account/tokens/" in refused.content
    answer = ask(path, token_of(cleo))
    assert answer.status_code == 200
    assert "private" in answer.headers["Cache-Control"]
    assert "public" not in answer.headers["Cache-Control"]
    assert ask(path, token_of(cleo, "harborlight")).status_code == 401


def test_a_token_that_has_ended_reads_no_feed(cleo: Person) -> None:
    token = token_of(cleo)
    [known] = list_tokens(cleo.user_id)
    clock.install(lambda: NOON + timedelta(days=1))
    assert ask(FOR_PROGRAMS[0], token).status_code == 401
    clock.install(lambda: NOON)
    assert ask(FOR_PROGRAMS[0], token).status_code == 200
    revoke_token(OTTO, token_id=known.id, now=NOON)
    assert ask(FOR_PROGRAMS[0], token).status_code == 401


def test_a_token_opens_no_page_for_people(cleo: Person) -> None:
    assert ask("/project/harborlight/", token_of(cleo)).status_code == 302


def test_xml_rpc_asks_for_a_token_as_well(cleo: Person) -> None:
    body = xmlrpc.client.dumps((), "list_packages_with_serial").encode()
    assert Client().post("/pypi", body, content_type="text/xml").status_code == 401
    credentials = base64.b64encode(f"__token__:{token_of(cleo)}".encode()).decode()
    headers = {"Authorization": f"Basic {credentials}"}
    answer = Client().post("/pypi", body, content_type="text/xml", headers=headers)
    assert (answer.status_code, b"harborlight" in answer.content) == (200, True)


def test_a_public_index_asks_nobody(settings: Settings) -> None:
    settings.STRONGROOM_READ_PUBLIC = True
    assert ask("/project/harborlight/").status_code == 200
    assert "public" in ask(FOR_PROGRAMS[0]).headers["Cache-Control"]
