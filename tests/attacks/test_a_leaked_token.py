"""Somebody has found an API token of a maintainer, in a log or a repository."""

import json

import pytest
from django.test import Client

from strongroom.accounts.queries import Person, list_tokens
from strongroom.catalog.models import File
from strongroom.foundation.names import NormalizedName
from strongroom.infra.outbox.models import OutgoingMail
from tests.attacks.given import HARBORLIGHT, MANAGE, critical, spoils, token_of, try_everything, upload
from tests.contexts.accounts.given import app_of, somebody
from tests.interfaces.accounts.given import LOGIN, Browser, Watch
from tests.support import given

LEAK = "/account/tokens/report-leak/"


@pytest.fixture
def ada(db: None, watch: Watch) -> Person:
    """The owner of a critical project, with a second factor, and of another one."""
    ada = somebody()
    app_of(ada)
    critical(ada)
    given.release(ada, "lamplight")
    return ada


def test_a_leaked_token_opens_no_page_and_takes_no_project(ada: Person, visitor: Browser) -> None:
    token, before = token_of(ada), spoils()
    visitor.sign_in(password=token, known=False)
    assert visitor.name == ""
    for scheme in ("Basic", "Bearer", "token"):
        page = Client().get(MANAGE, headers={"authorization": f"{scheme} {token}"})
        assert page.headers["Location"].startswith(LOGIN)
    assert set(try_everything(visitor).values()) == {302}
    assert spoils() == before


def test_a_leaked_token_of_one_project_reaches_no_other(ada: Person) -> None:
    token, before = token_of(ada, NormalizedName("lamplight")), spoils()
    refused = upload(token, "6.6")
    assert (refused.status_code, "was not made for harborlight" in refused.reason_phrase) == (403, True)
    assert upload(token, "6.6", name="brand-new").status_code == 403, "nor does it begin one"
    assert spoils() == before
    assert upload(token, "6.6", name="lamplight").status_code == 200, "it works where it is meant to"


def test_a_leaked_token_changes_nothing_that_others_have_installed(ada: Person, watch: Watch) -> None:
    token = token_of(ada, HARBORLIGHT)
    assert upload(token, "2.0").status_code == 200
    files = list(File.objects.values())
    assert upload(token, "2.0", code=b"import evil\n").status_code == 400
    watch.move(days=30)
    late = upload(token, "1.0", code=b"import evil\n")
    assert late.status_code in {400, 403}
    assert list(File.objects.values()) == files


def test_what_a_leaked_token_publishes_is_told_and_the_token_dies_at_its_report(ada: Person) -> None:
    """A token of the project can publish until somebody notices: so everybody is told at once, and one post ends it."""
    token = token_of(ada, HARBORLIGHT)
    assert upload(token, "6.6").status_code == 200
    letter = OutgoingMail.objects.filter(recipient=ada.address, subject__contains="6.6").get()
    assert 'the API token "laptop"' in letter.text

    found = json.dumps([{"token": token, "type": "strongroom_api_token", "url": "https://forge.example/x"}])
    Client().post(LEAK, found, content_type="application/json")
    before = spoils()
    assert list_tokens(ada.user_id)[0].revoked_at is not None
    assert upload(token, "6.7").status_code == 403
    assert spoils() == before
