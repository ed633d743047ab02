"""Operators run the designation."""

from datetime import timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from strongroom.accounts.queries import Person
from strongroom.criticality.queries import find_latest_run
from strongroom.downloads.queries import get_store
from strongroom.foundation import clock
from strongroom.infra.journal.services import latest_serial
from tests.interfaces.cli.conftest import Strongroom
from tests.support import given
from tests.support.detail_rows import MIRROR, piece, row
from tests.support.given import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_noon() -> None:
    clock.install(lambda: NOON)


@pytest.fixture
def ada() -> Person:
    ada = given.person("ada")
    given.downloads(given.release(ada, "harborlight"), 5000)
    return ada


def test_a_designation_is_run_and_shown(strongroom: Strongroom, ada: Person) -> None:
    result = strongroom("designate")
    assert result.exit_code == 0
    assert "+ harborlight: rank 1, 5,000 downloads" in result.stdout
    latest = find_latest_run()
    assert latest is not None
    assert latest.on == NOON.date()


def test_a_second_run_of_the_day_finds_nothing_new(strongroom: Strongroom, ada: Person) -> None:
    strongroom("designate")
    before = latest_serial()
    for options in ((), ("--dry-run",)):
        result = strongroom("designate", *options)
        assert result.exit_code == 0
        assert "  harborlight: rank 1, 5,000 downloads" in result.stdout
        assert "No designation changed: this day was run before." in result.stdout
        assert "+" not in result.stdout
    assert latest_serial() == before


def test_a_second_run_of_the_day_marks_only_what_late_data_changed(
    strongroom: Strongroom, ada: Person
) -> None:
    assert "No designation changed" not in strongroom("designate").stdout
    given.downloads(given.release(ada, "overtaker"), 6000)
    shown = strongroom("designate").stdout
    assert "+ overtaker: rank 1, 6,000 downloads" in shown
    assert "- harborlight: late data changed the day's result" in shown
    assert "No designation changed" not in shown


def test_a_dry_run_stores_nothing(strongroom: Strongroom, ada: Person) -> None:
    before = latest_serial()
    result = strongroom("designate", "--dry-run")
    assert result.exit_code == 0
    assert "+ harborlight: rank 1" in result.stdout
    assert "Nothing was stored." in result.stdout
    assert (find_latest_run(), latest_serial()) == (None, before)


def test_the_details_rank_for_comparison(
    strongroom: Strongroom, ada: Person, settings: Settings, tmp_path: Path
) -> None:
    """The counts are of another day than the details, and a run goes by the counts."""
    settings.STRONGROOM_DETAIL_URL = f"parquet://{tmp_path / 'days'}"
    yesterday = NOON.date() - timedelta(days=1)
    made = piece(tmp_path / "piece", [row(7000, day=yesterday), row(9, day=yesterday, client=MIRROR)])
    get_store().replace_day(yesterday, [made], downloads=7009)
    strongroom("designate")

    compared = strongroom("designate", "--dry-run", "--from-details")

    assert compared.exit_code == 0
    assert "  harborlight: rank 1, 7,000 downloads" in compared.stdout
    assert "All of 5,000 counted downloads have details.\n" in compared.stdout
    assert "By the counts the same projects are critical.\nNothing was stored.\n" in compared.stdout
    assert "No designation changed" not in compared.stdout
    assert "  harborlight: rank 1, 5,000 downloads" in strongroom("designate", "--dry-run").stdout


def test_details_that_are_not_whole_are_told_and_what_they_would_change(
    strongroom: Strongroom, ada: Person, settings: Settings, tmp_path: Path
) -> None:
    settings.STRONGROOM_DETAIL_URL = f"parquet://{tmp_path / 'days'}"
    given.downloads(given.release(ada, "nightwatch"), 3000)
    yesterday = NOON.date() - timedelta(days=1)
    made = piece(
        tmp_path / "piece", [row(1000, day=yesterday), row(2500, day=yesterday, project="nightwatch")]
    )
    get_store().replace_day(yesterday, [made], downloads=3500)

    compared = strongroom("designate", "--dry-run", "--from-details").stdout

    assert "+ nightwatch: rank 1, 2,500 downloads" in compared
    assert "- harborlight: critical by the counts alone" in compared
    told = "The details are not whole: of 8,000 counted downloads, 4,500 (56.25%) have none."
    assert compared.endswith(f"{told}\nNothing was stored.\n")


@pytest.mark.parametrize(
    "options",
    [
        ("--from-details",),
        ("--dry-run", "--from-details", "--share", "2%"),
        ("--from-details", "--verify", "x"),
    ],
)
def test_the_details_make_no_run(strongroom: Strongroom, options: tuple[str, ...]) -> None:
    refused = strongroom("designate", *options)

    assert refused.exit_code == 2
    assert "--from-details goes with --dry-run and --date" in refused.output


def test_details_that_are_not_kept_cannot_be_compared(strongroom: Strongroom, settings: Settings) -> None:
    settings.STRONGROOM_DETAIL_URL = ""
    refused = strongroom("designate", "--dry-run", "--from-details")

    assert refused.exit_code == 1
    assert "This index keeps no details of downloads." in refused.output


def test_another_day_can_be_given_but_not_one_to_come(strongroom: Strongroom, ada: Person) -> None:
    assert strongroom("designate", "--date", "2026-03-01", "--dry-run").exit_code == 0
    refused = strongroom("designate", "--date", "2026-03-03")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "2026-03-03 has not come yet." in refused.stderr
    assert strongroom("designate", "--date", "tomorrow").exit_code == 2


def test_progress_is_plain_lines_where_there_is_no_terminal(strongroom: Strongroom, ada: Person) -> None:
    result = strongroom("designate")
    assert result.stderr.splitlines() == ["Ranking for 2026-03-02 …", "Ranking for 2026-03-02: done."]
    assert "\x1b" not in result.output
