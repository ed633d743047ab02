"""A demonstration shows its mail to its visitors; nobody else's index does."""

from email.message import EmailMessage
from pathlib import Path

import pytest
from django.test import Client
from django.urls import include, path
from pytest_django import Settings

from strongroom.config.urls import urlpatterns as of_every_index

pytestmark = pytest.mark.django_db

urlpatterns = [*of_every_index, path("_mail/", include("strongroom.interfaces.web.demo_mail.urls"))]

in_the_demonstration = pytest.mark.urls(__name__)


@pytest.fixture
def mail(settings: Settings) -> Path:
    """Two letters in the folder."""
    folder: Path = settings.STRONGROOM_MAIL_FOLDER
    folder.mkdir()
    for number, subject in ((1, "First"), (2, "Second")):
        message = EmailMessage()
        message["To"], message["Subject"] = "ada@people.example", subject
        message.set_content(
            f"{subject} letter with an umlaut: ä\n\nhttp://localhost:8000/projects/mine/ <script>"
        )
        (folder / f"{number:06d}.eml").write_bytes(bytes(message))
    return folder


@in_the_demonstration
def test_the_newest_letter_stands_first(client: Client, mail: Path) -> None:
    page = client.get("/_mail/").content.decode()
    assert page.index("Second") < page.index("First")
    assert "ada@people.example" in page


@in_the_demonstration
def test_a_letter_is_shown_as_text_with_its_links(client: Client, mail: Path) -> None:
    page = client.get("/_mail/000001/").content.decode()
    assert "First letter with an umlaut: ä" in page
    assert '<a href="http://localhost:8000/projects/mine/"' in page
    assert "<script>" not in page


@in_the_demonstration
def test_before_the_first_letter_the_list_is_empty(client: Client) -> None:
    assert "No mail yet" in client.get("/_mail/").content.decode()


@in_the_demonstration
@pytest.mark.parametrize("name", ["000009", "..%2F..%2Fsecret", "%2e%2e"])
def test_there_is_no_other_letter(client: Client, mail: Path, name: str) -> None:
    (mail.parent / "secret.eml").write_text("Subject: secret\n\nsecret")
    assert client.get(f"/_mail/{name}/").status_code == 404


def test_an_index_that_is_no_demonstration_shows_no_mail(client: Client, mail: Path) -> None:
    assert client.get("/_mail/").status_code == 404
