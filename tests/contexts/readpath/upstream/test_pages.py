"""Pages of an upstream: how long they are fresh, what is asked then, and what is shown when nobody answers."""

import json
from contextlib import closing
from dataclasses import replace
from typing import Any

import pytest

from strongroom.foundation.names import normalize
from strongroom.readpath.store import Coding, Representation, project_key
from strongroom.readpath.upstream.errors import Busy, UpstreamFaulty, UpstreamUnreachable
from strongroom.readpath.upstream.ledger import Outcome
from strongroom.readpath.upstream.mirror import Mirror
from tests.contexts.readpath.upstream.conftest import IMPATIENT, Later, MakeMirror
from tests.support.upstream_index import JSON_TYPE, PATIENT, UPLOADED, UpstreamFile, UpstreamIndex, wheel

KITE = normalize("kite")
PATH = "/simple/kite/"
DAY = 24 * 3600


def page(mirror: Mirror, form: Representation = Representation.HTML) -> str:
    found = mirror.store.get_page(project_key(KITE, form))
    return found.body.decode() if found else ""


def files(mirror: Mirror) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = json.loads(page(mirror, Representation.JSON))["files"]
    return listed


def test_a_page_is_asked_for_once_while_it_is_fresh(
    upstream: UpstreamIndex, mirror: Mirror, later: Later
) -> None:
    upstream.offer("kite", wheel())
    for _ in range(3):
        assert mirror.pages.refresh(KITE).outcome is Outcome.FOUND
        later(299)
    assert upstream.asked[PATH] == 1
    assert upstream.user_agents == {"strongroom/test"}


def test_after_that_only_a_change_is_asked_for(upstream: UpstreamIndex, mirror: Mirror, later: Later) -> None:
    upstream.offer("kite", wheel())
    mirror.pages.refresh(KITE)
    later(601)
    mirror.pages.refresh(KITE)
    later(599)
    mirror.pages.refresh(KITE)
    assert (upstream.asked[PATH], upstream.not_modified) == (2, 1)
    assert "kite-1.0" in page(mirror)


def test_a_change_is_shown_as_soon_as_the_page_is_asked_for_again(
    upstream: UpstreamIndex, mirror: Mirror, later: Later
) -> None:
    upstream.offer("kite", wheel())
    mirror.pages.refresh(KITE)
    upstream.offer("kite", wheel(version="2.0"))
    later(601)
    mirror.pages.refresh(KITE)
    assert [file["filename"] for file in files(mirror)] == ["kite-2.0-py3-none-any.whl"]


@pytest.mark.parametrize(
    ("headers", "fresh_seconds"),
    [
        ({"Cache-Control": "public, max-age=60"}, 60),
        ({"Cache-Control": "max-age=100", "Age": "70"}, 30),
        ({"Cache-Control": "max-age=86400"}, 600),
        ({"Cache-Control": "no-cache"}, 0),
        ({"Cache-Control": "max-age=0, must-revalidate"}, 0),
        ({"Cache-Control": "s-maxage=5, max-age=soon", "Age": "much"}, 600),
    ],
)
def test_the_upstream_may_shorten_the_time_and_not_lengthen_it(
    upstream: UpstreamIndex, mirror: Mirror, later: Later, headers: dict[str, str], fresh_seconds: int
) -> None:
    upstream.headers = headers
    upstream.offer("kite", wheel())
    standing = mirror.pages.refresh(KITE)
    assert standing.ask_again_at - standing.asked_at == fresh_seconds


def test_an_unknown_name_is_asked_for_once_a_minute(
    upstream: UpstreamIndex, mirror: Mirror, later: Later
) -> None:
    assert mirror.pages.refresh(KITE).outcome is Outcome.MISSING
    later(59)
    assert mirror.pages.refresh(KITE).outcome is Outcome.MISSING
    assert upstream.asked[PATH] == 1
    upstream.offer("kite", wheel())
    later(2)
    assert mirror.pages.refresh(KITE).outcome is Outcome.FOUND


def test_what_is_gone_upstream_is_gone_here(upstream: UpstreamIndex, mirror: Mirror, later: Later) -> None:
    file = wheel()
    upstream.offer("kite", file)
    mirror.pages.refresh(KITE)
    upstream.projects.clear()
    later(601)
    assert mirror.pages.refresh(KITE).outcome is Outcome.MISSING
    assert page(mirror) == ""
    assert mirror.store.get_file(file.sha256, file.filename) is None


def down(upstream: UpstreamIndex) -> None:
    upstream.stop()


def failing(upstream: UpstreamIndex) -> None:
    upstream.status = 503


def silent(upstream: UpstreamIndex) -> None:
    upstream.may_answer.clear()


def forbidding(upstream: UpstreamIndex) -> None:
    upstream.status = 403


def babbling(upstream: UpstreamIndex) -> None:
    upstream.bodies[PATH] = (JSON_TYPE, b"{")


TROUBLES = [down, failing, silent, forbidding, babbling]


@pytest.mark.parametrize("trouble", TROUBLES)
def test_in_trouble_the_last_page_is_shown_for_thirty_days(
    upstream: UpstreamIndex, make_mirror: MakeMirror, later: Later, trouble: Any
) -> None:
    upstream.offer("kite", wheel())
    with closing(make_mirror()) as patient:
        patient.pages.refresh(KITE)
    trouble(upstream)
    mirror = make_mirror(patience=IMPATIENT)
    later(30 * DAY)
    assert mirror.pages.refresh(KITE).is_stale
    assert "kite-1.0" in page(mirror)
    later(11)
    with pytest.raises((UpstreamUnreachable, UpstreamFaulty)):
        mirror.pages.refresh(KITE)


@pytest.mark.parametrize("trouble", TROUBLES)
def test_in_trouble_nothing_is_said_of_a_name_that_was_never_seen(
    upstream: UpstreamIndex, make_mirror: MakeMirror, later: Later, trouble: Any
) -> None:
    trouble(upstream)
    mirror = make_mirror(patience=IMPATIENT)
    with pytest.raises((UpstreamUnreachable, UpstreamFaulty)):
        mirror.pages.refresh(KITE)


def test_what_was_absent_before_the_trouble_is_not_said_to_be_absent(
    upstream: UpstreamIndex, mirror: Mirror, later: Later
) -> None:
    mirror.pages.refresh(KITE)
    upstream.status = 500
    later(61)
    with pytest.raises(UpstreamUnreachable):
        mirror.pages.refresh(KITE)


def test_in_trouble_nobody_asks_again_for_ten_seconds(
    upstream: UpstreamIndex, mirror: Mirror, later: Later
) -> None:
    upstream.status = 500
    for _ in range(3):
        with pytest.raises(UpstreamUnreachable):
            mirror.pages.refresh(KITE)
    assert upstream.asked[PATH] == 1


def test_after_the_trouble_the_page_is_fresh_again(
    upstream: UpstreamIndex, mirror: Mirror, later: Later
) -> None:
    upstream.offer("kite", wheel())
    mirror.pages.refresh(KITE)
    upstream.stop()
    later(40 * DAY)
    with pytest.raises(UpstreamUnreachable):
        mirror.pages.refresh(KITE)
    upstream.start()
    later(11)
    standing = mirror.pages.refresh(KITE)
    assert (standing.outcome, standing.is_stale, upstream.not_modified) == (Outcome.FOUND, False, 1)
    assert "kite-1.0" in page(mirror)


def test_a_host_that_cannot_be_reached_is_left_alone_for_every_name(
    upstream: UpstreamIndex, make_mirror: MakeMirror
) -> None:
    mirror = make_mirror(patience=replace(PATIENT, rest=600))
    upstream.stop()
    with pytest.raises(UpstreamUnreachable, match="connection failed"):
        mirror.pages.refresh(KITE)
    upstream.start()
    with pytest.raises(UpstreamUnreachable, match="moment ago"):
        mirror.pages.refresh(normalize("other"))


def test_a_page_that_was_lost_is_asked_for_whole(
    upstream: UpstreamIndex, mirror: Mirror, later: Later
) -> None:
    upstream.offer("kite", wheel())
    mirror.pages.refresh(KITE)
    with mirror.store.write() as changes:
        changes.delete_project(KITE)
    later(601)
    mirror.pages.refresh(KITE)
    assert "kite-1.0" in page(mirror)


def test_what_the_upstream_says_in_json_is_passed_on(upstream: UpstreamIndex, mirror: Mirror) -> None:
    file = wheel(metadata=b"Name: kite\n", listed={"yanked": "breaks"})
    upstream.offer("kite", file)
    upstream.page_extras = {
        "versions": ["0.9", "1.0"],
        "project-status": {"status": "archived", "reason": "done"},
    }
    mirror.pages.refresh(KITE)
    shown = json.loads(page(mirror, Representation.JSON))
    assert shown["meta"] == {"api-version": "1.4", "_last-serial": 77}
    assert shown["versions"] == ["0.9", "1.0"]
    assert shown["project-status"] == {"status": "archived", "reason": "done"}
    (listed,) = shown["files"]
    assert listed["url"] == file.url
    assert (listed["upload-time"], listed["size"]) == (UPLOADED, len(file.content))
    assert (listed["requires-python"], listed["yanked"]) == (">=3.9", "breaks")
    assert set(listed["core-metadata"]) == {"sha256"}
    assert 'data-yanked="breaks"' in page(mirror)


def test_an_upstream_that_has_only_html_gets_both_forms(upstream: UpstreamIndex, mirror: Mirror) -> None:
    upstream.form = "html"
    file = wheel(metadata=b"Name: kite\n", listed={"yanked": ""})
    upstream.offer("kite", file)
    mirror.pages.refresh(KITE)
    shown = json.loads(page(mirror, Representation.JSON))
    assert shown["meta"]["api-version"] == "1.0"
    assert "versions" not in shown
    (listed,) = shown["files"]
    assert "size" not in listed
    assert "upload-time" not in listed
    assert (listed["url"], listed["requires-python"], listed["yanked"]) == (file.url, ">=3.9", True)
    assert f"sha256={listed['core-metadata']['sha256']}" in page(mirror)


def test_pages_are_kept_compressed_too(upstream: UpstreamIndex, mirror: Mirror) -> None:
    upstream.offer("kite", *[wheel(version=f"1.{number}") for number in range(20)])
    mirror.pages.refresh(KITE)
    found = mirror.store.get_page(project_key(KITE, Representation.JSON), Coding.GZIP)
    assert found is not None
    assert found.coding is Coding.GZIP


LEFT_OUT = {
    "without a digest": wheel(listed={"hashes": {"md5": "0" * 32}}),
    "with half a digest": wheel(listed={"hashes": {"sha256": "ab" * 31}}),
    "of another project": wheel("kitchen"),
    "with a path": wheel(listed={"filename": "../kite-1.0-py3-none-any.whl"}),
    "with a line end": wheel(listed={"filename": "kite-1.0-py3-none-any.whl\n"}),
    "from no web": wheel(listed={"url": "file:///etc/passwd"}),
    "without a version": UpstreamFile("kite.tar.gz", b"1"),
}


@pytest.mark.parametrize("file", LEFT_OUT.values(), ids=LEFT_OUT.keys())
def test_a_file_is_left_out(upstream: UpstreamIndex, mirror: Mirror, file: UpstreamFile) -> None:
    good = wheel(version="3.0")
    upstream.offer("kite", file, good)
    mirror.pages.refresh(KITE)
    assert [listed["filename"] for listed in files(mirror)] == [good.filename]
    assert mirror.store.get_file(file.sha256, file.filename) is None


def test_metadata_without_a_digest_is_not_offered(upstream: UpstreamIndex, mirror: Mirror) -> None:
    upstream.offer("kite", wheel(metadata=b"Name: kite\n", listed={"core-metadata": True}))
    mirror.pages.refresh(KITE)
    assert files(mirror)[0]["core-metadata"] is False


def test_the_older_key_of_metadata_is_read(upstream: UpstreamIndex, mirror: Mirror) -> None:
    listed = {"core-metadata": None, "dist-info-metadata": {"sha256": "ab" * 32}}
    upstream.offer("kite", wheel(listed=listed))
    mirror.pages.refresh(KITE)
    assert files(mirror)[0]["core-metadata"] == {"sha256": "ab" * 32}


def test_a_page_of_another_project_is_refused(upstream: UpstreamIndex, mirror: Mirror) -> None:
    upstream.offer("kite", wheel())
    upstream.page_extras = {"name": "harborlight"}
    with pytest.raises(UpstreamFaulty):
        mirror.pages.refresh(KITE)


def test_a_redirect_to_the_same_project_is_followed(upstream: UpstreamIndex, mirror: Mirror) -> None:
    upstream.offer("kite", wheel())
    with UpstreamIndex() as other:
        other.offer("kite", wheel(version="4.0"))
        upstream.redirects[PATH] = f"{other.root}kite/"
        mirror.pages.refresh(KITE)
    assert "kite-4.0" in page(mirror)


@pytest.mark.parametrize(
    "target",
    [
        "/simple/harborlight/",
        "/simple/",
        "/",
        PATH,
        "http://[bad/kite/",
        "ftp://127.0.0.1/simple/kite/",
        "file:///simple/kite/",
    ],
)
def test_any_other_redirect_is_refused(upstream: UpstreamIndex, mirror: Mirror, target: str) -> None:
    upstream.redirects[PATH] = target
    upstream.offer("harborlight", wheel("harborlight"))
    with pytest.raises(UpstreamFaulty):
        mirror.pages.refresh(KITE)


def test_while_others_wait_too_long_the_last_page_is_shown(
    upstream: UpstreamIndex, make_mirror: MakeMirror, later: Later
) -> None:
    upstream.offer("kite", wheel())
    make_mirror().pages.refresh(KITE)
    later(601)
    crowded = make_mirror(seats=0)
    assert crowded.pages.refresh(KITE).outcome is Outcome.FOUND
    with pytest.raises(Busy):
        crowded.pages.refresh(normalize("other"))
