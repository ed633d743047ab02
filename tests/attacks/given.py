"""The critical project that every attacker is after, and the ways to lay hands on it.

An attack ends with two questions: is `spoils` what it was before, and does the same step work for whoever may take it.
"""

import base64
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from strongroom.accounts import services
from strongroom.accounts.models import User
from strongroom.accounts.queries import Person, get_person
from strongroom.accounts.services import NewPerson, Role
from strongroom.catalog import models
from strongroom.foundation import clock
from strongroom.foundation.names import NormalizedName
from tests.contexts.accounts.given import NOW, OTTO, PASSWORD, key_of, proof_of
from tests.interfaces.accounts.given import SECOND_STEP, Browser, Watch
from tests.support import given
from tests.support.authenticator import Authenticator
from tests.support.distributions import Wheel

HARBORLIGHT = NormalizedName("harborlight")
MANAGE = f"/project/{HARBORLIGHT}/manage/"
STRANGER = "mallory"

DEEDS = {
    "invite": {"username": STRANGER, "role": "owner"},
    "change-role": {"username": "ben", "role": "owner"},
    "remove": {"username": "ben", "reason": "Retired"},
    "hand-over": {"username": "ben"},
    "archive": {"reason": "Finished"},
    "deprecate": {"reason": "Use lamplight"},
    "withdraw": {"confirmation": HARBORLIGHT, "reason": "Moved"},
    "leave": {},
}
"""What takes a project from its people, or gives it to others; each with a form that would do."""

_SPOILS = (models.Project, models.Release, models.File, models.Role, models.Invitation)


def spoils() -> list[Any]:
    """Return all that an attacker could take: projects, releases, files, rights and what is offered of them."""
    return [list(table.objects.order_by("pk").values()) for table in _SPOILS]


def critical(owner: Person) -> NormalizedName:
    """Return `harborlight`, owned by this person, critical, and what a mandate announced in March asks for since June."""
    name = given.critical_project(owner)
    given.mandate()
    return name


def try_everything(browser: Browser) -> dict[str, int]:
    """Post every form that takes a project from its people; return the statuses."""
    return {slug: send(browser, f"{MANAGE}{slug}/", **fields).status_code for slug, fields in DEEDS.items()}


def send(browser: Browser, path: str, **fields: Any) -> Any:
    """Post a form with the CSRF token that other pages of this index have given the browser: what refuses it is not that."""
    for page in ("/account/logout/", "/account/recovery/"):
        if settings.CSRF_COOKIE_NAME not in browser.cookies:
            browser.get(page)
    return browser.post(
        path, {**fields, "csrfmiddlewaretoken": browser.cookies[settings.CSRF_COOKIE_NAME].value}
    )


def token_of(person: Person, *projects: NormalizedName) -> str:
    """Return an API token of somebody, for some projects or for all."""
    proof = proof_of(person, now=clock.now())
    scope = list(projects) or None
    return services.issue_token(proof, name="laptop", projects=scope, expires_at=None, now=clock.now())


def upload(token: str, version: str, *, name: str = HARBORLIGHT, code: bytes = b"import os\n") -> Any:
    """Publish a wheel as twine does."""
    wheel = Wheel(name=name, version=version, files={f"{name}/__init__.py": code})
    content = SimpleUploadedFile(wheel.filename, wheel.content, "application/octet-stream")
    credentials = base64.b64encode(f"__token__:{token}".encode()).decode()
    form = {":action": "file_upload", **wheel.form, "content": content}
    return Client().post("/legacy/", form, headers={"authorization": f"Basic {credentials}"})


def operator(watch: Watch, name: str, role: Role = Role.SUPPORT) -> Browser:
    """Return the browser of somebody who is an operator since a month, and has just signed in with a security key."""
    new = NewPerson(name, f"{name}@example.org", PASSWORD, address_verified=True, operator_role=role)
    person = services.create_person(new, by=OTTO, now=NOW - timedelta(days=30))
    browser = Browser(watch)
    sign_in_with(key_of(person), browser, name)
    return browser


def sign_in_with(key: Authenticator, browser: Browser, name: str) -> None:
    """Sign in with password and security key."""
    browser.sign_in(name)
    question = browser.ask_key(SECOND_STEP, f"{SECOND_STEP}options/")
    browser.send(SECOND_STEP, method="key", **{"key-response": key.get(question)})
    assert browser.name == name


def named(name: str) -> Person:
    """Return somebody as the index knows them now."""
    return get_person(User.objects.get(username=name).pk)
