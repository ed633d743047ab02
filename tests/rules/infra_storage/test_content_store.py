"""Contents under their digests: complete or not there, whatever dies when."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from strongroom.infra.storage.local import ContentStore, StagedFile
from strongroom.infra.storage.older_layout import move_from_older_layout

CONTENT = b"some bytes" * 1000
DIGEST = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def store(tmp_path: Path) -> ContentStore:
    return ContentStore(tmp_path / "content")


def keep(store: ContentStore, content: bytes) -> str:
    with store.stage() as staged:
        staged.write(content)
        store.keep(staged)
    return staged.sha256


def test_what_was_kept_is_found_under_its_digest(store: ContentStore) -> None:
    assert keep(store, CONTENT) == DIGEST
    file = store.open(DIGEST)
    assert file.read(0, file.size_bytes) == CONTENT
    assert store.has(DIGEST)
    assert list(store.digests()) == [DIGEST]
    assert store.path(DIGEST).parts[-2:] == (DIGEST[:2], DIGEST[2:])


@given(st.lists(st.binary()))
def test_hashes_and_size_are_those_of_all_chunks_together(
    tmp_path_factory: pytest.TempPathFactory, chunks: list[bytes]
) -> None:
    content = b"".join(chunks)
    with ContentStore(tmp_path_factory.mktemp("content")).stage() as staged:
        for chunk in chunks:
            staged.write(memoryview(chunk))
        with staged.open() as file:
            assert file.read() == content
        assert staged.size_bytes == len(content)
        assert staged.sha256 == hashlib.sha256(content).hexdigest()
        assert staged.blake2b_256 == hashlib.blake2b(content, digest_size=32).hexdigest()
        assert staged.md5 == hashlib.md5(content).hexdigest()


def test_keeping_the_same_content_twice_is_no_fault(store: ContentStore) -> None:
    assert keep(store, CONTENT) == keep(store, CONTENT)
    assert list(store.digests()) == [DIGEST]


def test_keeping_the_same_content_again_heals_damage_and_makes_it_recent(store: ContentStore) -> None:
    keep(store, CONTENT)
    store.path(DIGEST).chmod(0o644)
    store.path(DIGEST).write_bytes(b"damaged")
    os.utime(store.path(DIGEST), (0, 0))
    keep(store, CONTENT)
    assert store.path(DIGEST).read_bytes() == CONTENT
    assert store.path(DIGEST).stat().st_mtime > 0


def test_kept_content_cannot_be_written_by_accident(store: ContentStore) -> None:
    keep(store, CONTENT)
    assert store.path(DIGEST).stat().st_mode & 0o222 == 0


def test_what_was_not_kept_is_gone(store: ContentStore, tmp_path: Path) -> None:
    with store.stage() as staged:
        staged.write(CONTENT)
    assert not store.has(DIGEST)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_an_upload_that_fails_leaves_nothing(store: ContentStore, tmp_path: Path) -> None:
    def fail() -> None:
        with store.stage() as staged:
            staged.write(CONTENT)
            raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        fail()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_removed_content_is_gone_and_removing_it_again_is_no_fault(store: ContentStore) -> None:
    keep(store, CONTENT)
    store.remove(DIGEST)
    store.remove(DIGEST)
    assert not store.has(DIGEST)
    with pytest.raises(FileNotFoundError):
        store.open(DIGEST)


def test_a_store_without_folder_is_empty(store: ContentStore) -> None:
    assert list(store.digests()) == []
    assert store.abandoned() == []


@pytest.mark.parametrize(
    "wrong",
    ["", "ab", "../" * 22, DIGEST.upper(), DIGEST + "\n", DIGEST[:-1] + "/", DIGEST[:-1] + "é", "０" * 64],
)
def test_only_a_digest_is_a_digest(store: ContentStore, wrong: str) -> None:
    for use in (store.path, store.has, store.open, store.remove):
        with pytest.raises(ValueError, match="64 lower-case"):
            use(wrong)


def test_what_is_being_written_is_not_abandoned(store: ContentStore) -> None:
    with store.stage() as current:
        current.write(CONTENT)
        left = StagedFile(current.path.with_name("left by a dead process"))
        left.close()
        assert store.abandoned() == [left.path]
        store.keep(current)
    assert store.has(DIGEST)


KEEPING = """
import os, sys, pathlib
from strongroom.infra.storage.local import ContentStore
store = ContentStore(pathlib.Path(sys.argv[1]))
while True:
    with store.stage() as staged:
        for _ in range(8):
            staged.write(os.urandom(32768))
        store.keep(staged)
    os.write(1, staged.sha256.encode() + b"\\n")
"""


@pytest.mark.parametrize("kept_before_death", [1, 3, 7, 12])
def test_a_sudden_death_leaves_whole_contents_only(
    store: ContentStore, tmp_path: Path, kept_before_death: int
) -> None:
    command = [sys.executable, "-c", KEEPING, str(tmp_path / "content")]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout
        acknowledged = [process.stdout.readline() for _ in range(kept_before_death)]
        process.kill()
        acknowledged += process.stdout.readlines()
    kept = {line.strip().decode() for line in acknowledged if line.endswith(b"\n")}
    assert kept <= set(store.digests())
    for digest in store.digests():
        assert hashlib.sha256(store.path(digest).read_bytes()).hexdigest() == digest
    assert set(store.abandoned()) == set((tmp_path / "content" / ".staging").iterdir())


@settings(max_examples=20)
@given(contents=st.sets(st.binary(max_size=8), max_size=5), moved_before=st.integers(0, 5))
def test_content_of_the_older_layout_is_found_after_the_move_whatever_interrupted_it(
    tmp_path_factory: pytest.TempPathFactory, contents: set[bytes], moved_before: int
) -> None:
    store = ContentStore(tmp_path_factory.mktemp("index") / "content")
    digests = sorted(keep(store, content) for content in contents)
    for digest in digests[moved_before:]:
        older = store.path(digest).parent / digest[2:4] / digest[4:]
        older.parent.mkdir(exist_ok=True)
        store.path(digest).rename(older)
    move_from_older_layout(store.path("0" * 64).parents[1])
    assert sorted(store.digests()) == digests
    assert all(store.has(digest) for digest in digests)
