"""A mirror that asks, as the standard library's client would."""

import xmlrpc.client
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from strongroom.accounts.queries import Person
from strongroom.foundation import clock
from tests.support import given
from tests.support.given import NOON

Ask = Callable[..., Any]


@pytest.fixture(autouse=True)
def _present(_clock_put_back: None) -> None:
    """It is noon on a Monday."""
    clock.install(lambda: NOON)


@pytest.fixture
def ask(client: Client) -> Ask:
    """Call a method and return what it returns; a fault is raised."""

    def called(method: str, *parameters: Any, path: str = "/pypi") -> Any:
        body = xmlrpc.client.dumps(parameters, methodname=method, allow_none=True)
        answer = client.post(path, body, content_type="text/xml")
        assert answer.status_code == 200
        assert answer.headers["Content-Type"] == "text/xml; charset=utf-8"
        ((value,), _) = xmlrpc.client.loads(answer.content)
        return value

    return called


@pytest.fixture
def ada() -> Person:
    """Publish, protected by a second factor."""
    return given.protected(given.person("ada"))
