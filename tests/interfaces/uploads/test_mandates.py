"""An upload client hears of every mandate: before its deadline, on a day of rehearsal, and when it is in force."""

import base64
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from strongroom.accounts import services
from strongroom.accounts.queries import Person
from strongroom.foundation import clock
from strongroom.mandates.services import Scope, Strength
from tests.support import given, mandated
from tests.support.distributions import Wheel
from tests.support.given import NOON
from tests.support.mandated import HARBORLIGHT

pytestmark = [pytest.mark.django_db, pytest.mark.urls("strongroom.interfaces.uploads.urls")]

Send = Callable[..., tuple[int, str]]
LATE = NOON + timedelta(days=92)
WORDS = {
    Scope.CRITICAL_PROJECTS: "harborlight is a critical project",
    Scope.EVERY_PUBLISHER: "This index has a rule for every publisher",
    Scope.PROJECTS: "harborlight is among the projects that the operators of this index have named",
    Scope.ORGANIZATION: "harborlight is a project of the organization harbor",
    Scope.OWN: "harborlight has a rule of its owners'",
}


@pytest.fixture
def ben() -> Person:
    return given.person("ben")


@pytest.fixture
def token(ben: Person) -> str:
    proof = services.prove_by_operator("ben", by=given.SETUP, now=NOON)
    return services.issue_token(proof, name="laptop", projects=None, expires_at=None, now=NOON)


@pytest.fixture
def send(client: Client, token: str) -> Send:
    """Upload the next version; return the status and what twine shows: the body of a yes, the status line of a no."""
    versions = iter(range(2, 100))

    def upload(name: str = "harborlight", *, at: datetime = NOON) -> tuple[int, str]:
        clock.install(lambda: at)
        wheel = Wheel(name=name, version=f"{next(versions)}.0")
        content = SimpleUploadedFile(wheel.filename, wheel.content, "application/octet-stream")
        answer: Any = client.post(
            "/legacy/",
            {":action": "file_upload", **dict(wheel.form), "content": content},
            headers={"authorization": f"Basic {base64.b64encode(f'__token__:{token}'.encode()).decode()}"},
        )
        return (
            answer.status_code,
            answer.content.decode() if answer.status_code == 200 else answer.reason_phrase,
        )

    return upload


@pytest.mark.parametrize("scope", list(Scope))
def test_it_warns_before_the_deadline_and_refuses_afterwards_whatever_the_scope(
    scope: Scope, ben: Person, send: Send
) -> None:
    mandated.under(scope, ben)
    status, said = send()
    assert status == 200
    assert WORDS[scope] in said
    assert "/account/second-factor/" in said
    status, said = send(at=LATE)
    assert status == 403
    assert f"{WORDS[scope]}, and ben has not enrolled a second factor." in said
    assert "/account/second-factor/" in said
    given.protected(ben)
    status, said = send(at=LATE)
    assert (status, WORDS[scope] in said) == (200, False)


def test_a_rehearsal_is_announced_in_the_answer_and_refuses_on_its_day(ben: Person, send: Send) -> None:
    given.release(ben, "harborlight")
    given.mandate(scope=Scope.PROJECTS, targets=(HARBORLIGHT,), brown_out_days=(14, 3))
    assert "On 2026-05-18 and 2026-05-29 (UTC) changes without one are refused" in send()[1]
    day = datetime(2026, 5, 18, 7, tzinfo=NOON.tzinfo)
    status, said = send(at=day)
    assert status == 403
    for words in (
        "a rehearsal, for 2026-05-18 (UTC).",
        "for good from 2026-06-01 on",
        "from 2026-05-19 00:00 UTC on",
    ):
        assert words in said
    assert send("another", at=day)[0] == 403
    assert send(at=day + timedelta(days=1))[0] == 200


def test_each_of_several_mandates_is_warned_of(ben: Person, send: Send) -> None:
    mandated.under(Scope.CRITICAL_PROJECTS, ben)
    given.mandate(scope=Scope.EVERY_PUBLISHER, strength=Strength.PHISHING_RESISTANT)
    said = send()[1]
    assert WORDS[Scope.CRITICAL_PROJECTS] in said
    assert WORDS[Scope.EVERY_PUBLISHER] in said
    assert "a security key or passkey" in said


def test_a_first_release_under_a_mandate_on_every_publisher_says_what_is_needed_at_once(send: Send) -> None:
    given.mandate(at=NOON - timedelta(days=100), scope=Scope.EVERY_PUBLISHER)
    status, said = send("brand-new")
    assert status == 403
    assert "All who publish here, for the first time or again, need a second factor since 2026-02-21." in said
