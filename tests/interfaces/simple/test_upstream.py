"""An index that stands in front of another one: what comes from there, how, and what never does."""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from strongroom.foundation import clock
from strongroom.foundation.names import normalize
from strongroom.interfaces.simple.messages import Request, Response
from strongroom.interfaces.simple.upstream import UpstreamAnswers
from strongroom.readpath.rules.pages import ProjectPage, ProjectStatus
from strongroom.readpath.store import ProjectState
from strongroom.readpath.upstream import ReservedNames
from strongroom.readpath.upstream.client import UpstreamClient
from strongroom.readpath.upstream.mirror import Limits, Mirror
from tests.interfaces.simple.sample_index import SampleIndex
from tests.support.upstream_index import JSON_TYPE, PATIENT, UpstreamFile, UpstreamIndex, wheel

METADATA = b"Metadata-Version: 2.1\nName: kite\nVersion: 1.0\n"
KITE = wheel(metadata=METADATA)
PIP = 'pip/26.3 {"python":"3.11.7","installer":{"name":"pip","version":"26.3"}}'
SPELLINGS = ("foo-bar", "Foo.Bar", "FOO_BAR", "foo--bar", "Foo._-bar")


@dataclass
class Pair:
    """Our index and the one upstream."""

    index: SampleIndex
    upstream: UpstreamIndex
    answers: UpstreamAnswers
    mirror: Mirror


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    """Have an index with a project, and an upstream that has others, one of them under our project's name."""
    with UpstreamIndex() as upstream:
        index = SampleIndex(tmp_path / "node", on_absent=lambda request: answers(request))  # noqa: PLW0108 - made below
        client = UpstreamClient(upstream.root, user_agent="strongroom/test", patience=PATIENT)
        mirror = Mirror(tmp_path / "upstream", client=client, limits=Limits(1 << 24))
        reserved = ReservedNames.parse(["acme-*"])
        answers = UpstreamAnswers(index.pages, mirror, reserved=reserved, events=index.events)
        index.prepare()
        for file in (KITE, wheel("foo-bar", "9.9"), wheel("acme-billing", "9.9"), wheel("withdrawn", "9.9")):
            upstream.offer(file.filename.partition("-")[0], file)
        yield Pair(index, upstream, answers, mirror)
        mirror.close()
        index.close()


def later(seconds: float) -> None:
    now = clock.now() + timedelta(seconds=seconds)
    clock.install(lambda: now)


def test_a_free_name_comes_from_the_upstream_with_our_addresses(pair: Pair) -> None:
    answer = pair.index.ask("/simple/kite/", accept=JSON_TYPE)
    assert (answer.code, answer.headers["Content-Type"]) == (200, JSON_TYPE)
    (file,) = json.loads(answer.body)["files"]
    assert pair.index.ask(file["url"]).body == KITE.content
    assert pair.index.ask(file["url"] + ".metadata").body == METADATA
    assert "X-Strongroom-Upstream" not in answer.headers


def test_pages_are_negotiated_and_coded_as_our_own(pair: Pair) -> None:
    assert pair.index.ask("/simple/kite/").headers["Content-Type"] == "text/html; charset=utf-8"
    assert pair.index.ask("/simple/kite/", accept="image/png").code == 406
    coded = pair.index.ask("/simple/kite/", accept_encoding="gzip")
    assert coded.headers["Content-Encoding"] == "gzip"
    moved = pair.index.ask("/simple/Kite")
    assert (moved.code, moved.headers["Location"]) == (301, "/simple/kite/")


def test_a_page_the_client_has_is_not_sent_again(pair: Pair) -> None:
    etag = pair.index.ask("/simple/kite/").headers["ETag"]
    assert pair.index.ask("/simple/kite/", if_none_match=etag).code == 304
    assert pair.index.ask("/simple/kite/", method="HEAD").body == b""


def test_files_have_ranges_and_conditions_as_our_own(pair: Pair) -> None:
    part = pair.index.ask(KITE.url, range="bytes=3-9")
    assert (part.code, part.body) == (206, KITE.content[3:10])
    assert pair.index.ask(KITE.url, if_none_match=f'"{KITE.sha256}"').code == 304
    head = pair.index.ask(KITE.url, method="HEAD")
    assert (head.code, head.headers["Content-Length"]) == (200, str(len(KITE.content)))


def test_a_download_is_counted_as_of_our_own(pair: Pair) -> None:
    pair.index.ask(KITE.url, user_agent=PIP)
    pair.index.ask(KITE.url + ".metadata", user_agent=PIP)
    (event,) = pair.index.downloads()
    assert (event.project, event.version, event.filename) == ("kite", "1.0", KITE.filename)
    assert (event.installer, event.python_version) == ("pip", "3.11.7")


def test_an_address_of_a_lock_file_works_without_its_page(pair: Pair) -> None:
    assert pair.index.ask(KITE.url).body == KITE.content


def test_a_file_of_old_under_an_ambiguous_name_is_found(pair: Pair) -> None:
    file = UpstreamFile("kite-1.0-1.tar.gz", b"of old")
    pair.upstream.offer("kite", file)
    assert pair.index.ask(file.url).body == b"of old"


def test_nobody_s_name_is_absent(pair: Pair) -> None:
    answer = pair.index.ask("/simple/nobody-has-it/")
    assert (answer.code, answer.headers["Cache-Control"]) == (404, "no-cache")
    assert b"neither on this index nor on its upstream" in answer.body
    assert pair.index.ask(wheel("nobody-has-it").url).code == 404


def test_a_file_the_upstream_s_page_does_not_list_is_absent(pair: Pair) -> None:
    other = wheel(content=b"never published")
    assert pair.index.ask(other.url).code == 404
    assert pair.index.ask(KITE.url.replace("kite-1.0", "kite-1.1")).code == 404
    assert pair.upstream.asked[other.path] == 0


def test_the_list_of_all_projects_shows_only_ours(pair: Pair) -> None:
    pair.index.ask("/simple/kite/")
    names = [
        project["name"]
        for project in json.loads(pair.index.ask("/simple/", accept=JSON_TYPE).body)["projects"]
    ]
    assert "Foo.Bar" in names
    assert "kite" not in names
    assert "/simple/" not in pair.upstream.asked


def withdraw(pair: Pair) -> None:
    with pair.index.pages.write() as changes:
        changes.put_project(ProjectState(normalize("foo-bar"), serial=990, modified_at=1))


def quarantine(pair: Pair) -> None:
    pair.index.show(ProjectPage(normalize("foo-bar"), "Foo.Bar", 990, status=ProjectStatus.QUARANTINED))


@pytest.mark.parametrize(
    "state", [lambda _: None, withdraw, quarantine], ids=["shown", "withdrawn", "quarantined"]
)
@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_name_that_was_ever_ours_never_comes_from_the_upstream(
    pair: Pair, state: Callable[[Pair], None], spelling: str
) -> None:
    state(pair)
    answers = [pair.index.ask(f"/simple/{spelling}{end}") for end in ("", "/")]
    assert all(b"9.9" not in answer.body for answer in answers)
    assert pair.index.ask(wheel("foo-bar", "9.9").url).code == 404
    direct = pair.answers(Request("GET", f"/simple/{spelling}/"))
    assert direct is not None
    assert direct.status == "404 Not Found"
    assert not any("foo" in path for path in pair.upstream.asked)


@pytest.mark.parametrize("spelling", ["acme-billing", "Acme.Billing", "ACME__billing"])
def test_a_reserved_name_never_comes_from_the_upstream(pair: Pair, spelling: str) -> None:
    answer = pair.index.ask(f"/simple/{normalize(spelling)}/")
    assert answer.code == 404
    assert b"acme-billing is reserved for this index (acme-*)" in answer.body
    assert pair.index.ask(wheel("acme-billing", "9.9").url).code == 404
    assert not any("acme" in path for path in pair.upstream.asked)


def test_a_name_that_becomes_ours_ends_what_came_from_the_upstream(pair: Pair) -> None:
    assert pair.index.ask(KITE.url).code == 200
    own = pair.index.entry("kite-0.1.tar.gz", b"ours")
    pair.index.show(ProjectPage(normalize("kite"), "kite", 950, ("0.1",), (own,)))
    page = pair.index.ask("/simple/kite/").body
    assert b"kite-0.1" in page
    assert KITE.sha256.encode() not in page
    assert pair.index.ask(KITE.url).code == 404
    assert pair.index.ask(own.url).body == b"ours"


def test_a_file_name_that_could_mean_a_free_name_does_not_open_the_way_to_a_taken_one(pair: Pair) -> None:
    file = UpstreamFile("kite-2-1.0.tar.gz", b"1.0 of kite-2, or 2-1.0 of kite")
    pair.upstream.offer("kite", file)
    assert pair.index.ask(file.url).code == 200
    pair.index.show(ProjectPage(normalize("kite"), "kite", 950))
    assert pair.index.ask(file.url).code == 404


def test_while_our_pages_are_not_ready_nothing_comes_from_the_upstream(pair: Pair, tmp_path: Path) -> None:
    empty = SampleIndex(tmp_path / "empty", on_absent=lambda request: answers(request))  # noqa: PLW0108 - made below
    answers = UpstreamAnswers(empty.pages, pair.mirror, reserved=ReservedNames(), events=empty.events)
    assert empty.ask("/simple/kite/").code == 503
    assert empty.ask(KITE.url).code == 503
    assert sum(pair.upstream.asked.values()) == 0
    empty.close()


def test_in_trouble_pages_are_shown_and_say_that_they_may_be_old(pair: Pair) -> None:
    later(0)
    pair.index.ask("/simple/kite/")
    pair.upstream.stop()
    later(3600)
    answer = pair.index.ask("/simple/kite/")
    assert (answer.code, answer.headers["X-Strongroom-Upstream"]) == (200, "stale")


def test_in_trouble_a_name_is_not_said_to_be_absent(pair: Pair) -> None:
    pair.upstream.stop()
    for target in ("/simple/kite/", KITE.url):
        answer = pair.index.ask(target)
        assert (answer.code, answer.headers["Retry-After"]) == (503, "10")
        assert b"does not answer" in answer.body


def test_a_file_with_other_bytes_is_not_passed_on(pair: Pair) -> None:
    pair.upstream.offer("kite", wheel(sent=b"X" * len(wheel().content)))
    answer = pair.index.ask(wheel().url)
    assert answer.code == 502
    assert b"not the one its page announces" in answer.body
    assert pair.index.downloads() == []


def test_an_answer_is_never_remembered_longer_than_it_is_asked_for(pair: Pair) -> None:
    targets = ["/simple/kite/", "/simple/acme-x/", "/simple/nothing/", KITE.url, wheel("nothing").url]
    answers: list[Response | None] = [pair.answers(Request("GET", target)) for target in targets]
    assert [answer is not None and answer.repeatable for answer in answers] == [False] * 5


def test_what_is_neither_page_nor_file_is_left_to_others(pair: Pair) -> None:
    for path in ("/simple/a/b/", "/simple/-/", "/project/kite/", "/"):
        assert pair.answers(Request("GET", path)) is None


def test_what_is_served_is_what_the_upstream_announced(pair: Pair) -> None:
    (file,) = json.loads(pair.index.ask("/simple/kite/", accept=JSON_TYPE).body)["files"]
    assert hashlib.sha256(pair.index.ask(file["url"]).body).hexdigest() == file["hashes"]["sha256"]
    assert datetime.fromisoformat(file["upload-time"]) == datetime(2026, 8, 1, 12, tzinfo=UTC)
