"""Chunks and events become days of the detail store, each download once, whatever comes twice or late."""

from collections import Counter
from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from strongroom.downloads.errors import DetailsDiffer, DetailsUnreachable, LogGrew, PieceDamaged
from strongroom.downloads.models import DetailDay, DetailPiece, LooseDetails
from strongroom.downloads.queries import chosen_store, find_breakdown
from strongroom.downloads.rules.details import Dimension
from strongroom.downloads.services import Reading, fold_events, import_log
from strongroom.downloads.services.details import (
    DetailReading,
    build_changed_days,
    check_days,
    chosen_pieces,
    chosen_reading,
    move_days,
    put_away_pieces,
)
from strongroom.downloads.services.details.building import only_builder
from strongroom.downloads.store import Breakdown, DetailStore, open_store
from strongroom.foundation.download_events import DownloadEvent
from strongroom.foundation.periods import Window
from strongroom.infra.eventlog import EventWriter
from tests.contexts.downloads.test_importing import DAY, NAME, NOW, line, log, of_nobody
from tests.support.processes import LOOPBACK, free_port

pytestmark = pytest.mark.django_db

WINDOW = Window(DAY, DAY)
PIP = 'pip/26.3 {"python":"3.12.1","system":{"name":"Linux"}}'.replace('"', "\\x22")


def of_no_version(_filenames: Collection[str]) -> dict[str, str]:
    return {}


@pytest.fixture
def store(settings: Settings, parquet_url: str) -> DetailStore:
    """Let the index keep its details in Parquet files."""
    settings.STRONGROOM_DETAIL_URL = parquet_url
    found = chosen_store()
    assert found is not None
    return found


def reading(source: str = "") -> Reading:
    return Reading(find_projects=of_nobody, source=source, details=chosen_reading(of_no_version))


def bring_in(path: Path, *lines: str, source: str = "") -> None:
    import_log(log(path, *lines), reading=reading(source), now=NOW)


def build(store: DetailStore, now: datetime = NOW) -> list[object]:
    """Do what the worker does, until nothing is left to be built."""
    outcomes: list[object] = []
    while some := list(build_changed_days(store, chosen_pieces(), now=now)):
        outcomes += some
    put_away_pieces(chosen_pieces(), now=now)
    return outcomes


def found() -> Breakdown:
    breakdown = find_breakdown(NAME, WINDOW, classes=["installer", "mirror"])
    assert breakdown is not None
    return breakdown


def test_a_chunk_is_told_apart_in_every_way(store: DetailStore, tmp_path: Path) -> None:
    sdist = line("uv/0.9.2").replace("Harborlight-1.0-py3-none-any.whl", "harborlight-1.1.tar.gz")
    bring_in(tmp_path / "a.log", line(PIP), line(PIP, second=1), line("bandersnatch/6.5"), sdist)
    assert build(store) == [DAY]

    parts = found().parts
    assert found().downloads == 4
    assert parts[Dimension.VERSION] == [("1.0", 3), ("1.1", 1)]
    assert parts[Dimension.KIND] == [("wheel", 3), ("sdist", 1)]
    assert parts[Dimension.INSTALLER_VERSION] == [("pip 26.3", 2), ("bandersnatch 6.5", 1), ("uv 0.9", 1)]
    assert parts[Dimension.PYTHON] == [("", 2), ("3.12", 2)]
    assert parts[Dimension.SYSTEM] == [("", 2), ("Linux", 2)]


def test_the_index_tells_a_version_that_a_name_leaves_open(store: DetailStore, tmp_path: Path) -> None:
    path = log(
        tmp_path / "a.log",
        line().replace("Harborlight-1.0-py3-none-any.whl", "harborlight-1.0-beta-2.tar.gz"),
    )
    details = DetailReading(
        folder=chosen_pieces().folder, find_versions=lambda names: dict.fromkeys(names, "1.0b2")
    )
    import_log(
        path,
        reading=Reading(find_projects=lambda names: dict.fromkeys(names, NAME), details=details),
        now=NOW,
    )
    build(store)

    assert found().parts[Dimension.VERSION] == [("1.0b2", 1)]


def test_a_chunk_that_comes_twice_counts_once(store: DetailStore, tmp_path: Path) -> None:
    for name in ("a.log", "b.log"):
        bring_in(tmp_path / name, line(), line(second=1))
        build(store, NOW + timedelta(hours=1))

    assert found().downloads == 2


def test_nothing_is_left_of_a_chunk_that_is_refused(store: DetailStore, tmp_path: Path) -> None:
    bring_in(tmp_path / "a.log", line())
    with pytest.raises(LogGrew):
        bring_in(tmp_path / "a.log", line(), line(second=1))

    assert len(list(chosen_pieces().folder.glob("*/*"))) == 1


def test_a_chunk_of_several_days_changes_each_of_them(store: DetailStore, tmp_path: Path) -> None:
    earlier = line().replace("02/Mar", "01/Mar")
    bring_in(tmp_path / "a.log", line(), earlier, earlier)
    build(store)

    sums = store.sums(Window(DAY - timedelta(days=1), DAY))
    assert sums == {DAY - timedelta(days=1): Counter(installer=2), DAY: Counter(installer=1)}


def test_a_day_that_goes_on_changing_is_built_every_ten_minutes(store: DetailStore, tmp_path: Path) -> None:
    bring_in(tmp_path / "a.log", line())
    assert build(store) == [DAY]
    bring_in(tmp_path / "b.log", line(second=1))
    assert build(store, NOW + timedelta(minutes=9)) == []
    assert build(store, NOW + timedelta(minutes=10)) == [DAY]
    assert build(store, NOW + timedelta(days=1)) == []


def test_pieces_go_after_a_week_and_what_comes_later_is_added_all_the_same(
    store: DetailStore, tmp_path: Path
) -> None:
    bring_in(tmp_path / "a.log", line(), line("bandersnatch/6.5"))
    build(store)
    later = NOW + timedelta(days=8)
    build(store, later)
    assert (DetailPiece.objects.count(), DetailDay.objects.get().closed) == (0, True)

    for number in (1, 2):
        bring_in(tmp_path / f"{number}.log", line(second=number))
        assert build(store, later + timedelta(hours=number)) == [DAY]

    assert store.sums(WINDOW) == {DAY: Counter(installer=3, mirror=1)}
    assert [check.is_sound for check in check_days(store)] == [True]


def test_files_of_pieces_that_nobody_names_are_swept_after_a_day(store: DetailStore, tmp_path: Path) -> None:
    bring_in(tmp_path / "a.log", line())
    stranger = chosen_pieces().path(DAY, "0" * 64)
    stranger.write_bytes(b"")
    named = [chosen_pieces().path(DAY, one.digest) for one in DetailPiece.objects.all()]

    build(store, datetime.now(UTC) + timedelta(days=2))

    assert not stranger.exists()
    assert all(path.exists() for path in named)


def test_more_for_a_day_that_the_store_has_lost_is_refused_until_it_is_back(
    store: DetailStore, tmp_path: Path
) -> None:
    bring_in(tmp_path / "a.log", line())
    build(store)
    build(store, NOW + timedelta(days=8))
    (tmp_path / "days" / f"{DAY}.parquet").rename(tmp_path / "lost")
    bring_in(tmp_path / "b.log", line(second=1))

    (refused,) = build(store, NOW + timedelta(days=9))
    assert isinstance(refused, DetailsDiffer)
    assert [check.is_sound for check in check_days(store)] == [True]  # not built, and not more than there is
    (tmp_path / "lost").rename(tmp_path / "days" / f"{DAY}.parquet")
    assert build(store, NOW + timedelta(days=10)) == [DAY]
    assert found().downloads == 2


def test_a_day_with_a_lost_piece_is_told_and_keeps_no_other_waiting(
    store: DetailStore, tmp_path: Path
) -> None:
    bring_in(tmp_path / "a.log", line(), line().replace("02/Mar", "01/Mar"))
    for path in chosen_pieces().folder.glob(f"{DAY}/*"):
        path.unlink()

    outcomes = build(store)
    assert [type(one) for one in outcomes if not isinstance(one, type(DAY))] == [PieceDamaged]
    assert DAY - timedelta(days=1) in outcomes


def test_own_events_are_details_too_and_make_few_files(store: DetailStore, tmp_path: Path) -> None:
    writer = EventWriter(tmp_path / "events")
    for _ in range(5):
        writer.append(
            DownloadEvent(NOW, "odd_name.zip", NAME, "1.0", "pip", "26.3.1", "3.11.7", "Linux").to_line()
        )
        fold_events(tmp_path / "events", details=True)
    assert LooseDetails.objects.count() == 5
    build(store)
    writer.close()

    assert LooseDetails.objects.count() == 0
    assert DetailPiece.objects.count() == 1
    breakdown = find_breakdown(NAME, Window(NOW.date(), NOW.date()), classes=["installer"])
    assert breakdown is not None
    assert [values[0] for values in breakdown.parts.values()] == [
        *(("1.0", 5), ("odd_name.zip", 5), ("sdist", 5)),
        *(("pip", 5), ("pip 26.3", 5), ("3.11", 5), ("Linux", 5)),
    ]


def test_without_a_detail_store_nothing_is_kept(settings: Settings, tmp_path: Path) -> None:
    settings.STRONGROOM_DETAIL_URL = ""
    bring_in(tmp_path / "a.log", line())

    assert chosen_store() is None
    assert find_breakdown(NAME, WINDOW, classes=["installer"]) is None
    assert not DetailDay.objects.exists()
    assert not chosen_pieces().folder.exists()


def test_the_worker_does_not_wait_for_whoever_moves_days(store: DetailStore, tmp_path: Path) -> None:
    bring_in(tmp_path / "a.log", line())
    with only_builder(chosen_pieces()):
        assert build(store) == []
    assert build(store) == [DAY]


def test_a_store_that_is_away_keeps_nobody_from_counting(settings: Settings, tmp_path: Path) -> None:
    settings.STRONGROOM_DETAIL_URL = f"clickhouse://{LOOPBACK}:{free_port()}/details"
    bring_in(tmp_path / "a.log", line())
    store = chosen_store()
    assert store is not None

    (refused,) = build(store)
    assert isinstance(refused, DetailsUnreachable)
    assert DetailDay.objects.get().built == 0


def test_days_are_carried_from_one_store_to_the_other_and_back(
    store: DetailStore, clickhouse_url: str, tmp_path: Path
) -> None:
    for number in range(1, 6):
        day = DAY - timedelta(days=number - 1)
        bring_in(tmp_path / f"{number}.log", *[line(PIP).replace("02/Mar", f"{day:%d/%b}")] * number)
    build(store)
    servers, carried = open_store(clickhouse_url), list[int]()

    first = move_days(store, servers, chosen_pieces(), advance=carried.append)
    again = move_days(store, servers, chosen_pieces(), advance=carried.append)

    assert (first.carried, again.carried, again.equal, sum(carried)) == (5, 0, 5, 10)
    window = Window(DAY - timedelta(days=4), DAY)
    assert servers.sums(window) == store.sums(window)
    back = open_store(f"parquet://{tmp_path}/back")
    move_days(servers, back, chosen_pieces(), advance=carried.append)
    classes = ["installer"]
    assert back.breakdown(NAME, window, classes=classes, limit=9) == store.breakdown(
        NAME, window, classes=classes, limit=9
    )


def test_an_interrupted_move_goes_on_where_it_was(store: DetailStore, tmp_path: Path) -> None:
    for number in range(1, 5):
        bring_in(tmp_path / f"{number}.log", line().replace("02/Mar", f"0{number}/Mar"))
    build(store)
    target = open_store(f"parquet://{tmp_path}/target")
    done: list[int] = []

    def interrupt(_: int) -> None:
        done.append(1)
        if len(done) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        move_days(store, target, chosen_pieces(), advance=interrupt)
    rest = move_days(store, target, chosen_pieces(), advance=lambda _: None)
    assert (rest.equal, rest.carried) == (2, 2)


def test_a_target_that_knows_more_of_a_day_is_left_alone(store: DetailStore, tmp_path: Path) -> None:
    bring_in(tmp_path / "a.log", line())
    build(store)
    target = open_store(f"parquet://{tmp_path}/target")
    move_days(store, target, chosen_pieces(), advance=lambda _: None)
    bring_in(tmp_path / "b.log", line(second=1))
    build(target, NOW + timedelta(hours=1))

    assert move_days(store, target, chosen_pieces(), advance=lambda _: None).newer == 1
    assert target.sums(WINDOW) == {DAY: Counter(installer=2)}


def test_a_day_that_was_changed_by_others_is_found(store: DetailStore, tmp_path: Path) -> None:
    bring_in(tmp_path / "a.log", line())
    import_log(log(tmp_path / "b.log", line(second=1)), reading=Reading(find_projects=of_nobody), now=NOW)
    build(store)
    (check,) = check_days(store)
    assert (check.is_sound, check.without_details) == (True, 1)

    (tmp_path / "days" / f"{DAY}.parquet").unlink()
    (check,) = check_days(store)
    assert (check.is_sound, check.stored, check.named) == (False, Counter(), Counter(installer=1))
