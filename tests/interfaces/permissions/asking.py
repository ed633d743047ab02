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

from strongroom.infra.journal.models import JournalEntry
from strongroom.infra.journal.services import latest_serial
from tests.interfaces.permissions.kinds import Credential, Kind
from tests.interfaces.permissions.rows import Answer, Row
from tests.interfaces.permissions.world import World, name_of, undone

_SENT_AWAY = {
    "/account/login/": Answer.SIGN_IN,
    "/account/password/reset/": Answer.SIGN_IN,
    "/account/prove/": Answer.PROVE,
    "/account/second-factor/code/": Answer.ENROL,
}
FORGED_COOKIE = "0123456789abcdef0123456789abcdef"


class EmptyPages(Loader):
    """Every template there is, with nothing in it: the matrix asks who gets a page, not what stands there."""

    def get_template_sources(self, template_name: str) -> list[Origin]:
        return [Origin(name=template_name, template_name=template_name, loader=self)]

    def get_contents(self, origin: Origin) -> str:  # noqa: ARG002 - as Django calls it
        return ""


def without_words() -> list[dict[str, Any]]:
    """Return the setting TEMPLATES with empty pages."""
    engine: Any
    [engine] = settings.TEMPLATES
    loaders = [f"{EmptyPages.__module__}.{EmptyPages.__qualname__}"]
    return [{**engine, "APP_DIRS": False, "OPTIONS": {**engine["OPTIONS"], "loaders": loaders}}]


class Told(NamedTuple):
    """What came of a request: the answer, and the facts that are new in the journal, by their kinds."""

    answer: Answer
    facts: tuple[str, ...] = ()

    @property
    def changed(self) -> bool:
        """Something new stands in the journal."""
        return bool(self.facts)


class Visitor:
    """Sends what somebody of a kind would, and undoes what came of it."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._client, self._other_site = Client(), Client(enforce_csrf_checks=True)
        self._newest = latest_serial()

    def ask(self, method: str, row: Row, kind: Kind, credential: Credential, *, at: str = "") -> Told:
        """Send one request; return its answer, and what stands in the journal because of it.

        Args:
            at: In place of the row's own address.
        """
        address = self._world.filled(at or row.at, kind)
        form = {name: self._world.filled(value, kind) for name, value in row.form.items()}
        return self.send(method, address, kind, credential, form)

    def send(
        self, method: str, address: str, kind: Kind, credential: Credential, form: Mapping[str, Any]
    ) -> Told:
        """Send this form to this address, or get what is there; return as `ask`."""
        client = self._other_site if credential is Credential.OTHER_SITE else self._client
        client.cookies = SimpleCookie(self._cookie(kind, credential))
        headers = self.headers_of(kind, credential)
        with undone():
            response: Any = (
                client.post(address, form, headers=headers)
                if method == "POST"
                else client.get(address, headers=headers)
            )
            if response.streaming:
                assert b"".join(response.streaming_content)
            new = JournalEntry.objects.filter(serial__gt=self._newest).order_by("serial")
            facts = tuple(new.values_list("kind", flat=True))
        cache.clear()
        return Told(meaning_of(response), facts)

    def _cookie(self, kind: Kind, credential: Credential) -> dict[str, str]:
        if credential is Credential.FORGED:
            return {"session": FORGED_COOKIE}
        if credential is Credential.OTHER_SITE:
            credential = Credential.FRESH
        cookie = self._world.cookies.get((kind, credential), "")
        return {"session": cookie} if cookie else {}

    def headers_of(self, kind: Kind, credential: Credential) -> dict[str, str]:
        """Return the headers that show whose a request is, where it is not the cookie that does."""
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
    status: int = response.status_code
    if "Location" in response.headers and status != HTTPStatus.PERMANENT_REDIRECT:
        return _SENT_AWAY.get(response.headers["Location"].partition("?")[0], Answer.YES)
    return Answer.YES if status == HTTPStatus.OK else Answer(str(status))
