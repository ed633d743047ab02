"""The worker counts what is put into the folder that the setting names."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from strongroom.catalog.queries import projects_of_files
from strongroom.config.env import SettingInvalid, read_environment
from strongroom.downloads.queries import totals_by_class
from strongroom.foundation import clock
from strongroom.foundation.periods import Window
from strongroom.interfaces.jobs import handlers
from tests.support import given
from tests.support.given import NOON

pytestmark = pytest.mark.django_db


def test_a_log_of_a_published_file_is_counted_and_put_away(settings: Settings, tmp_path: Path) -> None:
    name = given.release(given.person("ada"), "Harbor_Light")
    log = tmp_path / "access.log"
    path = "/packages/aa/bb/cc/harbor_light-1.0-py3-none-any.whl"
    log.write_text(f'::1 - - [{NOON:%d/%b/%Y:%H:%M:%S} +0000] "GET {path} HTTP/1.1" 200 9 "-" "uv/0.9"\n')
    settled = (clock.now() - timedelta(hours=1)).timestamp()
    os.utime(log, (settled, settled))
    settings.STRONGROOM_DOWNLOAD_LOGS = tmp_path

    handlers.import_download_logs()

    assert totals_by_class(name, Window(NOON.date(), NOON.date())) == {"installer": 1}
    assert not log.exists()


@pytest.mark.parametrize("name", ["nowhere", "file"])
def test_what_is_no_folder_is_said_at_the_start(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SettingInvalid, match=r"STRONGROOM_DOWNLOAD_LOGS=.* Give a folder that is there"):
        read_environment({"STRONGROOM_DOWNLOAD_LOGS": str(tmp_path / name)})
    found = read_environment({"STRONGROOM_DOWNLOAD_LOGS": str(tmp_path)})
    assert found["STRONGROOM_DOWNLOAD_LOGS"] == tmp_path


def test_without_the_setting_nothing_is_watched(settings: Settings) -> None:
    settings.STRONGROOM_DOWNLOAD_LOGS = None

    handlers.import_download_logs()


def test_whose_a_file_is_the_catalog_tells() -> None:
    name = given.release(given.person("ada"), "Harbor_Light")
    filename = "harbor_light-1.0-py3-none-any.whl"

    assert projects_of_files([filename, "of-nobody-1.0.tar.gz"]) == {filename: name}
