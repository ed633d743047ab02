"""Somebody has found an API token: whoever posts it ends it, and learns nothing else."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from pypitoken import Token as PypiToken  # type: ignore[import-untyped] # it carries no types
from pytest_django import Settings

from strongroom.accounts import services
from strongroom.accounts.models import ApiToken
from strongroom.accounts.queries import Person
from strongroom.foundation import clock
from strongroom.foundation.tokens.errors import TokenRefused
from strongroom.foundation.tokens.macaroons import mint, serialize
from strongroom.infra.journal.queries import list_entries_about
from strongroom.infra.outbox.models import OutgoingMail
from strongroom.infra.throttle.models import Allowance
from tests.support import given
from tests.support.given import NOON

pytestmark = pytest.mark.django_db

ADDRESS = "/account/tokens/report-leak/"
FOUND_AT = "https://forge.example/ada/notes/blob/main/.pypirc"


@pytest.fixture(autouse=True)
def _at_noon() -> None:
    clock.install(lambda: NOON)


@pytest.fixture
def ada() -> Person:
    return given.person("ada")


def token_of(person: Person, *, read_only: bool = False) -> str:
    return services.issue_token(
        services.prove_by_operator(person.username, by=given.SETUP, now=NOON),
        name="laptop",
        projects=None,
        expires_at=NOON + timedelta(days=30),
        now=NOON,
        read_only=read_only,
    )


def send(body: Any, address: str = ADDRESS, **headers: str) -> Any:
    """Post JSON as a scanner does: no cookie, no account."""
    text = body if isinstance(body, str | bytes) else json.dumps(body)
    client = Client(enforce_csrf_checks=True)
    return client.post(address, text, content_type="application/json", headers=headers)


def is_live(text: str) -> bool:
    try:
        services.authenticate_token(text, now=NOON)
    except TokenRefused:
        return False
    return True


def letters() -> list[OutgoingMail]:
    return list(OutgoingMail.objects.filter(subject__contains="was found by somebody"))


def test_a_posted_token_is_revoked_at_once_and_its_owner_is_told_where_it_was(ada: Person) -> None:
    text = token_of(ada)
    answer = send([{"token": text, "type": "strongroom_api_token", "url": FOUND_AT, "source": "content"}])
    assert (answer.status_code, answer.json()["received"]) == (200, 1)
    with pytest.raises(TokenRefused, match="revoked on 2026-03-02 because it was reported as leaked"):
        services.authenticate_token(text, now=NOON)
    (letter,) = letters()
    assert letter.recipient == ada.address
    assert FOUND_AT in letter.text
    assert "Reported by: content" in letter.text
    assert text not in letter.text
    entry = list_entries_about("ada")[0]
    assert (entry.kind, entry.by) == ("account.token_revoked", "system:leak-report")
    assert entry.data["found_at"] == FOUND_AT
    assert text not in str(entry)


@pytest.mark.parametrize("address", [ADDRESS, ADDRESS.rstrip("/")])
def test_one_object_will_do_and_so_does_the_address_without_slash(ada: Person, address: str) -> None:
    text = token_of(ada)
    assert send({"token": text, "url": None}, address).status_code == 200
    assert not is_live(text)


def test_a_person_reports_by_a_form_without_an_account(ada: Person) -> None:
    text = token_of(ada)
    visitor = Client(enforce_csrf_checks=True)
    assert "The token" in visitor.get(ADDRESS).content.decode()
    answer = visitor.post(ADDRESS, {"token": f"  {text}\n", "url": FOUND_AT})
    assert (answer.status_code, b"Thank you" in answer.content) == (200, True)
    assert not is_live(text)
    assert text not in answer.content.decode()


def test_whoever_posts_a_narrowed_token_ends_the_one_it_was_made_from(ada: Person) -> None:
    text = token_of(ada)
    narrowed = PypiToken.load(text).restrict(project_names=["foo"]).dump()
    send([{"token": narrowed}])
    assert not is_live(text)


def test_a_narrowed_token_whose_time_is_over_ends_nothing(ada: Person) -> None:
    text = token_of(ada)
    an_hour = {"not_before": NOON - timedelta(hours=2), "not_after": NOON - timedelta(hours=1)}
    send([{"token": PypiToken.load(text).restrict(**an_hour).dump()}])
    assert is_live(text)
    to_come = {"not_before": NOON + timedelta(hours=2), "not_after": NOON + timedelta(hours=3)}
    send([{"token": PypiToken.load(text).restrict(**to_come).dump()}])
    assert not is_live(text)


def test_a_token_that_only_downloads_and_one_of_a_closed_account_end_as_well(ada: Person) -> None:
    texts = [token_of(ada, read_only=True), token_of(ada)]
    given.closed(ada)
    send([{"token": text} for text in texts])
    assert ApiToken.objects.filter(revoked_at=None).count() == 0


def test_everybody_is_answered_alike(ada: Person) -> None:
    live, revoked = token_of(ada), token_of(ada)
    send({"token": revoked})
    gone = token_of(ada)
    ApiToken.objects.filter(pk=PypiToken.load(gone).identifier).delete()
    forged = serialize(mint(bytes(32), identifier="1", location="x"), prefix="strongroom")
    answers = {
        (answer.status_code, answer.content, str(sorted({**answer.headers, "Expires": ""}.items())))
        for answer in [send({"token": text}) for text in (live, revoked, gone, forged, "nonsense", "")]
    }
    assert len(answers) == 1
    pages = {Client().post(ADDRESS, {"token": text}).content for text in (live, forged, "nonsense")}
    assert len(pages) == 1


def test_nobody_is_told_twice(ada: Person) -> None:
    text = token_of(ada)
    send([{"token": text}, {"token": text}])
    send({"token": text})
    assert len(letters()) == 1


@pytest.mark.parametrize(
    "body",
    [
        " ",
        "nonsense",
        b"\xff",
        "[" * 5000,
        "[]",
        "7",
        "null",
        [7],
        [{}],
        [{"token": 7}],
        [{"token_hash": "9f86d081", "url": FOUND_AT}],
        [{"token": "x"}] * 101,
    ],
)
def test_what_is_no_report_is_refused_and_nothing_worse(body: Any) -> None:
    answer = send(body)
    assert answer.status_code == 400
    assert answer.json()["message"].startswith("This report cannot be read.")


def test_a_report_that_is_too_large_is_not_read(settings: Settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    assert send([{"token": "x" * 2000}]).status_code == 413


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("javascript:alert(1)", "not said"),
        ("https://forge.example/a b", "not said"),
        ("https://forge.example/x\r\nBcc: everybody@people.example", "not said"),
        ("https://[", "not said"),
        ("https://forge.example/" + "x" * 5000, "https://forge.example/"),
        (7, "not said"),
    ],
)
def test_only_what_can_be_an_address_gets_into_the_letter(ada: Person, said: Any, told: str) -> None:
    send([{"token": token_of(ada), "url": said}])
    (letter,) = letters()
    assert f"(as the finder says): {told}" in letter.text
    assert "Bcc" not in letter.text
    assert len(letter.text) < 3000


def test_one_network_reports_sixty_times_a_minute_at_most(ada: Person) -> None:
    text = token_of(ada)
    for _ in range(60):
        assert send({"token": "x"}).status_code == 200
    answer = send({"token": text})
    assert (answer.status_code, "Retry-After" in answer.headers) == (429, True)
    assert Client().post(ADDRESS, {"token": text}).status_code == 429
    assert is_live(text)
    assert Allowance.objects.filter(key="leak-report:127.0.0.1").exists()


def test_the_address_is_open_on_a_private_index(ada: Person, settings: Settings) -> None:
    settings.STRONGROOM_READ_PUBLIC = False
    text = token_of(ada, read_only=True)
    assert Client().get(ADDRESS).status_code == 200
    send({"token": text})
    with pytest.raises(TokenRefused, match="reported as leaked"):
        services.require_reader(text, now=NOON)
