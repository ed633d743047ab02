"""How a request of the matrix is made, and what its answer amounts to."""

import base64
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, NamedTuple

from django.conf import settings
from django.core.cache import cache
from django.http import SimpleCookie
from django.template import Origin
from django.template.loaders.base import Loader
from django.test import Client

from strongroom.infra.journal.services import latest_serial
from tests.interfaces.permissions.kinds import Credential, Kind
from tests.interfaces.permissions.rows import Answer
from tests.interfaces.permissions.world import World, name_of, undone

_SENT_AWAY = {
    "/account/login/": Answer.SIGN_IN,
    "/account/prove/": Answer.PROVE,
    "/account/second-factor/code/": Answer.ENROL,
}
FORGED_COOKIE = "0123456789abcdef0123456789abcdef"


class EmptyPages(Loader):
    """Every template there is, with nothing in it: the matrix asks who gets a page, not what stands there."""

    def get_template_sources(self, template_name: str) -> list[Origin]:  # type: ignore[override] # any iterable will do
        return [Origin(name=template_name, template_name=template_name, loader=self)]

    def get_contents(self, origin: Origin) -> str:  # noqa: ARG002 - as Django calls it
        return ""


def without_words() -> list[dict[str, Any]]:
    """Return the setting TEMPLATES with empty pages."""
    [engine] = settings.TEMPLATES
    loaders = [f"{EmptyPages.__module__}.{EmptyPages.__qualname__}"]
    return [{**engine, "APP_DIRS": False, "OPTIONS": {**engine["OPTIONS"], "loaders": loaders}}]


class Told(NamedTuple):
    """What came of a request."""

    answer: Answer
    changed: bool
    where: str = ""


class Visitor:
    """Sends what somebody of a kind would, and undoes what came of it."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._client = Client()

    def ask(
        self, method: str, at: str, kind: Kind, credential: Credential, form: Mapping[str, Any] | None = None
    ) -> Told:
        """Send one request; return its answer, and whether anything stands in the journal because of it."""
        self._client.cookies = SimpleCookie(self._cookie(kind, credential))
        headers = self._headers(kind, credential)
        given = (dict(form or {}),) if method == "POST" else ()
        with undone():
            before = latest_serial()
            response = getattr(self._client, method.lower())(at, *given, headers=headers)
            changed = latest_serial() != before
        cache.clear()
        return Told(meaning_of(response), changed, response.headers.get("Location", ""))

    def _cookie(self, kind: Kind, credential: Credential) -> dict[str, str]:
        if credential is Credential.FORGED:
            return {"session": FORGED_COOKIE}
        cookie = self._world.cookies.get((kind, credential), "")
        return {"session": cookie} if cookie else {}

    def _headers(self, kind: Kind, credential: Credential) -> dict[str, str]:
        if credential is Credential.PASSWORD:
            return {"Authorization": basic(name_of(kind), f"the long phrase of {name_of(kind)} 7!")}
        token = self._world.tokens.get((kind, credential), "")
        return {"Authorization": basic("__token__", token)} if token else {}


def basic(username: str, password: str) -> str:
    """Return the header of basic authentication (RFC 7617)."""
    return "Basic " + base64.b64encode(f"{username}:{password}".encode()).decode()


def meaning_of(response: Any) -> Answer:
    """Return what an answer amounts to.

    Raises:
        ValueError: it is none that the matrix knows, such as a failure of the server.
    """
    status = HTTPStatus(response.status_code)
    if status.is_redirection:
        return _SENT_AWAY.get(response.headers["Location"].partition("?")[0], Answer.YES)
    return Answer.YES if status.is_success else Answer(str(status.value))
