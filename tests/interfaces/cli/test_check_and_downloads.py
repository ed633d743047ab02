"""Operators import logs of downloads and look whether everything is there."""

import gzip
import multiprocessing
import os
import signal
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection, connections

from strongroom.downloads.models import WindowTotal
from strongroom.downloads.queries import totals_by_class
from strongroom.downloads.services import bring_totals_to
from strongroom.foundation.download_events import DownloadEvent
from strongroom.foundation.names import NormalizedName
from strongroom.foundation.periods import Window
from strongroom.interfaces.cli.group import cli
from tests.contexts.publishing.given import contents, publish, staged
from tests.interfaces.cli.conftest import Strongroom
from tests.support import given
from tests.support.distributions import Sdist, Wheel
from tests.support.given import NOON

pytestmark = pytest.mark.django_db

DEMO = NormalizedName("demo")


def event(at: datetime, project: NormalizedName, installer: str) -> bytes:
    """Return a line of our own event log."""
    return DownloadEvent(at, "demo-1.0.tar.gz", project, "1.0", installer, "1.2", "3.11").to_line() + b"\n"


def log_of(path: Path, *installers: str) -> Path:
    """Write a log of downloads of demo, one by each installer."""
    content = b"".join(event(NOON, DEMO, one) for one in installers)
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)
    return path


def counted() -> dict[str, int]:
    day = NOON.date()
    return totals_by_class(DEMO, Window(day, day + timedelta(days=1)))


def test_an_index_without_faults_is_sound(strongroom: Strongroom) -> None:
    publish(Wheel(), by=given.person("ada"))
    result = strongroom("check")
    assert (result.exit_code, result.stdout) == (0, "2 published files, 2 contents kept.\nSound.\n")


def test_missing_content_is_named_and_is_a_failure(strongroom: Strongroom) -> None:
    publish(Wheel(), by=given.person("ada"))
    for digest in list(contents().digests()):
        contents().remove(digest)
    for options in ((), ("--fix",)):
        result = strongroom("check", *options)
        assert result.exit_code == 1
        assert f"MISSING: the content of {Wheel().filename} is gone" in result.stdout
        assert "Not sound." in result.stdout


def test_remains_of_uploads_are_reported_and_swept_on_request(strongroom: Strongroom) -> None:
    with staged(Sdist()) as upload:
        contents().keep(upload.staged)
    reported = strongroom("check")
    assert reported.exit_code == 0
    assert "1 orphaned contents and 0 unfinished uploads can be swept with --fix." in reported.stdout
    assert "swept." in strongroom("check", "--fix").stdout
    assert "orphaned" not in strongroom("check").stdout
    assert list(contents().digests()) == []


def test_totals_of_the_window_are_told_compared_and_mended(strongroom: Strongroom) -> None:
    assert "the first run of the designation makes them" in strongroom("downloads", "totals").stdout
    given.downloads(DEMO, 7)
    bring_totals_to(Window.before(NOON.date(), days=183), classes={"installer"})
    told = "Kept from 2025-08-31 to 2026-03-01, 183 days; counted are installer.\n"
    assert strongroom("downloads", "totals").stdout == told
    assert strongroom("downloads", "totals", "--check").stdout == f"{told}Sound.\n"

    given.downloads(DEMO, 1, client_class="mirror")
    WindowTotal.objects.update(downloads=8)
    wrong = strongroom("downloads", "totals", "--check")

    assert wrong.exit_code == 1
    assert "WRONG: demo has 8, its counts add up to 7." in wrong.stdout
    assert strongroom("downloads", "totals", "--rebuild", "--check").stdout == f"{told}Sound.\n"


@pytest.mark.parametrize("name", ["log", "log.gz"])
def test_a_log_is_counted_once(strongroom: Strongroom, tmp_path: Path, name: str) -> None:
    path = log_of(tmp_path / name, "pip", "pip", "uv")
    first = strongroom("downloads", "import", str(path))
    assert (first.exit_code, first.stdout) == (
        0,
        f"{name}: 3 downloads counted, 0 other lines, 0 of unknown form.\n",
    )
    assert counted() == {"installer": 3}
    again = strongroom("downloads", "import", str(path))
    assert (again.exit_code, again.stdout) == (0, f"{name}: counted before, nothing added.\n")
    assert counted() == {"installer": 3}


def test_lines_that_are_no_downloads_are_told(strongroom: Strongroom, tmp_path: Path) -> None:
    path = log_of(tmp_path / "log", "pip")
    path.write_bytes(path.read_bytes() + b"not a line\n\xff\xfe\n{}\n")
    told = strongroom("downloads", "import", str(path)).stdout
    assert "1 download counted, 0 other lines, 3 of unknown form." in told
    assert "    unknown: not a line\n" in told


def test_a_broken_file_is_refused_and_the_others_are_counted(strongroom: Strongroom, tmp_path: Path) -> None:
    good = log_of(tmp_path / "good", "pip")
    broken = log_of(tmp_path / "broken.gz", "pip")
    broken.write_bytes(broken.read_bytes()[:-12])
    result = strongroom("downloads", "import", "--readers", "1", str(broken), str(good))
    assert result.exit_code == 1
    assert "strongroom: broken.gz cannot be read" in result.stderr
    assert result.stdout.endswith("\n2 files: 1 counted (1 download), 1 refused.\n")
    assert counted() == {"installer": 1}


def test_a_folder_is_counted_with_all_its_files(strongroom: Strongroom, tmp_path: Path) -> None:
    folder = tmp_path / "logs" / "edge"
    folder.mkdir(parents=True)
    log_of(folder / "a.log", "pip")
    log_of(folder / "b.log.gz", "uv", "curl")
    result = strongroom("downloads", "import", "--readers", "1", "--source", "edge", str(folder.parent))
    assert result.exit_code == 0
    assert result.stdout.endswith("\n2 files: 2 counted (3 downloads).\n")
    again = strongroom("downloads", "import", "--readers", "1", "--source", "edge", str(folder.parent))
    assert again.stdout.endswith("\n2 files: 0 counted (0 downloads), 2 counted before.\n")
    assert counted() == {"installer": 2, "script": 1}


def test_a_last_line_that_is_cut_off_is_told_and_where_it_begins(
    strongroom: Strongroom, tmp_path: Path
) -> None:
    path = log_of(tmp_path / "log", "pip")
    whole = path.read_bytes()
    path.write_bytes(whole + whole[:40])
    told, left_out = strongroom("downloads", "import", str(path)).stdout.splitlines()
    assert told == "log: 1 download counted, 0 other lines, 0 of unknown form."
    assert left_out.startswith("    left out: its last line, which has no end.")
    assert left_out.endswith(f"unpacked, `tail -c +{len(whole) + 1}`.")


def test_what_is_no_regular_file_is_refused_at_once(strongroom: Strongroom, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    result = strongroom("downloads", "import", str(tmp_path / "pipe"))
    assert result.exit_code == 1
    assert "Counting 1 log …" in result.stderr
    assert "strongroom: pipe is no regular file." in result.stderr


@pytest.mark.parametrize("source", ["x" * 5000, "a\nb", "", " "])
def test_a_source_that_is_no_name_is_refused(strongroom: Strongroom, tmp_path: Path, source: str) -> None:
    path = log_of(tmp_path / "log", "pip")
    result = strongroom("downloads", "import", "--source", source, str(path))
    assert result.exit_code == 1
    assert "strongroom: This is no name of a source." in result.stderr
    assert counted() == {}


def test_a_file_that_is_not_there_is_wrong_usage(strongroom: Strongroom, tmp_path: Path) -> None:
    assert strongroom("downloads", "import", str(tmp_path / "nothing")).exit_code == 2
    assert strongroom("downloads", "import").exit_code == 2


def deeper_than_a_path_can_say(folder: Path) -> None:
    """Make folders in folders, of which the last cannot be read by its path (4,096 bytes), not even by root."""
    within = os.open(folder, os.O_RDONLY)
    for _ in range(17):
        os.mkdir("d" * 250, dir_fd=within)
        outer, within = within, os.open("d" * 250, os.O_RDONLY, dir_fd=within)
        os.close(outer)
    os.close(within)


def test_a_folder_without_a_log_is_most_likely_another_than_was_meant(
    strongroom: Strongroom, tmp_path: Path
) -> None:
    (tmp_path / "logs" / "deeper").mkdir(parents=True)
    log_of(tmp_path / "logs" / ".hidden", "pip")
    result = strongroom("downloads", "import", str(tmp_path / "logs"))
    assert result.exit_code == 1
    assert f"strongroom: There is no file in {tmp_path / 'logs'}." in result.stderr
    assert counted() == {}


def test_a_folder_of_which_a_part_cannot_be_read_is_refused(strongroom: Strongroom, tmp_path: Path) -> None:
    log_of(tmp_path / "a.log", "pip")
    deeper_than_a_path_can_say(tmp_path)
    result = strongroom("downloads", "import", str(tmp_path))
    assert result.exit_code == 1
    assert f"strongroom: {tmp_path} cannot be read: " in result.stderr
    assert counted() == {}


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="a full disk of PostgreSQL cannot be made here")
def test_a_full_disk_is_told_with_what_helps(strongroom: Strongroom, tmp_path: Path) -> None:
    path = tmp_path / "many.log"
    path.write_bytes(b"".join(event(NOON, NormalizedName(f"demo-{number}"), "pip") for number in range(3000)))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")  # tests before it have left room
        cursor.execute("PRAGMA max_page_count = 1")  # which it has already
        result = strongroom("downloads", "import", str(path))
        cursor.execute("PRAGMA max_page_count = 4294967294")

    assert result.exit_code == 1
    told = result.stderr.splitlines()[-1]
    assert "database or disk is full. Make room on its disk, and give the command again" in told
    assert "prepare" not in told
    assert strongroom("downloads", "import", str(path)).exit_code == 0


def _import(logs: list[Path], stderr: int) -> None:
    """In a process of its own: give the command."""
    os.dup2(stderr, 2)
    sys.stderr = os.fdopen(2, "w")
    cli(["downloads", "import", "--readers", "2", *map(str, logs)])


@pytest.mark.django_db(transaction=True)
def test_an_import_that_is_told_to_end_does_so_in_order(tmp_path: Path) -> None:
    *logs, endless = (tmp_path / f"{number}.log" for number in range(3))
    for path in logs:
        path.write_bytes(event(NOON, DEMO, path.name) * 100)
    os.mkfifo(endless)  # nobody writes there: whoever opens it waits
    told, stderr = os.pipe()
    connections.close_all()
    importer = multiprocessing.get_context("fork").Process(target=_import, args=([*logs, endless], stderr))
    importer.start()
    os.close(stderr)
    with os.fdopen(told) as lines:
        assert lines.readline() == "Counting 3 logs …\n"
        assert importer.pid is not None
        os.kill(importer.pid, signal.SIGTERM)
        # Its readers have the same stderr: the end of it says that none is left.
        assert lines.read().splitlines()[-1] == "Aborted!"
    importer.join()
    assert importer.exitcode == 1
    # What has been counted by then is counted whole.
    assert sum(counted().values()) in {0, 100, 200}
