"""A person who uploads as clients do, and what their uploads are changed by."""

import base64
import hashlib
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from strongroom.accounts.queries import Person
from strongroom.accounts.services import issue_token, prove_by_operator
from strongroom.catalog.services import withdraw
from strongroom.foundation import clock
from strongroom.foundation.actors import Actor
from strongroom.foundation.names import NormalizedName, normalize
from strongroom.foundation.permits import Action
from strongroom.mandates.services import permit
from tests.support import given
from tests.support.distributions import Sdist, Wheel

DEMO = NormalizedName("demo")
OTTO = Actor.operator(name="otto")

Form = dict[str, Any]


class Desk:
    """Where ada uploads from."""

    def __init__(self, client: Client, settings: Settings) -> None:
        clock.install(lambda: given.NOON)
        self.client = client
        self.settings = settings
        self.ada = given.person("ada")
        self.token = self.token_of(self.ada)

    def token_of(self, person: Person, *projects: str) -> str:
        """Return a new API token."""
        proof = prove_by_operator(person.username, by=OTTO, now=clock.now())
        scope = [normalize(name) for name in projects] or None
        return issue_token(proof, name="test", projects=scope, expires_at=None, now=clock.now())

    def stranger(self) -> str:
        """Return the token of somebody who has no role."""
        return self.token_of(given.person("cleo"))

    def send(self, built: Wheel | Sdist, *, token: str = "", **changes: Any) -> Any:
        """Post a distribution as twine does, with changes to its form: None leaves a field out."""
        form: Form = {
            ":action": ["file_upload"],
            **built.form,
            "content": part(built.filename, built.content),
        }
        form |= {name: value for name, value in changes.items() if name != "filename"}
        if "filename" in changes and form["content"] is not None:
            form["content"] = part(changes["filename"], built.content)
        return self.post(
            {name: value for name, value in form.items() if value is not None}, token=token or self.token
        )

    def send_bytes(self, built: Wheel | Sdist, content: bytes) -> Any:
        """Post other bytes under a distribution's name, with the right digests."""
        return self.send(built, content=part(built.filename, content), **digests_of(content))

    def post(self, form: Form, *, token: str | None = None, path: str = "/legacy/", **options: Any) -> Any:
        headers = {"authorization": basic("__token__", self.token if token is None else token)}
        return self.client.post(path, form, headers=options.pop("headers", headers), **options)

    def later(self, days: float) -> None:
        """Let time pass."""
        now = clock.now() + timedelta(days=days)
        clock.install(lambda: now)

    def withdraw(self) -> None:
        """Withdraw ada's project."""
        asked = permit(given.acting(self.ada), Action.WITHDRAW, DEMO, now=clock.now())
        withdraw(asked, reason="Broken.")

    def mandate(self) -> None:
        """Make ada's project critical and its mandate a matter of the past."""
        given.downloads(given.release(self.ada, "demo", "0.1"), 5000)
        given.designation()
        given.mandate(at=clock.now() - timedelta(days=100))


def part(name: str, content: bytes, kind: str = "application/octet-stream") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, kind)


def basic(username: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{username}:{password}".encode()).decode()


def digests_of(content: bytes) -> Mapping[str, str]:
    return {
        "md5_digest": hashlib.md5(content, usedforsecurity=False).hexdigest(),
        "sha256_digest": hashlib.sha256(content).hexdigest(),
        "blake2_256_digest": hashlib.blake2b(content, digest_size=32).hexdigest(),
    }


def assert_says(answer: Any, words: str) -> None:
    """Check the reason phrase: it begins with these words, or holds those after `…`."""
    said = answer.reason_phrase
    assert words[1:] in said if words.startswith("…") else said.startswith(words), said
