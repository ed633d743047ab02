"""The list of all projects: put together of shards, it is what it would be if it were written as a whole."""

import json
import threading
import zlib
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from backports import zstd
from hypothesis import given, settings
from hypothesis import strategies as st

from strongroom.foundation.names import NormalizedName
from strongroom.readpath.store import (
    LISTED,
    Coding,
    PageStore,
    ProjectState,
    Representation,
    RootFrame,
    RootSnapshot,
)
from strongroom.readpath.store.forms import FORM
from strongroom.readpath.store.shards import TARGET

Listed = dict[str, int]
"""Each listed name with its serial."""


def frames(serial: int) -> dict[Representation, RootFrame]:
    """Return what stands around the list."""
    return {
        Representation.HTML: RootFrame("text/html", b"<h1>%d</h1>\n" % serial, b"</html>\n"),
        Representation.JSON: RootFrame("a/json", b'{"serial":%d,"projects":[' % serial, b"]}"),
    }


def as_a_whole(listed: Listed, serial: int) -> dict[Representation, bytes]:
    """Return the list in both forms, written without shards."""
    projects = [[name, listed[name]] for name in sorted(listed)]
    in_html = "".join(f"<a>{name}</a> {serial}\n" for name, serial in projects)
    document = {"serial": serial, "projects": projects}
    return {
        Representation.HTML: f"<h1>{serial}</h1>\n{in_html}</html>\n".encode(),
        Representation.JSON: json.dumps(document, separators=(",", ":")).encode(),
    }


def listed_state(name: str, serial: int) -> ProjectState:
    """Return a project that is in the list and has nothing else."""
    lines = {
        Representation.HTML: f"<a>{name}</a> {serial}\n".encode(),
        Representation.JSON: f'["{name}",{serial}]'.encode(),
    }
    return ProjectState(NormalizedName(name), serial, serial, lines=lines)


def write(store: PageStore, changes_of: dict[str, int | None], *, serial: int | None) -> None:
    """List these names with these serials, or no longer; note the index serial if one is given."""
    with store.write() as changes:
        for name, own in changes_of.items():
            if own is None:
                changes.put_project(ProjectState(NormalizedName(name), 0, 0))
            else:
                changes.put_project(listed_state(name, own))
        if serial is not None:
            changes.put_root(serial=serial, modified_at=serial, frames=frames(serial))


def snapshot(store: PageStore, form: Representation, coding: Coding = Coding.IDENTITY) -> RootSnapshot:
    """Return the list as it is sent."""
    found = store.get_root(form, coding)
    assert found is not None
    return found


def read_back(sent: RootSnapshot) -> bytes:
    """Return what a client makes of the list that was sent."""
    content = sent.file.read(0, sent.file.size_bytes)
    if sent.coding is Coding.ZSTD:
        return zstd.decompress(content)
    if sent.coding is Coding.GZIP:
        member = zlib.decompressobj(wbits=31)
        decoded = member.decompress(content)
        assert (member.eof, member.unused_data) == (True, b""), "one member, with its right checksum and size"
        return decoded
    return content


def assert_is_listed(store: PageStore, listed: Listed, serial: int) -> None:
    """In every form and coding, the list is the one written as a whole."""
    for form, whole in as_a_whole(listed, serial).items():
        for coding in Coding:
            assert read_back(snapshot(store, form, coding)) == whole


@pytest.fixture
def store(tmp_path: Path) -> Iterator[PageStore]:
    opened = PageStore.open(tmp_path / "pages", writable=True)
    yield opened
    opened.close()


MANY = 5 * TARGET

single_names = st.from_regex(r"[a-z0-9](-?[a-z0-9]){0,5}", fullmatch=True)
ranges = st.tuples(st.integers(0, MANY), st.integers(1, 2 * TARGET), st.integers(1, 7)).map(
    lambda found: [f"p{number:05}" for number in range(found[0], found[0] + found[1] * found[2], found[2])]
)
steps = st.tuples(st.lists(single_names, max_size=4) | ranges, st.booleans())


@settings(max_examples=25)
@given(st.lists(steps, max_size=7))
def test_after_any_changes_the_list_is_the_one_written_as_a_whole(
    changes: list[tuple[list[str], bool]],
) -> None:
    listed: Listed = {}
    with TemporaryDirectory() as folder:
        store = PageStore.open(Path(folder), writable=True)
        write(store, {}, serial=0)
        assert_is_listed(store, listed, 0)
        for serial, (names, is_there) in enumerate(changes, start=1):
            write(store, dict.fromkeys(names, serial if is_there else None), serial=serial)
            listed = {name: own for name, own in listed.items() if name not in set(names)}
            listed |= dict.fromkeys(names, serial) if is_there else {}
            assert_is_listed(store, listed, serial)
        store.close()


def test_a_list_that_grew_name_by_name_shrinks_to_nothing(store: PageStore) -> None:
    names = [f"p{number:05}" for number in range(3 * TARGET)]
    for first in range(0, len(names), 100):
        write(store, dict.fromkeys(names[first : first + 100], 1), serial=1)
    assert_is_listed(store, dict.fromkeys(names, 1), 1)
    for kept in (range(TARGET, 2 * TARGET), range(TARGET, TARGET + 1), range(0)):
        write(store, {name: None for number, name in enumerate(names) if number not in kept}, serial=2)
        assert_is_listed(store, {names[number]: 1 for number in kept}, 2)
    write(store, {"a": 3, "z": 3}, serial=3)
    assert_is_listed(store, {"a": 3, "z": 3}, 3)


def test_a_name_that_is_taken_but_not_listed_is_not_in_the_list(store: PageStore) -> None:
    write(store, {"shown": 1, "withdrawn": None}, serial=1)
    assert_is_listed(store, {"shown": 1}, 1)
    assert store.owns(NormalizedName("withdrawn"))


def test_each_form_and_coding_has_a_validator_of_its_own(store: PageStore) -> None:
    write(store, {"a": 1}, serial=1)
    sent = [snapshot(store, form, coding) for form in LISTED for coding in Coding]
    assert len({one.etag for one in sent}) == len(sent) == 6
    assert {(one.serial, one.modified_at) for one in sent} == {(1, 1)}
    assert {one.content_type for one in sent} == {"text/html", "a/json"}


def test_an_unchanged_list_is_one_file_for_all(store: PageStore) -> None:
    write(store, {"a": 1}, serial=1)
    first = snapshot(store, Representation.JSON, Coding.GZIP)
    assert snapshot(store, Representation.JSON, Coding.GZIP) is first
    with store.write() as changes:
        changes.put_project(ProjectState(NormalizedName("unlisted"), 1, 1))
    assert snapshot(store, Representation.JSON, Coding.GZIP) is first
    write(store, {"b": 2}, serial=2)
    assert snapshot(store, Representation.JSON, Coding.GZIP).etag != first.etag
    assert read_back(first) == as_a_whole({"a": 1}, 1)[Representation.JSON], (
        "whoever sends it is not disturbed"
    )


def test_whatever_changes_the_list_changes_its_validator(store: PageStore) -> None:
    seen = []
    for names, serial in (
        ({"a": 5}, 5),
        ({"b": 5}, None),
        ({"c": 5}, 5),
        ({"d": 3}, 3),
        ({"d": 4}, 4),
        ({"d": 5}, 5),
    ):
        write(store, dict(names), serial=serial)
        sent = snapshot(store, Representation.HTML)
        seen.append((sent.etag, sent.modified_at))
    assert len({etag for etag, _ in seen}) == len(seen)
    times = [at for _, at in seen]
    assert times == [5, 5, 6, 7, 8, 9]
    write(store, {"d": 5}, serial=5)
    assert snapshot(store, Representation.HTML).etag == seen[-1][0], "nothing changed"


def test_a_list_made_anew_from_nothing_has_another_validator(tmp_path: Path) -> None:
    etags = set()
    for folder in ("lost", "made-anew"):
        store = PageStore.open(tmp_path / folder, writable=True)
        write(store, {"a": 1}, serial=1)
        etags.add(snapshot(store, Representation.HTML).etag)
        store.close()
    assert len(etags) == 2


def test_no_file_of_a_list_has_a_name(store: PageStore, tmp_path: Path) -> None:
    write(store, {"a": 1}, serial=1)
    snapshot(store, Representation.HTML)
    assert list((tmp_path / "pages" / "tmp").iterdir()) == []


def test_a_change_of_one_project_rewrites_little(store: PageStore, tmp_path: Path) -> None:
    data = tmp_path / "pages" / FORM / "data.mdb"
    names = [f"p{number:06}" for number in range(30 * TARGET)]
    write(store, dict.fromkeys(names, 1), serial=1)
    before = data.stat().st_size
    for serial in range(2, 12):
        write(store, {names[serial * TARGET]: serial}, serial=serial)
    assert data.stat().st_size - before < before / 20


def test_threads_that_ask_during_changes_get_one_state_or_the_other(store: PageStore) -> None:
    names = [f"p{number:05}" for number in range(3 * TARGET)]
    write(store, dict.fromkeys(names, 0), serial=0)
    ended, wrong = threading.Event(), list[bytes]()

    def ask() -> None:
        while not ended.is_set():
            sent = snapshot(store, Representation.JSON, Coding.GZIP)
            document = read_back(sent)
            if document != as_a_whole(dict.fromkeys(names, sent.serial), sent.serial)[Representation.JSON]:
                wrong.append(document)

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    for serial in range(1, 8):
        write(store, dict.fromkeys(names, serial), serial=serial)
    ended.set()
    for thread in threads:
        thread.join()
    assert wrong == []
