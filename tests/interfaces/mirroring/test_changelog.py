"""What a mirror is told of every change."""

from datetime import timedelta
from typing import Any

import pytest

from strongroom.accounts.queries import Person
from strongroom.catalog.services import RoleName, accept_invitation, invite, unyank, withdraw, yank
from strongroom.foundation.permits import Action
from strongroom.infra.db import write
from strongroom.infra.journal.services import Fact, append, latest_serial
from strongroom.interfaces.mirroring import changelog
from strongroom.interfaces.web.events.kind import Group
from strongroom.interfaces.web.events.project_kinds import PROJECT_KINDS
from strongroom.mandates.services import permit
from strongroom.readpath.queries import KINDS_OF_NO_PAGE
from tests.interfaces.mirroring.conftest import Ask
from tests.support import given
from tests.support.given import NOON, acting

pytestmark = pytest.mark.django_db

NOON_SECONDS = int(NOON.timestamp())


def actions(rows: list[list[Any]]) -> list[tuple[str, str | None, str]]:
    return [(name, version, action) for name, version, _, action, _ in rows]


def test_a_new_index_begins_at_zero(ask: Ask) -> None:
    assert ask("changelog_last_serial") == 0
    assert ask("changelog_since_serial", 0) == []


def test_an_upload_tells_of_project_release_and_file(ask: Ask, ada: Person) -> None:
    before = latest_serial()
    given.release(ada, "Harbor.Light")
    serial = ask("changelog_last_serial")
    assert ask("changelog_since_serial", before) == [
        ["Harbor.Light", None, NOON_SECONDS, "create", serial],
        ["Harbor.Light", "1.0", NOON_SECONDS, "new release", serial],
        ["Harbor.Light", "1.0", NOON_SECONDS, "add py3 file harbor_light-1.0-py3-none-any.whl", serial],
    ]


def test_a_second_release_is_no_new_project(ask: Ask, ada: Person) -> None:
    given.release(ada, "harborlight")
    before = latest_serial()
    given.release(ada, "harborlight", "2.0", at=NOON + timedelta(hours=1))
    assert actions(ask("changelog_since_serial", before)) == [
        ("harborlight", "2.0", "new release"),
        ("harborlight", "2.0", "add py3 file harborlight-2.0-py3-none-any.whl"),
    ]


def test_care_is_told_in_pypis_words(ask: Ask, ada: Person) -> None:
    name = given.release(ada, "harborlight")
    ben = given.protected(given.person("ben"))
    before = latest_serial()

    def may(action: Action, by: Person = ada) -> Any:
        return permit(acting(by), action, name, now=NOON)

    yank(may(Action.YANK), version="1.0", reason="Broken.")
    unyank(may(Action.YANK), version="1.0")
    invite(may(Action.MANAGE_PEOPLE), username="ben", role=RoleName.MAINTAINER)
    accept_invitation(may(Action.ACCEPT_ROLE, ben))
    withdraw(may(Action.WITHDRAW), reason="Nobody uses it.")
    assert actions(ask("changelog_since_serial", before)) == [
        ("harborlight", "1.0", "yank release"),
        ("harborlight", "1.0", "unyank release"),
        ("harborlight", None, "role invited"),
        ("harborlight", None, "add Maintainer ben"),
        ("harborlight", None, "remove project"),
    ]


@pytest.mark.parametrize(
    ("fact", "told"),
    [
        (Fact("release.withdrawn", subject="1.0"), ("harborlight", "1.0", "remove release")),
        (
            Fact("file.withdrawn", subject="harborlight-1.0.tar.gz", data={"version": "1.0"}),
            ("harborlight", "1.0", "remove file harborlight-1.0.tar.gz"),
        ),
        (Fact("project.set_archived"), ("harborlight", None, "project set archived")),
        (Fact("role.left", subject="ben"), ("harborlight", None, "remove ben")),
    ],
)
def test_every_change_of_a_project_is_told(
    ask: Ask, ada: Person, fact: Fact, told: tuple[str, str | None, str]
) -> None:
    given.release(ada, "harborlight")
    before = latest_serial()
    with write():
        append(Fact(fact.kind, "harborlight", fact.subject, data=fact.data), by=given.SETUP, at=NOON)
    assert actions(ask("changelog_since_serial", before)) == [told]


def test_what_concerns_no_project_is_not_told_and_counts(ask: Ask, ada: Person) -> None:
    given.release(ada, "harborlight")
    before = latest_serial()
    given.person("cleo")
    with write():
        append(Fact("project.designated_critical", "never-published"), by=given.SETUP, at=NOON)
    assert ask("changelog_since_serial", before) == []
    assert ask("changelog_last_serial") > before


def test_serials_rise_and_none_is_told_twice(ask: Ask, ada: Person) -> None:
    for number in range(5):
        given.release(ada, f"project-{number}")
    rows = ask("changelog_since_serial", 0)
    serials = [row[4] for row in rows]
    assert serials == sorted(serials)
    middle = serials[len(serials) // 2]
    assert ask("changelog_since_serial", middle) == [row for row in rows if row[4] > middle]


def test_a_long_changelog_ends_between_two_serials(
    ask: Ask, ada: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        given.release(ada, f"project-{number}")
    everything = ask("changelog_since_serial", 0)
    monkeypatch.setattr(changelog, "ROWS_AT_MOST", 5)
    first = ask("changelog_since_serial", 0)
    assert first == everything[:3]
    second = ask("changelog_since_serial", first[-1][4])
    assert first + second == everything[:6]


@pytest.mark.parametrize("serial", [-1, 0, 2**31 - 1])
def test_any_serial_may_be_asked_for(ask: Ask, ada: Person, serial: int) -> None:
    given.release(ada, "harborlight")
    assert len(ask("changelog_since_serial", serial)) == (0 if serial > 0 else 3)


def test_what_changes_no_page_is_none_of_a_mirrors_business(ask: Ask, ada: Person) -> None:
    name = given.release(ada, "harborlight")
    before = latest_serial()
    with write():
        for kind in KINDS_OF_NO_PAGE:
            append(Fact(kind, project=name), by=given.SETUP, at=NOON)
    assert ask("changelog_since_serial", before) == []
    assert ask("list_packages_with_serial") == {name: before}


def test_only_what_is_told_of_standing_changes_no_page() -> None:
    standing = {kind for kind, told in PROJECT_KINDS.items() if told.group is Group.STANDING}
    assert standing == KINDS_OF_NO_PAGE
