"""Operators build, check and carry over the details of downloads."""

from pathlib import Path

import pytest
from pytest_django import Settings

from strongroom.downloads.queries import chosen_store
from strongroom.downloads.services.details import add_rows
from tests.interfaces.cli.conftest import Strongroom
from tests.interfaces.cli.test_check_and_downloads import log_of
from tests.support.detail_rows import row
from tests.support.given import NOON
from tests.support.processes import LOOPBACK, free_port

pytestmark = pytest.mark.django_db

DAY = NOON.date()


@pytest.fixture
def folder(settings: Settings, tmp_path: Path) -> Path:
    """Return where this index keeps its details."""
    days = tmp_path / "days"
    settings.STRONGROOM_DETAIL_URL = f"parquet://{days}"
    return days


@pytest.mark.usefixtures("folder")
def test_what_was_imported_is_built_and_compared(strongroom: Strongroom, tmp_path: Path) -> None:
    log_of(tmp_path / "log", "pip", "uv", "bandersnatch")
    assert strongroom("downloads", "import", str(tmp_path / "log")).exit_code == 0
    told = strongroom("downloads", "details")
    assert told.stdout == "No day kept yet.\n1 day changed, to be built.\n"

    built = strongroom("downloads", "details", "--build", "--check")

    assert (built.exit_code, built.stdout) == (0, "1 day built.\n1 day compared: sound.\n")
    assert strongroom("downloads", "details").stdout == f"1 day kept, {DAY} to {DAY}.\n"


def test_a_day_that_differs_is_told_and_is_a_failure(
    strongroom: Strongroom, tmp_path: Path, folder: Path
) -> None:
    log_of(tmp_path / "log", "pip", "uv")
    strongroom("downloads", "import", str(tmp_path / "log"))
    strongroom("downloads", "details", "--build")
    (folder / f"{DAY}.parquet").unlink()

    result = strongroom("downloads", "details", "--check")

    assert result.exit_code == 1
    assert f"DIFFERS: {DAY}: nothing stored, 2 installer in the ledger, 2 installer counted" in result.stdout
    assert "1 day compared: not sound." in result.stdout


def test_days_are_carried_over_and_not_twice(strongroom: Strongroom, tmp_path: Path, folder: Path) -> None:
    log_of(tmp_path / "log", "pip", "uv")
    strongroom("downloads", "import", str(tmp_path / "log"))
    strongroom("downloads", "details", "--build")
    target = f"parquet://{tmp_path}/target"

    assert (
        strongroom("downloads", "move", "--to", target).stdout
        == "1 day carried over and compared, 0 there before.\n"
    )
    again = strongroom("downloads", "move", "--from", f"parquet://{folder}", "--to", target)
    assert again.stdout == "0 days carried over and compared, 1 there before.\n"


def test_a_store_that_is_away_is_one_clear_line(strongroom: Strongroom, settings: Settings) -> None:
    host = f"{LOOPBACK}:{free_port()}"
    settings.STRONGROOM_DETAIL_URL = f"clickhouse://index:secret@{host}/details"
    add_rows([row(day=DAY)])
    for arguments in (
        ["details"],
        ["details", "--check"],
        ["details", "--build"],
        ["move", "--to", "parquet:///x"],
    ):
        result = strongroom("downloads", *arguments)
        assert result.exit_code == 1
        assert f"strongroom: The detail store at {host} does not answer" in result.stderr
        assert "secret" not in result.stderr


@pytest.mark.parametrize(
    "address", ["", "parquet://relative/days", "clickhouse://host/db", "clickhouse://h:1/a-b", "ftp://h:1/db"]
)
def test_an_address_that_means_nothing_is_refused(strongroom: Strongroom, address: str, folder: Path) -> None:
    result = strongroom("downloads", "move", "--to", address)
    assert result.exit_code == 1
    assert "This is no address of a detail store. Give parquet:///folder or clickhouse://" in result.stderr


def test_without_a_detail_store_the_command_says_how_to_get_one(strongroom: Strongroom) -> None:
    assert chosen_store() is None
    assert (
        "This index keeps no details of downloads. Install strongroom[details]"
        in strongroom("downloads", "details").stderr
    )


def test_a_folder_that_is_not_there_is_no_store_to_carry_from(strongroom: Strongroom, tmp_path: Path) -> None:
    target = f"parquet://{tmp_path}/target"
    result = strongroom("downloads", "move", "--from", f"parquet://{tmp_path}/days", "--to", target)
    assert result.exit_code == 1
    assert "strongroom: This is no detail store that can be read: " in result.stderr
    assert f"{tmp_path}/days" in result.stderr
