"""The worker keeps details of downloads where there is a detail store, and asks one that is away more seldom."""

from pathlib import Path

import pytest
from pytest_django import Settings

from strongroom.downloads.errors import DetailsUnreachable
from strongroom.downloads.queries import Dimension, find_breakdown
from strongroom.foundation import clock
from strongroom.foundation.download_events import DownloadEvent
from strongroom.foundation.names import normalize
from strongroom.foundation.periods import Window
from strongroom.infra.eventlog import EventWriter
from strongroom.interfaces.jobs import handlers
from tests.support.given import NOON
from tests.support.processes import LOOPBACK, free_port

pytestmark = pytest.mark.django_db

NAME = normalize("harborlight")
EVENT = DownloadEvent(NOON, "harborlight-1.0.tar.gz", NAME, "1.0", "pip", "26.3", "3.11", "Linux")


@pytest.fixture
def _served(settings: Settings) -> None:
    """A file was downloaded."""
    clock.install(lambda: NOON)
    writer = EventWriter(settings.STRONGROOM_EVENTS_FOLDER)
    writer.append(EVENT.to_line())
    writer.close()


@pytest.mark.usefixtures("_served")
def test_what_was_served_is_in_the_details_soon(settings: Settings, tmp_path: Path) -> None:
    settings.STRONGROOM_DETAIL_URL = f"parquet://{tmp_path}/days"

    handlers.fold_downloads()
    handlers.build_download_details()

    found = find_breakdown(NAME, Window(NOON.date(), NOON.date()), classes=["installer"])
    assert found is not None
    assert found.parts[Dimension.SYSTEM] == [("Linux", 1)]


@pytest.mark.usefixtures("_served")
def test_a_store_that_is_away_is_a_failure_of_this_job_alone(settings: Settings) -> None:
    settings.STRONGROOM_DETAIL_URL = f"clickhouse://{LOOPBACK}:{free_port()}/details"

    handlers.fold_downloads()
    with pytest.raises(DetailsUnreachable):
        handlers.build_download_details()


def test_without_a_store_there_is_nothing_to_build() -> None:
    handlers.build_download_details()
