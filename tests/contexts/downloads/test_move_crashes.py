"""Whoever carries days from one store to another may be killed at any moment: run again, the target holds each day once."""

import multiprocessing
import os
import random
import signal
import time
from datetime import timedelta
from pathlib import Path

import pytest

from strongroom.downloads.services.details import Moved, move_days
from strongroom.downloads.store import DetailStore, PieceFolder, open_store
from strongroom.downloads.store.pieces import blocks
from strongroom.foundation.periods import Window
from tests.support import clickhouse
from tests.support.detail_rows import DAY, MIRROR, UV, piece, row

DAYS, KILLS = 4, 5
SEED = 20260302
WINDOW = Window(DAY, DAY + timedelta(days=DAYS))


@pytest.fixture
def source(tmp_path: Path) -> DetailStore:
    store = open_store(f"parquet://{tmp_path}/source")
    for number in range(DAYS):
        day = WINDOW.first_day + timedelta(days=number)
        projects = (row(2 + number, project=f"sample{project}", day=day) for project in range(200))
        rows = [*projects, row(5, client=UV, day=day), row(9, client=MIRROR, day=day)]
        store.replace_day(
            day, [piece(tmp_path / "piece", rows)], downloads=sum(one.downloads for one in rows)
        )
    return store


def test_carrying_to_parquet_goes_on_after_every_kill(source: DetailStore, tmp_path: Path) -> None:
    target = open_store(f"parquet://{tmp_path}/target")
    _carry_and_be_killed(source, target, [target], tmp_path)


def test_carrying_to_servers_goes_on_after_every_kill_and_each_holds_all(
    source: DetailStore, tmp_path: Path, clickhouse_hosts: tuple[str, str]
) -> None:
    target, *each = _servers(clickhouse_hosts, "killed")
    _carry_and_be_killed(source, target, each, tmp_path)


def test_a_server_that_was_empty_is_filled_from_the_other(
    source: DetailStore, tmp_path: Path, clickhouse_hosts: tuple[str, str]
) -> None:
    both, first, second = _servers(clickhouse_hosts, "filled")
    assert _carry(source, first, tmp_path).carried == DAYS

    assert _carry(first, both, tmp_path).carried == DAYS
    assert second.sums(WINDOW) == source.sums(WINDOW)


def _servers(hosts: tuple[str, str], database: str) -> list[DetailStore]:
    """Return a store on both servers, and the same database as a store on each."""
    return [open_store(clickhouse.address(some, database)) for some in (hosts, hosts[:1], hosts[1:])]


def _carry_and_be_killed(
    source: DetailStore, target: DetailStore, each: list[DetailStore], folder: Path
) -> None:
    """Carry, be killed at any point, and carry on; `each` are the places where the target keeps days."""
    wanted, chance = source.sums(WINDOW), random.Random(SEED)
    fork = multiprocessing.get_context("fork")
    for _ in range(KILLS):
        mover = fork.Process(target=_carry, args=(source, target, folder))
        mover.start()
        time.sleep(chance.uniform(0.02, 0.25))
        assert mover.pid is not None
        os.kill(mover.pid, signal.SIGKILL)
        mover.join()
        held = target.sums(WINDOW)
        assert held == {day: wanted[day] for day in held}
    done = _carry(source, target, folder)

    assert (done.carried + done.equal, done.newer) == (DAYS, 0)
    assert source.sums(WINDOW) == wanted
    for store in each:
        assert store.sums(WINDOW) == wanted
        assert _rows(store, folder) == _rows(source, folder)
    assert _carry(source, target, folder).equal == DAYS


def _carry(source: DetailStore, target: DetailStore, folder: Path) -> Moved:
    return move_days(source, target, PieceFolder(folder / "pieces"), advance=lambda _: None)


def _rows(store: DetailStore, folder: Path) -> list[bytes]:
    lines = []
    for day in store.days():
        store.copy_day(day, folder / "copied")
        lines += b"".join(blocks([folder / "copied"])).splitlines()
    return sorted(lines)
