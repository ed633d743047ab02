"""In the folder of a simulation every command lives at its last hour, and none but `simulate` changes anything."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import Settings

from strongroom.downloads.models import WindowTotal
from strongroom.foundation import clock
from strongroom.infra.db import open_to_writers
from strongroom.infra.journal.services import latest_serial
from strongroom.simulation.errors import NotBegun
from strongroom.simulation.services import enter
from strongroom.simulation.store import Size, claim
from tests.interfaces.cli.conftest import Strongroom
from tests.support import given

SIZE = Size()
LIVED = SIZE.first_day + timedelta(days=2)
"""The last whole day: it was interrupted then."""
PASSWORD = "a harbor seal reads 44 maps\n"

LOOKING = (
    "designate --dry-run",
    "designate --dry-run --share 100%",
    f"designate --verify {LIVED}",
    "policy show",
    "policy list",
    "mandate show",
    "downloads totals --check",
    "operator list",
    "why harborlight",
)
CHANGING = (
    "designate",
    f"designate --date {LIVED}",
    "downloads import {log}",
    "downloads totals --rebuild",
    "user create eve --email eve@people.example --password-stdin",
    "user freeze ada --reason Because.",
    "token create ada",
    "policy announce --share 2% --reason Because.",
    "project quarantine harborlight --reason Because.",
    "keys add",
    "check --fix",
    "pages rebuild",
    "passwords import {log}",
    "work",
)


@pytest.fixture
def lived(db: None, tmp_path: Path) -> Path:
    """Return the folder of a simulation of which some days were lived through."""
    folder = tmp_path / "simulation"
    claim(folder, SIZE)
    ada = given.person("ada")
    given.downloads(given.release(ada, "harborlight"), 5000, on=LIVED - timedelta(days=1))
    given.designation(on=LIVED)
    return folder


@pytest.fixture
def entered(lived: Path) -> None:
    """Be in it."""
    enter(lived)


@pytest.fixture(autouse=True)
def _opened_again() -> Iterator[None]:
    yield
    open_to_writers()


def test_whoever_looks_is_answered(strongroom: Strongroom, entered: None) -> None:
    results = {command: strongroom(*command.split()) for command in LOOKING}
    assert {command: result.output for command, result in results.items() if result.exit_code} == {}


def test_another_share_is_tried_on_the_last_day_that_was_lived_through(
    strongroom: Strongroom, entered: None
) -> None:
    assert clock.now() == datetime(LIVED.year, LIVED.month, LIVED.day, 23, tzinfo=UTC)
    assert "5,000 downloads" in strongroom("designate", "--dry-run", "--share", "100%").stdout
    assert f" to {LIVED - timedelta(days=1)}:" in strongroom("designate", "--dry-run").stdout
    assert "has not come yet" in strongroom("designate", "--date", str(LIVED + timedelta(days=1))).output


@pytest.mark.on_postgresql
def test_whoever_would_change_something_is_refused(
    strongroom: Strongroom, entered: None, tmp_path: Path
) -> None:
    log = tmp_path / "a.log"
    log.write_text("a line\n")
    before, files = latest_serial(), set(tmp_path.rglob("*"))
    for command in CHANGING:
        result = strongroom(*command.format(log=log).split(), stdin=PASSWORD)
        assert result.exit_code == 1, command
        assert "This folder holds a simulation: what can be done here is to look." in result.output, command
    assert latest_serial() == before
    assert set(tmp_path.rglob("*")) == files


@pytest.mark.parametrize("what", ["user", "operator"])
def test_nobody_is_asked_for_a_password_that_is_refused_then(
    strongroom: Strongroom, entered: None, what: str
) -> None:
    result = strongroom(what, "create", "eve", "--email", "eve@people.example", stdin=PASSWORD * 2)
    assert result.exit_code == 1
    assert result.output.startswith("strongroom: This folder holds a simulation")
    assert "Password" not in result.output


def test_a_total_that_is_wrong_is_told(strongroom: Strongroom, lived: Path) -> None:
    WindowTotal.objects.update(downloads=8)
    enter(lived)
    result = strongroom("downloads", "totals", "--check")
    assert "WRONG: harborlight has 8, its counts add up to 5000." in result.stdout


@pytest.mark.parametrize("command", ["check", "check --fix"])
def test_files_that_never_had_content_miss_none(
    strongroom: Strongroom, entered: None, settings: Settings, command: str
) -> None:
    settings.STRONGROOM_SIMULATION = True
    result = strongroom(*command.split())
    assert result.exit_code == 1
    assert result.output.startswith("strongroom: The files of a simulation have no contents")
    assert "MISSING" not in result.output


def test_a_run_of_another_time_moves_no_clock(lived: Path) -> None:
    given.designation()
    enter(lived)
    assert clock.today() == LIVED


@pytest.mark.django_db
def test_before_its_first_day_is_over_it_is_the_beginning_of_that(tmp_path: Path) -> None:
    size = replace(SIZE, days=10)
    claim(tmp_path / "simulation", size)
    enter(tmp_path / "simulation")
    assert clock.now() == datetime.combine(size.first_day, datetime.min.time(), UTC)


@pytest.mark.django_db
def test_without_tables_it_says_how_to_go_on(tmp_path: Path) -> None:
    claim(tmp_path / "simulation", SIZE)
    enter(tmp_path / "simulation")
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE criticality_designationrun RENAME TO elsewhere")
    with pytest.raises(NotBegun, match="Run `strongroom simulate` as it was run before"):
        clock.now()
