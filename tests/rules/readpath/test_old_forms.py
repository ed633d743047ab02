"""What becomes of stores whose form is not today's."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from strongroom.readpath.store import PageStore, forget_old_forms
from strongroom.readpath.store.forms import FORM

NOON = datetime(2026, 8, 1, 12, tzinfo=UTC)
A_WEEK_AGO = NOON - timedelta(days=7)


def store_of(form: str, pages: Path, *, written_at: datetime) -> Path:
    data = pages / form / "data.mdb"
    data.parent.mkdir(parents=True)
    data.write_bytes(b"pages")
    os.utime(data, (written_at.timestamp(), written_at.timestamp()))
    return data


def test_a_store_nobody_has_written_for_a_week_is_deleted(tmp_path: Path) -> None:
    old = store_of("form-1", tmp_path, written_at=A_WEEK_AGO - timedelta(seconds=1))
    forget_old_forms(tmp_path, unchanged_since=A_WEEK_AGO)
    assert not old.parent.exists()


def test_one_that_an_older_version_still_writes_stays(tmp_path: Path) -> None:
    in_use = store_of("form-1", tmp_path, written_at=NOON)
    forget_old_forms(tmp_path, unchanged_since=A_WEEK_AGO)
    assert in_use.exists()


def test_the_present_one_stays_however_quiet_the_index_is(tmp_path: Path) -> None:
    store = PageStore.open(tmp_path, writable=True)
    with store.write():
        pass
    store.close()
    data = tmp_path / FORM / "data.mdb"
    os.utime(data, (0, 0))
    forget_old_forms(tmp_path, unchanged_since=A_WEEK_AGO)
    assert data.exists()
