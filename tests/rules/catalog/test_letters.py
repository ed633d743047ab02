"""What the people of a project are told, word for word where it matters."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from strongroom.catalog.rules.letters import (
    Deed,
    FirstFile,
    of_care,
    of_people,
    of_release,
    tells_of_care,
    to_the_person,
)

AT = datetime(2026, 3, 2, 12, tzinfo=UTC)
DEED = Deed("release.yanked", "harborlight", "ben", AT, "It eats the cargo.", "https://index.example")
FILE = FirstFile("harborlight-1.0-py3-none-any.whl", 12345, "ab" * 32)


def test_a_release_is_told_with_who_what_and_the_way_back() -> None:
    by = 'ben, with the API token "ci" (twine 6.2.0)'
    letter = of_release(replace(DEED, by=by, reason=""), version="1.0", file=FILE)
    assert letter.subject == "harborlight 1.0 was published"
    for words in (
        "harborlight-1.0-py3-none-any.whl (12,345 bytes)",
        "SHA-256: " + "ab" * 32,
        'By: ben, with the API token "ci" (twine 6.2.0)',
        "When: 2026-03-02 12:00 UTC",
        "Page: https://index.example/project/harborlight/1.0/",
        "https://index.example/project/harborlight/manage/yank/?version=1.0",
        "https://index.example/account/tokens/",
        "operators of this index",
    ):
        assert words in letter.text
    assert "Reason" not in letter.text


def test_the_way_back_leads_to_exactly_this_version() -> None:
    assert "?version=1.0%2Blocal.1\n" in of_release(DEED, version="1.0+local.1", file=FILE).text


@pytest.mark.parametrize(
    ("kind", "subject"),
    [
        ("release.yanked", "harborlight 1.0 was yanked"),
        ("release.unyanked", "The yank of harborlight 1.0 was taken back"),
        ("project.withdrawn", "harborlight was withdrawn"),
        ("project.set_archived", "harborlight was archived"),
        ("project.set_deprecated", "harborlight was deprecated"),
        ("project.set_active", "harborlight was opened again"),
        ("project.set_quarantined", "harborlight was quarantined"),
        ("project.quarantine_lifted", "harborlight is no longer quarantined"),
    ],
)
def test_care_is_told_with_its_reason(kind: str, subject: str) -> None:
    letter = of_care(replace(DEED, kind=kind), subject="1.0")
    assert letter.subject == subject
    assert "Reason: It eats the cargo." in letter.text


def test_other_facts_are_no_news_to_a_projects_people() -> None:
    assert not tells_of_care("file.published")


@pytest.mark.parametrize(
    ("kind", "to_others", "to_them"),
    [
        (
            "role.invited",
            "cleo was invited to harborlight as owner",
            "You are invited to harborlight as owner",
        ),
        ("role.accepted", "cleo is now owner of harborlight", "You are now owner of harborlight"),
        (
            "role.removed",
            "cleo is no longer owner of harborlight",
            "You are no longer owner of harborlight",
        ),
        ("role.left", "cleo left harborlight as owner", "You left harborlight as owner"),
        ("project.handed_over", "cleo took over harborlight as owner", "You took over harborlight as owner"),
    ],
)
def test_a_change_of_people_is_told_to_the_person_and_to_the_others(
    kind: str, to_others: str, to_them: str
) -> None:
    deed = replace(DEED, kind=kind)
    assert of_people(deed, person="cleo", role="owner").subject == to_others
    assert to_the_person(deed, role="owner").subject == to_them


def test_an_invitation_says_where_to_answer_and_warns_of_strangers() -> None:
    text = to_the_person(replace(DEED, kind="role.invited"), role="maintainer").text
    assert "https://index.example/projects/mine/" in text
    assert "decline" in text


def test_a_reason_cannot_write_lines_of_its_own() -> None:
    text = of_care(replace(DEED, reason="fine\nBy: operator otto"), subject="1.0").text
    assert "\nBy: operator otto" not in text
