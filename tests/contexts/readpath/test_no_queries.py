"""Installers are answered from prepared bytes, wired as config/wsgi.py does it, without one query."""

import base64
import hashlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any, NoReturn
from wsgiref.types import WSGIApplication
from wsgiref.util import setup_testing_defaults

import pytest
from django.conf import settings
from pytest_django import DjangoAssertNumQueries

from strongroom.accounts.queries import list_tokens
from strongroom.accounts.services import issue_token, prove_by_operator, revoke_token
from strongroom.catalog.queries import list_files
from strongroom.foundation import clock
from strongroom.foundation.actors import Actor
from strongroom.foundation.names import NormalizedName
from strongroom.infra.eventlog import EventWriter
from strongroom.interfaces.simple.gate import Gate
from strongroom.interfaces.simple.routes import ReadHandlers
from strongroom.interfaces.simple.wsgi import ReadPath
from strongroom.readpath.services import pages_of_this_node
from tests.contexts.publishing.given import contents, publish
from tests.contexts.readpath.given import catch_up
from tests.support import given
from tests.support.distributions import Wheel

pytestmark = pytest.mark.django_db

WHEEL = Wheel(name="harborlight")


def get(
    application: WSGIApplication, path: str, accept: str = "*/*", *, token: str = ""
) -> tuple[str, bytes]:
    """Return status line and body."""
    environ: dict[str, Any] = {"PATH_INFO": path, "HTTP_ACCEPT": accept, "wsgi.input": BytesIO()}
    if token:
        credentials = base64.b64encode(f"__token__:{token}".encode()).decode()
        environ["HTTP_AUTHORIZATION"] = f"Basic {credentials}"
    setup_testing_defaults(environ)
    statuses: list[str] = []

    def start(status: str, _headers: object, _error: object = None) -> Any:
        statuses.append(status)

    body = application(environ, start)
    try:
        return statuses[0], b"".join(body)
    finally:
        getattr(body, "close", lambda: None)()


def refuse(*_: object) -> NoReturn:
    raise AssertionError("the read path handed the request on")


@pytest.fixture
def handlers() -> Iterator[ReadHandlers]:
    """What answers from an index with one release."""
    publish(WHEEL, by=given.person("ada"))
    catch_up()
    events = EventWriter(settings.STRONGROOM_EVENTS_FOLDER)
    yield ReadHandlers(pages_of_this_node().store, contents(), events)
    events.close()


@pytest.fixture
def index(handlers: ReadHandlers) -> ReadPath:
    """An index of which nothing but the read path answers."""
    return ReadPath(handlers.answer, fallback=refuse)


@pytest.fixture
def private_index(handlers: ReadHandlers) -> ReadPath:
    """The same, behind a gate."""
    keyring = settings.STRONGROOM_KEYRING
    gate = Gate(handlers, pages_of_this_node().store, derive=keyring.derive, made_at="/account/tokens/")
    return ReadPath(gate.answer, fallback=refuse)


@pytest.mark.parametrize("accept", ["text/html", "application/vnd.pypi.simple.v1+json"])
@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/simple/", "200 OK"),
        ("/simple/harborlight/", "200 OK"),
        ("/simple/Harborlight/", "301 Moved Permanently"),
        ("/simple/nothing/", "404 Not Found"),
        ("/packages/aa/bb/cc/nothing.whl", "404 Not Found"),
    ],
)
def test_a_page_needs_no_query(
    index: ReadPath, path: str, status: str, accept: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        assert get(index, path, accept)[0] == status


def test_a_file_and_its_metadata_need_no_query(
    index: ReadPath, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    (file,) = list_files(NormalizedName("harborlight"))
    digest = file.sha256
    path = f"/packages/{digest[:2]}/{digest[2:4]}/{digest[4:]}/{file.filename}"
    with django_assert_num_queries(0):
        assert get(index, path) == ("200 OK", WHEEL.content)
        status, metadata = get(index, f"{path}.metadata")
    assert (status, hashlib.sha256(metadata).hexdigest()) == ("200 OK", file.metadata_sha256)


def test_behind_a_gate_neither_who_may_read_nor_who_may_not_needs_a_query(
    private_index: ReadPath, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ben, otto, now = given.person("ben"), Actor.operator(name="otto"), clock.now()
    proof = prove_by_operator("ben", by=otto, now=now)
    token = issue_token(proof, name="ci", projects=None, expires_at=None, now=now, read_only=True)
    catch_up()
    with django_assert_num_queries(0):
        assert get(private_index, "/simple/harborlight/", token=token)[0] == "200 OK"
        assert get(private_index, "/simple/", token=token)[0] == "200 OK"
        assert get(private_index, "/simple/nothing/", token=token)[0] == "404 Not Found"
        assert get(private_index, "/simple/harborlight/")[0] == "401 Unauthorized"
        assert get(private_index, "/simple/harborlight/", token="strongroom-x")[0] == "401 Unauthorized"
    revoke_token(otto, token_id=list_tokens(ben.user_id)[0].id, now=now)
    catch_up()
    with django_assert_num_queries(0):
        status, body = get(private_index, "/simple/harborlight/", token=token)
    assert (status, b"revoked" in body) == ("401 Unauthorized", True)
