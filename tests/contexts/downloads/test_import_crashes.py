"""An import that is killed at any moment has counted each chunk whole or not at all; run again, it completes."""

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

from strongroom.downloads.models import DailyCount, ImportedLog
from strongroom.downloads.services import import_log
from tests.contexts.downloads.test_importing import NOW, READING, line, log

pytestmark = pytest.mark.django_db(transaction=True)

CHUNKS, LINES = 6, 400
SEED = 20260302


def _import_all(paths: list[Path]) -> None:
    for path in paths:
        import_log(path, reading=READING, now=NOW)


def _rows() -> Counter[tuple[date, str, str]]:
    rows = DailyCount.objects.values_list("day", "name__name", "client_class", "downloads")
    return Counter({(day, name, kind): downloads for day, name, kind, downloads in rows})


def test_the_result_is_that_of_an_import_that_nobody_killed(tmp_path: Path) -> None:
    chance = random.Random(SEED)
    chunks = []
    for number in range(CHUNKS):
        lines = [line(f"pip/{number}", project=f"sample{chance.randrange(300)}") for _ in range(LINES)]
        chunks.append(log(tmp_path / f"{number}.log", *lines))
    fork = multiprocessing.get_context("fork")

    for _ in range(8):
        connections.close_all()
        importer = fork.Process(target=_import_all, args=(chunks,))
        importer.start()
        time.sleep(chance.uniform(0.0, 0.12))
        assert importer.pid is not None
        os.kill(importer.pid, signal.SIGKILL)
        importer.join()
        assert sum(_rows().values()) == LINES * ImportedLog.objects.count()
    _import_all(chunks)

    interrupted = _rows()
    ImportedLog.objects.all().delete()
    DailyCount.objects.all().delete()
    _import_all(chunks)
    assert interrupted == _rows()
    assert sum(interrupted.values()) == CHUNKS * LINES
