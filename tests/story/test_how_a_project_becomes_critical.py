"""The whole way once, as people go it: publish, install, become critical, be told, be refused, enrol, publish again.

Everything is real: the server is a process, the clients are twine, pip and uv, mail goes to a mail server, the key is
enrolled in Chromium. Only the calendar is put forward, by tests/story/settings.py.
"""

import json
import re
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.support.distributions import Wheel
from tests.support.served import Index, MailServer, index, until, words_of

PASSWORD = "ben walks under four bridges"
ADDRESS = "ben@people.example"
NAME = "harborlight"
WAIT_MILLISECONDS = 60_000


class Story:
    """One index, one maintainer, and a calendar."""

    def __init__(self, served: Index, mail: MailServer, folder: Path) -> None:
        self.index = served
        self.mail = mail
        self._folder = folder
        self._days_ahead = Path(served.environ["STORY_DAYS_AHEAD"])

    def days_later(self, days: int) -> None:
        """Let days pass."""
        self._days_ahead.write_text(str(int(self._days_ahead.read_text()) + days))

    def wheel(self, version: str) -> Path:
        """Build a wheel that can be imported."""
        built = Wheel(
            name=NAME, version=version, files={f"{NAME}/__init__.py": f"version = {version!r}\n".encode()}
        )
        path = self._folder / built.filename
        path.write_bytes(built.content)
        return path

    def mailed_code(self, subject: str) -> str:
        """Wait for the letter with a code that has these words in its subject; return the code."""
        letter = until(
            lambda: next((one for one in self.mail.to(ADDRESS) if subject in one["Subject"]), None),
            what=subject,
        )
        found = re.search(r"^ {4}(\S+)\s*$", words_of(letter), re.MULTILINE)
        assert found is not None
        return found[1]

    def figures(self) -> dict[str, int]:
        """Return the figures of the public dashboard."""
        with urllib.request.urlopen(f"{self.index.url}/dashboard.json") as answer:
            figures: dict[str, int] = json.load(answer)["figures"]
        return figures


@pytest.fixture
def story(tmp_path: Path) -> Iterator[Story]:
    days_ahead = tmp_path / "days-ahead"
    days_ahead.write_text("0")
    with (
        MailServer() as mail,
        index(
            tmp_path,
            DJANGO_SETTINGS_MODULE="tests.story.settings",
            STORY_DAYS_AHEAD=str(days_ahead),
            STRONGROOM_MAIL=mail.address,
        ) as served,
    ):
        served.run("prepare")
        why = "A story has two downloads."
        served.run("policy", "announce", "--minimum-downloads", "1", "--reason", why)
        served.start()
        yield Story(served, mail, tmp_path)


@pytest.mark.timeout(300)
def test_how_a_project_becomes_critical(story: Story, page: Page, tmp_path: Path) -> None:
    served = story.index
    served.run("user", "create", "ben", "--email", ADDRESS, "--verified", "--password-stdin", stdin=PASSWORD)
    token = served.run("token", "create", "ben", "--never-expires").stdout.strip()

    served.twine(token, story.wheel("1.0"))
    served.pip("install", NAME, "--target", str(tmp_path / "by-pip"))
    served.uv("install", NAME, "--target", str(tmp_path / "by-uv"))
    for target in ("by-pip", "by-uv"):
        assert (tmp_path / target / NAME / "__init__.py").read_text() == "version = '1.0'\n"

    story.days_later(1)
    until(
        lambda: f"{NAME}: rank 1, 2 downloads" in served.run("designate", "--dry-run").stdout,
        what="both are counted",
    )
    served.run("designate")
    assert story.figures()["critical_projects"] == 1

    served.run("mandate", "announce", "--reason", "Many others depend on them.")
    (letter,) = until(
        lambda: [one for one in story.mail.to(ADDRESS) if "critical" in one["Subject"]], what="the letter"
    )
    for words in (NAME, "second factor", f"{served.url}/account/second-factor/"):
        assert words in words_of(letter)

    accepted = served.twine(token, story.wheel("1.1"), verbose=True)
    assert f"WARNING: {NAME} is a critical project" in accepted

    story.days_later(92)
    refused = served.twine(token, story.wheel("1.2"), check=False)
    for words in (
        "403",
        f"{NAME} is a critical project",
        "second factor since 20",
        f"{served.url}/account/second-factor/",
    ):
        assert words in refused
    assert "1.2" not in served.pip("index", "versions", NAME)

    enrol_a_key(page, story)
    is_made_to_wait(story, token)
    story.days_later(4)
    served.twine(token, story.wheel("1.2"))
    assert "1.2" in served.pip("index", "versions", NAME)

    withdraw(page, served)
    assert "No matching distribution" in pip_failure(served)
    served.twine(token, story.wheel("2.0"))
    page.goto(f"{served.url}/project/{NAME}/")
    page.locator(".badge").get_by_text("Critical", exact=True).wait_for()
    served.run("designate")
    figures = story.figures()
    assert (figures["critical_projects"], figures["people_bound"]) == (1, 1)
    assert (figures["bound_with_phishing_resistant"], figures["bound_without"]) == (1, 0)


def enrol_a_key(page: Page, story: Story) -> None:
    """Sign in with the password and enrol a security key, as the refusal says; show twice that the mail is read."""
    served = story.index
    page.set_default_timeout(WAIT_MILLISECONDS)
    authenticator = page.context.new_cdp_session(page)
    authenticator.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "usb", "hasUserVerification": False, "isUserVerified": False}
    authenticator.send(
        "WebAuthn.addVirtualAuthenticator", {"options": {**options, "automaticPresenceSimulation": True}}
    )
    page.goto(f"{served.url}/account/second-factor/")
    give_password(page)
    page.get_by_label("Code from the letter").fill(story.mailed_code("confirm a sign-in"))
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("link", name="Add a key").click()
    page.get_by_role("button", name="Mail me a code").click()
    page.get_by_label("Code from the letter").fill(story.mailed_code("add a second factor"))
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Name").fill("blue key")
    page.get_by_role("button", name="Add the key").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Make recovery codes").click()
    code = page.get_by_role("main").get_by_role("listitem").first.inner_text()
    page.get_by_role("link", name="I have kept them").click()
    page.get_by_label("Recovery code").fill(code)
    page.get_by_role("button", name="Confirm").click()
    page.get_by_role("rowheader", name="blue key").wait_for()


def is_made_to_wait(story: Story, token: str) -> None:
    """Check that whoever enrols as late as this cannot publish yet: it may be somebody who knows the password."""
    waiting = story.index.twine(token, story.wheel("1.2"), check=False)
    for words in (
        "403",
        f"{NAME} is a critical project",
        "cannot change it until",
        "enrolled after the deadline",
    ):
        assert words in waiting


def give_password(page: Page) -> None:
    """Take the first step of a sign-in."""
    page.get_by_label("User name").fill("ben")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def withdraw(page: Page, served: Index) -> None:
    """Take the project out of the index, as its owner, in the browser: with a key, four days after the last sign-in."""
    page.goto(f"{served.url}/project/{NAME}/manage/")
    give_password(page)
    page.get_by_role("button", name="Use your security key").click()
    page.get_by_role("link", name="Withdraw").click()
    page.get_by_label("Name of the project").fill(NAME)
    page.get_by_label("Reason").fill("To see whether the designation goes away.")
    page.get_by_role("button", name="Withdraw").click()
    page.get_by_text(f"{NAME} is withdrawn").wait_for()


def pip_failure(served: Index) -> str:
    """Return what pip says when it cannot find the project."""
    with pytest.raises(AssertionError) as failed:
        served.pip("download", NAME, "--no-deps")
    return str(failed.value)
