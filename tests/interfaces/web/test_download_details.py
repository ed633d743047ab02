"""People of a project see by what and with what it is downloaded; nobody else does, and a store that is away breaks nothing."""

import csv
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from strongroom.accounts.queries import Person
from strongroom.downloads.queries import chosen_store
from strongroom.downloads.services.details import add_rows, build_changed_days, chosen_pieces
from strongroom.foundation.names import NormalizedName
from tests.interfaces.web.conftest import SignIn
from tests.interfaces.web.test_security_events import page_of
from tests.support import given
from tests.support.detail_rows import MIRROR, SDIST, SILENT, UV, row
from tests.support.given import NOON
from tests.support.processes import LOOPBACK, free_port

pytestmark = pytest.mark.django_db

PAGE = "/project/harborlight/downloads/"
JSON, CSV = f"{PAGE}details.json", f"{PAGE}details.csv"
YESTERDAY = NOON.date() - timedelta(days=1)


@pytest.fixture
def browser(ada: Person, sign_in: SignIn) -> Client:
    """Return ada's, who owns harborlight."""
    given.release(ada, "harborlight")
    return sign_in(ada)


@pytest.fixture
def _details(settings: Settings, tmp_path: Path) -> None:
    """Let the index keep details: of yesterday, and of a day two months ago."""
    settings.STRONGROOM_DETAIL_URL = f"parquet://{tmp_path}/days"
    add_rows(
        [
            row(60, day=YESTERDAY),
            row(30, client=UV, file=SDIST, day=YESTERDAY),
            row(10, client=SILENT, day=YESTERDAY),
            row(900, client=MIRROR, day=YESTERDAY),
            row(7, file=SDIST, day=YESTERDAY - timedelta(days=60)),
            row(5000, day=YESTERDAY, project="other"),
        ]
    )
    store = chosen_store()
    assert store is not None
    assert len(list(build_changed_days(store, chosen_pieces(), now=NOON, at_once=True))) == 2


@pytest.mark.usefixtures("_details")
def test_its_people_see_shares_of_versions_installers_pythons_and_systems(browser: Client) -> None:
    page = page_of(browser, PAGE)

    for words in ("90 Downloads with details", "1.0 Most downloaded version", "67% of the downloads"):
        assert words in page
    for row_words in (
        "pip 26.3 60 66.7%",
        "uv 0.9 30 33.3%",
        "wheel 60 66.7%",
        "macOS 30 33.3%",
        "3.13 30 33.3%",
    ):
        assert row_words in page


@pytest.mark.usefixtures("_details")
def test_a_longer_period_and_all_clients_can_be_asked_for(browser: Client) -> None:
    longer = browser.get(JSON, {"days": "90"}).json()
    everybody = browser.get(JSON, {"clients": "all"}).json()

    assert (longer["downloads"], longer["by"]["version"][1]) == (97, {"value": "1.1", "downloads": 37})
    assert (everybody["downloads"], everybody["by"]["installer"][0]["value"]) == (1000, "bandersnatch")
    for nonsense in ("31", "0", "-1", "x", "9" * 5000):
        assert browser.get(JSON, {"days": nonsense, "clients": nonsense}).json()["downloads"] == 90


@pytest.mark.usefixtures("_details")
def test_the_same_is_there_as_csv(browser: Client) -> None:
    response = browser.get(CSV, {"clients": "all"})
    lines = list(csv.reader(response.content.decode().splitlines()))

    assert response.headers["Content-Type"].startswith("text/csv")
    assert lines[0] == ["by", "value", "downloads"]
    assert ["filename", "harborlight-1.1.tar.gz", "30"] in lines
    assert ["installer", "", "10"] in lines


@pytest.mark.parametrize("address", [PAGE, JSON, CSV])
@pytest.mark.usefixtures("_details", "browser")
def test_nobody_else_does(address: str, cleo: Person, sign_in: SignIn) -> None:
    assert sign_in(cleo).get(address).status_code == 403
    assert Client().get(address).status_code == 302


def test_without_a_detail_store_the_page_says_so(browser: Client) -> None:
    given.downloads(NormalizedName("harborlight"), 12, on=YESTERDAY)
    page = page_of(browser, PAGE)

    assert "This index keeps no details" in page
    assert "12 downloads from" in page


def test_a_store_that_is_away_leaves_the_counts(browser: Client, settings: Settings) -> None:
    given.downloads(NormalizedName("harborlight"), 12, on=YESTERDAY)
    settings.STRONGROOM_DETAIL_URL = f"clickhouse://{LOOPBACK}:{free_port()}/details"
    page = page_of(browser, PAGE)

    assert "Details are not reachable now" in page
    assert "12 downloads from" in page
    assert page_of(browser, "/project/harborlight/")
    # An empty answer would be taken for a project that nobody downloads.
    assert browser.get(JSON).status_code == 503


def test_days_without_details_are_told(browser: Client, settings: Settings, tmp_path: Path) -> None:
    settings.STRONGROOM_DETAIL_URL = f"parquet://{tmp_path}/days"
    assert "No details in these days" in page_of(browser, PAGE)
    add_rows([row(3, day=YESTERDAY)])
    assert "Some days are not complete yet" in page_of(browser, PAGE)
