"""Whoever imports and builds may be killed at any moment: run again, the days are those that nobody interrupted."""

import multiprocessing
import os
import random
import signal
import time
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from django.db import connections
from pytest_django import Settings

from strongroom.downloads.models import (
    DailyCount,
    DetailDay,
    DetailPiece,
    FoldedSegment,
    ImportedLog,
    LooseDetails,
)
from strongroom.downloads.queries import chosen_store
from strongroom.downloads.services import fold_events, import_log
from strongroom.downloads.services.details import build_changed_days, check_days, chosen_pieces
from strongroom.downloads.store import DetailStore
from strongroom.foundation.download_events import DownloadEvent
from strongroom.foundation.names import normalize
from strongroom.foundation.periods import Window
from strongroom.infra.eventlog import EventWriter
from tests.contexts.downloads.test_details import reading
from tests.contexts.downloads.test_importing import DAY, NOW, line, log

pytestmark = pytest.mark.django_db(transaction=True)

CHUNKS, LINES, EVENTS = 4, 300, 200
SEED = 20260302


def _store() -> DetailStore:
    store = chosen_store()
    assert store is not None
    return store


def _work(chunks: list[Path], events: Path) -> None:
    """Do what the worker and the command do: import, fold, and build after each."""
    for chunk in chunks:
        import_log(chunk, reading=reading(), now=NOW)
        fold_events(events, details=True)
        for _ in build_changed_days(_store(), chosen_pieces(), now=NOW, at_once=True):
            pass


def _days() -> dict[date, Counter[str]]:
    return _store().sums(Window(DAY, NOW.date()))


def test_the_days_are_those_of_an_import_that_nobody_killed(settings: Settings, tmp_path: Path) -> None:
    settings.STRONGROOM_DETAIL_URL = f"parquet://{tmp_path}/days"
    chance = random.Random(SEED)
    chunks = [
        log(
            tmp_path / f"{number}.log",
            *[line(f"pip/{number}", project=f"sample{chance.randrange(90)}") for _ in range(LINES)],
        )
        for number in range(CHUNKS)
    ]
    writer = EventWriter(tmp_path / "events")
    for number in range(EVENTS):
        event = DownloadEvent(
            NOW, f"demo-{number}.0.zip", normalize("demo"), f"{number}.0", "uv", "0.9", "3.13"
        )
        writer.append(event.to_line())

    fork = multiprocessing.get_context("fork")
    for _ in range(8):
        connections.close_all()
        worker = fork.Process(target=_work, args=(chunks, tmp_path / "events"))
        worker.start()
        time.sleep(chance.uniform(0.02, 0.25))
        assert worker.pid is not None
        os.kill(worker.pid, signal.SIGKILL)
        worker.join()
        assert all(check.is_sound for check in check_days(_store()))
    _work(chunks, tmp_path / "events")
    interrupted = _days()

    for model in (DailyCount, DetailDay, DetailPiece, LooseDetails, ImportedLog, FoldedSegment):
        model.objects.all().delete()
    settings.STRONGROOM_DETAIL_URL = f"parquet://{tmp_path}/uninterrupted"
    _work(chunks, tmp_path / "events")
    assert interrupted == _days()
    assert interrupted == {DAY: Counter(installer=CHUNKS * LINES), NOW.date(): Counter(installer=EVENTS)}
    writer.close()
