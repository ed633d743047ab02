"""Whose answer it is: the handlers', that of whoever is asked for absent projects, or somebody else's."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from strongroom.interfaces.simple.messages import Request, Response
from tests.interfaces.simple.sample_index import WHEEL_NAME, SampleIndex

JSON = "application/vnd.pypi.simple.v1+json"
DIGEST = f"{'ab' * 30}"
FREE_FILE = f"/packages/00/00/{DIGEST}/free_one-1.0-py3-none-any.whl"


@pytest.mark.parametrize(
    "target", ["/", "/simpler/", "/project/foo/", "/packages", "//simple/foo-bar/", "/pypi"]
)
def test_every_other_path_is_answered_elsewhere(unchanged_index: SampleIndex, target: str) -> None:
    assert unchanged_index.ask(target).body == b"elsewhere"


def answer(index: SampleIndex, path: str, **headers: str) -> Response:
    """Return what the handlers answer."""
    response = index.handlers.answer(Request("GET", path, "", headers))
    assert response is not None
    return response


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/simple/", "200"),
        ("/simple/foo-bar/", "200"),
        ("/simple/foo-bar", "301"),
        ("/simple/nobody/", "404"),
        ("/simple/-/", "404"),
        ("/packages/x", "404"),
        (FREE_FILE, "404"),
        ("/integrity/a/1/b/provenance", "404"),
    ],
)
def test_what_depends_on_the_store_only_can_be_repeated(
    unchanged_index: SampleIndex, path: str, status: str
) -> None:
    response = answer(unchanged_index, path)
    assert (response.status[:3], response.repeatable) == (status, True)
    refused = answer(unchanged_index, "/simple/", accept="image/png")
    assert (refused.status[:3], refused.repeatable) == ("406", True)


def test_files_and_our_own_faults_cannot(index: SampleIndex) -> None:
    path = index.sdist.url.replace("%21", "!").replace("%2B", "+")
    sent = answer(index, path)
    assert (sent.status, sent.repeatable) == ("200 OK", False)
    index.contents.remove(index.wheel.sha256)
    lost = answer(index, index.wheel.url.replace("%21", "!").replace("%2B", "+"))
    assert (lost.status[:3], lost.repeatable) == ("503", False)


def test_what_is_answered_once_is_not_shared(unchanged_index: SampleIndex) -> None:
    first, second = (answer(unchanged_index, "/simple/foo-bar") for _ in range(2))
    first.headers.append(("Connection", "close"))
    assert second.headers != first.headers


@pytest.fixture
def asked() -> list[str]:
    """Paths that whoever is behind this index was asked for."""
    return []


@pytest.fixture
def in_front(tmp_path: Path, asked: list[str]) -> Iterator[SampleIndex]:
    """Have the sample index, in front of another."""

    def on_absent(request: Request) -> Response | None:
        asked.append(request.path)
        if "free-two" in request.path:
            return None
        return Response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "6")], (b"theirs",))

    index = SampleIndex(tmp_path / "node", on_absent=on_absent)
    index.prepare()
    yield index
    index.close()


@pytest.mark.parametrize("path", ["/simple/free-one/", FREE_FILE, FREE_FILE + ".metadata"])
def test_a_name_that_nobody_has_taken_is_asked_for_behind(
    in_front: SampleIndex, asked: list[str], path: str
) -> None:
    assert in_front.ask(path).body == b"theirs"
    assert asked == [path]


def test_what_is_left_open_behind_is_answered_elsewhere(in_front: SampleIndex) -> None:
    assert in_front.ask("/simple/free-two/").body == b"elsewhere"


@pytest.mark.parametrize(
    "path",
    [
        "/simple/foo-bar/json/",
        "/simple/-/",
        f"/packages/00/00/{DIGEST}/{WHEEL_NAME}",
        f"/packages/00/00/{DIGEST}/foo_bar-7.tar.gz",
        f"/packages/00/00/{DIGEST}/Foo.Bar-7.zip",
        f"/packages/00/00/{DIGEST}/quarantined-1.0.tar.gz",
        f"/packages/00/00/{DIGEST}/-",
        "/packages/x",
    ],
)
def test_a_name_of_ours_or_none_is_never_asked_for_behind(
    in_front: SampleIndex, asked: list[str], path: str
) -> None:
    assert in_front.ask(path).code == 404
    assert asked == []


def test_another_spelling_is_sent_to_its_address_first(in_front: SampleIndex, asked: list[str]) -> None:
    assert in_front.ask("/simple/Free.One/").headers["Location"] == "/simple/free-one/"
    assert asked == []


def test_a_node_without_pages_asks_nobody(tmp_path: Path) -> None:
    def on_absent(request: Request) -> Response | None:
        raise AssertionError(request.path)

    index = SampleIndex(tmp_path / "node", on_absent=on_absent)
    assert index.ask("/simple/free-one/").code == 503
    index.close()
