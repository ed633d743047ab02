"""Installers are answered from prepared bytes, wired as config/wsgi.py does it, without one query."""

import hashlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any, NoReturn
from wsgiref.types import WSGIApplication
from wsgiref.util import setup_testing_defaults

import pytest
from django.conf import settings
from pytest_django import DjangoAssertNumQueries

from strongroom.catalog.queries import list_files
from strongroom.foundation.names import NormalizedName
from strongroom.infra.eventlog import EventWriter
from strongroom.interfaces.simple.routes import ReadHandlers
from strongroom.interfaces.simple.wsgi import ReadPath
from strongroom.readpath.services import pages_of_this_node
from tests.contexts.publishing.given import contents, publish
from tests.contexts.readpath.given import catch_up
from tests.support import given
from tests.support.distributions import Wheel

pytestmark = pytest.mark.django_db

WHEEL = Wheel(name="harborlight")


def get(application: WSGIApplication, path: str, accept: str = "*/*") -> tuple[str, bytes]:
    """Return status line and body."""
    environ: dict[str, Any] = {"PATH_INFO": path, "HTTP_ACCEPT": accept, "wsgi.input": BytesIO()}
    setup_testing_defaults(environ)
    statuses: list[str] = []

    def start(status: str, _headers: object, _error: object = None) -> Any:
        statuses.append(status)

    body = application(environ, start)
    try:
        return statuses[0], b"".join(body)
    finally:
        getattr(body, "close", lambda: None)()


@pytest.fixture
def index() -> Iterator[ReadPath]:
    """An index with one release, of which nothing but the read path answers."""

    def refuse(*_: object) -> NoReturn:
        raise AssertionError("the read path handed the request on")

    publish(WHEEL, by=given.person("ada"))
    catch_up()
    events = EventWriter(settings.STRONGROOM_EVENTS_FOLDER)
    handlers = ReadHandlers(pages_of_this_node().store, contents(), events)
    yield ReadPath(handlers.answer, fallback=refuse)
    events.close()


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
