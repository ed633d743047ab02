"""The page store: all or nothing, growing under readers, and not confused by forks and deaths."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.foundation.names import normalize
from strongroom.readpath.store import (
    FileRecord,
    PageStore,
    PreparedPage,
    Representation,
    project_key,
    root_key,
)
from strongroom.readpath.store.records import pack_file, pack_page, unpack_file, unpack_page

PAGE = PreparedPage.of(b"<!DOCTYPE html>", content_type="text/html", serial=7)
FILE = FileRecord("ab" * 32, "foo-1.0.tar.gz", 10, normalize("foo"), "1.0", metadata_sha256="cd" * 32)
KEY = project_key(normalize("foo"), Representation.HTML)
MEBIBYTE = 1 << 20


@pytest.fixture
def store(tmp_path: Path) -> Iterator[PageStore]:
    opened = PageStore.open(tmp_path / "pages", writable=True, map_bytes=MEBIBYTE)
    yield opened
    opened.close()


def test_what_was_written_is_read(store: PageStore) -> None:
    with store.write() as changes:
        changes.put_page(KEY, PAGE)
        changes.put_file(FILE)
        changes.set_serial(7)
    assert store.get_page(KEY) == PAGE
    assert store.has_page(KEY)
    assert store.get_file(FILE.sha256, FILE.filename) == FILE
    assert store.serial() == 7


def test_an_empty_store_has_nothing(store: PageStore) -> None:
    assert store.get_page(KEY) is None
    assert not store.has_page(KEY)
    assert store.get_file(FILE.sha256, FILE.filename) is None
    assert store.serial() == 0


def test_what_was_deleted_is_gone(store: PageStore) -> None:
    with store.write() as changes:
        changes.put_page(KEY, PAGE)
        changes.put_file(FILE)
    with store.write() as changes:
        changes.delete_page(KEY)
        changes.delete_page("never there")
        changes.delete_file(FILE.sha256, FILE.filename)
    assert store.get_page(KEY) is None
    assert store.get_file(FILE.sha256, FILE.filename) is None


def test_of_two_changes_of_one_page_the_later_counts(store: PageStore) -> None:
    with store.write() as changes:
        changes.delete_page(KEY)
        changes.put_page(KEY, PAGE)
    assert store.get_page(KEY) == PAGE


def test_a_failure_in_between_changes_nothing(store: PageStore) -> None:
    def fail() -> None:
        with store.write() as changes:
            changes.put_page(KEY, PAGE)
            changes.set_serial(9)
            raise InterruptedError

    with pytest.raises(InterruptedError):
        fail()
    assert store.get_page(KEY) is None
    assert store.serial() == 0


def test_one_content_under_two_names_is_two_files(store: PageStore) -> None:
    with store.write() as changes:
        changes.put_file(FILE)
    assert store.get_file(FILE.sha256, "other-1.0.tar.gz") is None
    assert store.get_file("ef" * 32, FILE.filename) is None


def test_keys_are_each_others_neighbors_and_never_the_same() -> None:
    keys = [root_key(form) for form in Representation]
    keys += [
        project_key(normalize(name), form) for name in ("foo", "html", "json") for form in Representation
    ]
    assert len(set(keys)) == 8


def test_a_name_longer_than_any_key_is_just_not_there(store: PageStore) -> None:
    assert store.get_page("x" * 5000) is None
    assert store.get_file(FILE.sha256, "x" * 5000) is None


def test_a_store_opened_to_be_read_is_not_written(store: PageStore, tmp_path: Path) -> None:
    with store.write() as changes:
        changes.put_page(KEY, PAGE)
    store.close()
    reader = PageStore.open(tmp_path / "pages", writable=False)
    assert reader.get_page(KEY) == PAGE
    with pytest.raises(PermissionError), reader.write():
        pass
    reader.close()


def test_a_reader_does_not_make_the_store(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="writer must run first"):
        PageStore.open(tmp_path / "nowhere", writable=False)
    assert not (tmp_path / "nowhere").exists()


def test_a_full_store_grows_and_keeps_what_it_had(store: PageStore) -> None:
    with store.write() as changes:
        changes.put_page(KEY, PAGE)
    big = PreparedPage.of(b"x" * 3 * MEBIBYTE, content_type="text/html", serial=8)
    with store.write() as changes:
        changes.put_page("big", big)
    assert store.get_page("big") == big
    assert store.get_page(KEY) == PAGE


def test_it_grows_while_threads_read(store: PageStore) -> None:
    with store.write() as changes:
        changes.put_page(KEY, PAGE)
    ended, wrong = threading.Event(), list[object]()

    def read() -> None:
        while not ended.is_set():
            if (found := store.get_page(KEY)) != PAGE:
                wrong.append(found)

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    for number in range(6):
        with store.write() as changes:
            changes.put_page(f"{number}", PreparedPage.of(b"x" * MEBIBYTE, content_type="a/b", serial=1))
    ended.set()
    for reader in readers:
        reader.join()
    assert wrong == []


READER = """
import sys, pathlib
from strongroom.readpath.store import PageStore
store = PageStore.open(pathlib.Path(sys.argv[1]), writable=False)
for line in sys.stdin:
    page = store.get_page(line.strip())
    print(len(page.body) if page else None, store.serial(), flush=True)
"""


def test_another_process_follows_the_growth(store: PageStore, tmp_path: Path) -> None:
    with store.write() as changes:
        changes.put_page(KEY, PAGE)
    command = [sys.executable, "-c", READER, str(tmp_path / "pages")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as reader:
        assert reader.stdin
        assert reader.stdout
        print(KEY, file=reader.stdin, flush=True)
        assert reader.stdout.readline() == f"{len(PAGE.body)} 0\n"
        with store.write() as changes:
            changes.put_page("big", PreparedPage.of(b"x" * 5 * MEBIBYTE, content_type="a/b", serial=1))
            changes.set_serial(3)
        print("big", file=reader.stdin, flush=True)
        assert reader.stdout.readline() == f"{5 * MEBIBYTE} 3\n"
        reader.stdin.close()


FORKING = """
import os, sys, pathlib
from strongroom.readpath.store import PageStore, PreparedPage
store = PageStore.open(pathlib.Path(sys.argv[1]), writable=True)
def write(key):
    with store.write() as changes:
        changes.put_page(key, PreparedPage.of(key.encode(), content_type="a/b", serial=1))
write("before")
child = os.fork()
if child == 0:
    assert store.get_page("before").body == b"before"
    write("by the child")
    os._exit(0)
assert os.waitpid(child, 0)[1] == 0
assert store.get_page("by the child").body == b"by the child"
write("after")
"""


def test_a_store_used_before_a_fork_works_on_both_sides(store: PageStore, tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-c", FORKING, tmp_path / "pages"], check=True)
    assert store.has_page("after")


SLEEPER = """
import sys, lmdb
environment = lmdb.open(sys.argv[1], readonly=True, map_size=0)
with environment.begin() as transaction:
    print("reading", flush=True)
    sys.stdin.read()
"""


def test_a_killed_reader_does_not_make_the_store_grow_for_ever(store: PageStore, tmp_path: Path) -> None:
    with store.write() as changes:
        changes.put_page(KEY, PAGE)
    command = [sys.executable, "-c", SLEEPER, str(tmp_path / "pages")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as sleeper:
        assert sleeper.stdout
        assert sleeper.stdout.readline() == "reading\n"
        sleeper.kill()
    for number in range(200):
        with store.write() as changes:
            changes.put_page(KEY, PreparedPage.of(b"%d" % number * 9000, content_type="a/b", serial=1))
    assert (tmp_path / "pages" / "data.mdb").stat().st_size < MEBIBYTE


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
digests = st.binary(min_size=32, max_size=32).filter(any).map(bytes.hex)


@given(
    st.builds(PreparedPage, content_type=texts, body=st.binary(), etag=texts, serial=st.integers(0, 2**63))
)
def test_packing_and_unpacking_returns_the_page(page: PreparedPage) -> None:
    assert unpack_page(memoryview(pack_page(page))) == page


@given(
    st.builds(
        FileRecord,
        sha256=digests,
        filename=texts,
        size_bytes=st.integers(0, 2**63),
        project=texts,
        version=texts,
        content_type=texts,
        metadata_sha256=st.just("") | digests,
    )
)
def test_packing_and_unpacking_returns_the_file(record: FileRecord) -> None:
    packed = memoryview(pack_file(record))
    assert unpack_file(packed, sha256=record.sha256, filename=record.filename) == record


def test_clearing_forgets_everything_but_what_comes_with_it(tmp_path: Path) -> None:
    store = PageStore.open(tmp_path / "pages", writable=True)
    page = PreparedPage.of(b"x", content_type="text/html", serial=1)
    with store.write() as changes:
        changes.put_page("old", page)
        changes.set_serial(7)
    with store.write() as changes:
        changes.put_page("forgotten", page)
        changes.clear()
        changes.put_page("new", page)
    assert (store.has_page("old"), store.has_page("forgotten"), store.has_page("new")) == (False, False, True)
    assert store.serial() == 0
    store.close()
