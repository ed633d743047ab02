"""The file that each run leaves, and what is known from runs of projects that are not critical."""

import resource
import sys
from collections import deque
from datetime import timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from strongroom.accounts.queries import Person
from strongroom.criticality.errors import RunFileDiffers, RunFileUnfit, RunNotFound
from strongroom.criticality.models import DesignationRun, RankStep
from strongroom.criticality.queries import explain, find_run, list_designations, rank_at
from strongroom.criticality.rules.designation import designate
from strongroom.criticality.rules.policy import FIRST_POLICY
from strongroom.criticality.services import verify_file, verify_run
from strongroom.criticality.services.gathering import gather
from strongroom.criticality.store import read_lines, staged
from strongroom.foundation.names import normalize
from tests.support import given
from tests.support.given import NOON

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

pytestmark = pytest.mark.django_db
TODAY = NOON.date()


@pytest.fixture
def ada() -> Person:
    return given.person("ada")


@pytest.fixture
def folder(settings: Settings) -> Path:
    return Path(settings.STRONGROOM_RUNS_FOLDER)


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def unpacked(folder: Path) -> bytes:
    """Return the one file of the folder, unpacked."""
    [name] = files(folder)
    return b"".join(read_lines(folder / name))


def test_a_run_leaves_a_file_from_which_it_can_be_repeated(ada: Person, folder: Path) -> None:
    given.critical_project(ada)
    run = find_run(TODAY)
    assert run is not None
    repeated = verify_run(TODAY)
    assert (repeated.on, repeated.inputs_sha256) == (TODAY, run.inputs_sha256)
    assert repeated.outcome.entered == ("harborlight",)
    assert files(folder) == [run.file_name] == [f"2026-03-02-{run.inputs_sha256[:16]}.jsonl.zst"]
    assert (folder / run.file_name).stat().st_size == run.file_bytes
    assert verify_file(folder / run.file_name) == repeated


def test_the_same_day_again_leaves_the_file_as_it_is(ada: Person, folder: Path) -> None:
    given.critical_project(ada)
    [before] = (path.stat() for path in folder.iterdir())
    given.designation()
    [after] = (path.stat() for path in folder.iterdir())
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_other_inputs_on_the_same_day_replace_the_file_and_another_day_does_not(
    ada: Person, folder: Path
) -> None:
    name = given.critical_project(ada)
    first = files(folder)
    given.downloads(name, 1)
    given.designation()
    second = files(folder)
    assert len(second) == 1
    assert second != first
    given.designation(on=TODAY + timedelta(days=1))
    assert len(files(folder)) == 2
    assert verify_run(TODAY).on == TODAY


def test_a_file_that_was_lost_is_made_again_by_the_same_day(ada: Person, folder: Path) -> None:
    given.critical_project(ada)
    [lost] = folder.iterdir()
    lost.unlink()
    with pytest.raises(RunNotFound, match="is not here"):
        verify_run(TODAY)
    given.designation()
    assert list(folder.iterdir()) == [lost]
    assert verify_run(TODAY).outcome.entered == ("harborlight",)


def test_what_a_dead_process_left_unfinished_is_in_nobodys_way(ada: Person, folder: Path) -> None:
    folder.mkdir()
    (folder / ".unfinished").write_bytes(b"half a line")
    given.critical_project(ada)
    assert files(folder) == [DesignationRun.objects.get().file_name]


def test_what_a_process_kept_that_died_before_its_commit_goes_with_the_next_run_of_the_day(
    ada: Person, folder: Path
) -> None:
    folder.mkdir()
    for day in (TODAY, TODAY - timedelta(days=1)):
        (folder / f"{day}-{'0' * 16}.jsonl.zst").write_bytes(b"of a run that never was")
    given.critical_project(ada)
    assert files(folder) == [
        f"{TODAY - timedelta(days=1)}-{'0' * 16}.jsonl.zst",
        DesignationRun.objects.get().file_name,
    ]


def test_a_file_that_a_disk_has_damaged_is_made_again_by_the_same_day(ada: Person, folder: Path) -> None:
    given.critical_project(ada)
    [kept] = folder.iterdir()
    whole = kept.read_bytes()
    kept.chmod(0o644)
    kept.write_bytes(whole[:40] + b"?" + whole[41:])
    given.designation()
    assert kept.read_bytes() == whole


def test_a_disk_that_is_full_leaves_no_half_of_a_file_behind(ada: Person, folder: Path) -> None:
    given.critical_project(ada)
    before, inputs = files(folder), gather(TODAY, FIRST_POLICY)
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (64, hard))
    try:
        with pytest.raises(OSError, match="too large"), staged(folder, inputs, designate(inputs)):
            pass
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    assert files(folder) == before


def test_a_file_of_another_run_is_not_taken_for_that_of_the_day(ada: Person, folder: Path) -> None:
    name = given.critical_project(ada)
    [kept] = folder.iterdir()
    other = kept.read_bytes()
    given.downloads(name, 1)
    given.designation()
    [kept] = folder.iterdir()
    kept.chmod(0o644)
    kept.write_bytes(other)
    with pytest.raises(RunFileDiffers, match="is not the file of the stored run"):
        verify_run(TODAY)


def test_each_flipped_bit_and_each_torn_end_of_a_stored_file_is_found(ada: Person, folder: Path) -> None:
    given.critical_project(ada)
    [kept] = folder.iterdir()
    whole = kept.read_bytes()
    copy = folder / "copy"
    for place in range(0, len(whole), 7):
        copy.write_bytes(whole[:place] + bytes([whole[place] ^ 4]) + whole[place + 1 :])
        with pytest.raises((RunFileUnfit, RunFileDiffers)):
            verify_file(copy)
        copy.write_bytes(whole[:place])
        with pytest.raises(RunFileUnfit):
            verify_file(copy)


def test_a_file_that_unpacks_to_endlessly_many_lines_is_refused(tmp_path: Path) -> None:
    packer, mebibyte = zstd.ZstdCompressor(), (b" " * 1023 + b"\n") * 1024
    bomb = tmp_path / "bomb"
    bomb.write_bytes(b"".join(packer.compress(mebibyte) for _ in range(257)) + packer.flush())
    assert bomb.stat().st_size < 100_000
    with pytest.raises(RunFileUnfit, match="endlessly many"):
        deque(read_lines(bomb), maxlen=0)


def test_an_unpacked_file_is_read_as_well(ada: Person, folder: Path) -> None:
    given.critical_project(ada)
    plain = folder.parent / "run.jsonl"
    plain.write_bytes(unpacked(folder))
    assert verify_file(plain) == verify_run(TODAY)


def test_every_project_has_its_rank_critical_or_not(ada: Person) -> None:
    for name, count in (("alpha", 9000), ("beta", 8000), ("gamma", 8000), ("delta", 100), ("epsilon", 0)):
        normalized = given.release(ada, name)
        given.downloads(normalized, count)
        given.downloads(normalized, 50_000, client_class="mirror")
    given.designation()
    ranks = {name: explain(normalize(name)).rank for name in ("alpha", "beta", "gamma", "delta", "epsilon")}
    assert ranks == {"alpha": 1, "beta": 2, "gamma": 2, "delta": 4, "epsilon": None}
    beta = explain(normalize("beta"))
    assert (beta.is_critical, beta.downloads, beta.rules) == (False, 8000, ())
    assert (beta.downloads_above_line, beta.ranks_above_line) == (-1000, -1)
    assert explain(normalize("alpha")).downloads_above_line == 0


def test_a_name_without_files_has_downloads_and_no_rank(ada: Person) -> None:
    given.critical_project(ada)
    gone = normalize("gone")
    given.downloads(gone, 7)
    given.designation()
    assert (explain(gone).downloads, explain(gone).rank) == (7, None)


def test_a_number_of_downloads_between_two_projects_has_the_rank_it_would_have(ada: Person) -> None:
    assert rank_at(5) is None
    for name, count in (("alpha", 9000), ("beta", 8000), ("gamma", 8000)):
        given.downloads(given.release(ada, name), count)
    given.designation()
    assert [rank_at(number) for number in (9001, 9000, 8500, 8000, 7999, 0)] == [1, 1, 2, 2, 4, None]


def test_the_ranking_is_that_of_the_newest_run_alone(ada: Person) -> None:
    name = given.critical_project(ada)
    given.downloads(name, 10, on=TODAY)
    given.designation(on=TODAY + timedelta(days=1))
    assert list(RankStep.objects.values_list("downloads", "rank")) == [(5010, 1)]


def test_the_history_of_a_name_tells_each_time_it_was_critical(ada: Person) -> None:
    name = given.critical_project(ada)
    for days in (200, 565):
        given.designation(on=TODAY + timedelta(days=days))
    given.downloads(name, 5000, on=TODAY + timedelta(days=599))
    given.designation(on=TODAY + timedelta(days=600))
    again, first = list_designations(name)
    assert (again.since, again.run_on, again.ended_on) == (
        TODAY + timedelta(days=600),
        TODAY + timedelta(days=600),
        None,
    )
    assert (first.since, first.ended_on) == (TODAY, TODAY + timedelta(days=565))
    assert first.ended_because.startswith("lapsed: It was for 365 days in a row outside")


def test_late_data_on_the_day_a_project_seemed_back_leaves_its_row_of_days_whole(ada: Person) -> None:
    name = given.critical_project(ada)
    outside_since = TODAY + timedelta(days=184)
    given.designation(on=outside_since)
    later = TODAY + timedelta(days=300)
    given.downloads(name, 2000, on=later - timedelta(days=1))
    given.designation(on=later)
    assert list_designations(name)[0].outside_since is None
    other = given.release(ada, "overtaker")
    given.downloads(other, 9000, on=later - timedelta(days=1))
    given.designation(on=later)
    assert list_designations(name)[0].outside_since == outside_since
