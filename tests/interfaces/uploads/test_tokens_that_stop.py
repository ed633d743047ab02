"""The token of a person who lost the right, the account or the factor stops at once, and the status line says why."""

import base64
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pypitoken import Token as PypiToken  # type: ignore[import-untyped] # it carries no types

from strongroom.accounts import services
from strongroom.accounts.queries import Person, list_tokens
from strongroom.accounts.services import LeakReport
from strongroom.catalog.models import Project, Role
from strongroom.foundation import clock
from strongroom.foundation.identifiers import Kind, stable_id
from strongroom.foundation.names import NormalizedName
from tests.support import given
from tests.support.distributions import Wheel
from tests.support.given import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.urls("strongroom.interfaces.uploads.urls")]

Send = Callable[..., tuple[int, str]]
LATE = NOON + timedelta(days=92)


@pytest.fixture
def send(client: Client) -> Send:
    """Upload the next version with a token; return status and reason."""
    versions = iter(range(2, 100))

    def upload(
        token: str, name: str = "harborlight", *, at: datetime = NOON, **headers: str
    ) -> tuple[int, str]:
        clock.install(lambda: at)
        wheel = Wheel(name=name, version=f"{next(versions)}.0")
        credentials = base64.b64encode(f"__token__:{token}".encode()).decode()
        answer: Any = client.post(
            "/legacy/",
            {
                ":action": "file_upload",
                **dict(wheel.form),
                "content": SimpleUploadedFile(wheel.filename, wheel.content, "application/octet-stream"),
            },
            headers={"authorization": f"Basic {credentials}", **headers},
        )
        return answer.status_code, answer.reason_phrase

    return upload


@pytest.fixture
def ada() -> Person:
    return given.protected(given.person("ada"), by_key=True)


@pytest.fixture
def ben(ada: Person) -> Person:
    """A maintainer of ada's project, without a second factor."""
    name = given.release(ada, "harborlight")
    ben = given.person("ben")
    given.role(ben, name)
    return ben


def token_of(person: Person, *, projects: list[str] | None = None, days: int | None = None) -> str:
    return services.issue_token(
        services.prove_by_operator(person.username, by=given.SETUP, now=NOON),
        name="laptop",
        projects=None if projects is None else [NormalizedName(name) for name in projects],
        expires_at=None if days is None else NOON + timedelta(days=days),
        now=NOON,
    )


def test_a_token_uploads_and_its_use_is_noted(ben: Person, send: Send) -> None:
    assert send(token_of(ben), **{"user-agent": "twine/6.1.0 CPython/3.12.4"}) == (200, "OK")
    [token] = list_tokens(ben.user_id)
    assert token.last_use is not None
    assert token.last_use.client == "twine 6.1.0"
    assert [place.kind.name for place in token.last_use.places] == ["LOOPBACK"]


def test_who_was_removed_from_the_project_is_told(ben: Person, send: Send) -> None:
    token = token_of(ben)
    assert send(token)[0] == 200
    Role.objects.filter(user_id=ben.user_id).delete()
    status, reason = send(token)
    assert status == 403
    assert "ben may not upload to harborlight." in reason
    assert "Ask an owner" in reason


def test_who_has_no_account_any_more_is_told(ben: Person, send: Send) -> None:
    token = token_of(ben)
    given.closed(ben)
    status, reason = send(token)
    assert status == 403
    assert "The account ben was closed on 2026-03-02." in reason


def test_who_holds_no_factor_where_a_mandate_asks_for_one_is_told(ada: Person, send: Send) -> None:
    ben = given.person("ben")
    given.role(ben, given.critical_project(ada))
    given.release(ben, "hobby-of-ben")
    given.mandate()
    token = token_of(ben)
    assert send(token)[0] == 200
    status, reason = send(token, at=LATE)
    assert status == 403
    assert "harborlight is a critical project, and ben has not enrolled a second factor." in reason
    assert "since 2026-06-01" in reason
    status, reason = send(token, "hobby-of-ben", at=LATE)
    assert status == 403
    assert "The API tokens of ben are suspended" in reason
    given.protected(ben)
    assert send(token, at=LATE)[0] == 200


def test_a_revoked_token_says_when_and_by_whom(ben: Person, send: Send) -> None:
    token = token_of(ben)
    [known] = list_tokens(ben.user_id)
    services.revoke_token(given.acting(ben), token_id=known.id, now=NOON)
    status, reason = send(token)
    assert status == 403
    assert "It was revoked on 2026-03-02 because its owner revoked it." in reason


def test_a_leaked_token_says_so(ben: Person, send: Send) -> None:
    token = token_of(ben)
    services.report_leaks([LeakReport(token)], now=NOON)
    status, reason = send(token)
    assert status == 403
    assert "It was revoked on 2026-03-02 because it was reported as leaked." in reason


def test_an_expired_token_says_since_when(ben: Person, send: Send) -> None:
    token = token_of(ben, days=7)
    assert send(token)[0] == 200
    status, reason = send(token, at=NOON + timedelta(days=7))
    assert status == 403
    assert "This API token expired at 2026-03-09 12:00:00 UTC." in reason


def test_a_token_for_one_project_says_that_it_is_not_for_another(ada: Person, send: Send) -> None:
    given.release(ada, "harborlight")
    status, reason = send(token_of(ada, projects=["harborlight"]), "quietqueue")
    assert status == 403
    assert "This API token was not made for quietqueue." in reason


def test_a_holder_limits_a_token_to_a_project_by_its_id(ada: Person, send: Send) -> None:
    given.release(ada, "harborlight")
    given.release(ada, "quietqueue")
    project_id = stable_id(Kind.PROJECT, Project.objects.get(name="harborlight").pk)
    narrowed = PypiToken.load(token_of(ada)).restrict(project_ids=[project_id]).dump()
    assert send(narrowed)[0] == 200
    status, reason = send(narrowed, "quietqueue")
    assert (status, "It is limited to other projects, by their ids." in reason) == (403, True)
    status, reason = send(narrowed, "brand-new-thing")
    assert (status, "there is no brand-new-thing yet" in reason) == (403, True)


def test_a_holder_limits_a_token_to_its_own_account_or_to_nobody(ada: Person, send: Send) -> None:
    given.release(ada, "harborlight")
    token = token_of(ada)
    mine = PypiToken.load(token).restrict(user_id=stable_id(Kind.PERSON, ada.user_id)).dump()
    assert send(mine)[0] == 200
    not_mine = PypiToken.load(token).restrict(user_id=stable_id(Kind.PERSON, ada.user_id + 1)).dump()
    status, reason = send(not_mine)
    assert (status, "restricted to another account" in reason) == (403, True)


def test_what_older_tools_put_into_a_token_changes_nothing(ada: Person, send: Send) -> None:
    given.release(ada, "harborlight")
    token = PypiToken.load(token_of(ada)).restrict(legacy_noop=True, legacy_project_names=["harborlight"])
    assert send(token.dump())[0] == 200
    assert send(token.dump(), "quietqueue")[0] == 403
