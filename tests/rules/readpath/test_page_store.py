"""The page store: all or nothing, growing under readers, and not confused by forks and deaths."""

import random
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.foundation.names import NormalizedName, normalize
from strongroom.readpath.store import (
    Body,
    Coding,
    FileRecord,
    PageStore,
    PreparedPage,
    ProjectState,
    Representation,
    project_key,
    release_key,
    release_tail_key,
)
from strongroom.readpath.store.forms import FORM
from strongroom.readpath.store.records import pack_file, pack_page, unpack_file, unpack_page

FOO = normalize("foo")
FILE = FileRecord("ab" * 32, "foo-1.0.tar.gz", 10, FOO, "1.0", metadata_sha256="cd" * 32, uploaded_at=9)
KEY = project_key(FOO, Representation.HTML)
MEBIBYTE = 1 << 20


def state(
    name: str = "foo", content: bytes = b"<!DOCTYPE html>", *, serial: int = 7, at: int = 100
) -> ProjectState:
    """Return a project with one page."""
    pages = {Representation.HTML: Body("text/html", content)}
    return ProjectState(NormalizedName(name), serial, at, pages=pages)


def noise(size_bytes: int) -> bytes:
    """Return bytes that no coding makes shorter."""
    return random.Random(size_bytes).randbytes(size_bytes)


def put(store: PageStore, *states: ProjectState) -> None:
    """Show these projects."""
    with store.write() as changes:
        for one in states:
            changes.put_project(one)


def page(store: PageStore, name: str = "foo", coding: Coding = Coding.IDENTITY) -> PreparedPage:
    """Return a project's page."""
    found = store.get_page(project_key(NormalizedName(name), Representation.HTML), coding)
    assert found is not None
    return found


@pytest.fixture
def store(tmp_path: Path) -> Iterator[PageStore]:
    opened = PageStore.open(tmp_path / "pages", writable=True, map_bytes=MEBIBYTE)
    yield opened
    opened.close()


def test_what_was_written_is_read(store: PageStore) -> None:
    put(store, replace(state(), files=(FILE,)))
    assert page(store) == PreparedPage.of(
        b"<!DOCTYPE html>", content_type="text/html", serial=7, modified_at=100
    )
    assert store.has_page(KEY)
    assert store.get_file(FILE.sha256, FILE.filename) == FILE
    assert store.list_files(FOO) == [FILE]


def test_an_empty_store_has_nothing(store: PageStore) -> None:
    assert store.get_page(KEY, Coding.ZSTD) is None
    assert not store.has_page(KEY)
    assert store.get_file(FILE.sha256, FILE.filename) is None
    assert store.list_files(FOO) == []
    assert store.list_projects(limit=9) == []
    assert not store.owns(FOO)
    assert store.get_root(Representation.HTML, Coding.GZIP) is None
    assert (store.serial(), store.is_ready()) == (0, False)


def test_the_serial_is_there_once_pages_are_ready(store: PageStore) -> None:
    with store.write() as changes:
        changes.put_root(serial=0, modified_at=0, frames={})
    assert (store.serial(), store.is_ready()) == (0, True)
    with store.write() as changes:
        changes.put_root(serial=8, modified_at=0, frames={})
    assert store.serial() == 8


def test_what_a_project_has_no_more_is_gone(store: PageStore) -> None:
    documents = {release_key(FOO, "1"): Body("a/b", b"1"), release_tail_key(FOO): Body("a/b", b"2")}
    put(store, replace(state(content=b"x" * 999), documents=documents, files=(FILE,)))
    assert page(store, coding=Coding.GZIP).coding is Coding.GZIP
    assert store.has_page(release_key(FOO, "1"))
    other = FILE._replace(filename="foo-2.0.tar.gz")
    put(store, replace(state(serial=8), files=(other,)))
    assert page(store, coding=Coding.GZIP).coding is Coding.IDENTITY
    assert not store.has_page(release_key(FOO, "1"))
    assert store.list_files(FOO) == [other]
    assert store.get_file(FILE.sha256, FILE.filename) is None


def test_a_withdrawn_project_keeps_its_name_and_nothing_else(store: PageStore) -> None:
    put(store, replace(state(), files=(FILE,)))
    put(store, ProjectState(FOO, 8, 100))
    assert not store.has_page(KEY)
    assert store.get_file(FILE.sha256, FILE.filename) is None
    assert store.owns(FOO)


def test_a_forgotten_project_leaves_its_name_free(store: PageStore) -> None:
    put(store, replace(state(), files=(FILE,)), state("other"))
    with store.write() as changes:
        changes.delete_project(FOO)
        changes.delete_project(normalize("never-there"))
    assert not store.has_page(KEY)
    assert store.list_files(FOO) == []
    assert [known.name for known in store.list_projects(limit=9)] == ["other"]


def test_of_two_changes_of_one_project_the_later_counts(store: PageStore) -> None:
    with store.write() as changes:
        changes.delete_project(FOO)
        changes.put_project(state())
    assert store.has_page(KEY)


def test_projects_are_listed_by_name_from_behind_a_name_on(store: PageStore) -> None:
    put(store, *(state(name) for name in ("b", "a", "a-b", "ab")))
    assert [known.name for known in store.list_projects(limit=3)] == ["a", "a-b", "ab"]
    assert [known.name for known in store.list_projects(after="a-b", limit=3)] == ["ab", "b"]


def test_a_failure_in_between_changes_nothing(store: PageStore) -> None:
    def fail() -> None:
        with store.write() as changes:
            changes.put_project(state())
            changes.put_root(serial=9, modified_at=0, frames={})
            raise InterruptedError

    with pytest.raises(InterruptedError):
        fail()
    assert store.get_page(KEY) is None
    assert not store.is_ready()


def test_one_content_under_two_names_is_two_files(store: PageStore) -> None:
    put(store, replace(state(), files=(FILE,)))
    assert store.get_file(FILE.sha256, "other-1.0.tar.gz") is None
    assert store.get_file("ef" * 32, FILE.filename) is None


def test_keys_are_each_others_neighbors_and_never_the_same() -> None:
    names = [normalize(name) for name in ("foo", "html", "json", "release", "simple")]
    keys = [project_key(name, form) for name in names for form in Representation]
    keys += [release_tail_key(name) for name in names]
    keys += [release_key(name, version) for name in names for version in ("1", "api")]
    assert len(set(keys)) == 30


def test_a_name_longer_than_any_key_is_just_not_there(store: PageStore) -> None:
    assert store.get_page("x" * 5000) is None
    assert not store.owns(NormalizedName("x" * 5000))
    assert store.get_file(FILE.sha256, "x" * 5000) is None


def test_every_coding_has_a_validator_of_its_own_and_the_same_time(store: PageStore) -> None:
    put(store, state(content=b"x" * 999))
    pages = [page(store, coding=coding) for coding in Coding]
    assert [one.coding for one in pages] == list(Coding)
    assert len({one.etag for one in pages}) == 3
    assert {(one.serial, one.modified_at) for one in pages} == {(7, 100)}


def test_a_page_that_changes_is_always_later_than_before(store: PageStore) -> None:
    times = []
    for serial, at in ((1, 100), (2, 100), (3, 90), (3, 90), (4, 105)):
        put(store, state(content=b"%d" % (serial + at), serial=serial, at=at))
        times.append(page(store).modified_at)
    assert times == [100, 101, 102, 102, 105]
    put(store, state(content=b"in another form", serial=4, at=105))
    assert page(store).modified_at == 106


def test_a_project_that_went_and_came_back_is_later_than_before(store: PageStore) -> None:
    for one in (state(), ProjectState(FOO, 8, 100), ProjectState(FOO, 8, 100), state(serial=9)):
        put(store, one)
    assert page(store).modified_at == 102


def test_what_stays_the_same_keeps_its_serial_and_is_not_written(store: PageStore) -> None:
    documents = {release_key(FOO, "1"): Body("a/b", b"1")}
    put(store, replace(state(), documents=documents))
    before = store.version()
    put(store, replace(state(), documents=documents))
    assert store.version() == before
    put(store, replace(state(content=b"new", serial=8, at=200), documents=documents))
    document = store.get_page(release_key(FOO, "1"))
    assert document is not None
    assert (document.serial, document.modified_at) == (7, 100)
    assert (page(store).serial, page(store).modified_at) == (8, 200)


def test_every_commit_has_a_version_of_its_own(store: PageStore, tmp_path: Path) -> None:
    seen = {store.version()}
    for serial in range(5):
        put(store, state(serial=serial, content=b"%d" % serial))
        seen.add(store.version())
    assert len(seen) == 6
    store.close()
    reader = PageStore.open(tmp_path / "pages", writable=False)
    assert reader.version() == max(seen)
    reader.close()


def test_a_store_opened_to_be_read_is_not_written(store: PageStore, tmp_path: Path) -> None:
    put(store, state())
    store.close()
    reader = PageStore.open(tmp_path / "pages", writable=False)
    assert page(reader).body == b"<!DOCTYPE html>"
    with pytest.raises(PermissionError), reader.write():
        pass
    reader.close()


def test_a_reader_does_not_make_the_store(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="writer must run first"):
        PageStore.open(tmp_path / "nowhere", writable=False)
    assert not (tmp_path / "nowhere").exists()


def test_a_full_store_grows_and_keeps_what_it_had(store: PageStore) -> None:
    put(store, state(), state("big", noise(3 * MEBIBYTE)))
    assert page(store, "big").body == noise(3 * MEBIBYTE)
    assert page(store).body == b"<!DOCTYPE html>"


def test_it_grows_while_threads_read(store: PageStore) -> None:
    put(store, state())
    expected, ended, wrong = page(store), threading.Event(), list[object]()

    def read() -> None:
        while not ended.is_set():
            if (found := store.get_page(KEY)) != expected:
                wrong.append(found)

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    for number in range(6):
        put(store, state(f"{number}", noise(MEBIBYTE)))
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
    put(store, state())
    command = [sys.executable, "-c", READER, str(tmp_path / "pages")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as reader:
        assert reader.stdin
        assert reader.stdout
        print(KEY, file=reader.stdin, flush=True)
        assert reader.stdout.readline() == "15 0\n"
        with store.write() as changes:
            changes.put_project(state("big", noise(5 * MEBIBYTE)))
            changes.put_root(serial=3, modified_at=0, frames={})
        print(project_key(normalize("big"), Representation.HTML), file=reader.stdin, flush=True)
        assert reader.stdout.readline() == f"{5 * MEBIBYTE} 3\n"
        reader.stdin.close()


FORKING = """
import os, sys, pathlib
from strongroom.readpath.store import Body, PageStore, ProjectState, Representation
store = PageStore.open(pathlib.Path(sys.argv[1]), writable=True)
def write(name):
    with store.write() as changes:
        changes.put_project(ProjectState(name, 1, 1, {Representation.HTML: Body("a/b", name.encode())}))
def read(name):
    return store.get_page(f"simple/{name}/html").body.decode()
write("before")
child = os.fork()
if child == 0:
    assert read("before") == "before"
    write("by-the-child")
    os._exit(0)
assert os.waitpid(child, 0)[1] == 0
assert read("by-the-child") == "by-the-child"
write("after")
"""


def test_a_store_used_before_a_fork_works_on_both_sides(store: PageStore, tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-c", FORKING, tmp_path / "pages"], check=True)
    assert page(store, "after").body == b"after"


SLEEPER = """
import sys, lmdb
environment = lmdb.open(sys.argv[1], readonly=True, map_size=0)
with environment.begin() as transaction:
    print("reading", flush=True)
    sys.stdin.read()
"""


def test_a_killed_reader_does_not_make_the_store_grow_for_ever(store: PageStore, tmp_path: Path) -> None:
    put(store, state())
    folder = tmp_path / "pages" / FORM
    command = [sys.executable, "-c", SLEEPER, str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as sleeper:
        assert sleeper.stdout
        assert sleeper.stdout.readline() == "reading\n"
        sleeper.kill()
    for number in range(200):
        put(store, state(content=noise(20_000 + number)))
    assert (folder / "data.mdb").stat().st_size < MEBIBYTE


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
header_values = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=40)
digests = st.binary(min_size=32, max_size=32).filter(any).map(bytes.hex)


@given(
    st.builds(
        PreparedPage,
        content_type=header_values,
        body=st.binary(),
        etag=header_values,
        serial=st.integers(0, 2**63),
        modified_at=st.integers(0, 2**40),
        coding=st.sampled_from(Coding),
    )
)
def test_packing_and_unpacking_returns_the_page(page: PreparedPage) -> None:
    assert unpack_page(memoryview(pack_page(page)), page.coding) == page


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
        uploaded_at=st.integers(0, 2**40),
    )
)
def test_packing_and_unpacking_returns_the_file(record: FileRecord) -> None:
    packed = memoryview(pack_file(record))
    assert unpack_file(packed, sha256=record.sha256, filename=record.filename) == record
