"""What every detail store does, shown on a folder of Parquet files and on two real servers of ClickHouse."""

import os
from collections import Counter
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import quote

import pytest

from strongroom.downloads.errors import DetailStoreUnfit, DetailsUnreachable, PieceDamaged
from strongroom.downloads.rules.details import COLUMNS, DetailRow, Dimension
from strongroom.downloads.store import DetailStore, compressed, open_store
from strongroom.foundation.names import normalize
from strongroom.foundation.periods import Window
from tests.support import clickhouse
from tests.support.detail_rows import DAY, MIRROR, SDIST, SILENT, UV, piece, row
from tests.support.processes import LOOPBACK, free_port

NAME = normalize("harborlight")
NEXT_DAY = DAY + timedelta(days=1)
WINDOW = Window(DAY, NEXT_DAY)
ALL_CLASSES = {"installer", "mirror", "unknown"}


def fill(store: DetailStore, folder: Path, *rows: DetailRow) -> Path:
    """Let the day of the rows consist of them; return the piece."""
    made = piece(folder / f"{rows[0].day}.piece", rows)
    store.replace_day(rows[0].day, [made], downloads=sum(one.downloads for one in rows))
    return made


@pytest.fixture
def store(detail_url: str) -> DetailStore:
    return open_store(detail_url)


def test_an_empty_store_knows_no_day(store: DetailStore) -> None:
    assert store.days() == []
    assert store.sums(WINDOW) == {}
    assert list(store.totals(WINDOW, classes=ALL_CLASSES)) == []
    assert store.breakdown(NAME, WINDOW, classes=ALL_CLASSES, limit=10).downloads == 0


def test_a_day_is_the_sum_of_its_pieces_and_nothing_else(store: DetailStore, tmp_path: Path) -> None:
    first = piece(tmp_path / "a", [row(3), row(2, client=MIRROR), row(4)])
    second = piece(tmp_path / "b", [row(5), row(7, client=UV), row(1, client=SILENT)])
    for pieces, downloads in (([first], 9), ([first, second], 22), ([first, second], 22)):
        store.replace_day(DAY, pieces, downloads=downloads)

    assert store.days() == [DAY]
    assert store.sums(WINDOW) == {DAY: Counter(installer=19, mirror=2, unknown=1)}
    store.replace_day(DAY, [first], downloads=9)
    assert store.sums(WINDOW) == {DAY: Counter(installer=7, mirror=2)}


def test_a_day_of_no_pieces_is_gone_and_others_stay(store: DetailStore, tmp_path: Path) -> None:
    fill(store, tmp_path, row(3))
    fill(store, tmp_path, row(4, day=NEXT_DAY))
    store.replace_day(DAY, [], downloads=0)

    assert store.days() == [NEXT_DAY]


def test_a_project_is_told_apart_in_every_way(store: DetailStore, tmp_path: Path) -> None:
    rows = [row(5), row(3, client=UV), row(2, file=SDIST), row(9, client=MIRROR), row(8, project="other")]
    fill(store, tmp_path, *rows, row(1, client=SILENT))
    fill(store, tmp_path, row(4, day=NEXT_DAY))

    found = store.breakdown(NAME, WINDOW, classes=["installer", "unknown"], limit=10)

    assert found.downloads == 15
    assert {dimension: list(parts) for dimension, parts in found.parts.items()} == {
        Dimension.VERSION: [("1.0", 13), ("1.1", 2)],
        Dimension.FILENAME: [("harborlight-1.0-py3-none-any.whl", 13), ("harborlight-1.1.tar.gz", 2)],
        Dimension.KIND: [("wheel", 13), ("sdist", 2)],
        Dimension.INSTALLER: [("pip", 11), ("uv", 3), ("", 1)],
        Dimension.INSTALLER_VERSION: [("pip 26.3", 11), ("uv 0.9", 3), ("", 1)],
        Dimension.PYTHON: [("3.11", 11), ("3.13", 3), ("", 1)],
        Dimension.SYSTEM: [("Linux", 11), ("macOS", 3), ("", 1)],
    }
    one_day = store.breakdown(NAME, Window(NEXT_DAY, NEXT_DAY), classes=ALL_CLASSES, limit=10)
    assert one_day.downloads == 4


def test_all_projects_are_added_up_over_the_days_of_a_window(store: DetailStore, tmp_path: Path) -> None:
    """In the order of code points, in which a hyphen comes before letters and digits."""
    fill(store, tmp_path, row(5), row(3, client=UV), row(9, client=MIRROR), row(2, project="harborlight-2"))
    fill(store, tmp_path, row(4, day=NEXT_DAY), row(7, project="harbor", day=NEXT_DAY))
    fill(store, tmp_path, row(100, day=NEXT_DAY + timedelta(days=1)))

    assert list(store.totals(WINDOW, classes={"installer"})) == [
        ("harbor", 7),
        ("harborlight", 12),
        ("harborlight-2", 2),
    ]
    assert list(store.totals(Window(DAY, DAY), classes={"mirror"})) == [("harborlight", 9)]


def test_of_many_values_the_most_downloaded_are_told(store: DetailStore, tmp_path: Path) -> None:
    files = [SDIST._replace(version=f"1.{number}") for number in range(50)]
    rows = [row(number + 1, file=file) for number, file in enumerate(files)]
    fill(store, tmp_path, *rows)

    found = store.breakdown(NAME, WINDOW, classes=ALL_CLASSES, limit=3)

    assert found.parts[Dimension.VERSION] == [("1.49", 50), ("1.48", 49), ("1.47", 48)]
    assert found.downloads == sum(range(51))


def test_what_is_read_back_makes_the_same_day(store: DetailStore, tmp_path: Path) -> None:
    fill(store, tmp_path, row(3), row(2, client=SILENT), row(1, file=SDIST))
    store.copy_day(DAY, tmp_path / "copy")
    before = store.breakdown(NAME, WINDOW, classes=ALL_CLASSES, limit=10)

    store.replace_day(DAY, [tmp_path / "copy"], downloads=6)

    assert store.breakdown(NAME, WINDOW, classes=ALL_CLASSES, limit=10) == before


@pytest.mark.parametrize(
    "damaged",
    [
        pytest.param(b"", id="gone"),
        pytest.param(b"no zstd", id="other content"),
        pytest.param(
            compressed([row(1, project=f"p{number}").to_line() for number in range(9)])[:40], id="cut off"
        ),
        pytest.param(compressed(["2026-03-02\tharborlight\n"]), id="too few columns"),
        pytest.param(compressed(["\t".join(["x"] * len(COLUMNS)) + "\n"]), id="no day, no number"),
    ],
)
def test_a_damaged_piece_leaves_the_day_as_it_was(store: DetailStore, tmp_path: Path, damaged: bytes) -> None:
    good = fill(store, tmp_path, row(3))
    if damaged:
        (tmp_path / "bad").write_bytes(damaged)

    with pytest.raises((PieceDamaged, DetailsUnreachable)):
        store.replace_day(DAY, [good, tmp_path / "bad"], downloads=12)
    assert store.sums(WINDOW) == {DAY: Counter(installer=3)}
    store.replace_day(DAY, [good], downloads=3)
    assert store.sums(WINDOW) == {DAY: Counter(installer=3)}


def test_any_text_is_a_name_to_ask_for(store: DetailStore, tmp_path: Path) -> None:
    fill(store, tmp_path, row(3))
    for text in ("'", "\\", "a' OR '1'='1", "'; DROP TABLE download_details; --"):
        assert store.breakdown(text, WINDOW, classes={text}, limit=1).downloads == 0  # type: ignore[arg-type]
    assert store.days() == [DAY]


def test_the_second_server_answers_when_the_first_is_away(
    clickhouse_url: str, clickhouse_hosts: tuple[str, str], tmp_path: Path
) -> None:
    fill(open_store(clickhouse_url), tmp_path, row(3))
    nobody = f"{LOOPBACK}:{free_port()}"
    database = clickhouse_url.rpartition("/")[2]
    store = open_store(clickhouse.address([nobody, clickhouse_hosts[1]], database))

    assert store.sums(WINDOW) == {DAY: Counter(installer=3)}
    with pytest.raises(DetailsUnreachable, match=f"{nobody} does not answer"):
        store.replace_day(DAY, [], downloads=0)
    alone = open_store(clickhouse.address([nobody], database))
    with pytest.raises(DetailsUnreachable):
        alone.days()


def test_each_server_holds_every_day(
    clickhouse_url: str, clickhouse_hosts: tuple[str, str], tmp_path: Path
) -> None:
    fill(open_store(clickhouse_url), tmp_path, row(3))
    database = clickhouse_url.rpartition("/")[2]

    for host in clickhouse_hosts:
        store = open_store(clickhouse.address([host], database))
        assert store.sums(WINDOW) == {DAY: Counter(installer=3)}


def test_a_wrong_password_is_told_and_not_repeated(clickhouse_url: str) -> None:
    with pytest.raises(DetailsUnreachable) as refused:
        open_store(clickhouse_url.replace(clickhouse.USER, clickhouse.USER + ":seawater", 1)).days()
    assert "seawater" not in refused.value.message


def test_the_password_may_lie_in_a_file(clickhouse_url: str, tmp_path: Path) -> None:
    (tmp_path / "password").write_text(f"{clickhouse.PASSWORD}\n")
    scheme, _, rest = clickhouse_url.partition("://")
    address = f"{scheme}://{clickhouse.USER}@{rest.rpartition('@')[2]}?password-file={tmp_path}/password"

    assert open_store(address).days() == []
    with pytest.raises(DetailStoreUnfit, match="cannot be read"):
        open_store(f"{address}-gone")


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    store = open_store(f"parquet://{tmp_path}/days")
    (tmp_path / "days").mkdir()
    (tmp_path / "days" / f"{DAY}.parquet").write_bytes(b"no Parquet")
    with pytest.raises(DetailsUnreachable, match="cannot be used"):
        store.sums(WINDOW)


def test_what_is_no_clickhouse_server_is_told_and_not_understood() -> None:
    class Stranger(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            # What is not read before the end would reset the connection, sometimes before the answer is there.
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"<html>\nwelcome\n</html>")

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer((LOOPBACK, 0), Stranger) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        with pytest.raises(DetailsUnreachable, match="is no ClickHouse server"):
            open_store(f"clickhouse://{LOOPBACK}:{server.server_port}/details").days()
        server.shutdown()


@pytest.mark.parametrize(
    "address",
    [
        "clickhouse://[::1",
        "clickhouse://host:99999/details",
        "clickhouse://two..dots:8123/details",
        "clickhouse://host:8123/details;drop",
        "clickhouse://host:8123/details%27",
        "clickhouse://index:line%0d%0aX-More:%20lines@host:8123/details",
        "clickhouse://index:%E2%82%AC@host:8123/details",
        "clickhouse://host:8123/details?password-file=/a%00b",
        "parquet:///a%00b",
        "parquet://[folder/",
    ],
)
def test_an_address_of_which_nothing_can_be_asked_is_refused(address: str) -> None:
    with pytest.raises(DetailStoreUnfit):
        open_store(address)


def test_a_file_of_something_else_is_no_password(tmp_path: Path) -> None:
    (tmp_path / "program").write_bytes(b"\x7fELF\xb0\x00")
    with pytest.raises(DetailStoreUnfit, match="password"):
        open_store(f"clickhouse://host:8123/details?password-file={tmp_path / 'program'}")


def test_a_file_that_never_ends_is_no_password_either(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "long").write_bytes(b"x" * 2000)
    for path in ("/dev/zero", tmp_path / "pipe", tmp_path / "long", tmp_path):
        with pytest.raises(DetailStoreUnfit, match=r"cannot be read: .*password-file"):
            open_store(f"clickhouse://host:8123/details?password-file={path}")


def test_a_folder_that_is_to_be_read_is_there(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for name in ("nowhere", "file"):
        with pytest.raises(DetailStoreUnfit, match=name):
            open_store(f"parquet://{tmp_path / name}", to_read=True)
    assert open_store(f"parquet://{tmp_path}", to_read=True).days() == []


def test_other_files_in_the_folder_are_no_days(tmp_path: Path) -> None:
    for name in ("notes.parquet", ".2026-01-01.unfinished", "2026-01-01.parquet.bak"):
        (tmp_path / name).write_bytes(b"not ours")

    assert open_store(f"parquet://{tmp_path}").days() == []


@pytest.mark.parametrize("folder", ["it's", "[1]", "*", "?", "{a}", "$b", "line\nend"])
def test_a_folder_may_be_called_anything(tmp_path: Path, folder: str) -> None:
    store = open_store(f"parquet://{quote(str(tmp_path / folder))}")
    fill(store, tmp_path, row(3))

    assert store.sums(WINDOW) == {DAY: Counter(installer=3)}
