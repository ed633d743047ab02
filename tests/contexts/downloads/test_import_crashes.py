"""An import that is killed at any moment has counted each chunk whole or not at all; run again, it completes. Nothing of it stays."""

import multiprocessing
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Collection
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections

from strongroom.downloads.models import DailyCount, ImportedLog
from strongroom.downloads.services import Reading, import_log, import_logs
from strongroom.foundation.names import NormalizedName
from tests.contexts.downloads.test_importing import NOW, READING, line, log
from tests.support.served import until

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


def _read_for_ever(_filenames: Collection[str]) -> dict[str, NormalizedName]:
    """Tell who reads, and read no further."""
    (settings.STRONGROOM_DATA / f"reader-{os.getpid()}").touch()
    time.sleep(600)
    return {}


def _import_for_ever(paths: list[Path]) -> None:
    # As in a terminal: workers of the tests ignore it, and so would their children.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    reading = Reading(find_projects=_read_for_ever)
    list(import_logs(paths, reading=reading, readers=2, now=NOW, advance=lambda _: None))


def _is_alive(pid: int) -> bool:
    try:
        return ") Z" not in Path(f"/proc/{pid}/stat").read_text(encoding="ascii")
    except FileNotFoundError:
        return False


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_readers_end_with_whoever_started_them(tmp_path: Path, how: signal.Signals) -> None:
    paths = [log(tmp_path / f"{number}.log", line(second=number)) for number in range(3)]
    connections.close_all()
    importer = multiprocessing.get_context("fork").Process(target=_import_for_ever, args=(paths,))
    importer.start()
    assert importer.pid is not None
    until(lambda: len(list(settings.STRONGROOM_DATA.glob("reader-*"))) == 2, what="both read")
    readers = [int(path.name.partition("-")[2]) for path in settings.STRONGROOM_DATA.glob("reader-*")]

    os.kill(importer.pid, how)
    importer.join(timeout=60)

    assert importer.exitcode
    until(lambda: not any(map(_is_alive, readers)), what="both have ended")
    assert not ImportedLog.objects.exists()
