"""What a power failure leaves of a content store: everything that was kept, whoever made its folders."""

import hashlib
import os
import shutil
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.infra.storage.local import ContentStore

BESIDE = (b"one", b"two")
"""Two contents in folders of their own."""


class Disk:
    """Counts syncs, and knows what would be left: a synced file, and the names in a folder when it was synced."""

    def __init__(self) -> None:
        self.syncs = 0
        self._left: dict[int, set[str]] = {}

    def sync(self, descriptor: int) -> None:
        """Take the place of `os.fsync`."""
        self.syncs += 1
        found = os.fstat(descriptor)
        self._left[found.st_ino] = set(os.listdir(descriptor)) if stat.S_ISDIR(found.st_mode) else set()

    def keeps(self, file: Path, *, within: Path) -> bool:
        """The file and every name on the way to it from `within` would be left."""
        way = [file, *file.parents]
        names = way[: way.index(within)]
        return file.stat().st_ino in self._left and all(
            path.name in self._left.get(path.parent.stat().st_ino, ()) for path in names
        )


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    one = Disk()
    monkeypatch.setattr(os, "fsync", one.sync)
    return one


@pytest.fixture
def store(tmp_path: Path) -> ContentStore:
    return ContentStore(tmp_path / "content")


def keep(store: ContentStore, content: bytes) -> Path:
    with store.stage() as staged:
        staged.write(content)
        store.keep(staged)
    return store.path(staged.sha256)


@given(contents=st.lists(st.binary(max_size=2), min_size=1))
def test_whatever_was_kept_survives(tmp_path_factory: pytest.TempPathFactory, contents: list[bytes]) -> None:
    data, disk = tmp_path_factory.mktemp("data"), Disk()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(os, "fsync", disk.sync)
        for content in contents:
            assert disk.keeps(keep(ContentStore(data / "content"), content), within=data)


def test_what_was_written_and_not_kept_need_not_survive(store: ContentStore, disk: Disk) -> None:
    keep(store, b"one")
    before = disk.syncs
    with store.stage() as staged:
        staged.write(b"still coming")
        staged.flush()
        assert staged.path.read_bytes() == b"still coming"
    assert disk.syncs == before


def test_folders_of_a_process_that_died_before_it_synced_them_are_not_relied_on(
    store: ContentStore, disk: Disk, tmp_path: Path
) -> None:
    keep(store, b"one")
    for content in (b"two", b"three"):
        with store.stage() as staged:
            staged.write(content)
        store.path(staged.sha256).parent.mkdir(parents=True)
        assert disk.keeps(keep(store, content), within=tmp_path)


def test_a_store_that_was_removed_and_begins_anew_keeps_as_safely(
    store: ContentStore, disk: Disk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(store, b"one")
    shutil.rmtree(tmp_path / "content")
    later = Disk()
    monkeypatch.setattr(os, "fsync", later.sync)
    assert later.keeps(keep(store, b"one"), within=tmp_path)


def test_where_the_folders_are_known_two_syncs_keep_a_content(store: ContentStore, disk: Disk) -> None:
    keep(store, b"one")
    before = disk.syncs
    keep(store, b"one")
    assert disk.syncs - before == len(("its content", "its name"))


def test_one_sync_of_a_folder_makes_all_names_in_it_known(
    store: ContentStore, disk: Disk, tmp_path: Path
) -> None:
    first, beside = (store.path(hashlib.sha256(content).hexdigest()) for content in BESIDE)
    assert first.parent != beside.parent
    beside.parent.mkdir(parents=True)
    keep(store, BESIDE[0])
    before = disk.syncs
    assert disk.keeps(keep(store, BESIDE[1]), within=tmp_path)
    assert disk.syncs - before == len(("its content", "its name"))
