"""Files of an upstream: nobody gets a byte that was not announced, and there is room for the next one."""

import gzip
import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from strongroom.foundation.names import normalize
from strongroom.readpath.store import Representation, project_key
from strongroom.readpath.upstream.errors import UpstreamFaulty, UpstreamUnreachable
from strongroom.readpath.upstream.mirror import Mirror, known
from tests.contexts.readpath.upstream.conftest import IMPATIENT, MEBIBYTE, Later, MakeMirror
from tests.support.upstream_index import UpstreamFile, UpstreamIndex, wheel

KITE = normalize("kite")
METADATA = b"Metadata-Version: 2.1\nName: kite\nVersion: 1.0\n"


def offered(upstream: UpstreamIndex, mirror: Mirror, *files: UpstreamFile) -> None:
    upstream.offer("kite", *files)
    mirror.pages.refresh(KITE)


def large(number: int) -> UpstreamFile:
    """Return a file of a mebibyte."""
    return wheel(version=f"1.{number}", content=bytes([number]) * MEBIBYTE)


def fetched(mirror: Mirror, sha256: str) -> bytes:
    file = mirror.contents.open(sha256)
    return file.read(0, file.size_bytes)


def test_a_file_is_fetched_once(upstream: UpstreamIndex, mirror: Mirror) -> None:
    file = wheel()
    offered(upstream, mirror, file)
    assert fetched(mirror, file.sha256) == fetched(mirror, file.sha256) == file.content
    assert upstream.asked[file.path] == 1


def test_a_kept_file_needs_no_upstream(upstream: UpstreamIndex, mirror: Mirror) -> None:
    file = wheel()
    offered(upstream, mirror, file)
    fetched(mirror, file.sha256)
    upstream.stop()
    assert fetched(mirror, file.sha256) == file.content


def test_the_metadata_file_is_fetched_by_its_own_digest(upstream: UpstreamIndex, mirror: Mirror) -> None:
    file = wheel(metadata=METADATA)
    offered(upstream, mirror, file)
    assert fetched(mirror, hashlib.sha256(METADATA).hexdigest()) == METADATA
    assert upstream.asked[file.path] == 0


def test_a_file_may_be_on_another_host(upstream: UpstreamIndex, mirror: Mirror) -> None:
    file = wheel()
    with UpstreamIndex() as files:
        files.offer("kite", file)
        address = files.root.removesuffix("/simple/") + file.path
        offered(upstream, mirror, replace(file, listed={"url": address}))
        assert fetched(mirror, file.sha256) == file.content
        assert (upstream.asked[file.path], files.asked[file.path]) == (0, 1)


def test_a_file_of_which_no_page_speaks_is_not_there(upstream: UpstreamIndex, mirror: Mirror) -> None:
    with pytest.raises(FileNotFoundError):
        mirror.contents.open(wheel().sha256)


LIES = {
    "other bytes": wheel(sent=b"X" * len(wheel().content)),
    "more bytes": wheel(sent=wheel().content + b"X"),
    "fewer bytes": wheel(sent=wheel().content[:-1]),
    "nothing": wheel(sent=b""),
    "a larger size": wheel(listed={"size": 10_000_000}, sent=wheel().content + b"X"),
    "a smaller size": wheel(listed={"size": 1}),
    "right bytes under a wrong size": wheel(listed={"size": len(wheel().content) + 1}),
}


@pytest.mark.parametrize("file", LIES.values(), ids=LIES.keys())
def test_a_lie_is_refused_and_nothing_of_it_kept(
    upstream: UpstreamIndex, mirror: Mirror, tmp_path: Path, file: UpstreamFile
) -> None:
    offered(upstream, mirror, file)
    with pytest.raises(UpstreamFaulty):
        mirror.contents.open(file.sha256)
    assert list(mirror.contents.digests()) == []
    assert list((tmp_path / "upstream" / "content" / ".staging").iterdir()) == []


def test_a_lie_about_metadata_is_refused(upstream: UpstreamIndex, mirror: Mirror) -> None:
    announced = hashlib.sha256(b"another one").hexdigest()
    offered(upstream, mirror, wheel(metadata=METADATA, listed={"core-metadata": {"sha256": announced}}))
    with pytest.raises(UpstreamFaulty):
        mirror.contents.open(announced)


def test_a_file_is_kept_as_it_was_sent_whatever_coding_its_server_claims(
    upstream: UpstreamIndex, mirror: Mirror
) -> None:
    file = UpstreamFile("kite-1.0.tar.gz", gzip.compress(b"tar"), headers={"Content-Encoding": "gzip"})
    offered(upstream, mirror, file)
    assert fetched(mirror, file.sha256) == file.content


def test_a_connection_that_breaks_off_can_be_tried_again(upstream: UpstreamIndex, mirror: Mirror) -> None:
    file = wheel()
    offered(upstream, mirror, replace(file, cut_off=True))
    with pytest.raises(UpstreamUnreachable):
        mirror.contents.open(file.sha256)
    upstream.offer("kite", file)
    assert fetched(mirror, file.sha256) == file.content


def test_a_file_that_comes_too_slowly_is_given_up(upstream: UpstreamIndex, make_mirror: MakeMirror) -> None:
    file = wheel()
    offered(upstream, make_mirror(), file)
    upstream.may_answer.clear()
    with pytest.raises(UpstreamUnreachable):
        make_mirror(patience=IMPATIENT).contents.open(file.sha256)


def test_what_a_dead_process_left_behind_is_swept(
    upstream: UpstreamIndex, mirror: Mirror, tmp_path: Path
) -> None:
    staging = tmp_path / "upstream" / "content" / ".staging"
    staging.mkdir(parents=True)
    (staging / "torn").write_bytes(b"half of it")
    file = wheel()
    offered(upstream, mirror, file)
    fetched(mirror, file.sha256)
    assert list(staging.iterdir()) == []


def test_what_was_not_used_for_longest_makes_room(
    upstream: UpstreamIndex, make_mirror: MakeMirror, later: Later
) -> None:
    mirror = make_mirror(3 * MEBIBYTE + MEBIBYTE // 2)
    files = [large(number) for number in range(4)]
    offered(upstream, mirror, *files)
    for file in files[:3]:
        later(100)
        fetched(mirror, file.sha256)
    later(100)
    fetched(mirror, files[0].sha256)
    later(100)
    fetched(mirror, files[3].sha256)
    assert set(mirror.contents.digests()) == {files[number].sha256 for number in (0, 2, 3)}


def test_who_is_getting_a_file_keeps_it_to_the_end(
    upstream: UpstreamIndex, make_mirror: MakeMirror, later: Later
) -> None:
    mirror = make_mirror(MEBIBYTE + MEBIBYTE // 2)
    first, second = large(1), large(2)
    offered(upstream, mirror, first, second)
    held = mirror.contents.open(first.sha256)
    later(100)
    fetched(mirror, second.sha256)
    assert list(mirror.contents.digests()) == [second.sha256]
    assert held.read(0, held.size_bytes) == first.content


def test_a_file_larger_than_all_the_room_is_given_all_the_same(
    upstream: UpstreamIndex, make_mirror: MakeMirror, later: Later
) -> None:
    mirror = make_mirror(0)
    files = [large(1), large(2)]
    offered(upstream, mirror, *files)
    for file in files:
        assert fetched(mirror, file.sha256) == file.content
        later(1)
        mirror.pages.refresh(KITE)
    assert list(mirror.contents.digests()) == []


def test_pages_and_names_take_room_too(
    upstream: UpstreamIndex, make_mirror: MakeMirror, later: Later, tmp_path: Path
) -> None:
    mirror = make_mirror(20_000)
    names = [normalize(f"kite-{number}") for number in range(20)]
    for name in names:
        upstream.offer(name, wheel(name))
        mirror.pages.refresh(name)
        later(1)
    shown = [name for name in names if mirror.store.has_page(project_key(name, Representation.HTML))]
    assert 0 < len(shown) < len(names)
    assert shown == names[-len(shown) :]
    assert [name for name in names if known(tmp_path / "upstream", name)] == shown


def test_a_page_that_was_removed_is_asked_for_again(
    upstream: UpstreamIndex, make_mirror: MakeMirror, later: Later, tmp_path: Path
) -> None:
    mirror = make_mirror(0)
    offered(upstream, mirror, wheel())
    later(1)
    mirror.pages.refresh(normalize("other"))
    assert known(tmp_path / "upstream", KITE) is None
    mirror.pages.refresh(KITE)
    assert mirror.store.owns(KITE)
