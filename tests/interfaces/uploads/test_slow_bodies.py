"""What happens to rights while a body is on its way: it may take hours, and that is up to whoever sends it."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from strongroom.accounts.queries import Person, list_tokens
from strongroom.accounts.services import issue_token, prove_by_operator, revoke_token
from strongroom.catalog.queries import list_files
from strongroom.foundation import clock
from strongroom.foundation.actors import Actor
from strongroom.foundation.names import normalize
from tests.support import given
from tests.support.distributions import Wheel
from tests.support.upload_forms import multipart

pytestmark = [pytest.mark.django_db, pytest.mark.urls("strongroom.interfaces.uploads.urls")]


class SlowBody(io.BytesIO):
    """A body of which the last byte comes only after something else has happened."""

    def __init__(self, body: bytes, *, meanwhile: Callable[[], object]) -> None:
        super().__init__(body)
        self._meanwhile = meanwhile
        self._happened = False

    def read(self, size: int | None = -1, /) -> bytes:
        """Return the next bytes."""
        if not self._happened:
            self._happened = True
            self._meanwhile()
        return super().read(size)


def token_of(person: Person) -> str:
    now = clock.now()
    proof = prove_by_operator(person.username, by=Actor.operator(name="console"), now=now)
    return issue_token(proof, name="laptop", projects=None, expires_at=None, now=now)


def upload(client: Client, token: str, *, meanwhile: Callable[[], object]) -> Any:
    body, boundary = multipart(Wheel())
    extra: dict[str, Any] = {
        "wsgi.input": SlowBody(body, meanwhile=meanwhile),
        "CONTENT_LENGTH": str(len(body)),
        "CONTENT_TYPE": f"multipart/form-data; boundary={boundary}",
        "HTTP_AUTHORIZATION": f"Bearer {token}",
    }
    return client.generic("POST", "/legacy/", **extra)


def revoke_every_token(person: Person) -> None:
    for token in list_tokens(person.user_id):
        by = Actor.person(user_id=person.user_id, name=person.username)
        revoke_token(by, token_id=token.id, now=clock.now())


def test_an_upload_does_not_outlive_the_token_that_began_it(client: Client) -> None:
    ada = given.person("ada")
    answer = upload(client, token_of(ada), meanwhile=lambda: revoke_every_token(ada))
    assert answer.status_code == 403
    assert "revoked" in answer.reason_phrase
    assert list_files(normalize("demo")) == []


def test_an_upload_whose_token_stays_as_it_was_is_published(client: Client) -> None:
    answer = upload(client, token_of(given.person("ada")), meanwhile=lambda: None)
    assert answer.status_code == 200
